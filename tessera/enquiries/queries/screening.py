"""A referral as the hub screens it: who the people are, what came before, what was advised then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.models import Subject
from tessera.access.rules import Role
from tessera.audit import NotHere, query
from tessera.core.identifiers import clean_reference
from tessera.core.text import date_words, join_words
from tessera.enquiries.models import (
    Enquiry,
    Referral,
    ReferralAddress,
    ReferralAdult,
    ReferralChild,
    Screening,
)
from tessera.enquiries.queries._agencies_shown import LineShown, line_shown
from tessera.enquiries.queries._clocks_shown import ClockShown, clocks_shown
from tessera.enquiries.queries._decided import screened_words
from tessera.enquiries.queries._people_shown import (
    PersonShown,
    VoiceShown,
    adults_of,
    children_of,
    facts_of,
    name_of,
    title,
    voice_shown,
)
from tessera.enquiries.queries.enquiring import DangerShown, TellingShown, dangers_of, tellings_of
from tessera.enquiries.rules.consent import level_words, why_goes_on
from tessera.enquiries.rules.contacts import months_before
from tessera.enquiries.rules.process import kept_from
from tessera.enquiries.rules.words import ReferralState, ScreeningOutcome
from tessera.partnership import queries as partnership
from tessera.partnership.rules.settings import Settings
from tessera.people.queries import Match, considered, likely
from tessera.people.rules import Place, given_of
from tessera.records.queries import lines_to_read, voices_to_read


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier contact about one or more of the same people, from whichever agency, and what was advised."""

    id: UUID
    case_id: UUID
    reference: str
    received_at: datetime
    agency: str
    concerns: str
    about: str
    outcome: str
    advice: str


@dataclass(frozen=True, slots=True)
class ScreenedShown:
    """What was decided when it was screened."""

    outcome: str
    reason: str
    advice: str
    passed_to: str
    without_consent: str
    duplicate_of: UUID | None
    duplicate_reference: str
    by: str
    screened_at: datetime


@dataclass(frozen=True, slots=True)
class ToScreen:
    """Everything on the screening page. `outcomes` and `ratings` are (code, words, meaning)."""

    id: UUID
    case_id: UUID
    reference: str
    state: str
    name: str
    facts: str
    from_agency: str
    referrer: str
    referrer_phone: str
    received_at: datetime
    consent: str
    consent_reason: str
    concerns: str
    clock: ClockShown
    children: tuple[PersonShown, ...]
    adults: tuple[PersonShown, ...]
    voices: tuple[VoiceShown, ...]
    lines: tuple[LineShown, ...]
    dangers: tuple[DangerShown, ...]
    earlier: tuple[Earlier, ...]
    sent_again: tuple[tuple[UUID, str, str, datetime], ...]
    months: int
    shown_from: int
    screened: ScreenedShown | None
    enquiry_id: UUID | None
    tellings: tuple[TellingShown, ...]
    kept_from: str
    level: str
    consent_asked: bool
    outcomes: tuple[tuple[str, str, str], ...]
    ratings: tuple[tuple[str, str, str], ...]

    @property
    def is_new(self) -> bool:
        """Whether it waits to be screened."""
        return self.state == ReferralState.RECEIVED


def _hub_only(practitioner: Me) -> None:
    if not practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER):
        raise NotHere("This referral is not here.")


def _referral(referral_id: UUID) -> Referral:
    row = Referral.objects.filter(pk=referral_id).select_related("from_agency").first()
    if row is None:
        raise NotHere("This referral is not here.")
    return row


