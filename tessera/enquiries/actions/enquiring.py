"""Working an enquiry: how urgent, whose, when its clocks stand still. Calling immediate danger waits for nothing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.models import Membership
from tessera.access.rules import Audience, Role
from tessera.audit import NotHere, action, note
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import _clocks, _confirmers, _hub
from tessera.enquiries.models import Clock, Danger, Enquiry, Pause, Rating, Referral, Request
from tessera.enquiries.rules.process import kept_from
from tessera.enquiries.rules.states import ENQUIRY, REFERRAL
from tessera.enquiries.rules.words import ClockKind, EnquiryState, RatingValue, ReferralState
from tessera.notifications import actions as notifications
from tessera.partnership.rules.words import Confirmer


@action("rate", "rating")
def rate(*, practitioner: Me, at: datetime, enquiry_id: UUID, value: str, reason: str) -> Rating | None:
    """Say how urgent this is, and why. The hub's rating moves the clocks; an agency's stands beside it.

    Where the settings ask for a second person, the hub's is proposed until one agrees (`confirming.confirm`).

    On rating again the sooner limit wins: a promise that was made is kept. Rating the same, for the same reason, is
    nothing new and answers None. Raises NotHere where the enquiry is hidden and the agency was never asked about it.
    """
    if practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER):
        return _rate_for_hub(practitioner, at, enquiry_id, RatingValue(value), reason)
    asked = Request.objects.filter(enquiry_id=enquiry_id, to_agency_id=practitioner.agency_id).first()
    if asked is None or not practitioner.has(Role.AGENCY_OFFICER, Role.SAFEGUARDING_LEAD):
        raise NotHere("This enquiry is not here.")
    label = {
        "case_id": asked.case_id,
        "agency_id": practitioner.agency_id,
        "author_id": practitioner.id,
        "audience": Audience.NAMED,
        "named": [practitioner.hub, practitioner.agency_members],
    }
    ENQUIRY.take("rate", EnquiryState.OPEN, value=value, reason=reason)
    return _write_rating(label, at, enquiry_id, RatingValue(value), reason, by_hub=False)


def _rate_for_hub(
    practitioner: Me, at: datetime, enquiry_id: UUID, value: RatingValue, reason: str
) -> Rating | None:
    hub = _hub.only(practitioner)
    enquiry = _hub.enquiry_to_change(enquiry_id)
    ENQUIRY.take("rate", EnquiryState(enquiry.state), value=value, reason=reason)
    settings = _clocks.promised(practitioner, at, enquiry)
    if words := kept_from("rate", settings, practitioner.roles):
        raise NotAllowed(words, verb="rate", state=enquiry.state)
    label = _clocks.hub_label(practitioner, enquiry.case_id, hub)
    confirm_by = settings.process.rating_confirmed_by
    made = _write_rating(label, at, enquiry_id, value, reason, by_hub=True, confirm_by=confirm_by)
    if made is None:
        return None
    if confirm_by is Confirmer.NOBODY or settings.process.proposed_rating_counts:
        _hub.changed(Enquiry.objects.filter(pk=enquiry.pk).update(rating=value))
        _clocks.reckon_again(enquiry=enquiry, settings=settings)
    _confirmers.tell(practitioner, at, enquiry, confirm_by)
    note(value=value)
    return made


def _write_rating(
    label: dict[str, Any],
    at: datetime,
    enquiry_id: UUID,
    value: RatingValue,
    reason: str,
    *,
    by_hub: bool,
    confirm_by: Confirmer = Confirmer.NOBODY,
) -> Rating | None:
    whose = Q(by_hub=True) if by_hub else Q(by_hub=False, agency_id=label["agency_id"])
    latest = Rating.objects.filter(whose, enquiry_id=enquiry_id).order_by("-rated_at", "-id").first()
    if latest is not None and (latest.value, latest.reason) == (value, reason):
        return None
    rating = Rating(
        **label,
        enquiry_id=enquiry_id,
        by_hub=by_hub,
        value=value,
        reason=reason,
        rated_at=at,
        confirm_by=confirm_by,
    )
    rating.save(force_insert=True)
    return rating


@action("allocate", "enquiry")
def allocate(*, practitioner: Me, at: datetime, enquiry_id: UUID, to_id: UUID) -> Enquiry | None:
    """Give an enquiry to someone in the hub, who is told. Giving it to whoever has it changes nothing."""
    _hub.only(practitioner)
    enquiry = _hub.enquiry_to_change(enquiry_id)
    ENQUIRY.take("allocate", EnquiryState(enquiry.state), to=to_id)
    if enquiry.allocated_to_id == to_id:
        return None
    live = Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))
    in_hub = Membership.objects.filter(
        live, practitioner_id=to_id, partnership_id=practitioner.partnership_id, team__is_hub=True
    )
    if not in_hub.exists():
        raise NotAllowed(_("Choose someone who works in the hub."), verb="allocate", state=enquiry.state)
    _hub.changed(Enquiry.objects.filter(pk=enquiry.pk).update(allocated_to_id=to_id))
    enquiry.allocated_to_id = to_id
    notifications.tell(
        practitioner=practitioner,
        at=at,
        recipients=[to_id],
        word="enquiry_allocated",
        reference=enquiry.reference,
        link=f"/enquiries/{enquiry.pk}/",
        case_id=enquiry.case_id,
    )
    return enquiry


@action("pause", "pause")
def pause(
    *, practitioner: Me, at: datetime, enquiry_id: UUID, kind: str, reason_code: str, words: str
) -> Pause | None:
    """Stand a clock still, for a reason the partnership allows. Pausing a paused clock changes nothing."""
    hub = _hub.only(practitioner)
    enquiry = _hub.enquiry_to_change(enquiry_id)
    ENQUIRY.take("pause", EnquiryState(enquiry.state), reason=reason_code, words=words)
    settings = _clocks.promised(practitioner, at, enquiry)
    clock = _running(enquiry, ClockKind(kind))
    if reason_code not in settings.clock(kind).pause_reasons:
        raise NotAllowed(
            _("This clock cannot be paused for that reason. Choose one from the list."),
            verb="pause",
            state=enquiry.state,
        )
    if Pause.objects.filter(clock=clock, ended_at__isnull=True).exists():
        return None
    if clock.due_at is not None and clock.due_at <= at:
        raise NotAllowed(
            _("This time is up, so the clock cannot be paused. Do what it asks for now."),
            verb="pause",
            state=enquiry.state,
        )
    made = Pause(
        **_clocks.hub_label(practitioner, enquiry.case_id, hub),
        clock=clock,
        reason=reason_code,
        words=words,
        began_at=at,
    )
    made.save(force_insert=True)
    _clocks.reckon_again(enquiry=enquiry, settings=settings)
    note(clock=kind, reason=reason_code)
    return made


@action("resume", "pause")
def resume(*, practitioner: Me, at: datetime, enquiry_id: UUID, kind: str) -> Pause | None:
    """Let a paused clock run again, later by the time it stood still. A clock that runs already is left alone."""
    _hub.only(practitioner)
    enquiry = _hub.enquiry_to_change(enquiry_id)
    ENQUIRY.take("resume", EnquiryState(enquiry.state))
    clock = _running(enquiry, ClockKind(kind))
    paused = Pause.objects.filter(clock=clock, ended_at__isnull=True).order_by("-began_at").first()
    if paused is None:
        return None
    paused.ended_at = max(at, paused.began_at)
    _hub.changed(Pause.objects.filter(pk=paused.pk, ended_at__isnull=True).update(ended_at=paused.ended_at))
    _clocks.reckon_again(enquiry=enquiry, settings=_clocks.promised(practitioner, at, enquiry))
    note(clock=kind)
    return paused


def _running(enquiry: Enquiry, kind: ClockKind) -> Clock:
    clock = Clock.objects.filter(enquiry=enquiry, kind=kind, stopped_at__isnull=True).first()
    if clock is None:
        raise NotAllowed(_("This clock is not running."), verb="pause", state=enquiry.state)
    return clock


@action("call", "danger")
def call_danger(*, practitioner: Me, at: datetime, referral_id: UUID, reason: str) -> Danger:
    """Immediate danger: a strategy discussion now. From any state but closed, by anyone who may open the case.

    Everybody in the hub is told at once. The reason is for the hub and whoever called it. The same call sent twice is
    one call. Source: Working Together to Safeguard Children (2023), chapter 3, immediate protection: where there is a
    risk to life or a likelihood of serious immediate harm, act quickly; check before use.

    Raises NotAllowed for whoever can see that the enquiry is closed: a closed enquiry stands on nobody's list, so a new
    referral must begin it again. Whoever cannot see it is not stopped: their call reaches everybody in the hub.
    """
    referral = Referral.objects.filter(pk=referral_id).first()
    if referral is None:
        raise NotHere("This referral is not here.")
    REFERRAL.take("call_danger", ReferralState(referral.state), reason=reason)
    state = Enquiry.objects.filter(referral=referral).values_list("state", flat=True).first()
    if state and not ENQUIRY.allows("call_danger", EnquiryState(state)):
        raise NotAllowed(
            _(
                "This enquiry is closed. Ring the hub now, then make a new referral and say in it that a child is in "
                "danger."
            ),
            verb="call_danger",
            state=state,
        )
    called = Danger.objects.filter(referral=referral, author_id=practitioner.id, reason=reason).first()
    if called is not None:
        note(again=True)
        return called
    danger = Danger(
        case_id=referral.case_id,
        agency_id=practitioner.agency_id,
        author_id=practitioner.id,
        audience=Audience.NAMED,
        named=[practitioner.hub, practitioner.agency_members],
        referral=referral,
        reason=reason,
        called_at=at,
    )
    danger.save(force_insert=True)
    notifications.tell_hub(
        practitioner=practitioner,
        at=at,
        word="danger_called",
        reference=referral.reference,
        link=f"/referrals/{referral.pk}/",
        case_id=referral.case_id,
    )
    return danger
