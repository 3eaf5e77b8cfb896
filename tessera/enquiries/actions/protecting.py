"""Keeping an address from somebody that was told openly. Nothing is deleted: from now on it wears marks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.rules import NEEDS_CLEARANCE, Audience
from tessera.audit import NotHere, action, note
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import _hub
from tessera.enquiries.models import Protection, ReferralAddress
from tessera.people import queries as people
from tessera.people.rules import Place


@action("protect", "referral_address")
def protect_address(
    *, practitioner: Me, at: datetime, address_id: UUID, marks: Iterable[str], reason: str
) -> ReferralAddress:
    """Mark an address, and the same address of everybody in the case who is told to live there.

    The database marks it wherever else they have it. Raises NotHere where it is not there to be seen, NotAllowed in
    words for the page where it wears the marks already.
    """
    hub = _hub.only(practitioner)
    chosen = [mark.value for mark in NEEDS_CLEARANCE if mark in set(marks)]
    address = ReferralAddress.objects.filter(pk=address_id).first()
    if address is None or not chosen:
        raise NotHere("This address is not here.")
    place = _place(address)
    told = [
        row.pk for row in ReferralAddress.objects.filter(case_id=address.case_id) if _open(row, place, chosen)
    ]
    recorded = [
        pk
        for pk, where in people.places_of_case(address.case_id)
        if where.same_as(place) and not set(chosen) <= set(where.marks)
    ]
    if not told and not recorded:
        raise NotAllowed(
            _("This address is marked so already."), verb="protect", state="", missing=("marks",)
        )
    label: dict[str, Any] = {
        "case_id": address.case_id,
        "agency_id": practitioner.agency_id,
        "author_id": practitioner.id,
        "audience": Audience.NAMED,
        "named": [hub],
        "marks": chosen,
        "reason": reason,
        "protected_at": at,
    }
    # In one statement: what the first of them marks whoever writes may not see any more.
    Protection.objects.bulk_create(
        [
            *(Protection(**label, told_id=pk) for pk in told),
            *(Protection(**label, recorded_id=pk) for pk in recorded),
        ]
    )
    note(marks=" ".join(chosen), addresses=len(told))
    return address


def _place(row: ReferralAddress) -> Place:
    return Place(tuple(row.lines), row.postcode, tuple(row.marks))


def _open(row: ReferralAddress, place: Place, marks: list[str]) -> bool:
    """It is the same place and does not wear all of the marks yet."""
    return _place(row).same_as(place) and not set(marks) <= set(row.marks)
