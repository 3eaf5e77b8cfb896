"""Deciding, telling everyone who must be told, closing, and being challenged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me, only_reads
from tessera.access.rules import Audience, Role
from tessera.audit import NotHere, action, note
from tessera.core.steps import NotAllowed
from tessera.core.text import join_words
from tessera.enquiries.actions import _clocks, _hub, _owing
from tessera.enquiries.models import (
    Challenge,
    Clock,
    Decision,
    Enquiry,
    Feedback,
    Referral,
    ReliedOn,
    Request,
)
from tessera.enquiries.queries.joining import form_is_open
from tessera.enquiries.rules.words import ClockKind, EnquiryState, RequestState, TellKind
from tessera.notifications import actions as notifications
from tessera.partnership import queries as partnership
from tessera.records import queries as records


@action("decide", "decision")
def decide(
    *,
    practitioner: Me,
    at: datetime,
    enquiry_id: UUID,
    outcome: str,
    level: int,
    reasons: str,
    relied_on: Sequence[UUID],
    would_change: str,
    safety_meanwhile: str,
    closure: str = "",
) -> Decision:
    """Decide an enquiry, once, citing the very lines relied on, or a child's own words. Everyone who must be told is
    owed it from then on.

    `relied_on` are lines and voices. `closure`: why work ends, where there are reasons for this outcome. The database
    refuses anyone but a decision-maker of the hub. Raises NotAllowed where it was decided already, where the outcome,
    the closure or the level is none of the partnership's, or where something relied on is not part of this case or was
    corrected or withdrawn.
    """
    enquiry = _hub.enquiry_to_change(enquiry_id)
    if enquiry.state != EnquiryState.OPEN:
        raise NotAllowed(_("This enquiry was decided already."), verb="decide", state=enquiry.state)
    in_force = partnership.in_force(practitioner.partnership_id, at)
    if outcome not in in_force.settings.outcomes or level not in in_force.settings.levels:
        raise NotAllowed(
            _("Choose an outcome and a level from the list."), verb="decide", state=enquiry.state
        )
    accepted = in_force.settings.outcomes[outcome].closures
    if closure not in (accepted or ("",)):
        raise NotAllowed(_("Choose why work ends from the list."), verb="decide", state=enquiry.state)
    lines, voices = _grounds(enquiry, relied_on)
    label = _clocks.hub_label(practitioner, enquiry.case_id, practitioner.hub)
    decision = Decision(
        **label,
        enquiry=enquiry,
        outcome=outcome,
        closure=closure,
        level=level,
        reasons=reasons,
        would_change=would_change,
        safety_meanwhile=safety_meanwhile,
        decided_at=at,
    )
    decision.save(force_insert=True)
    ReliedOn.objects.bulk_create(
        [
            *(ReliedOn(**label, decision=decision, line_id=line) for line in lines),
            *(ReliedOn(**label, decision=decision, voice_id=voice) for voice in voices),
        ]
    )
    _hub.changed(
        Enquiry.objects.filter(pk=enquiry.pk, state=EnquiryState.OPEN).update(
            state=EnquiryState.DECIDED, decided_at=at
        )
    )
    _clocks.stop(ClockKind.DECISION, ClockKind.AGENCY_RETURN, at=at, referral_id=enquiry.referral_id)
    _owe_everyone(practitioner, at, enquiry, in_force.settings)
    note(outcome=outcome, closure=closure, level=level)
    return decision


def _grounds(enquiry: Enquiry, relied_on: Sequence[UUID]) -> tuple[list[UUID], list[UUID]]:
    """The lines and the voices that a decision is to rest on: of this case, and what stands."""
    lines = records.lines_of_case(enquiry.case_id, relied_on)
    voices = records.voices_of_case(enquiry.case_id, relied_on)
    if not lines + voices or len(lines) + len(voices) != len(set(relied_on)):
        words = _("Choose at least one line, or a child's words, that the decision rests on.")
        raise NotAllowed(words, verb="decide", state=enquiry.state)
    if not (records.lines_stand(enquiry.case_id, lines) and records.voices_stand(voices)):
        words = _(
            "Something that you chose was corrected or withdrawn meanwhile. Choose from what stands now."
        )
        raise NotAllowed(words, verb="decide", state=enquiry.state)
    return lines, voices


def _owe_everyone(practitioner: Me, at: datetime, enquiry: Enquiry, settings: Any) -> None:
    """The referrer's agency, and each agency that was asked, hear of it. The clock of telling them begins."""
    clock = Clock.objects.filter(referral_id=enquiry.referral_id, kind=ClockKind.FEEDBACK).first()
    if clock is None:
        clock = _clocks.start(
            practitioner=practitioner,
            at=at,
            kind=ClockKind.FEEDBACK,
            referral=enquiry.referral,
            enquiry=enquiry,
            settings=settings,
        )
    owed = [(TellKind.REFERRER, enquiry.referral.from_agency_id)]
    asked = Request.objects.filter(enquiry=enquiry).exclude(state=RequestState.WITHDRAWN)
    agencies = asked.values_list("to_agency_id", flat=True)
    owed += [(TellKind.AGENCY, agency) for agency in dict.fromkeys(agencies) if agency != owed[0][1]]
    _owing.owe(
        practitioner=practitioner,
        at=at,
        referral=enquiry.referral,
        enquiry=enquiry,
        owed=owed,
        due_at=clock.due_at,
    )


