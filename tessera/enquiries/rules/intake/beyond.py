"""The rules that go beyond the schema's words.

They run on lines that the schema refuses as well, so that every reason is given at once; so each looks only
at what has the right shape, and says nothing where the schema already has.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from tessera.core.identifiers import nhs_number_is_valid, upn_is_valid
from tessera.enquiries.rules.intake.problem import Path
from tessera.enquiries.rules.intake.times import (
    EARLIEST_YEAR,
    london_day,
    read_date,
    read_moment,
    read_when,
    years_between,
)

Found = Iterator[tuple[Path, str]]

CHILD_UNDER_YEARS = 25
"""As the schema says of date_of_birth: under 25 years before received_at."""
ADULT_UNDER_YEARS = 130
EXPECTED_WITHIN_AFTER = timedelta(weeks=40)
EXPECTED_WITHIN_BEFORE = timedelta(weeks=4)
EARLIEST_RECEIPT_YEAR = 1990
"""A receipt before this is a slip, or a system's stand-in for "not known" (a judgement)."""
RECORDED_AHEAD = timedelta(days=730)
"""A record or an opinion may speak of a date to come (a hearing, a due date); further ahead is a slip."""

HAPPENED = frozenset({"seen", "heard", "told"})
"""Kinds of line about what has happened already."""

REASON_NEEDED = frozenset(
    {"refused", "not_told_would_raise_risk", "not_told_would_prejudice_investigation", "not_reached"}
)

# Fields of several lines; in every other a tab or a new line is a slip.
LONG_TEXT = frozenset(
    {
        "text", "words", "reason", "response", "daily_life", "working_well", "already_tried",
        "views_of_parents", "level_reason", "hoped_for", "communication", "relationship_to_family",
    }
)  # fmt: skip

# Text that says nothing where it must say something: the schema's minLength lets spaces through.
NOT_BLANK = frozenset(
    {
        "reference", "name", "role", "agency", "given_name", "family_name", "also_known_as",
        "relationship_to_children", "text", "source", "words",
    }
)  # fmt: skip

_BREAKS = re.compile(r"[\t\n\r\u2028\u2029]")
_OVERRIDES = re.compile(r"[\u202d\u202e]")
# Marks, embeddings and isolates of direction, zero-width spaces, soft hyphen. The joiners U+200C and U+200D
# stay: Persian, Indic scripts and many emoji are written with them.
_INVISIBLE = re.compile(r"[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202c\u2060\u2066-\u2069\ufeff]")
_NOTHING = re.compile(r"[\s\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*")


def one_line(text: str) -> str:
    """A one-line value as it is kept: without invisible layout characters or the spaces around it."""
    return (text if text.isascii() else _INVISIBLE.sub("", text)).strip()


def is_blank(text: str) -> bool:
    """Whether there is nothing to read in it."""
    return _NOTHING.fullmatch(text) is not None


def problems_beyond(value: Any, *, now: datetime, agencies: Callable[[str], str | None]) -> Found:
    """Every rule the value breaks beyond the schema. `now` is the moment it is taken in."""
    if not isinstance(value, dict):
        return
    yield from _texts(value, ())
    received = _moment(value.get("received_at"))
    wrong = [] if received is None else [*_receipt(received, now)]
    yield from wrong
    yield from _agency(value, agencies)
    yield from _consent(value)
    # Without a receipt to believe, dates are held against now: their own reasons are still worth giving.
    day = london_day(now if received is None or wrong else received)
    children = value.get("children")
    for place, child in _objects(children):
        yield from _child(child, ("children", place), day)
    for place, adult in _objects(value.get("adults")):
        yield from _adult(adult, ("adults", place), day)
    for place, line in _objects(value.get("lines")):
        ahead = timedelta(0) if line.get("kind") in HAPPENED else RECORDED_AHEAD
        yield from _when(line, ("lines", place), day + ahead)
    for place, voice in _objects(value.get("child_voice")):
        yield from _when(voice, ("child_voice", place), day)
        yield from _whose_voice(voice, ("child_voice", place), children)


