"""A date from three boxes, as people type it: numbers, or a month by its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tessera.core.language import marked
from tessera.core.text import date_words, month_words
from tessera.enquiries.rules.intake.times import Precision, read_when

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
LACKING = {
    ("day",): marked("{subject} must include a day"),
    ("month",): marked("{subject} must include a month"),
    ("year",): marked("{subject} must include a year"),
    ("day", "month"): marked("{subject} must include a day and a month"),
    ("day", "year"): marked("{subject} must include a day and a year"),
    ("month", "year"): marked("{subject} must include a month and a year"),
    ("year", "month"): marked("{subject} must include a year and a month"),
}
YEAR = marked("{subject} must have a year of 4 numbers")
REAL = marked("{subject} must be a real date")


@dataclass(frozen=True, slots=True)
class Read:
    """`iso` is 2026-11-20, 2026-11 or 2026, "" where there is nothing to read; `wrong` says why there is nothing:
    words to be translated, with the name of the date to put in as `subject`."""

    iso: str
    wrong: str = ""


def read_parts(answers: Mapping[str, Any], name: str, *, partial: bool) -> Read:
    """The date in `<name>_day`, `_month` and `_year`. `partial`: a year, or a year and a month, will do."""
    day, month, year = (str(answers.get(f"{name}_{part}") or "").strip() for part in ("day", "month", "year"))
    if not (day or month or year):
        return Read("")
    needed = {"year": year} if partial else {"day": day, "month": month, "year": year}
    lacking = [part for part, text in needed.items() if not text]
    if day and not month:
        lacking = [*lacking, "month"] if "month" not in lacking else lacking
    if lacking:
        return Read("", LACKING[tuple(lacking)])
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        return Read("", YEAR)
    number = _month(month) if month else None
    if month and number is None:
        return Read("", REAL)
    if day and not (day.isascii() and day.isdigit() and len(day) <= 2):
        return Read("", REAL)
    try:
        date(int(year), number or 1, int(day) if day else 1)
    except ValueError:
        return Read("", REAL)
    parts = [year, *([f"{number:02}"] if number else []), *([f"{int(day):02}"] if day else [])]
    return Read("-".join(parts))


def _month(text: str) -> int | None:
    if text.isascii() and text.isdigit() and len(text) <= 2:
        return int(text) if 1 <= int(text) <= 12 else None
    word = text.lower()
    for number, name in enumerate(_MONTHS, 1):
        if word in (name, name[:3]):
            return number
    return None


def when_words(iso: str) -> str:
    """A date, a month, a year or a moment as it was kept, in words; what cannot be read, as it stands."""
    try:
        when = read_when(iso)
    except ValueError:
        return iso
    if when.precision is Precision.YEAR:
        return str(when.first.year)
    return month_words(when.first) if when.precision is Precision.MONTH else date_words(when.first)
