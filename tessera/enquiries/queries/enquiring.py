"""One enquiry, whole, as the hub works on it: who, what the child says, what is not known, what each agency knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from tessera.access.here import Me, reads_only
from tessera.access.models import Membership
from tessera.access.rules import Role
from tessera.audit import NotHere, query
from tessera.enquiries.models import Challenge, Danger, Decision, Enquiry, Feedback
from tessera.enquiries.queries._agencies_shown import (
    NOTE_TITLES,
    AgencyShown,
    LineShown,
    NotSharedShown,
    RatingShown,
    agencies_shown,
    line_shown,
    not_shared_shown,
)
from tessera.enquiries.queries._clocks_shown import PAUSABLE, ClockShown, Facts, clocks_shown
from tessera.enquiries.queries._decided import RestsOn, decided_level, outcome_words, rests_on
from tessera.enquiries.queries._ending_shown import STATES
from tessera.enquiries.queries._people_shown import (
    PersonShown,
    VoiceShown,
    adults_of,
    children_of,
    facts_of,
    heard,
    names_of,
    not_known_responsible,
    title,
)
from tessera.enquiries.queries._ratings_shown import may_confirm, ratings_shown
from tessera.enquiries.queries.joining import form_of
from tessera.enquiries.rules.process import offered
from tessera.enquiries.rules.unknown import unknown
from tessera.enquiries.rules.words import EnquiryState, TellKind
from tessera.partnership import queries as partnership
from tessera.partnership.rules.settings import Settings
from tessera.records.queries import LineRead, VoiceRead, held_back, lines_to_read, told_apart, voices_to_read


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A note that is no agency's answer: the referral itself, what must be kept from the family, a conversation."""

    title: str
    by: str
    written_at: datetime
    lines: tuple[LineShown, ...]
    kept_from_family: bool


@dataclass(frozen=True, slots=True)
class DangerShown:
    """Immediate danger was called."""

    reason: str
    by: str
    called_at: datetime


@dataclass(frozen=True, slots=True)
class TellingShown:
    """Someone who must be told, and whether they were."""

    id: UUID
    agency: str
    kind: str
    due_at: datetime | None
    told_at: datetime | None
    told_by: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """The decision as it stands."""

    outcome: str
    level: str
    reasons: str
    would_change: str
    safety_meanwhile: str
    by: str
    decided_at: datetime
    rests_on: tuple[RestsOn, ...]


@dataclass(frozen=True, slots=True)
class ChallengeShown:
    """A disagreement and whether it was answered."""

    id: UUID
    agency: str
    made_at: datetime
    reply_due_at: datetime
    replied_at: datetime | None


@dataclass(frozen=True, slots=True)
class EnquiryShown:
    """Everything on the enquiry's page."""

    id: UUID
    case_id: UUID
    referral_id: UUID
    reference: str
    state: str
    name: str
    facts: str
    rating: str
    rating_label: str
    target: str
    allocated_to: str
    from_agency: str
    referrer: str
    referrer_phone: str
    received_at: datetime
    consent: str
    consent_reason: str
    consent_agreed: bool
    concerns: str
    interpreter: str
    risk_to_practitioners: str
    dangers: tuple[DangerShown, ...]
    children: tuple[PersonShown, ...]
    adults: tuple[PersonShown, ...]
    voices: tuple[VoiceShown, ...]
    silences: tuple[str, ...]
    unknown: tuple[str, ...]
    clocks: tuple[ClockShown, ...]
    hub_rating: RatingShown | None
    agency_ratings: tuple[RatingShown, ...]
    ratings: tuple[RatingShown, ...]
    disagree: bool
    agencies: tuple[AgencyShown, ...]
    held: tuple[str, ...]
    addresses_held: tuple[str, ...]
    not_shared: tuple[NotSharedShown, ...]
    notes: tuple[NoteShown, ...]
    decision: DecisionShown | None
    tellings: tuple[TellingShown, ...]
    challenges: tuple[ChallengeShown, ...]
    may: frozenset[str]
    reads_only: bool
    has_form: bool

    @property
    def proposed(self) -> RatingShown | None:
        """The hub's latest rating, where a second person must still agree to it."""
        return self.hub_rating if self.hub_rating is not None and self.hub_rating.waits else None

    @property
    def replied(self) -> int:
        """How many agencies have answered."""
        return sum(agency.answered_at is not None for agency in self.agencies)

    @property
    def asked(self) -> int:
        """How many questions stand: a withdrawn one is no longer asked."""
        return _standing(self.agencies)

    @property
    def state_words(self) -> str:
        """How far it has come."""
        return STATES[EnquiryState(self.state)]

    @property
    def clock(self) -> ClockShown:
        """The promise that matters now."""
        return self.clocks[2] if self.state == EnquiryState.OPEN else self.clocks[3]


