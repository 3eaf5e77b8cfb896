"""Times of the invented cases are written relative to now, so that clocks are alive whenever it is opened."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DAY_AND_TIME = re.compile(r"-(\d+)d (\d\d):(\d\d)")
DAYS = re.compile(r"([+-])(\d+)d")
AGO = re.compile(r"-(\d+)(h|m)")


def moment(written: str, now: datetime) -> datetime:
    """`-4d 15:40`, `-3h` or `-40m` as an instant in UTC. Raises ValueError for anything else."""
    if found := DAY_AND_TIME.fullmatch(written):
        day = now.astimezone(LONDON).date() - timedelta(days=int(found[1]))
        return datetime.combine(day, time(int(found[2]), int(found[3])), LONDON).astimezone(UTC)
    if found := AGO.fullmatch(written):
        length = timedelta(hours=int(found[1])) if found[2] == "h" else timedelta(minutes=int(found[1]))
        return now - length
    raise ValueError(f"not a time of the demonstration: {written}")


def when(written: str | None, now: datetime) -> str:
    """When a line happened, as a record writes it: a day, or a day and a time. Empty: not known."""
    if not written:
        return ""
    if found := DAYS.fullmatch(written):
        return day(written, now).isoformat() if found else ""
    return moment(written, now).astimezone(LONDON).isoformat(timespec="minutes")


def day(written: str, now: datetime) -> date:
    """`+75d` or `-98d` as a date."""
    found = DAYS.fullmatch(written)
    if found is None:
        raise ValueError(f"not a day of the demonstration: {written}")
    length = timedelta(days=int(found[2]))
    today = now.astimezone(LONDON).date()
    return today + length if found[1] == "+" else today - length


def born(age: dict[str, Any], now: datetime) -> date:
    """A date of birth from an age in years, months, weeks or days."""
    today = now.astimezone(LONDON).date()
    months = today.year * 12 + today.month - 1 - int(age.get("years", 0)) * 12 - int(age.get("months", 0))
    start = date(months // 12, months % 12 + 1, min(today.day, 28))
    # A few days earlier, so that a birthday today does not make an age wrong.
    return start - timedelta(days=int(age.get("weeks", 0)) * 7 + int(age.get("days", 0)) + 3)
