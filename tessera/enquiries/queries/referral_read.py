"""A referral as it was made, and what has come of it. Which parts are in it is decided by what the reader may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tessera.access.here import Me, only_reads
from tessera.access.rules import Role
from tessera.audit import NotHere, query
from tessera.core.identifiers import format_nhs_number
from tessera.core.language import Phrases
from tessera.core.text import date_words, join_words
from tessera.enquiries.models import (
    Challenge,
    Clock,
    Enquiry,
    Feedback,
    Referral,
    ReferralAddress,
    ReferralAdult,
    ReferralChild,
)
from tessera.enquiries.queries._own_answers import OwnAnswers
from tessera.enquiries.queries._people_shown import VoiceShown, marks_shown, voice_shown, who_of
from tessera.enquiries.queries.referring import state_words
from tessera.enquiries.rules.referral_pages import NAME_NOT_KNOWN, when_words
from tessera.enquiries.rules.referral_pages.entries import DISABILITIES, LINE_KINDS
from tessera.enquiries.rules.who import age_of, at_start, child_name
from tessera.enquiries.rules.words import ClockKind, ReferralState, TellKind
from tessera.partnership import queries as partnership
from tessera.partnership.rules import Settings
from tessera.records import queries as records
from tessera.records.rules.words import NoteKind

Facts = tuple[tuple[str, str], ...]
Places = Mapping[UUID | None, ReferralAddress]
SEXES = Phrases({"F": "Female", "M": "Male"})
TRUTH = Phrases({True: "Yes", False: "No", None: "Not known"})


@dataclass(frozen=True)
class Person:
    """A child or adult, as the referrer described them. `identified`: someone has said who on record this is."""

    id: UUID
    name: str
    called: str
    facts: Facts
    address: str
    marks: tuple[str, ...]
    address_id: UUID | None
    identified: bool


@dataclass(frozen=True)
class LineShown:
    """One line, with where it came from."""

    kind: str
    label: str
    text: str
    by: str


@dataclass(frozen=True)
class Kept:
    """What must be kept from the family, and why."""

    text: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What the referrer's agency was told."""

    id: UUID
    outcome: str
    words: str
    told_at: datetime


@dataclass(frozen=True)
class Challenged:
    """A challenge that was made, and how it stands."""

    id: UUID
    made_at: datetime
    reply_due_at: datetime
    replied_at: datetime | None


@dataclass(frozen=True)
class ReferralShown:
    """Everything on the page of a referral."""

    id: UUID
    case_id: UUID
    reference: str
    title: str
    state: str
    received_at: datetime
    agency: str
    referrer: Facts
    danger: bool
    concerns: tuple[str, ...]
    voices: tuple[VoiceShown, ...]
    voice_not_asked: str
    lines: tuple[LineShown, ...]
    told: Facts
    consent: str
    consent_reason: str
    kept: tuple[Kept, ...]
    addresses_held: tuple[str, ...]
    children: tuple[Person, ...]
    adults: tuple[Person, ...]
    other_agencies: tuple[str, ...]
    acknowledged_at: datetime | None
    clock: Clock | None
    outcomes: tuple[Outcome, ...]
    challenges: tuple[Challenged, ...]
    hub: bool
    to_screen: bool
    may_challenge: bool
    reads_only: bool
    enquiry_id: UUID | None