@query("enquiry")
def overview(*, practitioner: Me, at: datetime, enquiry_id: UUID) -> EnquiryShown:
    """An enquiry as the hub works on it, or as somebody reads it who was let in or added. Otherwise NotHere."""
    row = (
        Enquiry.objects.filter(pk=enquiry_id).select_related("referral__from_agency", "allocated_to").first()
    )
    if row is None or (only := reads_only(practitioner, row.case_id)) is None:
        raise NotHere("This enquiry is not here.")
    settings = partnership.of_record(row.settings_id, practitioner.partnership_id, at)
    lines, voices = lines_to_read(row.case_id), voices_to_read(row.case_id)
    children = children_of(row.referral_id, at.astimezone(ZoneInfo(settings.calendar().time_zone)).date())
    ratings = ratings_shown(row.pk, settings)
    hub = [(rating.value, rating.rated_at) for _, rating in ratings if rating.by_hub]
    held, addresses_held = told_apart(held_back(row.case_id))
    own = [(agency, rating) for agency, rating in ratings if not rating.by_hub]
    agencies = agencies_shown(row.pk, lines, own, settings, at, held)
    asked = {agency.agency_id for agency in agencies}
    latest = {rating.agency: rating for _, rating in ratings if not rating.by_hub}
    hub_rating = next((rating for _, rating in reversed(ratings) if rating.by_hub), None)
    referral, limit = row.referral, settings.limit("decision", row.rating or None)
    referred_under = partnership.of_record(referral.settings_id, practitioner.partnership_id, at)
    consent = referred_under.consent_positions[referral.consent_position]  # type: ignore[index]
    return EnquiryShown(
        id=row.pk,
        case_id=row.case_id,
        referral_id=row.referral_id,
        reference=row.reference,
        state=row.state,
        name=title(children),
        facts=facts_of(children),
        rating=row.rating,
        rating_label=settings.rating_label(row.rating),
        target=limit.words() if limit else "",
        allocated_to=row.allocated_to.name if row.allocated_to else "",
        from_agency=referral.from_agency.name,
        referrer=f"{referral.referrer_name}, {referral.referrer_role}",
        referrer_phone=referral.referrer_phone,
        received_at=referral.received_at,
        consent=consent.label,
        consent_reason=referral.consent_reason,
        consent_agreed=referral.consent_position == "agreed",
        concerns=", ".join(referred_under.concern(code).label for code in referral.concerns),
        interpreter=referral.interpreter,
        risk_to_practitioners=referral.risk_to_practitioners,
        dangers=dangers_of(row.referral_id),
        children=children,
        adults=adults_of(row.referral_id),
        **heard(voices, children, localdate(at), settings.patterns.silence),
        unknown=unknown(
            children=[(c.called, bool(c.facts)) for c in children],
            heard=[voice.child for voice in voices if not voice.ended],
            adults=not_known_responsible(row.referral_id),
            waiting=[(a.agency, a.question) for a in agencies if a.is_waiting],
            could_not_say=[(a.agency, a.could_not_say) for a in agencies if a.could_not_say],
        ),
        clocks=clocks_shown(row.referral_id, settings, hub, _soonest(agencies), _standing(agencies), at),
        hub_rating=hub_rating,
        agency_ratings=tuple(latest.values()),
        ratings=tuple(rating for _, rating in ratings),
        disagree=len({r.value for r in latest.values()} | ({hub_rating.value} if hub_rating else set())) > 1,
        agencies=agencies,
        held=tuple(h.words for h in held if h.agency_id not in asked),
        addresses_held=addresses_held,
        not_shared=not_shared_shown(row.pk),
        notes=_notes(lines),
        decision=_decision(row.pk, lines, voices, practitioner.partnership_id),
        tellings=tellings_of(row.referral_id),
        challenges=_challenges(row.referral_id),
        may=frozenset() if only else _offered(row, settings, practitioner, hub_rating),
        reads_only=only,
        has_form=form_of(row.pk) is not None,
    )


def _offered(
    row: Enquiry, settings: Settings, practitioner: Me, rating: RatingShown | None
) -> frozenset[str]:
    confirms = may_confirm(rating, settings, practitioner)
    return offered(EnquiryState(row.state), settings, practitioner.roles, confirms=confirms)


def _soonest(agencies: Sequence[AgencyShown]) -> Facts | None:
    """The answer that is due first; what is paused only where nothing else is waited for."""
    waiting = [agency.clock for agency in agencies if agency.clock is not None]
    return min(waiting, key=lambda facts: (facts.paused_at is not None, facts.due_at), default=None)


def _standing(agencies: Sequence[AgencyShown]) -> int:
    return sum(agency.withdrawn_at is None for agency in agencies)


