"""What a random register holds, as plain data: the oracle reads it and the world writes it to the database."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

NOW = datetime.now(UTC)
PAST, FUTURE = NOW - timedelta(days=30), NOW + timedelta(days=30)
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
KINDS = ("asked", "asked", "asked", "allocated", "named", "emergency", "assurance")
# Marks that a reader must be cleared for, and of those the ones that nobody else may know of.
SECRETS = ("police_intelligence", "adult_health", "legal_privilege", "domestic_abuse_address", "adoption")
UNSPOKEN = {"domestic_abuse_address", "adoption"}
MARKS = (*SECRETS, "third_party", "not_for_family")
KEYS = ("gd:a:1", "gd:b:1", "fd:a:1", "fd:b:1", "ny:a:a:1", "nm:a:a:1", "nhs:1", "upn:1", "un:a:1")
Dates = tuple[datetime, datetime | None]


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
class Practitioner:
    id: uuid.UUID
    principal: int
    active: bool
    memberships: list[Membership] = field(default_factory=list)
    excluded: set[uuid.UUID] = field(default_factory=set)
    clearances: list[tuple[uuid.UUID, str, Dates]] = field(default_factory=list)
    clearance_rows: list[tuple[uuid.UUID, uuid.UUID]] = field(default_factory=list)
    tokens: dict[uuid.UUID, str] = field(default_factory=dict)


@dataclass
class Line:
    id: uuid.UUID
    marks: set[str]


@dataclass
class Note:
    id: uuid.UUID
    case: uuid.UUID
    agency: uuid.UUID
    audience: str
    named: list[int]
    author: uuid.UUID
    lines: list[Line] = field(default_factory=list)


@dataclass
class Involvement:
    principal: int
    kind: str
    dates: Dates


@dataclass
class Case:
    id: uuid.UUID
    partnership: uuid.UUID
    hub: int
    sealed: bool = False
    seal: uuid.UUID | None = None
    involved: list[Involvement] = field(default_factory=list)
    subjects: dict[uuid.UUID, bool] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    described: dict[uuid.UUID, set[str]] = field(default_factory=dict)


def enough(shared: set[str]) -> bool:
    """A number; or a given name and a family name, each with the date of birth; or a family name of an unborn child."""
    kinds = {key.split(":")[0] for key in shared}
    return bool(kinds & {"nhs", "upn", "un"}) or {"gd", "fd"} <= kinds


def live(dates: Dates) -> bool:
    start, end = dates
    return start <= datetime.now(UTC) and (end is None or datetime.now(UTC) < end)
