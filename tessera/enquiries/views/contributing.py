"""An agency that was asked to add to the chronology says that it has."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import contributing


@require_POST
def contributed(request: Asked, request_id: UUID) -> HttpResponse:
    """Answer with what was added since the question came."""
    try:
        contributing.contribute(practitioner=request.me, at=timezone.now(), request_id=request_id)
    except NotAllowed as refusal:
        _say_why(request, refusal.state)
    else:
        messages.success(request, _("The hub is told that your agency has added what it knows."))
    return redirect("request", request_id)


def _say_why(request: Asked, why: str) -> None:
    """Why it is no answer yet."""
    if why == "nothing":
        messages.info(
            request,
            _(
                "Your agency has added nothing since it was asked. Add a note or a file, or say that it knows nothing."
            ),
        )
    elif why == "question":
        messages.info(request, _("The hub asked you a question. Answer it on this page."))
    else:
        messages.info(request, _("This waits for no answer any more."))
