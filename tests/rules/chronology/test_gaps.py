"""Gaps: no day of one was recorded, every long silence is one, and nobody is told of a gap that may not be."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tessera.chronology.rules.gaps import Gap, gaps
from tessera.records.rules.happened import NOBODY_KNOWS, Happened, in_month, on_day, through

BEGIN = date(2025, 1, 1)
UNTIL = date(2026, 12, 31)
SOME = st.dates(BEGIN, date(2027, 3, 1))
MOMENTS = st.lists(
    st.one_of(
        SOME.map(on_day),
        SOME.map(lambda day: in_month(day.year, day.month)),
        st.tuples(SOME, st.integers(0, 90)).map(lambda two: through(two[0], two[0] + timedelta(days=two[1]))),
        st.just(NOBODY_KNOWS),
    ),
    max_size=8,
)


def day_by_day(moments: list[Happened], at_least: int) -> list[Gap]:
    """The same as anybody would count it in a calendar."""
    recorded = [one for one in moments if one.first and one.first <= UNTIL]
    if not recorded:
        return []
    day = min(one.first for one in recorded if one.first)
    found, run = list[Gap](), list[date]()
    while day <= UNTIL:
        covered = any(one.first <= day <= one.last for one in recorded if one.first and one.last)
        if not covered:
            run.append(day)
        if run and (covered or day == UNTIL):
            if len(run) >= at_least:
                found.append(Gap(run[0], run[-1]))
            run = []
        day += timedelta(days=1)
    return found


@given(MOMENTS, st.integers(1, 120))
def test_the_gaps_are_those_of_a_calendar(moments: list[Happened], at_least: int) -> None:
    assert list(gaps(moments, until=UNTIL, at_least=at_least)) == day_by_day(moments, at_least)


@given(MOMENTS, SOME)
def test_one_thing_more_never_widens_a_gap(moments: list[Happened], day: date) -> None:
    before = gaps(moments, until=UNTIL, at_least=30)
    for gap in gaps([*moments, on_day(day)], until=UNTIL, at_least=30):
        first = min((one.first for one in moments if one.first), default=UNTIL)
        assert day <= first or any(old.first <= gap.first and gap.last <= old.last for old in before)


def test_nothing_recorded_is_no_gap_to_shade() -> None:
    assert gaps([], until=UNTIL, at_least=1) == ()
    assert gaps([NOBODY_KNOWS], until=UNTIL, at_least=1) == ()
