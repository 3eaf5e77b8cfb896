"""What a decision-maker, someone who is told, and someone who disagrees need to read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me, only_reads
from tessera.audit import NotHere, query
from tessera.core.text import excerpt
from tessera.enquiries.models import Challenge, Decision, Enquiry, Feedback, Referral
from tessera.enquiries.queries._decided import about_words
from tessera.enquiries.queries._people_shown import names_of
from tessera.enquiries.rules.words import EnquiryState
from tessera.partnership import queries as partnership
from tessera.records.queries import LineRead, VoiceRead, lines_to_read, voice_words, voices_to_read


@dataclass(frozen=True)
class LineChoice:
    id: str
    words: str


@dataclass(frozen=True)
class LinesOf:
    """What one agency wrote, oldest first; or what the children said."""

    agency: str
    lines: tuple[LineChoice, ...]


@dataclass(frozen=True)
class ToDecide:
    """An enquiry as the decision page needs it."""

    id: UUID
    case_id: UUID
    reference: str
    children: str
    state: str
    rating: str
    settings_id: UUID | None
    lines: tuple[LinesOf, ...]

    @property
    def is_open(self) -> bool:
        return self.state == EnquiryState.OPEN


@dataclass(frozen=True)
class Telling:
    """Someone who must be told, and what they were told."""

    id: UUID
    case_id: UUID
    referral_id: UUID
    enquiry_id: UUID | None
    reference: str
    children: str
    kind: str
    agency_id: UUID
    agency: str
    agency_kind: str
    due_at: datetime | None
    told_at: datetime | None
    told_by: str
    outcome: str
    words: str
    seen_at: datetime | None
    decision_outcome: str
    reasons: str


@dataclass(frozen=True)
class StageShown:
    """A stage of escalation: what it is called, who is asked, from when and until when."""

    label: str
    whom: str
    begins: datetime
    until: datetime


@dataclass(frozen=True)
class Disagreement:
    """A challenge and its reply, and who is asked next where that settles nothing, as was agreed when it was made."""

    id: UUID
    case_id: UUID
    referral_id: UUID
    enquiry_id: UUID | None
    reference: str
    children: str
    agency: str
    by: str
    about: str
    reason: str
    safe_meanwhile: str
    made_at: datetime
    reply_due_at: datetime
    reply: str
    replied_at: datetime | None
    replied_by: str
    at_risk_now: bool
    stages: tuple[StageShown, ...]
    may_skip: bool


@query("enquiry", "consider")
def to_decide(enquiry_id: UUID) -> ToDecide:
    """An enquiry with everything its decision may rest on, the children's own words first. Raises NotHere.

    What was corrected or withdrawn is no ground of it.
    """
    row = Enquiry.objects.filter(pk=enquiry_id).first()
    if row is None or only_reads(row.case_id):
        raise NotHere("This enquiry is not here.")
    return ToDecide(
        id=row.pk,
        case_id=row.case_id,
        reference=row.reference,
        children=names_of(row.referral_id),
        state=row.state,
        rating=row.rating,
        settings_id=row.settings_id,
        lines=(
            *_said([voice for voice in voices_to_read(row.case_id) if not voice.ended]),
            *_by_agency(line for line in lines_to_read(row.case_id) if not line.ended),
        ),
    )


def _said(voices: Iterable[VoiceRead]) -> tuple[LinesOf, ...]:
    """The children's own words, under one heading; nothing where no child was heard."""
    choices = tuple(
        LineChoice(str(voice.id), f"{voice.child}: {excerpt(voice_words(voice.words, voice.how), 220)}")
        for voice in voices
    )
    return (LinesOf(_("What the children said or showed"), choices),) if choices else ()


def _by_agency(lines: Iterable[LineRead]) -> tuple[LinesOf, ...]:
    """Each agency once, in the order in which they first wrote."""
    found: dict[str, list[LineChoice]] = {}
    for line in lines:
        words = f"{_(line.kind.capitalize())}: {excerpt(line.text, 220)}"
        found.setdefault(line.agency, []).append(LineChoice(str(line.id), words))
    return tuple(LinesOf(agency, tuple(choices)) for agency, choices in found.items())


