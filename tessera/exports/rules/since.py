"""When something happened, counted from the first day of a file, so that no date is in it."""

from __future__ import annotations

import re
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


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def day_of(words: str, begins: date | None) -> str:
    """ "day 12" for a date that somebody wrote whole, as "3rd June 2026", "June 3, 2026", "03/06/2026" or "2026-06-03".

    Empty where it is not whole, is no date, or is before day 1: how old somebody is must not be told by it.
    """
    parts = [part.casefold() for part in re.findall(r"\d+|[^\W\d_]{3,}", words)]
    numbers = [int(part) for part in parts if part.isdigit()]
    months = [_MONTHS.index(part[:3]) + 1 for part in parts if part[:3] in _MONTHS]
    if len(numbers) + len(months) != 3 or begins is None:
        return ""
    if months:
        day, month, year = numbers[0], months[0], numbers[1]
    else:
        day, month, year = numbers if numbers[0] < 32 else reversed(numbers)
    try:
        number = (date(year, month, day) - begins).days + 1
    except ValueError:
        return ""
    return _("day {number}").format(number=number) if number > 0 else ""
