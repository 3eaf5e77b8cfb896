"""One question to one agency: its label, its row, and telling the agency of it. Used by the verbs of this app."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tessera.access.here import Me
from tessera.access.models import Agency
from tessera.audit import NotHere
from tessera.enquiries.actions import _clocks
from tessera.enquiries.models import Request
from tessera.notifications import actions as notifications


def hub_and_agency(practitioner: Me, case_id: UUID, agency: Agency) -> dict[str, Any]:
    """The label of a row for the hub and for those who answer for one agency."""
    label = _clocks.hub_label(practitioner, case_id, practitioner.hub)
    return label | {"named": [practitioner.hub, agency.principal_id]}


def to_change(request_id: UUID, for_agency: Me | None = None) -> Request:
    """The request, locked; for the agency it is addressed to where `for_agency` says so.

    The enquiry's own row is the hub's, so a request carries the enquiry's reference itself.
    """
    request = Request.objects.select_for_update().filter(pk=request_id).first()
    if request is None or (for_agency is not None and request.to_agency_id != for_agency.agency_id):
        raise NotHere("This request is not here.")
    return request


def tell_agency(practitioner: Me, at: datetime, request: Request, word: str, link: str = "") -> None:
    """A message to whoever answers for the agency, with a link to the question unless another is given."""
    notifications.tell_agency(
        practitioner=practitioner,
        at=at,
        agency_id=request.to_agency_id,
        word=word,
        case_id=request.case_id,
        reference=request.reference,
        link=link or f"/requests/{request.pk}/",
    )
