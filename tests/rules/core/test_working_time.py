"""Working time against known days, a counter that goes minute by minute, and the change of the clocks."""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from types import FrameType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.core.working_time import (
    Calendar,
    Limit,
    Measure,
    Pause,
    due,
    due_with_pauses,
    elapsed,
    fraction_used,
    moment_at_fraction,
    remaining,
    sooner,
)

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = Calendar()
ALWAYS = Calendar.always()
LATE = Calendar(opens=time(8, 30), closes=time(18, 15), weekdays=frozenset({0, 1, 2, 3, 4, 5}))
CALENDARS = (
    WEEKDAYS,
    LATE,
    ALWAYS,
    Calendar(closed_days=frozenset({date(2026, 12, 29), date(2026, 12, 30)})),
)


def at(text: str) -> datetime:
    """Read "2026-11-20 15:20" as London's wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def wall(moment: datetime | None) -> str:
    return "never" if moment is None else moment.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("start", "limit", "expected", "why"),
    [
        ("2026-11-20 15:20", "1wd", "2026-11-23 15:20", "Friday afternoon to Monday, the same time"),
        ("2026-11-20 19:00", "1wd", "2026-11-23 17:00", "after hours: the whole of the next working day"),
        ("2026-11-21 11:00", "1wd", "2026-11-23 17:00", "Saturday: the whole of Monday"),
        ("2026-11-23 07:00", "1wd", "2026-11-23 17:00", "before opening: that day's close"),
        ("2026-11-23 09:00", "1wd", "2026-11-23 17:00", "at opening: that day's close"),
        ("2026-11-23 17:00", "1wd", "2026-11-24 17:00", "at close: the next day's close"),
        ("2026-11-20 15:20", "3wd", "2026-11-25 15:20", "three working days"),
        ("2026-12-24 15:20", "1wd", "2026-12-29 15:20", "Christmas Friday, weekend, substitute Monday"),
        ("2026-12-23 10:00", "5wd", "2027-01-04 10:00", "Christmas, Boxing Day and New Year in one run"),
        ("2026-04-02 12:00", "1wd", "2026-04-07 12:00", "Good Friday to Easter Monday"),
        ("2026-08-28 16:00", "2wh", "2026-09-01 10:00", "August bank holiday Monday"),
        ("2022-12-23 16:30", "1wh", "2022-12-28 09:30", "Christmas on a Sunday has a substitute"),
        ("2026-11-20 15:20", "4wh", "2026-11-23 11:20", "over a weekend"),
        ("2026-11-20 18:00", "4wh", "2026-11-23 13:00", "starts shut, counts from opening"),
        ("2026-11-20 13:00", "4wh", "2026-11-20 17:00", "ends exactly at close, not at the next opening"),
        ("2026-11-20 15:20", "24wh", "2026-11-25 15:20", "24 working hours are three 8-hour days"),
        ("2026-11-20 15:20", "4h", "2026-11-20 19:20", "elapsed hours run after close"),
        ("2026-11-20 15:20", "72h", "2026-11-23 15:20", "elapsed hours run at weekends"),
        ("2026-10-24 15:20", "24h", "2026-10-25 14:20", "the night with 25 hours"),
        ("2026-03-28 15:20", "24h", "2026-03-29 16:20", "the night with 23 hours"),
        ("2026-10-23 16:00", "2wh", "2026-10-26 10:00", "opening is nine by the wall, summer or winter"),
        ("2026-03-27 16:00", "2wh", "2026-03-30 10:00", "and in spring"),
    ],
)
def test_known_days(start: str, limit: str, expected: str, why: str) -> None:
    assert wall(due(at(start), Limit.parse(limit), WEEKDAYS)) == expected, why


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        ("2026-03-28 15:20", "1wd", "2026-03-29 15:20"),
        ("2026-10-24 15:20", "1wd", "2026-10-25 15:20"),
        ("2026-03-28 15:20", "24wh", "2026-03-29 16:20"),
        ("2026-10-24 15:20", "24wh", "2026-10-25 14:20"),
        ("2026-12-24 15:20", "1wd", "2026-12-25 15:20"),
        ("2026-03-28 01:30", "1wd", "2026-03-29 02:00"),  # 01:30 does not exist on the 29th
    ],
)
def test_a_hub_that_never_closes(start: str, limit: str, expected: str) -> None:
    assert wall(due(at(start), Limit.parse(limit), ALWAYS)) == expected


def test_answers_are_in_utc_so_that_subtracting_gives_real_time() -> None:
    answer = due(at("2026-10-24 15:20"), Limit.parse("24h"), WEEKDAYS)
    assert answer.tzinfo is UTC
    assert answer - at("2026-10-24 15:20").astimezone(UTC) == timedelta(hours=24)


def test_local_closed_days_and_a_six_day_week() -> None:
    closed = Calendar(closed_days=frozenset({date(2026, 11, 23)}))
    assert wall(due(at("2026-11-20 15:20"), Limit.parse("1wd"), closed)) == "2026-11-24 15:20"
    assert wall(due(at("2026-11-20 15:20"), Limit.parse("1wd"), LATE)) == "2026-11-21 15:20"
    assert not closed.is_working_day(date(2026, 11, 23))
    assert WEEKDAYS.is_working_day(date(2026, 11, 23))
    assert not WEEKDAYS.is_working_day(date(2026, 12, 28))
    assert Calendar(bank_holidays=False).is_working_day(date(2026, 12, 28))


def test_open_now() -> None:
    assert WEEKDAYS.is_open(at("2026-11-23 09:00"))
    assert not WEEKDAYS.is_open(at("2026-11-23 17:00"))
    assert not WEEKDAYS.is_open(at("2026-11-22 12:00"))
    assert not WEEKDAYS.is_open(at("2026-12-25 12:00"))
    assert ALWAYS.is_open(at("2026-12-25 23:59"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"opens": time(9), "closes": time(9)},
        {"opens": time(22), "closes": time(6)},
        {"weekdays": frozenset()},
        {"weekdays": frozenset({7})},
        {"opens": time(9, tzinfo=UTC)},
    ],
)
def test_a_calendar_with_no_time_in_it_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"[Ww]orking days|[Oo]pening|[Cc]losing"):
        Calendar(**wrong)  # type: ignore[arg-type]


def test_a_whole_year_shut_is_crossed() -> None:
    year = frozenset(date(2027, 1, 1) + timedelta(days=n) for n in range(365))
    assert (
        wall(due(at("2026-12-31 16:00"), Limit.parse("2wh"), Calendar(closed_days=year)))
        == "2028-01-04 10:00"
    )


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(datetime(2026, 11, 20, 15, 20), Limit.parse("4h"), WEEKDAYS)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        elapsed(at("2026-11-20 15:20"), datetime(2026, 11, 20), Measure.WORKING_DAYS, WEEKDAYS)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("4h", "4 hours"),
        ("1h", "1 hour"),
        ("24wh", "24 working hours"),
        ("1wd", "1 working day"),
        (" 3 WD ", "3 working days"),
    ],
)
def test_limits_are_read_and_said(text: str, words: str) -> None:
    limit = Limit.parse(text)
    assert limit.words() == words
    assert Limit.parse(str(limit)) == limit


@pytest.mark.parametrize("text", ["", "4", "h", "0h", "-1h", "1.5h", "4 days", "99999h", "4hh", "٤h"])
def test_what_is_not_a_limit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"time limit|between"):
        Limit.parse(text)


def test_pauses() -> None:
    start, limit = at("2026-11-20 15:00"), Limit.parse("4wh")
    monday = Pause(at("2026-11-23 09:30"), at("2026-11-23 10:00"))
    assert wall(due_with_pauses(start, limit, WEEKDAYS, [])) == "2026-11-23 11:00"
    assert wall(due_with_pauses(start, limit, WEEKDAYS, [monday])) == "2026-11-23 11:30"
    weekend = Pause(at("2026-11-20 18:00"), at("2026-11-23 08:00"))
    assert wall(due_with_pauses(start, limit, WEEKDAYS, [weekend])) == "2026-11-23 11:00"
    overlapping = [monday, Pause(at("2026-11-23 09:45"), at("2026-11-23 10:15"))]
    assert wall(due_with_pauses(start, limit, WEEKDAYS, overlapping)) == "2026-11-23 11:45"
    inside = [
        Pause(at("2026-11-23 09:30"), at("2026-11-23 10:30")),
        Pause(at("2026-11-23 09:45"), at("2026-11-23 10:00")),
    ]
    assert wall(due_with_pauses(start, limit, WEEKDAYS, inside)) == "2026-11-23 12:00"
    before = Pause(at("2026-11-19 09:00"), at("2026-11-20 15:30"))
    assert wall(due_with_pauses(start, limit, WEEKDAYS, [before])) == "2026-11-23 11:30"
    too_late = Pause(at("2026-11-23 12:00"), None)
    assert wall(due_with_pauses(start, limit, WEEKDAYS, [too_late])) == "2026-11-23 11:00"
    with pytest.raises(ValueError, match="before it starts"):
        Pause(at("2026-11-23 10:00"), at("2026-11-23 09:00"))


def test_an_open_pause_keeps_what_is_left() -> None:
    start, limit, pauses = at("2026-11-20 15:00"), Limit.parse("4wh"), [Pause(at("2026-11-20 16:00"))]
    assert due_with_pauses(start, limit, WEEKDAYS, pauses) is None
    for moment in ("2026-11-20 16:00", "2026-11-23 12:00", "2027-02-01 12:00"):
        assert remaining(start, limit, WEEKDAYS, at(moment), pauses) == timedelta(hours=3)
        assert fraction_used(start, limit, WEEKDAYS, at(moment), pauses) == 0.25
    assert wall(moment_at_fraction(start, limit, WEEKDAYS, 0.25, pauses)) == "2026-11-20 16:00"
    assert moment_at_fraction(start, limit, WEEKDAYS, 0.5, pauses) is None


def test_reminders_and_time_left() -> None:
    start, limit = at("2026-11-20 15:00"), Limit.parse("1wd")
    moments = [wall(moment_at_fraction(start, limit, WEEKDAYS, share)) for share in (0, 0.5, 0.8, 1)]
    assert moments == ["2026-11-20 15:00", "2026-11-23 11:00", "2026-11-23 13:24", "2026-11-23 15:00"]
    assert wall(moment_at_fraction(at("2026-11-21 11:00"), limit, WEEKDAYS, 0)) == "2026-11-21 11:00"
    assert remaining(start, limit, WEEKDAYS, at("2026-11-21 15:00")) == timedelta(hours=6)
    assert remaining(start, limit, WEEKDAYS, at("2026-11-23 16:00")) == timedelta(hours=-1)
    assert fraction_used(start, limit, WEEKDAYS, at("2026-11-20 09:00")) == 0
    assert fraction_used(start, limit, WEEKDAYS, at("2026-11-23 16:00")) == 1.125
    with pytest.raises(ValueError, match="less than nothing"):
        moment_at_fraction(start, limit, WEEKDAYS, -0.1)


def test_the_sooner_limit_wins() -> None:
    first, second = at("2026-11-20 15:00"), at("2026-11-20 16:00")
    assert sooner(second, first) == first
    assert sooner(None, second) == second
    assert sooner(None) is None


# The oracle: count minutes one at a time, by the definitions in the module's docstring and nothing else.


def is_open_at(calendar: Calendar, moment: datetime) -> bool:
    local = moment.astimezone(LONDON)
    closes = 24 * 60 if calendar.closes == time(0) else calendar.closes.hour * 60 + calendar.closes.minute
    opens = calendar.opens.hour * 60 + calendar.opens.minute
    return calendar.is_working_day(local.date()) and opens <= local.hour * 60 + local.minute < closes


def counted(calendar: Calendar, measure: Measure, start: datetime, end: datetime) -> int:
    """Minutes of the clock's own time from start to end."""
    minute, total, moment = timedelta(minutes=1), 0, start.astimezone(UTC)
    while moment < end:
        total += measure is Measure.ELAPSED_HOURS or is_open_at(calendar, moment)
        moment += minute
    return total


