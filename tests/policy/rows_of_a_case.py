"""The rows of one random case: its notes and lines, and a row of some of the other kinds that wear a label."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from tessera.records.rules.marks import marks_of
from tests.policy.register import AUDIENCES, LABELLED, LATER, MARKED, MARKS, Case, Line, Note, Row

if TYPE_CHECKING:
    from tests.policy.world import World


def fill_case(world: World, case: Case) -> None:
    for _ in range(world.dice.randint(1, 4)):
        _note(world, case)
    kinds = [table for table in (*LABELLED, *MARKED[2:]) if table not in LATER]
    for table in world.dice.sample(kinds, k=min(len(kinds), world.shape.rows)):
        _row(world, case, table)
    # Dice of their own, so that all that was there before is the same in the world of a seed.
    dice, world.dice = world.dice, random.Random(hash(world.dice.getstate()[1]))
    for table in LATER:
        if world.dice.random() < 0.5:
            _row(world, case, table)
    world.dice = dice


def _label(world: World, case: Case) -> dict[str, Any]:
    here = [agency for agency in world.agencies if agency.partnership == case.partnership]
    return {
        "agency": world.dice.choice(here).id,
        "audience": world.dice.choice(AUDIENCES),
        "named": world.dice.sample(world.principals_of(case.partnership), k=2),
        "author": world.dice.choice(world.practitioners).id,
    }


def _worn(case: Case, row: Row) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "agency_id": row.agency,
        "author_id": row.author,
        "audience": row.audience,
        "named": row.named,
    }


def _note(world: World, case: Case) -> None:
    note = Note("records_note", world.uuid(), **_label(world, case))
    given = [
        world.dice.sample(MARKS, k=world.dice.choice((0, 0, 1, 2))) for _ in range(world.dice.randint(1, 3))
    ]
    shared, each = marks_of(given)
    world.writer.add("records_note", id=note.id, marks=shared, **_worn(case, note))
    for position, marks in enumerate(each):
        line = Line(world.uuid(), set(marks))
        world.writer.add(
            "records_line",
            id=line.id,
            note_id=note.id,
            position=position,
            kind="seen",
            marks=marks,
            **_worn(case, note),
        )
        note.lines.append(line)
    case.notes.append(note)


def _row(world: World, case: Case, table: str) -> None:
    row = Row(table, world.uuid(), **_label(world, case))
    more: dict[str, Any] = {}
    if table in MARKED:
        row.marks = set(world.dice.sample(MARKS, k=world.dice.choice((0, 0, 1, 2))))
        more["marks"] = sorted(row.marks)
    if table == "enquiries_rating":
        more["by_hub"] = row.by_hub = world.dice.random() < 0.5
    if table in ("enquiries_request", "enquiries_feedback", "enquiries_not_shared"):
        more["to_agency_id"] = row.to = world.dice.choice(world.agencies).id
    key = "attachment_id" if table == "records_attachment_content" else "id"
    world.writer.add(table, **{key: row.id}, **more, **_worn(case, row))
    case.rows.append(row)