@action("tell", "feedback")
def tell(*, practitioner: Me, at: datetime, feedback_id: UUID, words: str, outcome: str = "") -> Feedback:
    """Tell one of those who must be told, in words they may know. Telling twice keeps the first telling."""
    feedback = (
        Feedback.objects.select_for_update(of=("self",))
        .select_related("referral")
        .filter(pk=feedback_id)
        .first()
    )
    if feedback is None:
        raise NotHere("This is not here.")
    if not words.strip():
        raise NotAllowed(_("Write what they are told."), verb="tell", state="owed")
    if feedback.told_at is not None:
        return feedback
    changed = Feedback.objects.filter(pk=feedback_id, told_at__isnull=True).update(
        told_at=at, told_by_id=practitioner.id, words=words, outcome=outcome
    )
    _hub.changed(changed)
    feedback.told_at, feedback.words, feedback.outcome = at, words, outcome
    if not Feedback.objects.filter(referral_id=feedback.referral_id, told_at__isnull=True).exists():
        _clocks.stop(ClockKind.FEEDBACK, at=at, referral_id=feedback.referral_id)
    referrer = feedback.referral.referrer_id if feedback.kind == TellKind.REFERRER else None
    notifications.tell_agency(
        practitioner=practitioner,
        at=at,
        agency_id=feedback.to_agency_id,
        also=() if referrer is None else (referrer,),
        word="outcome_told",
        case_id=feedback.case_id,
        reference=feedback.referral.reference,
        link=f"/feedback/{feedback.pk}/",
    )
    note(kind=feedback.kind)
    return feedback


@action("open", "feedback")
def open_feedback(*, practitioner: Me, at: datetime, feedback_id: UUID) -> Feedback:
    """Whoever was told has opened it. Only the first opening by their agency is kept as the time it was seen.

    Whoever keeps only their own record of the case reads it, and changes nothing.
    """
    feedback = Feedback.objects.filter(pk=feedback_id, told_at__isnull=False).first()
    if feedback is None:
        raise NotHere("This is not here.")
    if (
        feedback.seen_at is None
        and feedback.to_agency_id == practitioner.agency_id
        and not only_reads(feedback.case_id)
    ):
        _hub.changed(Feedback.objects.filter(pk=feedback_id, seen_at__isnull=True).update(seen_at=at))
    return feedback