# Away from the change of the clocks, working days are opening minutes too: one oracle does for all.
moments = st.integers(0, 60 * 24 * 135).map(
    lambda n: at("2026-11-02 00:00").astimezone(UTC) + timedelta(minutes=n)
)
limits = st.one_of(
    st.builds(Limit, st.integers(1, 80), st.just(Measure.ELAPSED_HOURS)),
    st.builds(Limit, st.integers(1, 30), st.just(Measure.WORKING_HOURS)),
    st.builds(Limit, st.integers(1, 4), st.just(Measure.WORKING_DAYS)),
)
calendars = st.sampled_from(CALENDARS)


@settings(max_examples=60, deadline=None)
@given(moments, limits, calendars)
def test_due_is_the_first_minute_at_which_the_count_is_full(
    start: datetime, limit: Limit, calendar: Calendar
) -> None:
    end = due(start, limit, calendar)
    wanted = limit.length(calendar) // timedelta(minutes=1)
    assert counted(calendar, limit.measure, start, end) == wanted
    assert counted(calendar, limit.measure, start, end - timedelta(minutes=1)) == wanted - 1


@settings(max_examples=40, deadline=None)
@given(moments, moments, st.sampled_from(list(Measure)), calendars)
def test_elapsed_agrees_with_the_counter(
    a: datetime, b: datetime, measure: Measure, calendar: Calendar
) -> None:
    start, end = sorted((a, a + (b - a) / 8))
    start, end = (moment.replace(second=0, microsecond=0) for moment in (start, end))
    assert elapsed(start, end, measure, calendar) == timedelta(minutes=counted(calendar, measure, start, end))
    assert elapsed(end, start, measure, calendar) == -elapsed(start, end, measure, calendar)


