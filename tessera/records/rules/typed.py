"""What was typed of a note, finished or not: its lines and its marks on a body are rows, numbered in their names.

The first line has the plain names (`text`), the second `text_2`; the first mark on a body is `part_1`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

LINE_FIELDS = ("text", "kind", "source", "marks", "readers", "dated", "whom")
MARK_FIELDS = ("part", "size", "colour", "seen", "x", "y")
MOST_ROWS = 40
REVIEW = "review"  # a field of what is typed for a review, and of nothing else
_NUMBERED = re.compile(r"([a-z]+)_([1-9]\d?)")
Typed = Mapping[str, Any]


def name_of(field: str, number: int) -> str:
    """What a field of a row is called: `text`, `text_2`, `part_1`."""
    return field if number == 1 and field in LINE_FIELDS else f"{field}_{number}"


def rows(typed: Typed, fields: Sequence[str]) -> int:
    """The number of the last of these rows that was sent; 0: none."""
    found = [0]
    for name in typed:
        numbered = _NUMBERED.fullmatch(name)
        if numbered and numbered[1] in fields:
            found.append(int(numbered[2]))
    if any(field in typed for field in fields if field in LINE_FIELDS):
        found.append(1)
    return min(max(found), MOST_ROWS)


def with_a_row(typed: Typed, fields: Sequence[str], at_least: int = 1, first: str = "") -> dict[str, Any]:
    """The same with one more row, empty but for what is given of its first field; no more than so many."""
    number = max(rows(typed, fields), at_least) + 1
    return {**typed, **({name_of(fields[0], number): first} if number <= MOST_ROWS else {})}


def without_row(typed: Typed, fields: Sequence[str], gone: str) -> dict[str, Any]:
    """The same without the row of this number, the later ones moved up. A number of no row changes nothing."""
    last = rows(typed, fields)
    if not gone.isascii() or not gone.isdigit() or not 1 <= int(gone[:3]) <= last:
        return dict(typed)
    kept = {
        name: value
        for name, value in typed.items()
        if name not in {name_of(field, number) for field in fields for number in range(1, last + 1)}
    }
    stay = [number for number in range(1, last + 1) if number != int(gone)]
    for place, number in enumerate(stay, 1):
        for field in fields:
            if name_of(field, number) in typed:
                kept[name_of(field, place)] = typed[name_of(field, number)]
    return kept


def written(typed: Typed) -> list[tuple[int, str, list[str]]]:
    """Of each line that was begun: its number, for whom it is, and its marks. The first is always there."""
    return [
        (
            number,
            str(typed.get(name_of("readers", number)) or ""),
            list(typed.get(name_of("marks", number)) or ()),
        )
        for number in range(1, max(rows(typed, LINE_FIELDS), 1) + 1)
        if number == 1 or str(typed.get(name_of("text", number)) or "").strip()
    ]