def _objects(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    if isinstance(value, list):
        yield from ((place, item) for place, item in enumerate(value) if isinstance(item, dict))


def _texts(value: Any, path: Path) -> Found:
    """Spaces where words must be; line breaks and overrides of direction in one-line values."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _texts(item, (*path, name))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _texts(item, (*path, place))
    elif isinstance(value, str) and value:
        name = next((step for step in reversed(path) if isinstance(step, str)), "")
        if name in NOT_BLANK and is_blank(value):
            yield path, "This holds only spaces. Give it, or leave the field out if the schema lets you."
        elif name not in LONG_TEXT:
            if _BREAKS.search(value):
                yield path, "This holds a tab or a new line. Write it on one line."
            if not value.isascii() and _OVERRIDES.search(value):
                yield (
                    path,
                    "This holds a character that reverses how text reads (U+202D or U+202E). Take it out.",
                )


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        return read_moment(value)
    except ValueError:
        return None


def _day(value: Any) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return read_date(value)
    except ValueError:
        return None


def _receipt(received: datetime, now: datetime) -> Found:
    if received > now:
        yield (
            ("received_at",),
            "This is in the future. Check the clock and the offset of the system that sent it.",
        )
    elif received.year < EARLIEST_RECEIPT_YEAR:
        yield (
            ("received_at",),
            f"This is before {EARLIEST_RECEIPT_YEAR}. Give the date and time it was received.",
        )


def _agency(value: dict[str, Any], agencies: Callable[[str], str | None]) -> Found:
    referrer = value.get("referrer")
    agency = referrer.get("agency") if isinstance(referrer, dict) else None
    if isinstance(agency, str) and not is_blank(agency) and agencies(one_line(agency)) is None:
        words = "No agency of the partnership has this code or name. Check the spelling, or have it added."
        yield ("referrer", "agency"), words


def _consent(value: dict[str, Any]) -> Found:
    consent = value.get("consent")
    if not isinstance(consent, dict) or not isinstance(consent.get("position"), str):
        return
    reason = consent.get("reason")
    if consent["position"] in REASON_NEEDED and isinstance(reason, str) and reason and is_blank(reason):
        yield (
            ("consent", "reason"),
            "This holds only spaces. Say why the family has not agreed or was not told.",
        )
    keep = value.get("keep_from_family")
    if (
        isinstance(keep, dict)
        and isinstance(keep.get("reason"), str)
        and keep["reason"]
        and is_blank(keep["reason"])
    ):
        yield (
            ("keep_from_family", "reason"),
            "This holds only spaces. Say why it must be kept from the family.",
        )


def _child(child: dict[str, Any], path: Path, day: date) -> Found:
    born = _day(child.get("date_of_birth"))
    if born is not None and born > day:
        words = "This is after the referral was received. For an unborn child give expected_date_of_birth."
        yield (*path, "date_of_birth"), words
    elif born is not None and years_between(born, day) >= CHILD_UNDER_YEARS:
        words = f"This is {CHILD_UNDER_YEARS} years or more before the referral was received. Check the year."
        yield (*path, "date_of_birth"), words
    expected = _day(child.get("expected_date_of_birth"))
    if expected is not None and not -EXPECTED_WITHIN_BEFORE <= expected - day <= EXPECTED_WITHIN_AFTER:
        words = (
            "This must be within 40 weeks after the referral was received, or up to 4 weeks before. Check it."
        )
        yield (*path, "expected_date_of_birth"), words
    number = child.get("nhs_number")
    if isinstance(number, str) and re.fullmatch("[0-9]{10}", number) and not nhs_number_is_valid(number):
        yield (*path, "nhs_number"), "The check digit does not match. Check the number, or leave it out."
    upn = child.get("upn")
    if isinstance(upn, str) and re.fullmatch("[A-Z][0-9]{11}[0-9A-Z]", upn) and not upn_is_valid(upn):
        yield (*path, "upn"), "The check letter does not match. Check the UPN, or leave it out."


def _adult(adult: dict[str, Any], path: Path, day: date) -> Found:
    born = _day(adult.get("date_of_birth"))
    if born is not None and not 0 <= years_between(born, day) < ADULT_UNDER_YEARS:
        words = f"This must be before the receipt, by less than {ADULT_UNDER_YEARS} years. Check the year."
        yield (*path, "date_of_birth"), words


def _when(part: dict[str, Any], path: Path, latest: date) -> Found:
    written = part.get("when")
    if not isinstance(written, str) or is_blank(written):
        return
    try:
        when = read_when(written)
    except ValueError:
        words = (
            "We cannot read when this was. Give a date (2026-11-20), a month (2026-11), a year (2026), or a "
            f"date and time, from {EARLIEST_YEAR} on; or leave it out if it is not known."
        )
        yield (*path, "when"), words
        return
    if when.first > latest:
        yield (*path, "when"), "This is too far after the referral was received. Check the date."


def _whose_voice(voice: dict[str, Any], path: Path, children: Any) -> Found:
    child = voice.get("child")
    if (
        isinstance(children, list)
        and children  # an empty list has its own reason
        and isinstance(child, int | float)
        and not isinstance(child, bool)
        and child >= len(children)
    ):
        words = "This points to a child who is not in the list. The first child in the list is 0."
        yield (*path, "child"), words
