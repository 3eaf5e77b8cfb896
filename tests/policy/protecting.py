"""What follows when an address is marked after it was told: for the tests and for the mutants.

As the application would, on the administrator's own connection, so that what is made for it goes again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from tests.policy.register import PAST, Case, Practitioner, live
from tests.policy.world import World
from tests.policy.writing import filled

TOLD, RECORDED = "enquiries_referral_address", "people_address"
DOOR, ANOTHER_DOOR = "ZZ99 1AB 12", "ZZ99 1AB 13"
SECRET, SPOKEN = "domestic_abuse_address", "adult_health"
ADD = (
    "INSERT INTO enquiries_protection (id, case_id, agency_id, author_id, audience, named, marks, told_id, "
    "recorded_id, reason, protected_at) VALUES (gen_random_uuid(), %s, %s, %s, 'named', %s, %s, %s, %s, 'x', now())"
)
LABELS = (
    "SELECT id, marks::text[], audience::text, named FROM enquiries_referral_address "
    "UNION ALL SELECT id, marks::text[], audience::text, named FROM people_address"
)
Label = tuple[frozenset[str], str, tuple[int, ...]]


@dataclass
class Made:
    """Addresses made for the trial, by what each is, and what each wears."""

    rows: dict[str, uuid.UUID]
    labels: dict[str, Label]


def somebody(world: World) -> tuple[Practitioner, str, Case, Case]:
    """Who works in the hub of two cases that they may open and write in."""
    for someone, partnership, token in world.signed_in():
        cases = [
            case
            for case in world.cases
            if someone.active
            and world.in_hub(someone, partnership, case)
            and not world.only_reads(someone, partnership, case)
        ]
        if len(cases) >= 2:
            return someone, token, cases[0], cases[1]
    raise AssertionError("the world has nobody of a hub with two cases")


def _plant(world: World, here: Case, elsewhere: Case, agency: uuid.UUID) -> Made:
    made = Made({}, {})
    one, other = uuid.uuid4(), uuid.uuid4()
    children = {
        (case.id, person): _write(
            world, "enquiries_referral_child", case, agency, person_id=person, referral_id=uuid.uuid4()
        )
        for case in (here, elsewhere)
        for person in (one, other)
    }

    def add(name: str, table: str, case: Case, person: uuid.UUID, door: str, **label: Any) -> None:
        whose = (
            {"person_id": person}
            if table == RECORDED
            else {"child_id": children[case.id, person], "adult_id": None}
        )
        worn = {"marks": [], "audience": "whole_case", "named": []} | label
        made.rows[name] = _write(world, table, case, agency, door=door, **whose, **worn)
        made.labels[name] = frozenset(worn["marks"]), worn["audience"], tuple(worn["named"])

    add("told", TOLD, here, one, DOOR, marks=["third_party"])
    add("on record", RECORDED, here, one, DOOR)
    add("told in another case", TOLD, elsewhere, one, DOOR)
    add("on record in another case", RECORDED, elsewhere, one, DOOR, audience="own_agency")
    add("another door", TOLD, here, one, ANOTHER_DOOR)
    add("another door on record", RECORDED, here, one, ANOTHER_DOOR)
    add("somebody else", TOLD, here, other, DOOR)
    add("somebody else on record", RECORDED, here, other, DOOR)
    return made


def _write(world: World, table: str, case: Case, agency: uuid.UUID, **given: Any) -> uuid.UUID:
    made = uuid.uuid4()
    label = {
        "id": made,
        "case_id": case.id,
        "agency_id": agency,
        "author_id": world.practitioners[0].id,
        "audience": "whole_case",
        "named": [],
    }
    row = filled(world.db, table, label | given)
    statement = SQL("INSERT INTO {} ({}) VALUES ({})").format(
        Identifier(table), SQL(", ").join(map(Identifier, row)), SQL(", ").join([SQL("%s")] * len(row))
    )
    world.db.execute(statement, list(row.values()))
    return made


def wrong(world: World, app: psycopg.Connection[Any]) -> Iterator[str]:
    """Whatever is not as it should be after marking. Nothing is good."""
    someone, token, here, elsewhere = somebody(world)
    for name, marks in (("told", [SECRET]), ("on record", [SECRET]), ("told", [SPOKEN])):
        for case in (here, elsewhere):
            with world.db.transaction(force_rollback=True):
                yield from _tried(world, someone, token, (here, elsewhere), case, name, marks)


def _tried(
    world: World,
    someone: Practitioner,
    token: str,
    cases: tuple[Case, Case],
    case: Case,
    name: str,
    marks: list[str],
) -> list[str]:
    here, elsewhere = cases
    agency = next(m.agency.id for m in someone.memberships if live(m.dates))
    world.db.execute("SET LOCAL session_replication_role = replica")  # it hangs on rows that are made up
    made = _plant(world, here, elsewhere, agency)
    before = datetime.now(UTC)
    world.db.execute("SET LOCAL session_replication_role = origin")
    world.db.execute("SET LOCAL ROLE tessera_app")
    world.db.execute("SELECT access.begin(%s)", [token])
    told = made.rows[name] if name == "told" else None
    recorded = made.rows[name] if name != "told" else None
    given = [case.id, agency, someone.id, [here.hub], marks, told, recorded]
    world.db.execute(ADD, given)
    world.db.execute("RESET ROLE")
    what = f"{name}, {marks[0]}, {'its own case' if case is here else 'another case'}"
    return [f"{what}: {line}" for line in _differences(world, made, cases, case, marks, before)]


def _differences(
    world: World, made: Made, cases: tuple[Case, Case], case: Case, marks: list[str], before: datetime
) -> Iterator[str]:
    here, elsewhere = cases
    found = {
        row: (frozenset(worn), audience, tuple(named))
        for row, worn, audience, named in world.db.execute(LABELS)
    }
    kept = world.db.execute(
        "SELECT address, marks::text[], audience::text, named, until FROM people_worn"
    ).fetchall()
    held = {
        row: frozenset(worn)
        for row, worn in world.db.execute(
            "SELECT address, marks::text[] FROM records_withheld WHERE address IS NOT NULL"
        )
    }
    for name, row in made.rows.items():
        worn, audience, named = made.labels[name]
        touched = case is here and "another door" not in name and "somebody else" not in name
        expected: Label = (worn, audience, named)
        if touched:
            hub = elsewhere.hub if "another case" in name else here.hub
            to_hub = SECRET in marks and audience == "whole_case"
            expected = worn | set(marks), *(("named", (hub,)) if to_hub else (audience, named))
        if found[row] != expected:
            yield f"{name} wears {found[row]} and not {expected}"
        history = [(frozenset(m), a, tuple(n)) for address, m, a, n, _ in kept if address == row]
        if history != ([(worn, audience, named)] if touched else []):
            yield f"{name} is said to have worn {history}"
        told = "told" in name or name in ("another door", "somebody else")
        if held.get(row) != (frozenset(marks) if touched and told else None):
            yield f"{name} is said to be withheld for {held.get(row)}"
    if any(until < PAST or until > datetime.now(UTC) for *_, until in kept if until >= before):
        yield "it is said to have worn it until another time"
