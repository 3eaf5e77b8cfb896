"""When something happened, as surely as it is known: to the minute, the day, the month or the year; about then; or not.

A chronology that asks for a day gets a day, and an invented one looks like a known one for ever after. So whoever
writes says how sure they are, and the words, the place in a list and the mark on a picture all keep it.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tessera.core.language import gettext as _
from tessera.core.text import date_words, month_words, time_words
from tessera.core.words import Word

EARLIEST = date(1900, 1, 1)
ENGLAND = ZoneInfo("Europe/London")
# What "about" leaves open on either side, where two accounts are asked whether they may be of one thing.
ABOUT = timedelta(days=14)


class Precision(Word):
    """How surely it is known when something happened."""

    EXACT = "exact"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    ABOUT = "about"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Happened:
    """When something happened. `first` and `last`: the days between which it did, or through which it lasted.

    Both None where nobody knows. `at`: the time of day, where it is known. Raises ValueError for what cannot be: one
    day without the other, an end before the beginning, a time of more days than one.
    """

    precision: Precision
    first: date | None = None
    last: date | None = None
    at: time | None = None

    def __post_init__(self) -> None:
        if (self.first is None) != (self.last is None) or (self.first is None) != (
            self.precision == Precision.UNKNOWN
        ):
            raise ValueError("a day, or nobody knows when")
        if self.first and self.last and not EARLIEST <= self.first <= self.last:
            raise ValueError("from a day to a later one")
        if (self.at is not None) != (self.precision == Precision.EXACT) or (
            self.at and self.first != self.last
        ):
            raise ValueError("a time of one day")

    @property
    def lasted(self) -> bool:
        """Whether it was through several days that are known, and not on one that is not."""
        return self.precision == Precision.DAY and self.first != self.last

    @property
    def words(self) -> str:
        """For people: "3 June 2026 at 8:10am", "June 2026", "about 22 May 2016", "3 to 9 June 2026"."""
        if self.first is None or self.last is None:
            return _("Nobody knows when")
        if self.precision == Precision.EXACT and self.at:
            return _("{day} at {time}").format(day=date_words(self.first), time=time_words(self.at))
        if self.lasted:
            return _("{first} to {last}").format(
                first=_shortened(self.first, self.last), last=date_words(self.last)
            )
        known = _period(self.first, self.last)
        return _("about {day}").format(day=known) if self.precision == Precision.ABOUT else known

    def may_be_of(self, other: Happened) -> bool:
        """Whether both may be of one moment, as surely as each is known."""
        if self.first is None or other.first is None or self.last is None or other.last is None:
            return False
        mine, theirs = _slack(self), _slack(other)
        return self.first - mine <= other.last + theirs and other.first - theirs <= self.last + mine


def _slack(one: Happened) -> timedelta:
    return ABOUT if one.precision == Precision.ABOUT else timedelta()


def _period(first: date, last: date) -> str:
    """The day, the month or the year that these are the ends of; else both."""
    if first == last:
        return date_words(first)
    if (first, last) == _month(first.year, first.month):
        return month_words(first)
    if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return str(first.year)
    return _("{first} to {last}").format(first=_shortened(first, last), last=date_words(last))


def _shortened(first: date, last: date) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return str(first.day)
    return date_words(first)


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def on_day(day: date, at: time | None = None) -> Happened:
    """On a day that is known, and at a time where that is known too."""
    return Happened(Precision.EXACT if at else Precision.DAY, day, day, at)


def through(first: date, last: date) -> Happened:
    """From one day to another."""
    return Happened(Precision.DAY, first, last)


def in_month(year: int, month: int) -> Happened:
    """Some time in a month."""
    return Happened(Precision.MONTH, *_month(year, month))


def in_year(year: int) -> Happened:
    """Some time in a year."""
    return Happened(Precision.YEAR, date(year, 1, 1), date(year, 12, 31))


def about(known: Happened) -> Happened:
    """The same, about then."""
    return Happened(Precision.ABOUT, known.first, known.last)


NOBODY_KNOWS = Happened(Precision.UNKNOWN)

# Dates as people write them in the tables that agencies keep. Day before month, as in England.
_UNKNOWN = re.compile(r"(?:not\s+known|(?:date\s+)?unknown|n/?k|\?+)", re.IGNORECASE)
_ABOUT = re.compile(r"(?:\?|circa|ca\.|c\.|c(?=\s)|approx(?:imately|\.)?|about|around|~)\s*", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?)")
_NUMBERS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?\s+(\d{4})", re.IGNORECASE)
_MONTH_WORDS = re.compile(r"([a-z]{3,9})\.?,?\s+(\d{4})", re.IGNORECASE)
_MONTH_NUMBERS = re.compile(r"(\d{1,2})[./-](\d{4})|(\d{4})-(\d{1,2})")
_YEAR = re.compile(r"(\d{4})")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?(?:\s*h(?:rs)?)?", re.IGNORECASE)
_NAMED_TIMES = {"midday": "12:00", "noon": "12:00", "midnight": "00:00"}
_TO = re.compile(r"\s+(?:to|until|till|–|-|—)\s+|\s*[–—]\s*", re.IGNORECASE)
_SAME_MONTH = re.compile(r"(\d{1,2})(?:\s*(?:-|–|—|to)\s*)(\d{1,2})(\s+[a-z]{3,9}\.?\s+\d{4})", re.IGNORECASE)
LONGEST = 60


def read(text: str) -> Happened:
    """When something happened, from words: "3/6/2026", "?22 May 2016", "c. June 2015", "3-9 June 2026", "2014".

    Raises ValueError where it cannot be read as one thing. A year of two digits is read as this century up to thirty
    years from its beginning, and as the last one after that.
    """
    words = " ".join(text.split())
    if len(words) > LONGEST:
        raise ValueError(text)
    if not words or _UNKNOWN.fullmatch(words):
        return NOBODY_KNOWS
    if guess := _ABOUT.match(words):
        return about(read_surely(words[guess.end() :]))
    if words.endswith("?"):
        return about(read_surely(words[:-1].rstrip()))
    return read_surely(words)


def as_told(text: str) -> Happened:
    """The same, where what cannot be read is known to nobody."""
    try:
        return read(text)
    except ValueError:
        return NOBODY_KNOWS


def read_surely(words: str) -> Happened:
    """The same without "about" and "not known"."""
    if within := _SAME_MONTH.fullmatch(words):
        first, last, month = within.groups()
        return _between(first + month, last + month)
    ends = _TO.split(words)
    if len(ends) == 2:
        return _between(*ends)
    for pattern, made in _READERS:
        if found := pattern.fullmatch(words):
            return made(*found.groups())
    day, _space, at = words.rpartition(" at ") if " at " in words else words.rpartition(" ")
    clock = _TIME.fullmatch(_NAMED_TIMES.get(at.lower(), at))
    if day and clock and (":" in clock.group() or "." in clock.group() or clock.group(3)):
        known = read_surely(day.rstrip(","))
        if known.first == known.last and known.first and known.precision == Precision.DAY:
            return on_day(known.first, _time(*clock.groups()))
    raise ValueError(words)


def _between(first: str, last: str) -> Happened:
    begun, ended = read_surely(first), read_surely(last)
    if begun.first is None or ended.last is None:
        raise ValueError(f"{first} to {last}")
    if begun.precision == ended.precision == Precision.DAY:
        return through(begun.first, ended.last)
    return Happened(Precision.ABOUT, begun.first, ended.last)


def _iso(year: str, month: str, day: str) -> Happened:
    return on_day(date(int(year), int(month), int(day)))


def _moment(written: str) -> Happened:
    """As another system writes it; where it says of which time, as the clock stood in England."""
    known = datetime.fromisoformat(written)
    here = known.astimezone(ENGLAND) if known.tzinfo else known
    return on_day(here.date(), here.time().replace(second=0, microsecond=0))


def _numbers(day: str, month: str, year: str) -> Happened:
    number = int(year) if len(year) == 4 else int(year) + (2000 if int(year) <= 30 else 1900)
    return on_day(date(number, int(month), int(day)))


def _worded(day: str, month: str, year: str) -> Happened:
    return on_day(date(int(year), _named(month), int(day)))


def _month_worded(month: str, year: str) -> Happened:
    return in_month(int(year), _named(month))


def _month_numbered(
    month: str | None, year: str | None, iso_year: str | None, iso_month: str | None
) -> Happened:
    number = int(month or iso_month or 0)
    if not 1 <= number <= 12:
        raise ValueError(f"no month {number}")
    return in_month(int(year or iso_year or 0), number)


def _a_year(year: str) -> Happened:
    return in_year(int(year))


_READERS: tuple[tuple[re.Pattern[str], Callable[..., Happened]], ...] = (
    (_MOMENT, _moment),
    (_ISO, _iso),
    (_NUMBERS, _numbers),
    (_WORDS, _worded),
    (_MONTH_WORDS, _month_worded),
    (_MONTH_NUMBERS, _month_numbered),
    (_YEAR, _a_year),
)


def _named(month: str) -> int:
    lowered = month.lower()
    for number in range(1, 13):
        name = calendar.month_name[number].lower()
        if lowered in (name, name[:3]) or (lowered == "sept" and number == 9):
            return number
    raise ValueError(f"no month {month}")


def _time(hour: str, minute: str | None, half: str | None) -> time:
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            raise ValueError(hour)
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    return time(hours, int(minute or 0))
