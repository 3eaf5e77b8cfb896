"""Working time: when a limit runs out, in hours, working hours or working days.

Three kinds of clock, because guidance and local agreements use three:

* **elapsed hours** are real hours. They run at night, at weekends and through the change of the clocks.
* **working hours** run only while the hub is open. Opening hours are local wall time all year; the hours
  inside them are real hours.
* **working days** are whole days' worth of opening time, told by the clock on the wall. A limit of one
  working day that starts at 15:20 on a Friday ends at 15:20 on Monday (Tuesday, if Monday is a bank holiday).
  One that starts outside opening hours starts at the next opening, so it ends at that day's close: a referral
  at 19:00 on Friday is due at Monday's close.

*Working Together to Safeguard Children* (2023, chapter 3; check before use) asks for a decision "within one
working day" of a referral being received and does not say how to count. Ending at the same time of day is our
judgement: the stricter of the usual readings (the other runs to the close of the next working day), it never
gives more time for a referral that came in earlier, and no child waits longer because of the hour a form was
sent. Bank holidays are England's. A partnership that never closes uses `Calendar.always()`.

Every instant given must carry its time zone; every instant returned is in UTC, so that subtracting two of
them gives real time. Nothing here reads the clock: "now" is always an argument.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from tessera.core.language import ngettext

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MIDNIGHT = time(0)


class Measure(StrEnum):
    """What a limit is counted in."""

    ELAPSED_HOURS = "elapsed_hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"


_SHORT = {Measure.ELAPSED_HOURS: "h", Measure.WORKING_HOURS: "wh", Measure.WORKING_DAYS: "wd"}
_LIMIT = re.compile(r"\s*([0-9]{1,4})\s*(h|wh|wd)\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limit:
    """So much time allowed: a whole amount, one or more, of one measure. Written "4h", "24wh" or "1wd"."""

    amount: int
    measure: Measure

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= 9999:
            raise ValueError("A limit is between 1 and 9999.")

    @classmethod
    def parse(cls, text: str) -> "Limit":
        """Read "4h", "24wh" or "1wd" (any case). Raises ValueError, in words for the person who wrote it."""
        found = _LIMIT.fullmatch(text)
        if found is None:
            raise ValueError(
                f'"{text}" is not a time limit. Write a number then h (hours), wh (working hours) '
                "or wd (working days), such as 4h, 24wh or 1wd."
            )
        short = found[2].lower()
        return cls(int(found[1]), next(measure for measure, sign in _SHORT.items() if sign == short))

    def __str__(self) -> str:
        return f"{self.amount}{_SHORT[self.measure]}"

    def words(self) -> str:
        """Say it in full: "4 hours", "4 working hours", "1 working day"."""
        if self.measure is Measure.ELAPSED_HOURS:
            words = ngettext("{amount} hour", "{amount} hours", self.amount)
        elif self.measure is Measure.WORKING_HOURS:
            words = ngettext("{amount} working hour", "{amount} working hours", self.amount)
        else:
            words = ngettext("{amount} working day", "{amount} working days", self.amount)
        return words.format(amount=self.amount)

    def length(self, calendar: "Calendar") -> timedelta:
        """Return how much of the clock's own time this is; a working day is as long as the hub is open."""
        if self.measure is Measure.WORKING_DAYS:
            return self.amount * calendar.day_length
        return timedelta(hours=self.amount)


@lru_cache(maxsize=512)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


@dataclass(frozen=True)
class Calendar:
    """When a hub is open. Weekdays count from Monday = 0; hours are local wall time.

    `closes` at 00:00 means midnight at the end of the day. `closed_days` are local extra days shut, such as
    those between Christmas and New Year. Hours that run past midnight are not supported. Raises ValueError
    for hours that hold no time, for no weekday at all, and for an unknown time zone (ZoneInfoNotFoundError).
    """

    time_zone: str = "Europe/London"
    weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    opens: time = time(9)
    closes: time = time(17)
    closed_days: frozenset[date] = frozenset()
    bank_holidays: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "weekdays", frozenset(self.weekdays))
        object.__setattr__(self, "closed_days", frozenset(self.closed_days))
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ValueError("Working days are one or more of 0 (Monday) to 6 (Sunday).")
        if self.opens.tzinfo is not None or self.closes.tzinfo is not None:
            raise ValueError("Opening hours are local: give them without a time zone.")
        if self.closes != _MIDNIGHT and self.closes <= self.opens:
            raise ValueError("Closing time must be after opening time.")
        ZoneInfo(self.time_zone)

    @classmethod
    def always(cls, time_zone: str = "Europe/London") -> "Calendar":
        """Return the calendar of a hub that never closes."""
        return cls(time_zone, frozenset(range(7)), _MIDNIGHT, _MIDNIGHT, frozenset(), bank_holidays=False)

    @property
    def day_length(self) -> timedelta:
        """How long the hub is open on a working day, by the clock on the wall."""
        day = datetime(2000, 1, 1)  # noqa: DTZ001 - wall time, any day will do
        end = datetime.combine(day + timedelta(days=self.closes == _MIDNIGHT), self.closes)
        return end - datetime.combine(day, self.opens)

    def is_working_day(self, day: date) -> bool:
        """Say whether the hub opens on this date: a working weekday, no bank holiday, not closed locally."""
        if day.weekday() not in self.weekdays or day in self.closed_days:
            return False
        return not (self.bank_holidays and day in _bank_holidays(day.year))

    def is_open(self, at: datetime) -> bool:
        """Say whether the hub is open at this instant."""
        local = at.astimezone(ZoneInfo(self.time_zone))
        wall = local.time()
        return (
            self.is_working_day(local.date())
            and self.opens <= wall
            and (self.closes == _MIDNIGHT or wall < self.closes)
        )