@query("referral")
def referral(*, practitioner: Me, at: datetime, referral_id: UUID) -> ReferralShown:
    """A referral, whole. That it was read is written in the ledger. Raises NotHere."""
    row = Referral.objects.filter(pk=referral_id).select_related("from_agency").first()
    if row is None or row.settings_id is None:
        raise NotHere("This referral is not here.")
    settings = partnership.made_under(row.settings_id)
    reads_only = only_reads(row.case_id)
    hub = not reads_only and practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER)
    received_on = row.received_at.astimezone(ZoneInfo(settings.calendar().time_zone)).date()
    whole = hub or row.agency_id == practitioner.agency_id
    _lines, held = records.told_apart(records.held_back(row.case_id))
    nowhere = _("Not known") if whole and not held else _("Not shown")
    own = OwnAnswers(row.pk, settings)
    children, adults = _people(row, received_on, nowhere, own)
    notes = records.notes_of_case(row.case_id, (NoteKind.REFERRAL, NoteKind.KEEP_FROM_FAMILY))
    clock = Clock.objects.filter(referral_id=row.pk, kind=ClockKind.ACKNOWLEDGE).first()
    outcomes = _outcomes(row)
    enquiry = Enquiry.objects.filter(referral_id=row.pk).values_list("pk", flat=True).first()
    acknowledged_at = clock.stopped_at if clock else None
    screened = row.state == ReferralState.SCREENED
    return ReferralShown(
        id=row.pk,
        case_id=row.case_id,
        reference=row.reference,
        title=join_words([child.name for child in children]) or _("No child named"),
        state=state_words(screened, acknowledged_at, outcomes[0].told_at if outcomes else None),
        received_at=row.received_at,
        agency=row.from_agency.name,
        referrer=_referrer(row),
        danger=row.immediate_danger,
        concerns=tuple(settings.concern(code).label for code in row.concerns),
        voice_not_asked=row.voice_not_asked,
        voices=tuple(
            voice_shown(voice)
            for voice in reversed(records.voices_to_read(row.case_id))
            if not voice.ended and voice.author_id == row.author_id and voice.written_at <= _sent(notes, row)
        ),
        lines=_by_kind(notes, row.note_id, settings),
        told=(*_told(row, settings), *own.of_referral()),
        consent=settings.consent_positions[row.consent_position].label,  # type: ignore[index]
        consent_reason=row.consent_reason,
        kept=tuple(
            Kept("\n".join(line.text for line in note.lines), note.reason)
            for note in notes
            if note.kind == NoteKind.KEEP_FROM_FAMILY
        ),
        addresses_held=held,
        children=children,
        adults=adults,
        other_agencies=tuple(
            ", ".join(filter(None, (other.get("agency"), other.get("contact"))))
            for other in row.other_agencies
        ),
        acknowledged_at=acknowledged_at,
        clock=clock if clock is not None and clock.due_at is not None else None,
        outcomes=outcomes,
        challenges=_challenges(row),
        hub=hub,
        to_screen=hub and not screened,
        may_challenge=not hub and not reads_only and screened,
        reads_only=reads_only,
        enquiry_id=enquiry,
    )


def _sent(notes: Sequence[records.NoteRead], row: Referral) -> datetime:
    """When the referral's own note was written: what was said later belongs to what came later."""
    return next((note.written_at for note in notes if note.id == row.note_id), row.received_at)


def _by_kind(
    notes: Sequence[records.NoteRead], note_id: UUID | None, settings: Settings
) -> tuple[LineShown, ...]:
    """The lines of the referral's own note, each with what kind of statement it is, facts first."""
    own = [line for note in notes if note.id == note_id for line in note.lines]
    worded = settings.referral["what_happened"].questions
    labels = {kind: worded[kind].label if kind in worded else _(kind.capitalize()) for kind in LINE_KINDS}
    return tuple(
        LineShown(kind, labels[kind], line.text, _by(line))
        for kind in LINE_KINDS
        for line in own
        if line.kind == kind
    )


def _by(line: records.LineRead) -> str:
    said = {"told": _("Told by"), "heard": _("Heard from"), "record": _("From")}.get(line.kind, _("By"))
    parts = (
        when_words(line.when) if line.when else "",
        f"{said} {line.source}" if line.source else "",
        _("About {about}").format(about=line.about) if line.about else "",
    )
    return ". ".join(part for part in parts if part)


def _referrer(row: Referral) -> Facts:
    return (
        (_("Name"), row.referrer_name),
        (_("Role"), row.referrer_role),
        (_("Agency"), row.from_agency.name),
        (_("Telephone"), row.referrer_phone),
        (_("Email"), row.referrer_email),
        (_("Who to ring when they are away"), row.referrer_cover),
        (_("How they know the family"), row.relationship_to_family),
    )