@query("referral", "consider")
def to_screen(*, practitioner: Me, at: datetime, referral_id: UUID) -> ToScreen:
    """A referral to screen, or as it was screened. Raises NotHere for whoever is not in the hub."""
    _hub_only(practitioner)
    row = _referral(referral_id)
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    zone = ZoneInfo(settings.calendar().time_zone)
    on = at.astimezone(zone).date()
    children, adults = children_of(row.pk, on), adults_of(row.pk)
    referred_under = partnership.of_record(row.settings_id, practitioner.partnership_id, at)
    consent = referred_under.consent_positions[row.consent_position]  # type: ignore[index]
    dangers = dangers_of(row.pk)
    return ToScreen(
        id=row.pk,
        case_id=row.case_id,
        reference=row.reference,
        state=row.state,
        name=title(children),
        facts=facts_of(children),
        from_agency=row.from_agency.name,
        referrer=f"{row.referrer_name}, {row.referrer_role}",
        referrer_phone=row.referrer_phone,
        received_at=row.received_at,
        consent=consent.label,
        consent_reason=row.consent_reason,
        concerns=", ".join(referred_under.concern(code).label for code in row.concerns),
        clock=clocks_shown(row.pk, settings, [], None, 0, at)[0],
        children=children,
        adults=adults,
        voices=tuple(voice_shown(voice) for voice in voices_to_read(row.case_id) if not voice.ended),
        lines=tuple(line_shown(line) for line in lines_to_read(row.case_id) if line.note_kind == "referral"),
        dangers=dangers,
        earlier=_earlier(row, settings, practitioner.partnership_id, at),
        sent_again=tuple(
            Screening.objects.filter(duplicate_of=row)
            .order_by("referral__received_at")
            .values_list(
                "referral_id",
                "referral__reference",
                "referral__from_agency__name",
                "referral__received_at",
            )
        ),
        months=settings.repeat_contacts.months,
        shown_from=settings.repeat_contacts.shown_from,
        screened=_screened(row.pk, practitioner.partnership_id),
        enquiry_id=Enquiry.objects.filter(referral_id=row.pk).values_list("pk", flat=True).first(),
        tellings=tellings_of(row.pk),
        kept_from=kept_from("screen", settings, practitioner.roles) or "",
        level=level_words(referred_under, row.level, row.received_at.astimezone(zone).date()),
        consent_asked=why_goes_on(
            settings,
            level=row.level,
            position=row.consent_position,
            danger=row.immediate_danger or bool(dangers),
        ),
        outcomes=tuple(
            (code, choice.label.on(on), choice.meaning)
            for code, choice in settings.screening.items()
            if str(code) != str(ScreeningOutcome.OPEN_CASE) or settings.process.open_case_passed_on
        ),
        ratings=()
        if kept_from("rate", settings, practitioner.roles)
        else tuple((band.code, band.label, band.meaning) for band in settings.ratings.values()),
    )


def with_reference(*, practitioner: Me, reference: str) -> UUID | None:
    """The referral of this reference, as somebody typed it. None where there is none that may be seen."""
    _hub_only(practitioner)
    wanted = clean_reference(reference)
    return Referral.objects.filter(reference=wanted).values_list("pk", flat=True).first() if wanted else None


def _screened(referral_id: UUID, partnership_id: UUID) -> ScreenedShown | None:
    row = Screening.objects.filter(referral_id=referral_id).select_related("author", "duplicate_of").first()
    if row is None:
        return None
    return ScreenedShown(
        outcome=screened_words(partnership_id, row.outcome, row.screened_at),
        reason=row.reason,
        advice=row.advice,
        passed_to=row.passed_to,
        without_consent=row.without_consent,
        duplicate_of=row.duplicate_of_id,
        duplicate_reference=row.duplicate_of.reference if row.duplicate_of else "",
        by=row.author.name,
        screened_at=row.screened_at,
    )


@query("referral", "consider")
def _contact(earlier: Earlier) -> Earlier:
    """An earlier contact is shown with what was advised: that is a look at its case too."""
    return earlier


def _earlier(row: Referral, settings: Settings, partnership_id: UUID, at: datetime) -> tuple[Earlier, ...]:
    """Contacts of the same people in the partnership's window, latest first: those on record, and likely matches. None
    where they are fewer than the partnership wants seen."""
    about = _cases_of_the_same(row)
    since = months_before(at, settings.repeat_contacts.months)
    contacts = (
        Referral.objects.filter(case_id__in=about, received_at__gte=since, received_at__lte=at)
        .exclude(pk=row.pk)
        .select_related("from_agency")
        .order_by("-received_at")
    )
    referrals = list(contacts)
    if len(referrals) + 1 < settings.repeat_contacts.shown_from:
        return ()
    screened = {s.referral_id: s for s in Screening.objects.filter(referral__in=referrals)}
    agreed = partnership.each_made_under(partnership_id, at)
    return tuple(
        _contact(
            Earlier(
                id=one.pk,
                case_id=one.case_id,
                reference=one.reference,
                received_at=one.received_at,
                agency=one.from_agency.name,
                concerns=", ".join(agreed(one.settings_id).concern(code).label for code in one.concerns),
                about=join_words(about[one.case_id]),
                outcome=screened_words(partnership_id, found.outcome, found.screened_at) if found else "",
                advice=found.advice if found else "",
            )
        )
        for one, found in ((one, screened.get(one.pk)) for one in referrals)
    )


