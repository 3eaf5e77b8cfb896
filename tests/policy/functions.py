"""What the functions of the database let somebody do, and what they answer, with what a naive reading says of each.

Lines are found by their words and people by their names; exclusions are recorded, listed, asked to end and ended.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from tests.policy.register import Excluded, Practitioner

if TYPE_CHECKING:
    from tests.policy.world import World

REFUSED, YES, NO, SILENT = "refused", "true", "false", ""
RECORDS = ("hub_practitioner", "decision_maker", "administrator")
LINES = (
    "SELECT w, found::text FROM unnest(%s::text[]) AS w, "
    "LATERAL access.find_lines(w, 'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 51) AS found"
)
PEOPLE = "SELECT w, found::text FROM unnest(%s::text[]) AS w, LATERAL access.find_people(w, 51) AS found"


@dataclass(frozen=True)
class Call:
    statement: str
    answers: str


# ------------------------------------------------------------------ finding


def found(
    world: World, app: psycopg.Connection[Any], shown: dict[str, set[str]]
) -> list[tuple[str, set[tuple[str, str]], set[tuple[str, str]]]]:
    """(what, what must be found, what is) of every word and name of the world, for whoever acts in this transaction."""
    lines = {(line.word, str(line.id)) for case in world.cases for note in case.notes for line in note.lines}
    seen = {pair for pair in lines if pair[1] in shown.get("records_line", ())}
    named = {(world.called(person), str(person)) for person in world.people}
    named |= {
        (world.called(name), str(person)) for person in world.people for name in world.known[person].names
    }
    known = {pair for pair in named if pair[1] in shown.get("people_person", ())}
    return [
        ("find", seen, set(app.execute(LINES, [sorted({word for word, _ in lines})]))),
        ("find", known, set(app.execute(PEOPLE, [sorted({name for name, _ in named})]))),
    ]


def how_many(world: World) -> int:
    """How many decisions that is: each line and each name once."""
    return (
        sum(len(note.lines) for case in world.cases for note in case.notes)
        + len(world.people)
        + sum(len(known.names) for known in world.known.values())
    )


# ------------------------------------------------------------------ who must never see whom


def listed(world: World, someone: Practitioner, partnership: uuid.UUID) -> list[Excluded]:
    """The exclusions that they may end: of the partnership's people, not ended, and never one about themself."""
    if not world.has(someone, partnership, "administrator", "caldicott_guardian"):
        return []
    return [
        one
        for one in world.exclusions
        if not one.ended
        and one.declared is None
        and one.practitioner != someone.id
        and _belongs(world, one.practitioner, partnership)
    ]


def _belongs(world: World, practitioner: uuid.UUID, partnership: uuid.UUID) -> bool:
    """Now, once, or from some day on."""
    return any(
        held.agency.partnership == partnership
        for one in world.practitioners
        if one.id == practitioner
        for held in one.memberships
    )


def calls(world: World, someone: Practitioner, partnership: uuid.UUID) -> list[Call]:
    """What they try, with what must come of it."""
    may_end = listed(world, someone, partnership)
    made = []
    for one in world.exclusions:
        if one.declared is not None:
            continue
        ask, end = (
            f"access.ask_to_end_exclusion('{one.id}', 'A mistake.')",
            f"access.end_exclusion('{one.id}')",
        )
        asked = one.end_asked_by is not None
        made.append(Call(ask, YES if one in may_end and not asked else NO))
        made.append(Call(end, YES if one in may_end and asked and one.end_asked_by != someone.id else NO))
    records = world.has(someone, partnership, *RECORDS)
    for about in (someone, *world.dice.sample(world.practitioners, k=min(3, len(world.practitioners)))):
        may = (about is someone or records) and _belongs(world, about.id, partnership)
        declare = f"access.declare_exclusion('{about.id}', ARRAY['nhs:{world.name}'], 'Family.')"
        made.append(Call(declare, SILENT if may else REFUSED))
        for person in world.people[:1]:
            exclude = f"access.exclude('{about.id}', '{person}', 'Family.')"
            made.append(Call(exclude, SILENT if records else REFUSED))
    return made
