"""The rows of one random case: its notes and lines, and a row of some of the other kinds that wear a label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tessera.records.rules.marks import marks_of
from tests.policy.register import (
    AUDIENCES,
    LABELLED,
    MARKED,
    MARKS,
    PLACES,
    SECRETS,
    YESTERDAY,
    Case,
    Line,
    Note,
    Row,
    Worn,
)

if TYPE_CHECKING:
    from tests.policy.world import World


def fill_case(world: World, case: Case) -> None:
    for _ in range(world.dice.randint(1, 4)):
        lines = [
            world.dice.sample(MARKS, k=world.dice.choice((0, 0, 1, 2)))
            for _ in range(world.dice.randint(1, 3))
        ]
        note(world, case, lines)
    kinds = (*LABELLED, *MARKED[2:])
    for table in world.dice.sample(kinds, k=min(len(kinds), world.shape.rows)):
        row(world, case, table)


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


def note(world: World, case: Case, lines: list[list[str]], **given: Any) -> None:
    """A note with a line for each list of marks, and a label of the dice, but for what of it is given."""
    made = Note("records_note", world.uuid(), **_label(world, case) | given)
    shared, each = marks_of(lines)
    world.writer.add("records_note", id=made.id, marks=shared, **_worn(case, made))
    for position, marks in enumerate(each):
        line = Line(world.uuid(), set(marks), world.word())
        world.writer.add(
            "records_line",
            id=line.id,
            note_id=made.id,
            position=position,
            kind="seen",
            text=line.word,
            marks=marks,
            **_worn(case, made),
        )
        made.lines.append(line)
    case.notes.append(made)


def row(world: World, case: Case, table: str, **given: Any) -> None:
    """A row with a label of the dice, but for what of it is given."""
    made = Row(table, world.uuid(), **_label(world, case) | given)
    more: dict[str, Any] = {}
    if table in MARKED:
        only = table == "enquiries_protection"  # it says which clearance an address needs from then on
        among, number = (SECRETS, (1, 2)) if only else (MARKS, (0, 0, 1, 2))
        made.marks = set(world.dice.sample(among, k=world.dice.choice(number)))
        more["marks"] = sorted(made.marks)
    if table == "enquiries_rating":
        if "by_hub" not in given:
            made.by_hub = world.dice.random() < 0.5
            made.confirm_by = world.dice.choice(("nobody", "hub", "decision_maker"))
        more |= {"by_hub": made.by_hub, "confirm_by": made.confirm_by}
    if table in ("enquiries_request", "enquiries_feedback", "enquiries_not_shared"):
        more["to_agency_id"] = made.to = world.dice.choice(world.agencies).id
    if table == "enquiries_request":
        asked_for = [one.id for one in case.rows if one.table == "enquiries_enquiry"]
        more["enquiry_id"] = made.enquiry = asked_for[-1] if asked_for else world.uuid()
    key = "attachment_id" if table == "records_attachment_content" else "id"
    if table in PLACES and world.dice.random() < 0.4:
        _marked_since(world, made)
    world.writer.add(table, **{key: made.id}, **more, **_worn(case, made))
    case.rows.append(made)


def _marked_since(world: World, made: Row) -> None:
    """It wore fewer marks until yesterday, or others."""
    fewer = {mark for mark in made.marks if world.dice.random() < 0.5}
    audience, named = world.dice.choice((("whole_case", []), (made.audience, made.named)))
    made.worn = Worn(fewer, audience, named, YESTERDAY)
    world.writer.add(
        "people_worn",
        address=made.id,
        marks=sorted(fewer),
        audience=audience,
        named=named,
        until=YESTERDAY,
    )
