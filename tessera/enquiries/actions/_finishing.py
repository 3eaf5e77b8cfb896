"""A question that an agency has answered: its state, and telling the hub. Used by the verbs of this app."""

from datetime import datetime
from typing import Any

from tessera.access.here import Me
from tessera.enquiries.actions import _hub
from tessera.enquiries.models import Request
from tessera.enquiries.rules.words import WAITING, RequestState
from tessera.notifications import actions as notifications


def finish(practitioner: Me, at: datetime, request: Request, state: RequestState, **more: Any) -> Request:
    """The question is answered, where it waits still; and the hub hears that there is news of it."""
    if request.state in WAITING:
        _hub.changed(
            Request.objects.filter(pk=request.pk)
            .filter(state__in=WAITING)
            .update(state=state, answered_at=at, **more)
        )
        request.state, request.answered_at = state, at
    notifications.tell_hub(
        practitioner=practitioner,
        at=at,
        word="request_answered",
        reference=request.reference,
        link=f"/enquiries/{request.enquiry_id}/",
        case_id=request.case_id,
    )
    return request
