"""What a random register holds, as plain data: the oracle reads it and the world writes it to the database."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

NOW = datetime.now(UTC)
PAST, YESTERDAY = NOW - timedelta(days=30), NOW - timedelta(days=1)
SOON, FUTURE = NOW + timedelta(days=7), NOW + timedelta(days=30)
INSTANT = timedelta(microseconds=1)
# Moments on the very border of every date that a world is made of, and an instant to each side.
BORDERS = tuple(
    moment + step for moment in (PAST, YESTERDAY, SOON, FUTURE) for step in (-INSTANT, timedelta(0), INSTANT)
)
ROLES = {
    "referrer": "person",
    "safeguarding_lead": "agency",
    "hub_practitioner": "team",
    "decision_maker": "team",
    "agency_officer": "agency",
    "social_worker": "team",
    "administrator": "person",
    "quality_assurer": "person",
    "caldicott_guardian": "person",
}
AUDIENCES = ("whole_case", "named", "named_people", "own_agency")
KINDS = (
    "asked",
    "asked",
    "asked",
    "allocated",
    "named",
    "school",
    "emergency",
    "assurance",
    "own_record",
    "own_record",
)
# Marks that a reader must be cleared for, and of those the ones that nobody else may know of.
SECRETS = ("police_intelligence", "adult_health", "legal_privilege", "domestic_abuse_address", "adoption")
UNSPOKEN = {"domestic_abuse_address", "adoption"}
MARKS = (*SECRETS, "third_party", "not_for_family")
KEYS = ("gd:a:1", "gd:b:1", "fd:a:1", "fd:b:1", "ny:a:a:1", "nm:a:a:1", "nhs:1", "upn:1", "un:a:1")
# The tables whose rows are statements or addresses, and may be marked; and all the others that wear a label.
ADDRESSES = ("people_address", "enquiries_referral_address", "enquiries_protection")
# Of those, the addresses themselves.
PLACES = ADDRESSES[:2]
MARKED = (
    "records_note",
    "records_line",
    "records_childs_voice",
    "records_attachment",
    "records_attachment_content",
    "records_note_about",
    "records_withdrawal",
    "records_promotion",
    "records_same_event",
    "records_body_mark",
    "records_voice_response",
    "enquiries_handed_line",
    *ADDRESSES,
)
LABELLED = (
    "people_relationship",
    "enquiries_referral",
    "enquiries_referral_child",
    "enquiries_referral_adult",
    "enquiries_referral_answer",
    "enquiries_screening",
    "enquiries_enquiry",
    "enquiries_rating",
    "enquiries_confirmation",
    "enquiries_clock",
    "enquiries_pause",
    "enquiries_danger",
    "enquiries_request",
    "enquiries_draft_answer",
    "enquiries_chase",
    "enquiries_not_shared",
    "enquiries_return",
    "enquiries_hand_over",
    "enquiries_decision",
    "enquiries_relied_on",
    "enquiries_feedback",
    "enquiries_challenge",
)
Dates = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Shape:
    """How large a world is: how many of each, or at least and at most."""

    practitioners: tuple[int, int] = (5, 8)
    cases: tuple[int, int] = (4, 7)
    people: int = 4
    rows: int = 8
    excluded: float = 0.35
    sealed: float = 0.3
    certain: bool = False  # whether it holds the situations of certain.py


@dataclass
class Agency:
    id: uuid.UUID
    partnership: uuid.UUID
    principal: int
    members: int
    teams: dict[uuid.UUID, int] = field(default_factory=dict)


@dataclass
class Membership:
    id: uuid.UUID
    practitioner: uuid.UUID
    agency: Agency
    team: uuid.UUID | None
    role: str
    dates: Dates


@dataclass
class Clearance:
    id: uuid.UUID
    partnership: uuid.UUID
    mark: str
    dates: Dates


@dataclass
class Practitioner:
    id: uuid.UUID
    principal: int
    active: bool
    memberships: list[Membership] = field(default_factory=list)
    excluded: set[uuid.UUID] = field(default_factory=set)
    excluded_for_a_time: list[tuple[uuid.UUID, Dates]] = field(default_factory=list)
    clearances: list[Clearance] = field(default_factory=list)
    tokens: dict[uuid.UUID, str] = field(default_factory=dict)


@dataclass
class Line:
    id: uuid.UUID
    marks: set[str]
    word: str = ""  # what it may be found by


@dataclass(frozen=True)
class Worn:
    """What an address wore until a moment: its marks, its audience and whom that named."""

    marks: set[str]
    audience: str
    named: list[int]
    until: datetime


@dataclass
class Row:
    """A row that wears the label of a case, in whichever table. `to`: the agency it is addressed to."""

    table: str
    id: uuid.UUID
    agency: uuid.UUID
    audience: str
    named: list[int]
    author: uuid.UUID
    marks: set[str] = field(default_factory=set)
    by_hub: bool = False
    confirm_by: str = "nobody"  # which second person must agree to a rating
    to: uuid.UUID | None = None
    enquiry: uuid.UUID | None = None  # what a request was made for
    # What an address wore until it was marked, and until when.
    worn: Worn | None = None


@dataclass
class Note(Row):
    lines: list[Line] = field(default_factory=list)


@dataclass
class Involvement:
    id: uuid.UUID
    principal: int
    kind: str
    dates: Dates


@dataclass
class Seal:
    id: uuid.UUID
    opened: bool
    opened_by: uuid.UUID | None = None


@dataclass
class Case:
    id: uuid.UUID
    partnership: uuid.UUID
    hub: int
    opened_by: uuid.UUID
    seals: list[Seal] = field(default_factory=list)
    involved: list[Involvement] = field(default_factory=list)
    subjects: dict[uuid.UUID, bool] = field(default_factory=dict)
    marked: set[uuid.UUID] = field(
        default_factory=set
    )  # of the subjects those who may be one nobody identified
    notes: list[Note] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    described: dict[uuid.UUID, set[str]] = field(default_factory=dict)

    @property
    def sealed(self) -> bool:
        return any(not seal.opened for seal in self.seals)


@dataclass
class Person:
    """What hangs on a person: ids of names, identifiers and keys to find them by; and who put them on record where."""

    made_by: uuid.UUID | None = None
    partnership: uuid.UUID | None = None
    names: list[uuid.UUID] = field(default_factory=list)
    identifiers: list[uuid.UUID] = field(default_factory=list)
    keys: dict[str, uuid.UUID] = field(default_factory=dict)


@dataclass
class Opened:
    """An emergency access, or quality assurance: whose, where, of which cases."""

    id: uuid.UUID
    practitioner: uuid.UUID
    partnership: uuid.UUID
    cases: list[uuid.UUID]
    reviewed: bool = False
    agreed_by: uuid.UUID | None = None


@dataclass
class Export:
    """A case's record that somebody takes out as a file, or has asked to."""

    id: uuid.UUID
    case: uuid.UUID
    asked_by: uuid.UUID
    agreed_by: uuid.UUID | None
    agreed_at: datetime | None


