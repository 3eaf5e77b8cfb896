"""Entries that may be of one event, apart from those of which somebody has said whether they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tessera.chronology.rules.alike import Differs, Pair, compared, pairs
from tessera.chronology.rules.entries import Entry
from tessera.records.queries import LikenedRead


@dataclass(frozen=True)
class Likened:
    """Two entries with what was said of them last: of one event or not, by whom and why."""

    one: Entry
    other: Entry
    said: LikenedRead


@dataclass(frozen=True)
class SideBySide:
    """Two entries to be compared, with what both say, where they differ, and what was said of them before."""

    one: Entry
    other: Entry
    shared: tuple[str, ...]
    differs: tuple[Differs, ...]
    before: tuple[LikenedRead, ...]


def alike_of(
    entries: Sequence[Entry], said: Iterable[LikenedRead]
) -> tuple[tuple[Pair, ...], tuple[Likened, ...]]:
    """What is proposed, and what was said already. What is said of an entry that is not here says nothing."""
    told: dict[frozenset[str], Likened] = {}
    for row in said:
        one = _entry(entries, row.note_id, row.line_id)
        other = _entry(entries, row.other_id, row.other_line_id)
        if one is not None and other is not None:
            told[frozenset((one.key, other.key))] = Likened(one, other, row)
    proposed = (pair for pair in pairs(entries) if frozenset((pair.one.key, pair.other.key)) not in told)
    return tuple(proposed), tuple(told.values())


def _entry(entries: Sequence[Entry], note_id: object, line_id: object) -> Entry | None:
    """The entry that is made of this note, or of the line of it."""
    return next(
        (
            entry
            for entry in entries
            if entry.note_id == note_id and (not line_id or not entry.line_ids or line_id in entry.line_ids)
        ),
        None,
    )


def two_of(entries: Sequence[Entry], said: Iterable[LikenedRead], one: str, other: str) -> SideBySide | None:
    """The two entries of these keys, both told by an agency and not by one; None where they are not here."""
    by_key = {entry.key: entry for entry in entries if entry.note_id is not None}
    first, second = by_key.get(one), by_key.get(other)
    if first is None or second is None or first.agency_id == second.agency_id:
        return None
    wanted = {one, other}
    before = tuple(
        row
        for row in said
        if (mine := _entry(entries, row.note_id, row.line_id))
        and (theirs := _entry(entries, row.other_id, row.other_line_id))
        and {mine.key, theirs.key} == wanted
    )
    shared, differs = compared(first, second)
    return SideBySide(first, second, shared, differs, before)
