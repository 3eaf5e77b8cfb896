"""When a review is due, how long a clearance may last, and what somebody is found by who is named exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tessera.core.identifiers import reference_from, reference_is_valid
from tessera.core.working_time import Calendar
from tessera.oversight.rules import latest_clearance, review_due
from tessera.people.rules import PersonGiven, exact_keys, keys

HUB = Calendar(opens=time(8, 30), closes=time(17, 30))
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-06-16 03:00", "2026-06-17 17:30"),  # a Tuesday night: Wednesday's close, in summer time
        ("2026-06-16 23:50", "2026-06-17 17:30"),
        ("2026-06-19 12:00", "2026-06-22 17:30"),  # a Friday
        ("2026-06-20 12:00", "2026-06-22 17:30"),  # a Saturday: the next day on which the hub opens
        ("2026-12-24 09:00", "2026-12-29 17:30"),  # Christmas, and the day in lieu of Boxing Day
    ],
)
def test_a_review_is_due_at_the_end_of_the_next_working_day(opened: str, due: str) -> None:
    def london(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=LONDON)

    assert review_due(london(opened).astimezone(UTC), HUB) == london(due)


def test_where_the_hub_never_closes_the_next_day_ends_at_midnight() -> None:
    opened = datetime(2026, 1, 10, 12, tzinfo=UTC)
    assert review_due(opened, Calendar.always()) == datetime(2026, 1, 12, tzinfo=UTC)


def test_a_clearance_lasts_to_the_same_day_of_the_next_year() -> None:
    assert latest_clearance(date(2026, 11, 22)) == date(2027, 11, 22)
    assert latest_clearance(date(2028, 2, 29)) == date(2029, 2, 28)


def test_an_exact_name_finds_its_sound_and_no_short_form_nor_mistyped_date() -> None:
    kate = PersonGiven("Catherine", "Ashdown", date_of_birth=date(2018, 3, 4))
    stored = keys(kate)
    assert exact_keys(kate) <= stored

    def found(given: PersonGiven) -> set[str]:
        return {key[:2] for key in exact_keys(given) & stored}

    assert found(PersonGiven("Katherine", "Ashdown", date_of_birth=date(2018, 3, 4))) == {"gd", "fd"}
    assert found(PersonGiven("Kate", "Ashdown", date_of_birth=date(2018, 3, 4))) == {"fd"}
    assert found(PersonGiven("Catherine", "Ashdown", date_of_birth=date(2018, 4, 3))) == set()
    assert exact_keys(PersonGiven("Catherine", "Ashdown")) == frozenset()
    assert exact_keys(PersonGiven(nhs_numbers=("999 000 0018",))) == {"nhs:9990000018"}


def test_a_reference_made_from_a_key_is_always_the_same_and_could_be_read_aloud() -> None:
    one, other = UUID(int=1), UUID(int=2)
    assert reference_from("EA", one) == reference_from("EA", one) != reference_from("EA", other)
    assert reference_is_valid(reference_from("EA", one))
