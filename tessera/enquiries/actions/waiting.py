"""While an agency is waited for: its time stands still for a reason, runs again, or the question is withdrawn."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access import actions as access
from tessera.access.here import Me
from tessera.access.models import Agency
from tessera.access.rules import InvolvementKind
from tessera.audit import NotHere, action, note
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import _clocks, _hub, _questions
from tessera.enquiries.models import Enquiry, Pause, Request
from tessera.enquiries.rules.states import ENQUIRY
from tessera.enquiries.rules.words import WAITING, ClockKind, EnquiryState, RequestState


@action("pause", "pause")
def pause_request(
    *, practitioner: Me, at: datetime, request_id: UUID, reason_code: str, words: str
) -> Pause | None:
    """Let one agency's time to answer stand still, for a reason the partnership allows. The agency is told.

    Pausing what is paused changes nothing. Raises NotAllowed where the time is up or nobody waits for it any more.
    """
    _hub.only(practitioner)
    enquiry, request = _both(request_id)
    ENQUIRY.take("pause", EnquiryState(enquiry.state), reason=reason_code, words=words)
    _must_wait(enquiry, request, "pause")
    settings = _clocks.promised(practitioner, at, enquiry)
    if reason_code not in settings.clock(ClockKind.AGENCY_RETURN).pause_reasons:
        raise NotAllowed(
            _("This clock cannot be paused for that reason. Choose one from the list."),
            verb="pause",
            state=request.state,
        )
    if request.pauses.filter(ended_at__isnull=True).exists():
        return None
    if request.due_at is None:
        raise NotAllowed(_("There is no time limit to pause."), verb="pause", state=request.state)
    if request.due_at <= at:
        raise NotAllowed(
            _("This time is up, so the clock cannot be paused. Remind the agency now."),
            verb="pause",
            state=request.state,
        )
    agency = Agency.objects.get(pk=request.to_agency_id)
    made = Pause(
        **_questions.hub_and_agency(practitioner, request.case_id, agency),
        request=request,
        reason=reason_code,
        words=words,
        began_at=at,
    )
    made.save(force_insert=True)
    _reckon(practitioner, at, enquiry, request)
    _questions.tell_agency(practitioner, at, request, "request_paused")
    note(clock=ClockKind.AGENCY_RETURN, reason=reason_code)
    return made


@action("resume", "pause")
def resume_request(*, practitioner: Me, at: datetime, request_id: UUID) -> Pause | None:
    """Let an agency's time run again, later by the time it stood still. The agency is told.

    What runs already is left alone.
    """
    _hub.only(practitioner)
    enquiry, request = _both(request_id)
    ENQUIRY.take("resume", EnquiryState(enquiry.state))
    _must_wait(enquiry, request, "resume")
    paused = _end_pause(at, request)
    if paused is None:
        return None
    _reckon(practitioner, at, enquiry, request)
    _questions.tell_agency(practitioner, at, request, "request_resumed")
    note(clock=ClockKind.AGENCY_RETURN)
    return paused


@action("withdraw", "request")
def withdraw(
    *, practitioner: Me, at: datetime, request_id: UUID, reason: str, may_still_see: bool
) -> Request | None:
    """Take back a question that has not been answered, and say why. The agency is told, and is owed nothing more.

    `may_still_see`: False where the wrong agency was asked. Unless it is in the case for another reason it may then
    open neither the case nor the question. Withdrawing twice changes nothing; raises NotAllowed once it was answered.
    """
    _hub.only(practitioner)
    enquiry, request = _both(request_id)
    if request.state == RequestState.WITHDRAWN:
        return None
    ENQUIRY.take("withdraw", EnquiryState(enquiry.state), reason=reason)
    _must_wait(enquiry, request, "withdraw")
    _end_pause(at, request)
    _hub.changed(
        Request.objects.filter(pk=request.pk, state__in=WAITING).update(
            state=RequestState.WITHDRAWN,
            withdrawn_at=at,
            withdrawn_reason=reason,
            remind_next_at=None,
        )
    )
    others = Request.objects.filter(case_id=request.case_id, to_agency_id=request.to_agency_id)
    if may_still_see or others.exclude(state=RequestState.WITHDRAWN).exists():
        _questions.tell_agency(practitioner, at, request, "request_withdrawn")
    else:
        _questions.tell_agency(practitioner, at, request, "request_withdrawn", link="/requests/")
        agency = Agency.objects.get(pk=request.to_agency_id)
        access.end_involvement(
            practitioner=practitioner,
            at=at,
            case_id=request.case_id,
            principal=agency.principal_id,
            kind=InvolvementKind.ASKED,
        )
    request.state = RequestState.WITHDRAWN
    note(may_still_see=may_still_see)
    return request


def _both(request_id: UUID) -> tuple[Enquiry, Request]:
    """The enquiry and the question, both held; the enquiry first, as every verb of the hub holds it."""
    enquiry_id = Request.objects.filter(pk=request_id).values_list("enquiry_id", flat=True).first()
    if enquiry_id is None:
        raise NotHere("This request is not here.")
    return _hub.enquiry_to_change(enquiry_id), _questions.to_change(request_id)


def _must_wait(enquiry: Enquiry, request: Request, verb: str) -> None:
    if request.state not in WAITING:
        raise NotAllowed(_("This agency has answered, or is asked no more."), verb=verb, state=request.state)
    if enquiry.state != EnquiryState.OPEN:
        raise NotAllowed(_("This enquiry was decided already."), verb=verb, state=enquiry.state)


def _end_pause(at: datetime, request: Request) -> Pause | None:
    paused = request.pauses.filter(ended_at__isnull=True).order_by("-began_at").first()
    if paused is None:
        return None
    paused.ended_at = max(at, paused.began_at)
    _hub.changed(Pause.objects.filter(pk=paused.pk, ended_at__isnull=True).update(ended_at=paused.ended_at))
    return paused


def _reckon(practitioner: Me, at: datetime, enquiry: Enquiry, request: Request) -> None:
    settings = _clocks.promised(practitioner, at, enquiry)
    _clocks.reckon_request(request, settings, _clocks.hub_ratings(enquiry, settings))
    request.save(update_fields=_clocks.REQUEST_CLOCK)