@action("close", "enquiry")
def close(*, practitioner: Me, at: datetime, enquiry_id: UUID) -> Enquiry:
    """Close a decided enquiry. Raises NotAllowed, saying who is left, until the referrer and each agency were told, and
    until its joint form is closed.
    """
    enquiry = _hub.enquiry_to_change(enquiry_id)
    if enquiry.state == EnquiryState.OPEN:
        raise NotAllowed(
            _("Record a decision before you close this enquiry."), verb="close", state=enquiry.state
        )
    if enquiry.state == EnquiryState.CLOSED:
        raise NotAllowed(_("This enquiry is closed already."), verb="close", state=enquiry.state)
    if form_is_open(enquiry.pk):
        raise NotAllowed(
            _("Close the joint form first: agencies may still be writing in it."),
            verb="close",
            state=enquiry.state,
        )
    left = list(
        Feedback.objects.filter(referral_id=enquiry.referral_id, told_at__isnull=True)
        .order_by("to_agency__name")
        .values_list("to_agency__name", flat=True)
    )
    if left:
        raise NotAllowed(
            _("You cannot close this enquiry yet. Tell {left} first.").format(left=join_words(left)),
            verb="close",
            state=enquiry.state,
        )
    _hub.changed(
        Enquiry.objects.filter(pk=enquiry.pk, state=EnquiryState.DECIDED).update(
            state=EnquiryState.CLOSED, closed_at=at
        )
    )
    enquiry.state, enquiry.closed_at = EnquiryState.CLOSED, at
    return enquiry


@action("challenge", "challenge")
def challenge(
    *,
    practitioner: Me,
    at: datetime,
    referral_id: UUID,
    reason: str,
    about: str = "",
    safe_meanwhile: str = "",
    at_risk_now: bool = False,
) -> Challenge:
    """Anyone who may open the case may disagree, at any time, and is owed a reply, sooner if a child is at risk now.

    `about` is one of the partnership's reasons. The hub and their agency see it.
    """
    referral = Referral.objects.filter(pk=referral_id).first()
    if referral is None:
        raise NotHere("This referral is not here.")
    if not reason.strip():
        raise NotAllowed(_("Say why you disagree."), verb="challenge", state=referral.state)
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    if about and about not in settings.challenge.reasons:
        raise NotAllowed(_("Say what it is about."), verb="challenge", state=referral.state)
    open_already = Challenge.objects.filter(
        referral=referral, agency_id=practitioner.agency_id, replied_at__isnull=True, reason=reason
    ).first()
    if open_already is not None:
        return open_already
    made = Challenge(
        case_id=referral.case_id,
        agency_id=practitioner.agency_id,
        author_id=practitioner.id,
        audience=Audience.NAMED,
        named=[practitioner.hub, practitioner.agency_members],
        referral=referral,
        about=about,
        reason=reason,
        safe_meanwhile=safe_meanwhile,
        made_at=at,
        at_risk_now=at_risk_now,
        reply_due_at=settings.reply_due(at, at_risk_now=at_risk_now),
    )
    made.save(force_insert=True)
    notifications.tell_hub(
        practitioner=practitioner,
        at=at,
        word="challenge_made",
        case_id=referral.case_id,
        reference=referral.reference,
        link=f"/challenges/{made.pk}/",
        roles=(Role.DECISION_MAKER,),
    )
    return made


@action("answer", "challenge")
def answer_challenge(*, practitioner: Me, at: datetime, challenge_id: UUID, reply: str) -> Challenge:
    """Reply to a challenge. The first reply stands. Raises NotHere for whoever is not in the hub."""
    made = Challenge.objects.select_related("referral").filter(pk=challenge_id).first()
    if made is None:
        raise NotHere("This challenge is not here.")
    if not reply.strip():
        raise NotAllowed(_("Write your reply."), verb="answer", state="open")
    if made.replied_at is not None:
        return made
    _hub.changed(
        Challenge.objects.filter(pk=challenge_id, replied_at__isnull=True).update(
            reply=reply, replied_at=at, replied_by_id=practitioner.id
        )
    )
    made.reply, made.replied_at, made.replied_by_id = reply, at, practitioner.id
    notifications.tell(
        practitioner=practitioner,
        at=at,
        recipients=[made.author_id],
        word="challenge_answered",
        case_id=made.case_id,
        reference=made.referral.reference,
        link=f"/challenges/{made.pk}/",
    )
    return made
