"""A silence is said by the figures that the partners agreed, and not where they do not watch; never is always said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tessera.chronology.rules.entries import Entry, Shape
from tessera.chronology.rules.silences import silences
from tessera.partnership.rules import Silence
from tessera.records.rules.happened import on_day

TODAY = date(2026, 11, 25)
AGREED = Silence(on=True, days_without_entry=30, days_without_voice=50)


def said(days_ago: int, shape: Shape = Shape.VOICE, about: tuple[UUID, ...] = ()) -> Entry:
    """Something recorded so many days ago."""
    day = TODAY - timedelta(days=days_ago)
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    nobody = UUID(int=0)
    return Entry("key", on_day(day), at, nobody, nobody, "Agency", "", shape, "Title", about=about)


def told(entries: list[Entry], alone: list[date], agreed: Silence = AGREED) -> list[str]:
    return list(silences(entries, [(None, day) for day in alone], {None: "Rowan"}, TODAY, agreed))


@pytest.mark.parametrize("agreed", [AGREED, Silence(on=False)])
def test_never_is_always_said(agreed: Silence) -> None:
    assert told([], [], agreed) == [
        "Nobody has recorded what Rowan thinks.",
        "Nobody has recorded seeing Rowan alone.",
    ]


def test_for_long_is_said_by_the_figures_that_were_agreed() -> None:
    assert told([said(29)], [TODAY]) == []
    assert told([said(30)], [TODAY]) == ["Nothing has been recorded for 30 days."]
    assert told([said(50), said(3, Shape.HARM)], [TODAY - timedelta(days=50)]) == [
        "Nobody has recorded what Rowan thinks since 6 October 2026.",
        "Nobody has recorded seeing Rowan alone since 6 October 2026.",
    ]


def test_it_is_not_said_where_the_partners_do_not_watch_for_it() -> None:
    assert told([said(400)], [TODAY - timedelta(days=400)], Silence(on=False)) == []


def test_what_one_child_said_breaks_no_others_silence() -> None:
    poppy, jasmine = UUID(int=1), UUID(int=2)
    children = {poppy: "Poppy", jasmine: "Jasmine"}
    entries = [said(3, about=(poppy,)), said(60, about=(jasmine,))]
    assert list(silences(entries, [(poppy, TODAY), (None, TODAY)], children, TODAY, AGREED)) == [
        "Nobody has recorded what Jasmine thinks since 26 September 2026."
    ]
    assert list(silences([said(3)], [(poppy, TODAY)], children, TODAY, AGREED)) == [
        "Nobody has recorded seeing Jasmine alone."
    ]
