"""Dates and times as other systems write them, read strictly.

RFC 3339 sections 5.6 and 5.7: https://www.rfc-editor.org/rfc/rfc3339. Python's own `fromisoformat` takes a
good deal more (week dates, times without an offset, a comma for the point), so the shape is checked here
first.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

EARLIEST_YEAR = 1900
"""A year before this in a referral about a child is a slip or a system's stand-in for "not known"."""

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_YEAR = re.compile(r"[0-9]{4}")
_MOMENT = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]"
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?"
    r"(?P<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})"
)
# As a person's system writes when something happened: seconds and offset may be left out, a space may stand
# for T.
_LOOSE_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2})"
    r"(:[0-9]{2}(?:\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)


class Precision(StrEnum):
    """How exactly it is known when something happened."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class When:
    """When something happened, as exactly as it is known: `first` to `last` are the days it may have been.

    `moment` is set, in UTC, only where the time of day was given.
    """

    first: date
    last: date
    precision: Precision
    moment: datetime | None = None


def read_date(written: str) -> date:
    """An RFC 3339 full date (`2026-11-20`). Raises ValueError for any other shape and for 31 February."""
    shape = _DATE.fullmatch(written)
    if shape is None:
        raise ValueError("not a date written as YYYY-MM-DD")
    return date(*(int(part) for part in shape.groups()))


def read_moment(written: str) -> datetime:
    """An RFC 3339 date and time with an offset, in UTC. Raises ValueError for anything else.

    A leap second is taken only where one can be, at the end of a month in UTC, and becomes the second after
    it, because Python cannot hold it. Digits finer than a millionth of a second are dropped.
    """
    shape = _MOMENT.fullmatch(written)
    if shape is None:
        raise ValueError("not a date and time with an offset")
    second = int(shape["second"])
    leap = second == 60
    micro = int((shape["fraction"] or "0")[:6].ljust(6, "0"))
    clock = time(int(shape["hour"]), int(shape["minute"]), 59 if leap else second, 0 if leap else micro)
    local = datetime.combine(read_date(shape["date"]), clock, _offset(shape["offset"]))
    try:
        moment = local.astimezone(UTC)
        if not leap:
            return moment
        ends = monthrange(moment.year, moment.month)[1]
        if (moment.day, moment.hour, moment.minute) != (ends, 23, 59):
            raise ValueError("no leap second can be here")
        return moment + timedelta(seconds=1)
    except OverflowError as error:
        raise ValueError("outside the years that can be held") from error


def _offset(written: str) -> timezone:
    if written in "Zz":
        return UTC
    hours, minutes = int(written[1:3]), int(written[4:6])
    if hours > 23 or minutes > 59:
        raise ValueError("no such offset")
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if written[0] == "-" else size)


def read_when(written: str) -> When:
    """A year, a month, a date, or a date and time. Raises ValueError where it is none of these or before
    1900.

    A time without an offset is England's time of day.
    """
    written = written.strip()
    when = _read_when(written)
    if when.first.year < EARLIEST_YEAR:
        raise ValueError("too long ago")
    return when


def _read_when(written: str) -> When:
    if _YEAR.fullmatch(written):
        year = int(written)
        return When(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)
    if month := _MONTH.fullmatch(written):
        first = date(int(month[1]), int(month[2]), 1)
        return When(first, first.replace(day=monthrange(first.year, first.month)[1]), Precision.MONTH)
    if _DATE.fullmatch(written):
        day = read_date(written)
        return When(day, day, Precision.DAY)
    shape = _LOOSE_MOMENT.fullmatch(written)
    if shape is None:
        raise ValueError("not a date, a month, a year, or a date and time")
    date_part, minutes, seconds, offset = shape[1], shape[2], shape[3] or ":00", shape[4]
    if offset is None:
        moment = read_moment(f"{date_part}T{minutes}{seconds}Z").replace(tzinfo=LONDON).astimezone(UTC)
    else:
        moment = read_moment(f"{date_part}T{minutes}{seconds}{offset}")
    in_england = london_day(moment)
    return When(in_england, in_england, Precision.MOMENT, moment)


def london_day(moment: datetime) -> date:
    """The day it was in England at that moment. Near the ends of time, the day in UTC."""
    try:
        return moment.astimezone(LONDON).date()
    except OverflowError:
        return moment.date()


def years_between(earlier: date, later: date) -> int:
    """Whole years from one day to a later one, as an age is counted; negative where `later` comes first."""
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))
