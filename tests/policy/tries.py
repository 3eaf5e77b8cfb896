"""Rows that somebody tries to add, each with what the oracle says of it: their own and others', true and false."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.policy.register import LABELLED, MARKED, SECRETS, Case, Practitioner

if TYPE_CHECKING:
    from tests.policy.world import World


@dataclass(frozen=True)
class Try:
    statement: str
    may: bool


def insert(table: str, **values: Any) -> str:
    """Only what the policy asks about is given; what else a table wants is asked for after the policy."""
    names = ", ".join(f'"{name}"' for name in values)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(_literal(v) for v in values.values())})"  # noqa: S608


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return f"'{value}'"


def tries(world: World, someone: Practitioner, partnership: uuid.UUID) -> list[Try]:
    found = list(_of_the_register(world, someone, partnership))
    for case in world.cases:
        found += _of_a_case(world, someone, partnership, case)
    return found


def _mostly(world: World, usual: Any, others: list[Any]) -> Any:
    return world.dice.choice(others) if others and world.dice.random() < 0.2 else usual


def _of_a_case(world: World, someone: Practitioner, partnership: uuid.UUID, case: Case) -> Iterator[Try]:
    own = sorted(world.own_agencies(someone, partnership))
    everybody, everywhere = [p.id for p in world.practitioners], [a.id for a in world.agencies]
    for table in (*MARKED, *LABELLED):
        author = _mostly(world, someone.id, everybody)
        agency = _mostly(world, world.dice.choice(own), everywhere)
        more = {"by_hub": world.dice.random() < 0.5} if table == "enquiries_rating" else {}
        may = world.adds(someone, partnership, case, table, agency=agency, author=author, **more)
        label = {"case_id": case.id, "agency_id": agency, "author_id": author}
        yield Try(insert(table, **label, audience="whole_case", named="{}", **more), may)
    by = _mostly(world, someone.id, everybody)
    yield Try(
        insert("access_seal", case_id=case.id, sealed_by_id=by),
        world.seals(someone, partnership, case, by=by),
    )
    principal = world.dice.choice(world.principals_of(case.partnership))
    yield Try(
        insert("access_involvement", case_id=case.id, principal_id=principal, made_by_id=by, kind="named"),
        world.involves(someone, partnership, case, by=by),
    )
    for person in world.people:
        yield Try(
            insert("access_subject", case_id=case.id, person_id=person, provisional=False),
            world.identifies(someone, partnership, case, person),
        )
    # What the database writes of itself nobody writes by hand.
    withheld = {"case_id": case.id, "agency_id": own[0], "author_id": someone.id, "audience": "whole_case"}
    yield Try(insert("records_withheld", **withheld, named="{}", marks="{}", number=1), False)


def _of_the_register(world: World, someone: Practitioner, partnership: uuid.UUID) -> Iterator[Try]:
    everybody, places = [p.id for p in world.practitioners], list(world.hubs)
    where, by = _mostly(world, partnership, places), _mostly(world, someone.id, everybody)
    about = world.dice.choice(everybody)
    yield Try(
        insert(
            "access_clearance",
            partnership_id=where,
            practitioner_id=about,
            given_by_id=by,
            mark=world.dice.choice(SECRETS),
        ),
        world.clears(someone, partnership, where=where, about=about, by=by),
    )
    who, agreed = _mostly(world, someone.id, everybody), world.dice.choice([None, None, about])
    yield Try(
        insert(
            "access_assurance", partnership_id=where, practitioner_id=who, agreed_by_id=agreed, cases="{}"
        ),
        world.asks_to_audit(someone, partnership, where=where, who=who, agreed=agreed is not None),
    )
    yield Try(
        insert("people_person", id=uuid.uuid4(), partnership_id=where, made_by_id=by),
        world.records_person(someone, partnership, where=where, by=by),
    )
    for person in world.people:
        may = world.adds_to_person(someone, partnership, person)
        for table in ("people_name", "people_identifier", "people_matchkey"):
            yield Try(insert(table, person_id=person), may)
    yield Try(insert("notifications_message", partnership_id=where, recipient_id=about), where == partnership)
    hub = _mostly(world, world.hubs[partnership], list(world.hubs.values()))
    audience, sealed = world.dice.choice(["{}", "{}", "{1}"]), world.dice.random() < 0.1
    opens = {"partnership_id": where, "opened_by_id": by, "hub": hub, "audience": audience, "sealed": sealed}
    yield Try(
        insert("access_case", **opens),
        where == partnership
        and by == someone.id
        and hub == world.hubs[partnership]
        and audience == "{}"
        and not sealed,
    )
    agency = _mostly(
        world, sorted(world.own_agencies(someone, partnership))[0], [a.id for a in world.agencies]
    )
    yield Try(
        insert("enquiries_draft", author_id=by, agency_id=agency),
        by == someone.id and agency in world.own_agencies(someone, partnership),
    )
    yield from _of_nobody(world, someone, partnership)


def _of_nobody(world: World, someone: Practitioner, partnership: uuid.UUID) -> Iterator[Try]:
    """Rows that no practitioner adds: the registrar does, or a reviewed function."""
    agency = sorted(world.own_agencies(someone, partnership))[0]
    for statement in (
        insert("access_partnership", id=uuid.uuid4()),
        insert("partnership_settings", partnership_id=partnership),
        insert("access_agency", partnership_id=partnership),
        insert("access_team", agency_id=agency),
        insert("access_practitioner", id=uuid.uuid4()),
        insert("access_membership", practitioner_id=someone.id, agency_id=agency, role="decision_maker"),
        insert("access_emergency", practitioner_id=someone.id, partnership_id=partnership),
        insert("access_exclusion", practitioner_id=someone.id),
        insert("access_session", practitioner_id=someone.id),
        insert("access_principal", kind="team"),
    ):
        yield Try(statement, False)
