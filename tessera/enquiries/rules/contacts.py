"""Earlier contacts about the same people: how far back the hub looks. Pure."""

from calendar import monthrange
from datetime import datetime


def months_before(at: datetime, months: int) -> datetime:
    """The same time of day so many calendar months earlier; the last day of a month that is too short."""
    count = at.year * 12 + at.month - 1 - months
    year, month = divmod(count, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
