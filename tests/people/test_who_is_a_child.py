"""Who is a child: by their birth, by their age when somebody recorded it, or not born yet."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from tessera.people.queries import PersonTold

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("born", "expected", "age", "is_one"),
    [
        (date(2008, 11, 23), None, None, True),
        (date(2008, 11, 22), None, None, False),
        (None, date(2027, 2, 1), None, True),
        (None, None, 0, True),
        (None, None, 17, True),
        (None, None, 18, False),
        (None, None, None, False),
    ],
)
def test_somebody_is_a_child_until_they_are_eighteen(
    born: date | None, expected: date | None, age: int | None, is_one: bool
) -> None:
    one = PersonTold(uuid.uuid4(), "Somebody", "", born, expected, "", "", age)
    assert one.is_child(TODAY) is is_one