@pytest.mark.parametrize("change", ["2026-03-29", "2026-10-25", "2027-03-28"])
@pytest.mark.parametrize("measure", [Measure.ELAPSED_HOURS, Measure.WORKING_HOURS])
def test_the_counter_agrees_through_the_change_of_the_clocks(change: str, measure: Measure) -> None:
    start = at(f"{change} 00:00").astimezone(UTC) - timedelta(hours=30)
    for hours in range(0, 60, 7):
        for calendar in CALENDARS:
            limit = Limit(9, measure)
            begun = start + timedelta(hours=hours, minutes=13)
            assert counted(calendar, measure, begun, due(begun, limit, calendar)) == 9 * 60


instants = st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
pauses = st.lists(
    st.tuples(instants, st.timedeltas(timedelta(0), timedelta(days=9))).map(
        lambda p: Pause(p[0], p[0] + p[1])
    ),
    max_size=5,
)


@given(instants, limits, calendars)
def test_what_has_elapsed_by_the_due_instant_is_the_limit(
    start: datetime, limit: Limit, calendar: Calendar
) -> None:
    end = due(start, limit, calendar)
    measured = elapsed(start, end, limit.measure, calendar)
    if limit.measure is Measure.WORKING_DAYS and calendar is ALWAYS and measured != limit.length(calendar):
        assert wall(end).endswith("02:00")  # the hour that does not exist in March
    else:
        assert measured == limit.length(calendar)
        assert remaining(start, limit, calendar, end) == timedelta(0)
        assert fraction_used(start, limit, calendar, end) == 1


