"""Whatever is rated and paused, in whatever order: a new rating never puts a decision off."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.core.working_time import Pause
from tessera.partnership.rules.settings import Settings

PRESETS = Path(__file__).resolve().parents[2] / "demonstration"
SETTINGS = Settings.load(PRESETS / "thornmere.yaml")
START = datetime(2026, 6, 16, 9, 30, tzinfo=UTC)
values = st.sampled_from(["red", "amber", "green", "blue"])
history = st.lists(st.tuples(values, st.integers(0, 6000)), min_size=1, max_size=6)
stretches = st.lists(st.tuples(st.integers(0, 6000), st.integers(1, 600)), max_size=4)


def _rated(rows: list[tuple[str, int]]) -> list[tuple[str | None, datetime]]:
    ordered = sorted(rows, key=lambda row: row[1])
    first: list[tuple[str | None, datetime]] = [(ordered[0][0], START)]
    return first + [(value, START + timedelta(minutes=minutes)) for value, minutes in ordered[1:]]


@settings(deadline=None)
@given(history, stretches, values, st.integers(6001, 9000))
def test_rating_again_never_puts_the_decision_off(
    rows: list[tuple[str, int]], pauses: list[tuple[int, int]], value: str, later: int
) -> None:
    stood = [
        Pause(START + timedelta(minutes=a), START + timedelta(minutes=a + length)) for a, length in pauses
    ]
    rated = _rated(rows)
    before = SETTINGS.due("decision", started=START, ratings=rated, pauses=stood)
    again = [*rated, (value, START + timedelta(minutes=later))]
    after = SETTINGS.due("decision", started=START, ratings=again, pauses=stood)
    if before is not None:
        assert after is not None
        assert after <= before


@settings(deadline=None)
@given(history, values)
def test_the_sooner_of_all_promises_is_the_one_that_counts(rows: list[tuple[str, int]], value: str) -> None:
    rated = _rated(rows)
    alone = [
        SETTINGS.due("decision", started=START if place == 0 else at, ratings=[(word, at)])
        for place, (word, at) in enumerate(rated)
    ]
    wanted = min((instant for instant in alone if instant is not None), default=None)
    assert SETTINGS.due("decision", started=START, ratings=rated) == wanted
