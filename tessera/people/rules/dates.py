"""Dates of birth as people mistake them."""

from datetime import date, timedelta
from typing import NamedTuple

from tessera.core.language import gettext as _

__all__ = ("BORN_AFTER_EXPECTED", "BORN_BEFORE_EXPECTED", "born_as_expected", "mistaken", "swapped")

# From 24 weeks of pregnancy to three weeks past the day that was expected. A brother or sister cannot be born in
# between, but for a twin. (A judgement: 40 weeks is the expected day, and births are induced by 42; check before use.)
BORN_BEFORE_EXPECTED = timedelta(weeks=16)
BORN_AFTER_EXPECTED = timedelta(weeks=3)


def swapped(day: date) -> date | None:
    """The date with day and month changed round; None where that is the same or no date."""
    if day.day > 12 or day.day == day.month:
        return None
    return date(day.year, day.day, day.month)


class Mistake(NamedTuple):
    words: str


def mistaken(one: date, other: date) -> Mistake | None:
    """How two different dates may be one, mistyped; None where they are equal or too far apart."""
    if one == other:
        return None
    if swapped(one) == other:
        return Mistake(_("The day and month of birth are the other way round."))
    same_day = (one.month, one.day) == (other.month, other.day)
    if same_day and abs(one.year - other.year) == 1:
        return Mistake(_("The dates of birth are one year apart."))
    if sum(a != b for a, b in zip(f"{one:%Y%m%d}", f"{other:%Y%m%d}", strict=True)) == 1:
        return Mistake(_("The dates of birth differ by one digit."))
    return None


def born_as_expected(born: date, expected: date) -> bool:
    """Whether a child born then may be the one who was expected then."""
    return expected - born <= BORN_BEFORE_EXPECTED and born - expected <= BORN_AFTER_EXPECTED
