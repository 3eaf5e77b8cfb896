"""When a partnership's clocks run out: by hand for each preset, and for any history of ratings and pauses."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.core.working_time import Pause
from tessera.partnership.rules import PRESETS, Rating, Settings
from tests.rules.partnership.settings_made import THORNMERE, changed, starting

FRIDAY = datetime(2026, 5, 22, 14, 20, tzinfo=UTC)  # Friday 15:20 in London; Monday 25 May is a bank holiday


@pytest.mark.parametrize(
    ("preset", "clock", "rating", "london"),
    [
        ("generic-4-24-72", "decision", "red", "22 19:20"),
        ("generic-4-24-72", "decision", "amber", "23 15:20"),
        ("generic-4-24-72", "decision", "green", "25 15:20"),
        ("merton-2-6-24", "agency_return", "red", "22 17:20"),
        ("merton-2-6-24", "agency_return", "amber", "22 21:20"),
        ("merton-2-6-24", "agency_return", "green", "23 15:20"),
        ("oxfordshire-4h-1wd-3wd", "decision", "red", "22 19:20"),
        ("oxfordshire-4h-1wd-3wd", "decision", "amber", "26 15:20"),
        ("oxfordshire-4h-1wd-3wd", "decision", "green", "28 15:20"),
        # 1 h 40 on Friday until 17:00, the rest from Tuesday 09:00.
        ("surrey-4wh-24wh-72h", "agency_return", "red", "26 11:20"),
        # 1 h 40 on Friday, 8 h on Tuesday, 8 h on Wednesday, 6 h 20 on Thursday.
        ("surrey-4wh-24wh-72h", "agency_return", "amber", "28 15:20"),
        ("surrey-4wh-24wh-72h", "agency_return", "green", "25 15:20"),
        ("surrey-4wh-24wh-72h", "acknowledge", None, "26 15:20"),
    ],
)
def test_a_late_friday_before_a_bank_holiday(
    preset: str, clock: str, rating: str | None, london: str
) -> None:
    due = starting(preset).due(clock, started=FRIDAY, ratings=[(rating, FRIDAY)])
    assert due is not None
    assert f"{due + timedelta(hours=1):%d %H:%M}" == london


instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
histories = st.lists(st.tuples(st.sampled_from(list(Rating)), st.integers(0, 500)), min_size=1, max_size=5)
MADE = {preset: starting(preset) for preset in PRESETS}


@settings(deadline=None)
@given(st.sampled_from(PRESETS), st.sampled_from(["agency_return", "decision"]), instants, histories)
def test_a_new_rating_never_puts_a_clock_off(
    preset: str, clock: str, started: datetime, steps: list[tuple[Rating, int]]
) -> None:
    made, at = MADE[preset], started
    ratings: list[tuple[str, datetime]] = []
    last: datetime | None = None
    for rating, hours in steps:
        at += timedelta(hours=hours)
        ratings.append((rating, at))
        due = made.due(clock, started=started, ratings=ratings)
        if last is not None:
            assert due is not None
            assert due <= last
        if made.limit(clock, rating) is not None:
            alone = made.due(clock, started=at if len(ratings) > 1 else started, ratings=[(rating, at)])
            assert due is not None
            assert alone is not None
            assert due <= alone
        last = due


@settings(deadline=None)
@given(st.sampled_from(PRESETS), instants, st.integers(1, 200), st.integers(1, 200))
def test_a_pause_never_brings_a_clock_nearer(
    preset: str, started: datetime, after: int, lasting: int
) -> None:
    made = MADE[preset]
    paused = started + timedelta(hours=after)
    pause = Pause(paused, paused + timedelta(hours=lasting))
    with_pause = made.due("decision", started=started, ratings=[("green", started)], pauses=[pause])
    without = made.due("decision", started=started, ratings=[("green", started)])
    assert with_pause is not None
    assert without is not None
    assert with_pause >= without
    open_ended = made.due("decision", started=started, ratings=[("green", started)], pauses=[Pause(paused)])
    assert open_ended in (None, without)


def test_rating_up_counts_from_the_new_rating() -> None:
    started = datetime(2026, 5, 18, 9, tzinfo=UTC)
    later = started + timedelta(hours=10)
    ratings = [("green", started), ("red", later), ("green", later + timedelta(hours=1))]
    assert THORNMERE.due("decision", started=started, ratings=ratings[:1]) == started + timedelta(hours=72)
    assert THORNMERE.due("decision", started=started, ratings=ratings[:2]) == later + timedelta(hours=4)
    assert THORNMERE.due("decision", started=started, ratings=ratings) == later + timedelta(hours=4)
    from_start = Settings.load(changed({"clocks": {"decision": {"on_rerating": "from_start"}}}))
    assert from_start.due("decision", started=started, ratings=ratings[:2]) == started + timedelta(hours=4)
