"""What stands on a chronology already that a row of an agency's own table may be of. Proposed, never assumed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from tessera.access.here import Me
from tessera.chronology.queries.story import of_case
from tessera.chronology.rules.alike import pairs
from tessera.chronology.rules.entries import Entry, Shape, Statement
from tessera.chronology.rules.table import TableRow

NOBODY = UUID(int=0)


@dataclass(frozen=True)
class RowBeside:
    """`again`: this agency said the same of the same time, in an entry or in a row above it. `others`: entries that may
    be of the same event, its own too.
    """

    again: bool
    others: tuple[Entry, ...]


def rows_beside(
    *, practitioner: Me, at: datetime, case_id: UUID, rows: Sequence[TableRow], about: Iterable[UUID]
) -> dict[int, RowBeside]:
    """By the number of each row that stands beside something, what that is. Raises NotHere."""
    story = of_case(practitioner=practitioner, at=at, case_id=case_id, every=True)
    said = {
        (" ".join(line.text.split()), entry.happened)
        for entry in story.entries
        if entry.agency_id == practitioner.agency_id
        for line in entry.statements
    }
    again = set()
    for row in rows:
        same = (" ".join(row.event.split()), row.happened)
        if same in said:
            again.add(row.number)
        said.add(same)
    whom = tuple(about)
    made = {
        row.number: _entry(practitioner, at, case_id, row, whom) for row in rows if row.number not in again
    }
    by_key = {entry.key: number for number, entry in made.items()}
    others: dict[int, list[Entry]] = {}
    for pair in pairs([*story.entries, *made.values()], most=None):
        for mine, other in ((pair.one, pair.other), (pair.other, pair.one)):
            if mine.key in by_key and other.key not in by_key:
                others.setdefault(by_key[mine.key], []).append(other)
    return {
        number: RowBeside(number in again, tuple(others.get(number, ())))
        for number in sorted(again | others.keys())
    }


def _entry(practitioner: Me, at: datetime, case_id: UUID, row: TableRow, about: tuple[UUID, ...]) -> Entry:
    """The entry that a row would be, as if of nobody: it may be what its own agency has told already."""
    return Entry(
        key=f"row-{row.number}",
        happened=row.happened,
        recorded_at=at,
        case_id=case_id,
        agency_id=NOBODY,
        agency=practitioner.agency,
        by=practitioner.name,
        shape=Shape.CONTACT,
        title=row.event,
        statements=(Statement("record", row.event, row.source),),
        about=about,
        note_id=uuid4(),
    )