def _notes(lines: Sequence[LineRead]) -> tuple[NoteShown, ...]:
    grouped: dict[UUID, list[LineRead]] = {}
    for line in lines:
        if line.note_kind in NOTE_TITLES and not line.ended:
            grouped.setdefault(line.note_id, []).append(line)
    return tuple(
        NoteShown(
            title=NOTE_TITLES[found[0].note_kind],
            by=f"{found[0].by}, {found[0].agency}",
            written_at=found[0].written_at,
            lines=tuple(line_shown(line) for line in found),
            kept_from_family=found[0].note_kind == "keep_from_family",
        )
        for found in grouped.values()
    )


def dangers_of(referral_id: UUID) -> tuple[DangerShown, ...]:
    """Every time immediate danger was called, latest first."""
    rows = Danger.objects.filter(referral_id=referral_id).order_by("-called_at")
    return tuple(DangerShown(*row) for row in rows.values_list("reason", "author__name", "called_at"))


def _decision(
    enquiry_id: UUID, lines: Sequence[LineRead], voices: Sequence[VoiceRead], partnership_id: UUID
) -> DecisionShown | None:
    row = Decision.objects.filter(enquiry_id=enquiry_id).select_related("author").first()
    if row is None:
        return None
    return DecisionShown(
        outcome=outcome_words(partnership_id, row.outcome, row.decided_at, row.closure),
        level=decided_level(partnership_id, row.level, row.decided_at),
        reasons=row.reasons,
        would_change=row.would_change,
        safety_meanwhile=row.safety_meanwhile,
        by=row.author.name,
        decided_at=row.decided_at,
        rests_on=rests_on(row.pk, lines, voices),
    )


def tellings_of(referral_id: UUID) -> tuple[TellingShown, ...]:
    """Everyone who must be told of a referral, and whether they were."""
    rows = Feedback.objects.filter(referral_id=referral_id).order_by("owed_at", "kind", "id")
    return tuple(
        TellingShown(
            pk,
            name,
            _("Referrer") if kind == TellKind.REFERRER else _("Agency asked"),
            due,
            told,
            by or "",
            seen,
        )
        for pk, name, kind, due, told, by, seen in rows.values_list(
            "pk", "to_agency__name", "kind", "due_at", "told_at", "told_by__name", "seen_at"
        )
    )


def _challenges(referral_id: UUID) -> tuple[ChallengeShown, ...]:
    rows = Challenge.objects.filter(referral_id=referral_id).order_by("made_at")
    return tuple(
        ChallengeShown(*row)
        for row in rows.values_list("pk", "agency__name", "made_at", "reply_due_at", "replied_at")
    )


@dataclass(frozen=True)
class ToWork:
    """An enquiry as the pages that change one thing of it name it."""

    id: UUID
    case_id: UUID
    reference: str
    name: str
    state: str
    rating: str
    allocated_to: UUID | None
    settings: Settings


@query("enquiry", "consider")
def to_work(*, practitioner: Me, at: datetime, enquiry_id: UUID) -> ToWork:
    """An enquiry to rate, allocate or pause. Raises NotHere for whoever is not in the hub."""
    if not practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER):
        raise NotHere("This enquiry is not here.")
    row = Enquiry.objects.filter(pk=enquiry_id).first()
    if row is None:
        raise NotHere("This enquiry is not here.")
    in_force = partnership.in_force(practitioner.partnership_id, at)
    settings = partnership.made_under(row.settings_id) if row.settings_id else in_force.settings
    name = names_of(row.referral_id)
    return ToWork(
        row.pk, row.case_id, row.reference, name, row.state, row.rating, row.allocated_to_id, settings
    )


def hub_members(*, practitioner: Me, at: datetime) -> tuple[tuple[UUID, str], ...]:
    """Whoever works in the hub, by name."""
    live = Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))
    rows = Membership.objects.filter(live, partnership_id=practitioner.partnership_id, team__is_hub=True)
    return tuple(
        rows.order_by("practitioner__name").values_list("practitioner_id", "practitioner__name").distinct()
    )


@dataclass(frozen=True, slots=True)
class Pausable:
    """A clock that may be paused: what it is called, and for which reasons (code, words, hint)."""

    label: str
    reasons: tuple[tuple[str, str, str], ...]


def pausable(enquiry: ToWork, kind: str) -> Pausable:
    """A clock of an enquiry that its settings let pause. Raises NotHere for any other."""
    if kind not in PAUSABLE:
        raise NotHere("This clock is not here.")
    face = enquiry.settings.clock(kind)
    known = [enquiry.settings.pause_reasons[code] for code in face.pause_reasons]
    return Pausable(face.label, tuple((reason.code, reason.label, reason.hint or "") for reason in known))
