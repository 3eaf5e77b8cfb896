"""When something happened, counted from the first day of a file, so that no date is in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tessera.core.language import gettext as _
from tessera.records.rules.happened import Happened, Precision


def first_day(every: Iterable[Happened]) -> date | None:
    """Day 1: the first day that anything may have happened on. None where nobody knows of any."""
    return min((one.first for one in every if one.first), default=None)


def since(happened: Happened, begins: date | None) -> str:
    """ "day 12", "day 3 to day 9", "about day 40": as surely as it is known, and no surer."""
    if happened.first is None or happened.last is None or begins is None:
        return _("not known")
    first, last = (happened.first - begins).days + 1, (happened.last - begins).days + 1
    if first == last:
        words = _("day {number}").format(number=first)
    elif happened.lasted:
        words = _("day {first} to day {last}").format(first=first, last=last)
    else:
        words = _("between day {first} and day {last}").format(first=first, last=last)
    return _("about {when}").format(when=words) if happened.precision == Precision.ABOUT else words