def _told(row: Referral, settings: Settings) -> Facts:
    """The longer answers, each under its question as the referrer was asked it; unanswered ones are empty."""
    level = f"{row.level}: {settings.level(row.level).name.on()}" if row.level in settings.levels else ""
    asked = (
        ("daily_life", "daily_life", row.daily_life),
        ("strengths", "working_well", row.working_well),
        ("strengths", "already_tried", row.already_tried),
        ("family_views", "views_of_parents", row.views_of_parents),
        ("level", "level", level),
        ("level", "level_reason", row.level_reason),
        ("hopes", "hoped_for", row.hoped_for),
    )
    worded = tuple(
        (settings.question(section, code).label, words)
        for section, code, words in asked
        if words or settings.question(section, code).asked
    )
    return (
        *worded,
        (_("Could anyone who visits be at risk?"), row.risk_to_practitioners),
        (_("Is an interpreter needed?"), row.interpreter),
    )


def _people(
    row: Referral, on: date, nowhere: str, own: OwnAnswers
) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    addresses = list(ReferralAddress.objects.filter(case_id=row.case_id))
    of_child: Places = {place.child_id: place for place in addresses if place.child_id}
    of_adult: Places = {place.adult_id: place for place in addresses if place.adult_id}
    children = ReferralChild.objects.filter(referral_id=row.pk).order_by("position")
    adults = ReferralAdult.objects.filter(referral_id=row.pk).order_by("position")
    return (
        tuple(
            _person(
                child,
                child_name(who_of(child)),
                (*_child_facts(child, on), *own.of_person(child.pk)),
                of_child,
                nowhere,
            )
            for child in children
        ),
        tuple(
            _person(
                adult,
                _adult_name(adult),
                (*_adult_facts(adult), *own.of_person(adult.pk)),
                of_adult,
                nowhere,
            )
            for adult in adults
        ),
    )


def _person(
    one: ReferralChild | ReferralAdult,
    name: str,
    facts: Facts,
    places: Places,
    nowhere: str,
) -> Person:
    place = places.get(one.pk)
    return Person(
        id=one.pk,
        name=at_start(name),
        called=name,
        facts=facts,
        address="\n".join(filter(None, (*place.lines, place.postcode))) if place else nowhere,
        marks=marks_shown(place.marks, _("Must be kept secret")) if place else (),
        address_id=place.pk if place else None,
        identified=one.person_id is not None,
    )


def _child_facts(child: ReferralChild, on: date) -> Facts:
    age = age_of(who_of(child), on)
    born = (
        _("{day}, {age} when referred").format(day=date_words(child.date_of_birth), age=age)
        if child.date_of_birth
        else age
    )
    disabilities = Phrases(dict(DISABILITIES))
    return (
        (_("Age"), born[:1].upper() + born[1:]),
        (_("Also known as"), ", ".join(child.also_known_as)),
        (_("Sex"), SEXES.get(child.sex, "")),
        (_("School, nursery or college"), child.school),
        (_("GP surgery"), child.gp),
        (_("NHS number"), format_nhs_number(child.nhs_number) if child.nhs_number else ""),
        (_("Unique pupil number"), child.upn),
        (_("Ethnicity"), child.ethnicity),
        (_("First language"), child.first_language),
        (_("How the child communicates"), child.communication),
        (_("Religion or belief"), child.religion),
        (_("Disabilities"), ", ".join(disabilities.get(code, code) for code in child.disabilities)),
    )


def _adult_name(adult: ReferralAdult) -> str:
    """An adult whose last name nobody knew was sent with the words "Not known" in its place."""
    if adult.family_name == NAME_NOT_KNOWN:
        return adult.given_name or _("Name not known")
    return " ".join(filter(None, (adult.given_name, adult.family_name)))


def _adult_facts(adult: ReferralAdult) -> Facts:
    return (
        (_("Related to the child"), adult.relationship_to_children),
        (_("Date of birth"), date_words(adult.date_of_birth) if adult.date_of_birth else ""),
        (_("Parental responsibility"), TRUTH[adult.parental_responsibility]),
        (_("Lives with the child"), TRUTH[adult.lives_with_children]),
    )


def _outcomes(row: Referral) -> tuple[Outcome, ...]:
    told = Feedback.objects.filter(referral_id=row.pk, kind=TellKind.REFERRER, told_at__isnull=False)
    return tuple(
        Outcome(one.pk, one.outcome, one.words, one.told_at)
        for one in told.order_by("told_at")
        if one.told_at
    )


def _challenges(row: Referral) -> tuple[Challenged, ...]:
    return tuple(
        Challenged(one.pk, one.made_at, one.reply_due_at, one.replied_at)
        for one in Challenge.objects.filter(referral_id=row.pk)
    )
