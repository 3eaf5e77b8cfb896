"""Reminders fall at their share of the time, once each, whatever pauses lay before and however late the job is."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.core.working_time import Calendar, Limit, Pause, due_with_pauses, moment_at_fraction
from tessera.enquiries.rules.reminders import catch_up, next_moment, word_for

SHARES = (50, 80, 100)
CALENDAR = Calendar()
limits = st.sampled_from([Limit.parse(text) for text in ("2h", "24h", "4wh", "24wh", "1wd", "3wd")])
starts = st.integers(0, 480_000).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))


def test_the_words_follow_the_share() -> None:
    assert [word_for(share) for share in SHARES] == ["clock_half", "clock_soon", "clock_up"]


@settings(deadline=None)
@given(starts, limits, st.integers(0, 200), st.integers(1, 3000))
def test_what_is_left_is_counted_from_the_last_reminder_as_from_the_start(
    start: datetime, limit: Limit, before: int, minutes: int
) -> None:
    """A pause before the first reminder puts all of them off alike, though the later ones never hear of it."""
    half = moment_at_fraction(start, limit, CALENDAR, 0.25)
    assert half is not None
    began = start + (half - start) * min(before, 100) / 100
    pauses = [Pause(began, began + timedelta(minutes=minutes))]
    due_at = due_with_pauses(start, limit, CALENDAR, pauses)
    told = moment_at_fraction(start, limit, CALENDAR, 0.5, pauses)
    wanted = moment_at_fraction(start, limit, CALENDAR, 0.8, pauses)
    assert due_at is not None
    assert told is not None
    assert wanted is not None
    found = next_moment(shares=SHARES, told=50, moment=told, due_at=due_at, limit=limit, calendar=CALENDAR)
    assert found is not None
    assert abs(found - wanted) < timedelta(seconds=1)


@settings(deadline=None)
@given(starts, limits, st.lists(st.integers(0, 100_000), min_size=1, max_size=8))
def test_each_share_is_told_at_most_once_and_never_before_its_time(
    start: datetime, limit: Limit, runs: list[int]
) -> None:
    due_at = due_with_pauses(start, limit, CALENDAR)
    moment = moment_at_fraction(start, limit, CALENDAR, 0.5)
    assert due_at is not None
    assert moment is not None
    told, sent, following = 0, [], moment
    for minutes in sorted(runs):
        at = start + timedelta(minutes=minutes)
        if following is None or following > at:
            continue
        told, following = catch_up(
            shares=SHARES, told=told, moment=following, at=at, due_at=due_at, limit=limit, calendar=CALENDAR
        )
        reached = moment_at_fraction(start, limit, CALENDAR, told / 100)
        assert reached is not None
        assert reached <= at + timedelta(seconds=1)
        sent.append(told)
    assert sent == sorted(set(sent))
    assert set(sent) <= set(SHARES)
    if sent and sent[-1] == 100:
        assert following is None


def test_a_job_that_was_away_reminds_of_the_last_share_only() -> None:
    start, limit = datetime(2026, 6, 16, 9, tzinfo=UTC), Limit.parse("4h")
    share, following = catch_up(
        shares=SHARES,
        told=0,
        moment=start + timedelta(hours=2),
        at=start + timedelta(hours=3.5),
        due_at=start + timedelta(hours=4),
        limit=limit,
        calendar=CALENDAR,
    )
    assert (share, following) == (80, start + timedelta(hours=4))