@query("feedback")
def telling(feedback_id: UUID) -> Telling:
    """One of those who must be told. Raises NotHere."""
    row = Feedback.objects.filter(pk=feedback_id).select_related("referral", "to_agency", "told_by").first()
    if row is None:
        raise NotHere("This is not here.")
    decision = Decision.objects.filter(enquiry_id=row.enquiry_id).first() if row.enquiry_id else None
    return Telling(
        id=row.pk,
        case_id=row.case_id,
        referral_id=row.referral_id,
        enquiry_id=row.enquiry_id,
        reference=row.referral.reference,
        children=names_of(row.referral_id),
        kind=row.kind,
        agency_id=row.to_agency_id,
        agency=row.to_agency.name,
        agency_kind=row.to_agency.kind,
        due_at=row.due_at,
        told_at=row.told_at,
        told_by=row.told_by.name if row.told_by else "",
        outcome=row.outcome,
        words=row.words,
        seen_at=row.seen_at,
        decision_outcome=decision.outcome if decision else "",
        reasons=decision.reasons if decision else "",
    )


def owed(enquiry_id: UUID) -> tuple[tuple[UUID, str, bool], ...]:
    """Everyone who must be told of an enquiry: (feedback, agency, told)."""
    rows = Feedback.objects.filter(enquiry_id=enquiry_id).order_by("kind", "to_agency__name")
    return tuple(
        (pk, name, told is not None)
        for pk, name, told in rows.values_list("pk", "to_agency__name", "told_at")
    )


@dataclass(frozen=True)
class ToChallenge:
    """A referral as the challenge page names it. `reasons`: what a challenge may be about here, as (code, words)."""

    id: UUID
    case_id: UUID
    reference: str
    children: str
    reasons: tuple[tuple[str, str], ...]


@query("referral", "consider")
def to_challenge(*, practitioner: Me, at: datetime, referral_id: UUID) -> ToChallenge:
    """A referral as the challenge page names it. Raises NotHere."""
    row = Referral.objects.filter(pk=referral_id).first()
    if row is None or only_reads(row.case_id):
        raise NotHere("This referral is not here.")
    reasons = partnership.in_force(practitioner.partnership_id, at).settings.challenge.reasons
    words = tuple((code, reason.label) for code, reason in reasons.items())
    return ToChallenge(row.pk, row.case_id, row.reference, names_of(row.pk), words)


@query("challenge")
def disagreement(challenge_id: UUID) -> Disagreement:
    """A challenge and its reply. Raises NotHere."""
    row = (
        Challenge.objects.filter(pk=challenge_id)
        .select_related("referral", "agency", "author", "replied_by")
        .first()
    )
    if row is None:
        raise NotHere("This challenge is not here.")
    enquiry = Enquiry.objects.filter(referral_id=row.referral_id).values_list("pk", flat=True).first()
    settings = partnership.in_force(row.agency.partnership_id, row.made_at).settings
    return Disagreement(
        id=row.pk,
        case_id=row.case_id,
        referral_id=row.referral_id,
        enquiry_id=enquiry,
        reference=row.referral.reference,
        children=names_of(row.referral_id),
        agency=row.agency.name,
        by=row.author.name,
        about=about_words(row.agency.partnership_id, row.about, row.made_at),
        reason=row.reason,
        safe_meanwhile=row.safe_meanwhile,
        made_at=row.made_at,
        reply_due_at=row.reply_due_at,
        reply=row.reply,
        replied_at=row.replied_at,
        replied_by=row.replied_by.name if row.replied_by else "",
        at_risk_now=row.at_risk_now,
        stages=tuple(
            StageShown(stage.label, stage.whom, begins, until)
            for stage, begins, until in settings.escalation(row.reply_due_at, at_risk_now=row.at_risk_now)
        ),
        may_skip=row.at_risk_now and settings.challenge.may_skip_if_at_risk_now,
    )