@dataclass(frozen=True, slots=True)
class Pause:
    """A time when one clock stood still. No end means that it still does. Ends no earlier than it starts."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("A pause cannot end before it starts.")


def due(start: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """Return the instant, in UTC, at which a clock that never pauses runs out."""
    reading = _Reading(limit.measure, calendar, start)
    return reading.instant(reading.origin + _micros(limit.length(calendar)))


def due_with_pauses(
    start: datetime, limit: Limit, calendar: Calendar, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """Return the instant a clock runs out, later by the clock's own time that its pauses covered.

    None while a pause is open, unless the clock ran out before that pause began: `remaining` says how much
    time is kept. Pauses may touch, overlap or lie outside the clock's life; one on closed days adds nothing.
    """
    return moment_at_fraction(start, limit, calendar, 1, pauses)


def moment_at_fraction(
    start: datetime, limit: Limit, calendar: Calendar, fraction: float, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """Return when this share of the limit (0.5, 0.8, 1) is used up, for a reminder; None if paused."""
    if fraction < 0:
        raise ValueError("A share of a limit cannot be less than nothing.")
    reading = _Reading(limit.measure, calendar, start)
    target = reading.origin + round(_micros(limit.length(calendar)) * fraction)
    moment = reading.instant(target)
    for began, ended in _merged(pauses, start):
        if moment <= began:
            break
        if ended is None:
            return None
        target += reading.at(ended) - reading.at(began)
        moment = reading.instant(target)
    return moment


def elapsed(start: datetime, end: datetime, measure: Measure, calendar: Calendar) -> timedelta:
    """Return how much of the clock's own time lies between two instants; negative if the wrong way round.

    `elapsed(start, due(start, limit, calendar), ...)` is exactly `limit.length(calendar)`. The one exception:
    a clock in working days, in a hub open at one in the morning, whose limit falls in the hour that does not
    exist when summer time begins, runs out at the end of that hour.
    """
    reading = _Reading(measure, calendar, start)
    return timedelta(microseconds=reading.at(end) - reading.origin)


def remaining(
    start: datetime, limit: Limit, calendar: Calendar, at: datetime, pauses: Iterable[Pause] = ()
) -> timedelta:
    """Return how much of the clock's own time is left at an instant; negative when overdue.

    In working hours for a limit in working hours or days, so "2 hours left" may mean until tomorrow morning.
    """
    return limit.length(calendar) - _used(start, limit, calendar, at, pauses)


def fraction_used(
    start: datetime, limit: Limit, calendar: Calendar, at: datetime, pauses: Iterable[Pause] = ()
) -> float:
    """Return the share of the limit used at an instant: 0 at the start, 1 when due, more when overdue."""
    return max(0.0, _used(start, limit, calendar, at, pauses) / limit.length(calendar))


def sooner(*instants: datetime | None) -> datetime | None:
    """Return the earliest instant. None stands for "no limit", so it never wins over an instant."""
    return min((instant for instant in instants if instant is not None), default=None)


def _used(
    start: datetime, limit: Limit, calendar: Calendar, at: datetime, pauses: Iterable[Pause]
) -> timedelta:
    reading = _Reading(limit.measure, calendar, start)
    used = reading.at(at) - reading.origin
    for began, ended in _merged(pauses, start):
        if began >= at:
            break
        used -= reading.at(at if ended is None or ended > at else ended) - reading.at(began)
    return timedelta(microseconds=used)


def _merged(pauses: Iterable[Pause], start: datetime) -> Sequence[tuple[datetime, datetime | None]]:
    """Return the pauses after the start, in order, overlapping ones joined."""
    merged: list[tuple[datetime, datetime | None]] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if pause.end is not None and pause.end <= start:
            continue
        began = max(pause.start, start)
        if merged:
            last_began, last_ended = merged[-1]
            if last_ended is None:
                break
            if began <= last_ended:
                ended = None if pause.end is None else max(pause.end, last_ended)
                merged[-1] = (last_began, ended)
                continue
        merged.append((began, pause.end))
    return merged


def _micros(length: timedelta) -> int:
    return length // _MICROSECOND


class _Reading:
    """A clock face: turns instants into the clock's own time (microseconds since some year began) and back.

    Within a year the open stretches and the time shown at their ends are kept in sorted lists, so that both
    ways are one binary search. Between stretches the clock stands still; `instant` gives the earliest answer.
    """

    __slots__ = ("base", "calendar", "measure", "origin", "start", "zone")

    def __init__(self, measure: Measure, calendar: Calendar, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("An instant must carry its time zone.")
        self.measure = measure
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.time_zone)
        self.start = start
        self.base = start.astimezone(self.zone).year
        self.origin = self.at(start)

    def at(self, instant: datetime) -> int:
        """Return what the clock shows at this instant."""
        if instant.tzinfo is None:
            raise ValueError("An instant must carry its time zone.")
        micros = (instant - _EPOCH) // _MICROSECOND
        if self.measure is Measure.ELAPSED_HOURS:
            return micros
        year = instant.astimezone(self.zone).year
        stretches = _stretches(self.calendar, self.measure, year)
        shown = stretches.shown(micros)
        for between in range(min(year, self.base), max(year, self.base)):
            total = _stretches(self.calendar, self.measure, between).total
            shown += total if between >= self.base else -total
        return shown

    def instant(self, target: int) -> datetime:
        """Return the earliest instant, never before the start, at which the clock shows this much."""
        if self.measure is Measure.ELAPSED_HOURS:
            return _EPOCH + timedelta(microseconds=target)
        year = self.base
        stretches = _stretches(self.calendar, self.measure, year)
        while target > stretches.total:
            target -= stretches.total
            year += 1
            stretches = _stretches(self.calendar, self.measure, year)
        found = _EPOCH + timedelta(microseconds=stretches.instant(target))
        return found if found >= self.start else self.start.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _Stretches:
    """One year of opening: when stretches start and end and what the clock shows then, in microseconds."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    shown_at_start: tuple[int, ...]
    shown_at_end: tuple[int, ...]

    @property
    def total(self) -> int:
        return self.shown_at_end[-1] if self.shown_at_end else 0

    def shown(self, instant: int) -> int:
        at = bisect_right(self.starts, instant) - 1
        if at < 0:
            return 0
        return self.shown_at_start[at] + min(instant, self.ends[at]) - self.starts[at]

    def instant(self, shown: int) -> int:
        at = bisect_left(self.shown_at_end, shown)
        if at == len(self.starts):  # only an empty year, asked for nothing
            return 0
        return self.starts[at] + max(0, shown - self.shown_at_start[at])