def _cases_of_the_same(row: Referral) -> dict[UUID, list[str]]:
    """Other cases by whom they share: someone on record, or someone who may be the same (which it says)."""
    people: list[ReferralChild | ReferralAdult] = [
        *ReferralChild.objects.filter(referral_id=row.pk).order_by("position"),
        *ReferralAdult.objects.filter(referral_id=row.pk).order_by("position"),
    ]
    known = {one.person_id: one for one in people if one.person_id is not None}
    cases: dict[UUID, list[str]] = {}
    subjects = Subject.objects.filter(person_id__in=known, provisional=False).exclude(case_id=row.case_id)
    for person, case in subjects.values_list("person_id", "case_id"):
        cases.setdefault(case, []).append(name_of(known[person]))
    for one in people:
        if one.person_id is not None:
            continue
        for match in likely(given_of(one, _places(one))):
            for case in match.case_ids:
                if case != row.case_id:
                    cases.setdefault(case, []).append(f"{name_of(one)} ({_(match.strength)})")
    return {case: list(dict.fromkeys(names)) for case, names in cases.items()}


def _places(one: ReferralChild | ReferralAdult) -> Iterable[Place]:
    rows = ReferralAddress.objects.filter(child_id=one.pk) | ReferralAddress.objects.filter(adult_id=one.pk)
    return [Place(tuple(row.lines), row.postcode, tuple(row.marks)) for row in rows]


@dataclass(frozen=True, slots=True)
class Who:
    """Someone in a referral, and the people on record who may be the same. `facts` are (what, as told) pairs."""

    id: UUID
    case_id: UUID
    referral_id: UUID
    reference: str
    name: str
    facts: tuple[tuple[str, str], ...]
    matches: tuple[Match, ...]
    decided: bool

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The people to choose among; two of one name are told apart by when they were born."""
        return [(str(match.person_id), _named(match)) for match in self.matches]


@query("referral_child", "consider")
def who_is_child(*, practitioner: Me, at: datetime, referral_id: UUID, child_id: UUID) -> Who:
    """A child of a referral with likely matches. Raises NotHere for whoever is not in the hub."""
    _hub_only(practitioner)
    row = (
        ReferralChild.objects.filter(pk=child_id, referral_id=referral_id).select_related("referral").first()
    )
    if row is None:
        raise NotHere("This child is not here.")
    return _who(
        row,
        (
            (_("Also known as"), join_words(row.also_known_as)),
            (_("Date of birth"), _day(row.date_of_birth)),
            (_("Expected date of birth"), _day(row.expected_date_of_birth)),
            (_("NHS number"), row.nhs_number),
            (_("Unique pupil number"), row.upn),
            (_("School"), row.school),
        ),
    )


@query("referral_adult", "consider")
def who_is_adult(*, practitioner: Me, at: datetime, referral_id: UUID, adult_id: UUID) -> Who:
    """An adult of a referral with likely matches. Raises NotHere for whoever is not in the hub."""
    _hub_only(practitioner)
    row = (
        ReferralAdult.objects.filter(pk=adult_id, referral_id=referral_id).select_related("referral").first()
    )
    if row is None:
        raise NotHere("This adult is not here.")
    return _who(
        row,
        (
            (_("Relationship to the children"), row.relationship_to_children),
            (_("Date of birth"), _day(row.date_of_birth)),
        ),
    )


def _who(row: ReferralChild | ReferralAdult, facts: tuple[tuple[str, str], ...]) -> Who:
    places = list(_places(row))
    address = "; ".join(", ".join([*place.lines, place.postcode]) for place in places)
    found = likely(given_of(row, places)) if row.person_id is None else ()
    return Who(
        id=row.pk,
        case_id=row.case_id,
        referral_id=row.referral_id,
        reference=row.referral.reference,
        name=name_of(row),
        facts=(*facts, (_("Address"), address)),
        matches=tuple(considered(match) for match in found),
        decided=row.person_id is not None,
    )


def _named(match: Match) -> str:
    born = match.date_of_birth
    return _("{name}, born {day}").format(name=match.name, day=_day(born)) if born else match.name


def _day(value: date | None) -> str:
    return date_words(value) if value else ""