@given(instants, instants, limits, calendars)
def test_a_later_start_is_never_due_sooner(
    a: datetime, b: datetime, limit: Limit, calendar: Calendar
) -> None:
    assert due(min(a, b), limit, calendar) <= due(max(a, b), limit, calendar)
    assert due(a, limit, calendar) > a


@given(instants, limits, st.integers(1, 200), calendars)
def test_a_longer_limit_is_never_due_sooner(
    start: datetime, limit: Limit, more: int, calendar: Calendar
) -> None:
    longer = Limit(limit.amount + more, limit.measure)
    assert due(start, longer, calendar) > due(start, limit, calendar)


@given(instants, limits, calendars, pauses, st.floats(0, 2))
def test_pauses_only_ever_lengthen(
    start: datetime, limit: Limit, calendar: Calendar, stops: list[Pause], share: float
) -> None:
    end = due_with_pauses(start, limit, calendar, stops)
    assert end is not None
    assert end >= due(start, limit, calendar)
    left = remaining(start, limit, calendar, end, stops)
    skipped = limit.measure is Measure.WORKING_DAYS and calendar is ALWAYS
    assert left == timedelta(0) or (skipped and timedelta(hours=-1) <= left < timedelta(0))
    without_one = due_with_pauses(start, limit, calendar, stops[1:])
    assert without_one is not None
    assert without_one <= end
    moment = moment_at_fraction(start, limit, calendar, share, stops)
    assert moment is not None
    assert (moment <= end) == (share <= 1) or moment == end


@given(instants, limits, calendars, pauses, instants)
def test_time_left_never_grows(
    start: datetime, limit: Limit, calendar: Calendar, stops: list[Pause], later: datetime
) -> None:
    early = remaining(start, limit, calendar, min(start + timedelta(hours=1), later), stops)
    assert remaining(start, limit, calendar, max(start + timedelta(hours=1), later), stops) <= early


def test_four_hundred_rows_cost_next_to_nothing() -> None:
    """Counted, not timed: some thirty calls for each once the calendar is known; day by day it would be hundreds."""
    starts = [at("2026-11-02 09:00") + timedelta(minutes=37 * n) for n in range(400)]
    limit = Limit.parse("3wd")
    due(starts[0], limit, WEEKDAYS)
    assert calls_of(lambda: [due(start, limit, WEEKDAYS) for start in starts]) < 40 * len(starts)


def calls_of(work: Callable[[], object]) -> int:
    """How many functions are called meanwhile."""
    calls = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    kept = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(kept)
    return calls


@given(st.tuples(instants, instants, instants).map(sorted), st.sampled_from(list(Measure)), calendars)
def test_what_is_split_adds_up(split: list[datetime], measure: Measure, calendar: Calendar) -> None:
    """The time of a clock between two moments is that up to any moment between and that from it."""
    start, between, end = split
    parts = elapsed(start, between, measure, calendar) + elapsed(between, end, measure, calendar)
    whole = elapsed(start, end, measure, calendar)
    if measure is Measure.WORKING_DAYS and calendar is ALWAYS:
        assert abs(parts - whole) <= timedelta(hours=1), "the hour that comes twice or not at all"
    else:
        assert parts == whole


@given(
    instants,
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from([Measure.ELAPSED_HOURS, Measure.WORKING_HOURS]),
    calendars,
)
def test_two_limits_after_one_another_are_their_sum(
    start: datetime, first: int, second: int, measure: Measure, calendar: Calendar
) -> None:
    at_once = due(start, Limit(first + second, measure), calendar)
    assert due(due(start, Limit(first, measure), calendar), Limit(second, measure), calendar) == at_once
