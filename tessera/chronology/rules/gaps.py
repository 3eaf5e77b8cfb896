"""Days of which nobody recorded anything: the absence of information is information."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tessera.records.rules.happened import Happened

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Gap:
    """From one day to another, both included, with nothing recorded of either or of any between them.

    `chosen`: nothing of what a reader asked for; something else may have been.
    """

    first: date
    last: date
    chosen: bool = False

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


def gaps(moments: Iterable[Happened], *, until: date, at_least: int, chosen: bool = False) -> tuple[Gap, ...]:
    """The gaps of at least so many days between these and up to `until`, in order.

    What happened in some month may have happened on any day of it, so it fills all of them: nobody is told of a gap
    that may not be one. What nobody can date, and what lies after `until`, fills none.
    """
    spans = sorted(
        (when.first, when.last)
        for when in moments
        if when.first is not None and when.last is not None and when.first <= until
    )
    found = []
    reached = None
    for first, last in spans:
        if reached is not None and (first - reached).days - 1 >= at_least:
            found.append(Gap(reached + DAY, first - DAY, chosen))
        reached = last if reached is None else max(reached, last)
    if reached is not None and (until - reached).days >= at_least:
        found.append(Gap(reached + DAY, until, chosen))
    return tuple(found)
