"""An agency's time, paused as often as one likes: it always has its whole limit of time that was not paused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tessera.core.working_time import Pause, elapsed
from tessera.enquiries.rules.reckoning import request_due
from tests.rules.partnership.settings_made import THORNMERE as SETTINGS

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTES = st.integers(0, 60 * 24 * 21)
RATINGS = st.sampled_from(("red", "amber", "green"))


@st.composite
def pauses(draw: st.DrawFn) -> list[Pause]:
    """Pauses that do not overlap, oldest first, each with an end."""
    edges = sorted(draw(st.lists(MINUTES, max_size=8, unique=True)))
    moments = [START + timedelta(minutes=edge) for edge in edges]
    return [Pause(began, ended) for began, ended in zip(moments[::2], moments[1::2], strict=False)]


@given(RATINGS, pauses(), MINUTES)
def test_due_is_the_limit_counted_over_time_that_was_not_paused(
    rating: str, stood: list[Pause], sent: int
) -> None:
    sent_at = START + timedelta(minutes=sent)
    due_at = request_due(SETTINGS, sent_at, [(rating, sent_at)], stood)
    limit = SETTINGS.limit("agency_return", rating)
    assert due_at is not None
    assert limit is not None
    calendar = SETTINGS.calendar(SETTINGS.clock("agency_return").calendar)
    ran = elapsed(sent_at, due_at, limit.measure, calendar)
    for pause in stood:
        assert pause.end is not None
        began, ended = max(pause.start, sent_at), min(pause.end, due_at)
        if began < ended:
            ran -= elapsed(began, ended, limit.measure, calendar)
    assert ran == limit.length(calendar)


@given(st.lists(st.tuples(RATINGS, MINUTES), min_size=1, max_size=4, unique_by=lambda r: r[1]), pauses())
def test_with_pauses_too_the_sooner_promise_wins_and_rating_again_never_puts_it_off(
    rated: list[tuple[str, int]], stood: list[Pause]
) -> None:
    first, *later = [
        (rating, START + timedelta(minutes=at)) for rating, at in sorted(rated, key=lambda r: r[1])
    ]
    sent_at = first[1]
    found = [request_due(SETTINGS, sent_at, [first, *later[:number]], stood) for number in range(len(rated))]
    moments = [moment for moment in found if moment is not None]
    assert moments == sorted(moments, reverse=True)
    assert len(moments) == len(found)


@given(RATINGS, pauses(), MINUTES)
def test_an_open_pause_leaves_no_moment_unless_the_time_was_up_before_it(
    rating: str, stood: list[Pause], began: int
) -> None:
    still = Pause(START + timedelta(minutes=began))
    before = [pause for pause in stood if pause.end is not None and pause.end <= still.start]
    ended = request_due(SETTINGS, START, [(rating, START)], before)
    paused = request_due(SETTINGS, START, [(rating, START)], [*before, still])
    assert ended is not None
    assert paused == (ended if ended <= still.start else None)
