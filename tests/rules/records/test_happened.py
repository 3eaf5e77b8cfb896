"""When something happened is kept as surely as it is known, and read as people write it."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.records.rules.happened import (
    EARLIEST,
    NOBODY_KNOWS,
    Happened,
    Precision,
    about,
    in_month,
    in_year,
    on_day,
    read,
    through,
)
from tessera.records.rules.noting import typed_of, when_it_was

DAYS = st.dates(EARLIEST, date(2090, 12, 31))
TODAY = date(2091, 1, 1)
MINUTES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
MOMENTS = st.one_of(
    st.just(NOBODY_KNOWS),
    DAYS.map(on_day),
    st.builds(on_day, DAYS, MINUTES),
    DAYS.map(lambda day: in_month(day.year, day.month)),
    DAYS.map(lambda day: in_year(day.year)),
    st.tuples(DAYS, DAYS).filter(lambda two: two[0] != two[1]).map(lambda two: through(min(two), max(two))),
)
SURE = MOMENTS.filter(lambda one: one is not NOBODY_KNOWS and one.at is None)

READ = {
    "3/6/2026": on_day(date(2026, 6, 3)),
    "03.06.26": on_day(date(2026, 6, 3)),
    "2026-06-03": on_day(date(2026, 6, 3)),
    "3rd June 2026": on_day(date(2026, 6, 3)),
    "3 June 2026 08:10": on_day(date(2026, 6, 3), time(8, 10)),
    "3 June 2026 at 8.10pm": on_day(date(2026, 6, 3), time(20, 10)),
    "3 June 2026, 12am": on_day(date(2026, 6, 3), time(0)),
    "?22 May 2016": about(on_day(date(2016, 5, 22))),
    "22 May 2016?": about(on_day(date(2016, 5, 22))),
    "c. June 2015": about(in_month(2015, 6)),
    "circa 2014": about(in_year(2014)),
    "Sept 2019": in_month(2019, 9),
    "9/2019": in_month(2019, 9),
    "2014": in_year(2014),
    "3-9 June 2026": through(date(2026, 6, 3), date(2026, 6, 9)),
    "30/06/2026 - 02/07/2026": through(date(2026, 6, 30), date(2026, 7, 2)),
    "June 2015 to August 2015": Happened(Precision.ABOUT, date(2015, 6, 1), date(2015, 8, 31)),
    "12/11/85": on_day(date(1985, 11, 12)),
    "2026-06-03T08:10": on_day(date(2026, 6, 3), time(8, 10)),
    "2026-06-03T23:30:12+00:00": on_day(date(2026, 6, 4), time(0, 30)),
    "2026-10-17T10:50+01:00": on_day(date(2026, 10, 17), time(10, 50)),
    "": NOBODY_KNOWS,
    "n/k": NOBODY_KNOWS,
    "Not known": NOBODY_KNOWS,
}


@pytest.mark.parametrize("text", READ)
def test_dates_are_read_as_people_write_them(text: str) -> None:
    assert read(text) == READ[text]


@pytest.mark.parametrize(
    "text",
    [
        "31 February 2020",
        "13/13/2020",
        "soon",
        "12 May",
        "1 Jan 99",
        "June",
        "0",
        "9 June 2026 to 3 June 2026",
        "1/1/1066",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any words will do here: the form says its own
        read(text)


@given(st.text(max_size=80))
def test_anything_at_all_is_read_or_refused(text: str) -> None:
    try:
        known = read(text)
    except ValueError:
        return
    assert known.words


@given(MOMENTS)
def test_its_words_are_read_back_as_what_they_say(moment: Happened) -> None:
    assert read("" if moment is NOBODY_KNOWS else moment.words) == moment


@given(MOMENTS)
def test_what_a_form_shows_of_it_means_the_same(moment: Happened) -> None:
    assert when_it_was(typed_of(moment), TODAY) == moment


@given(SURE)
def test_about_then_may_be_of_then(moment: Happened) -> None:
    assert about(moment).may_be_of(moment)
    assert moment.may_be_of(about(moment))


@given(MOMENTS, MOMENTS)
def test_whether_two_may_be_one_does_not_hang_on_who_asks(one: Happened, other: Happened) -> None:
    assert one.may_be_of(other) == other.may_be_of(one)


@pytest.mark.parametrize(
    ("precision", "first", "last", "at"),
    [
        (Precision.DAY, None, None, None),
        (Precision.UNKNOWN, date(2026, 1, 1), date(2026, 1, 1), None),
        (Precision.DAY, date(2026, 1, 2), date(2026, 1, 1), None),
        (Precision.EXACT, date(2026, 1, 1), date(2026, 1, 2), time(8)),
        (Precision.DAY, date(2026, 1, 1), date(2026, 1, 1), time(8)),
        (Precision.EXACT, date(2026, 1, 1), date(2026, 1, 1), None),
    ],
)
def test_what_cannot_be_is_refused(precision: Precision, first: date, last: date, at: time) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Happened(precision, first, last, at)