@dataclass
class Making:
    """A file that somebody has made from a case. `purpose`: what it is for."""

    id: uuid.UUID
    case: uuid.UUID
    author: uuid.UUID
    purpose: str


@dataclass
class Excluded:
    """One exclusion as it is recorded. `found_by`: the keys of somebody who was described, on record or not."""

    id: uuid.UUID
    practitioner: uuid.UUID
    person: uuid.UUID
    dates: Dates
    end_asked_by: uuid.UUID | None = None
    found_by: frozenset[str] = frozenset()
    # The database recorded it, of somebody on record who may be the one that was described under this identifier.
    declared: uuid.UUID | None = None

    @property
    def ended(self) -> bool:
        return self.dates[1] is not None


@dataclass
class Message:
    id: uuid.UUID
    recipient: uuid.UUID
    partnership: uuid.UUID
    case: uuid.UUID | None


@dataclass
class Entry:
    """An entry of the ledger."""

    id: uuid.UUID
    by: uuid.UUID | None
    partnership: uuid.UUID | None
    case: uuid.UUID | None


@dataclass
class Draft:
    id: uuid.UUID
    author: uuid.UUID


def enough(shared: set[str]) -> bool:
    """A number; or a given name and a family name, each with the date of birth; or a family name of an unborn child."""
    kinds = {key.split(":")[0] for key in shared}
    return bool(kinds & {"nhs", "upn", "un"}) or {"gd", "fd"} <= kinds


def live(dates: Dates, at: datetime | None = None) -> bool:
    """From the first instant until, and not including, the last."""
    start, end = dates
    at = at or datetime.now(UTC)
    return start <= at and (end is None or at < end)