@lru_cache(maxsize=1024)
def _stretches(calendar: Calendar, measure: Measure, year: int) -> _Stretches:
    zone = ZoneInfo(calendar.time_zone)
    day_length = _micros(calendar.day_length)
    stretches: list[tuple[int, int, int, int]] = []
    shown = 0
    for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
        day = date.fromordinal(ordinal)
        if not calendar.is_working_day(day):
            continue
        until = date.fromordinal(ordinal + 1) if calendar.closes == _MIDNIGHT else day
        start = _wall_to_micros(datetime.combine(day, calendar.opens, zone))
        end = _wall_to_micros(datetime.combine(until, calendar.closes, zone))
        if measure is Measure.WORKING_HOURS or end - start == day_length:
            stretches.append((start, end, shown, shown + end - start))
            shown += end - start
        else:
            stretches += _across_a_change(start, end, shown, day_length, zone)
            shown += day_length
    return _Stretches(*(tuple(column) for column in zip(*stretches, strict=True))) if stretches else _EMPTY


_EMPTY = _Stretches((), (), (), ())


def _wall_to_micros(wall: datetime) -> int:
    # The zone's own rule settles a time that happens twice (the first is meant) or not at all.
    return (wall.astimezone(UTC) - _EPOCH) // _MICROSECOND


def _across_a_change(
    start: int, end: int, shown: int, day_length: int, zone: ZoneInfo
) -> list[tuple[int, int, int, int]]:
    """Return the two stretches of a day in which the clocks change while the hub is open.

    By the clock on the wall: an hour that does not exist is skipped over, one that happens twice counts once.
    """

    def offset(micros: int) -> int:
        there = (_EPOCH + timedelta(microseconds=micros)).astimezone(zone).utcoffset()
        return _micros(there or timedelta())

    before, low, high = offset(start), start, end
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset(middle) == before else (low, middle)
    skipped = offset(end) - before
    first = (start, high, shown, shown + high - start)
    if skipped > 0:
        return [first, (high, end, shown + high - start + skipped, shown + day_length)]
    # The repeated hour: the clock has already counted it, so it stands still the second time round.
    return [first, (high - skipped, end, shown + high - start, shown + day_length)]
