"""The formats that the schema names are really checked, and every keyword it uses has words."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.enquiries.rules.intake import Precision
from tessera.enquiries.rules.intake.structure import _READERS, _WORDS, SCHEMA_FILE, is_email
from tessera.enquiries.rules.intake.times import london_day, read_date, read_moment, read_when, years_between

STRUCTURE = {
    "$schema",
    "$defs",
    "$ref",
    "title",
    "description",
    "default",
    "properties",
    "items",
    "if",
    "then",
}


def _schemas(schema: dict[str, Any]) -> list[dict[str, Any]]:
    found = [schema]
    for name, part in schema.items():
        inner = part.values() if name in ("properties", "$defs") else part if name == "oneOf" else [part]
        if name in ("properties", "$defs", "oneOf", "items", "if", "then"):
            found += [deeper for one in inner for deeper in _schemas(one)]
    return found


def test_every_keyword_and_format_of_the_schema_is_known_here() -> None:
    schemas = _schemas(json.loads(SCHEMA_FILE.read_text("utf-8")))
    assert len(schemas) > 80
    keywords = {name for schema in schemas for name in schema} - STRUCTURE
    # `const` stands only inside an `if`, which refuses nothing; `oneOf` has words of its own.
    assert keywords == set(_WORDS) | {"oneOf"}
    assert {schema["format"] for schema in schemas if "format" in schema} == set(_READERS)


@pytest.mark.parametrize(
    "written",
    [
        "", "2026-11-20", "2026-11-20T09:00:00", "2026-11-20 09:00:00Z", "20/11/2026 09:00",
        "2026-11-20T09:00Z",
        "2026-11-20T24:00:00Z", "2026-11-20T09:60:00Z", "2026-11-20T09:00:61Z", "2026-11-20T09:00:60Z",
        "2026-12-31T23:59:60+01:00", "2026-02-29T09:00:00Z", "2026-13-01T09:00:00Z", "0000-01-01T00:00:00Z",
        "2026-11-20T09:00:00.Z", "2026-11-20T09:00:00,5Z", "2026-11-20T09:00:00+0100",
        "2026-11-20T09:00:00+24:00",
        "2026-11-20T09:00:00+01:60", "2026-11-20T09:00:00Z ", "2026-11-20T09:00:00Z\n",
        "2026-W47-5T09:00:00Z",
        "+2026-11-20T09:00:00Z", "２０２６-11-20T09:00:00Z", "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "9999-12-31T23:59:60Z",
    ],
)  # fmt: skip
def test_what_is_no_moment_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_moment(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-11-20T09:00:00Z", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("2026-11-20t09:00:00z", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("2026-11-20T09:00:00-00:00", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("2026-11-20T09:00:00+05:45", datetime(2026, 11, 20, 3, 15, tzinfo=UTC)),
        ("2026-11-20T09:00:00.1234567Z", datetime(2026, 11, 20, 9, 0, 0, 123456, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2017-01-01T00:59:60.5+01:00", datetime(2017, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_utc(written: str, expected: datetime) -> None:
    assert read_moment(written) == expected
    assert read_moment(written).utcoffset() == timedelta(0)


_offsets = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=_offsets))  # noqa: DTZ001
def test_whatever_python_writes_by_rfc_3339_is_read(moment: datetime) -> None:
    assert read_moment(moment.isoformat()) == moment


@given(st.dates())
def test_a_date_is_read_back(day: date) -> None:
    assert read_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("written", "precision", "first", "last"),
    [
        ("2026", Precision.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        ("2024-02", Precision.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        (" 2026-11-16 ", Precision.DAY, date(2026, 11, 16), date(2026, 11, 16)),
        ("2026-11-16 13:10", Precision.MOMENT, date(2026, 11, 16), date(2026, 11, 16)),
        ("2026-06-30T23:30Z", Precision.MOMENT, date(2026, 7, 1), date(2026, 7, 1)),
        ("2026-06-30T23:30", Precision.MOMENT, date(2026, 6, 30), date(2026, 6, 30)),
    ],
)
def test_when_is_as_exact_as_it_was_written(
    written: str, precision: Precision, first: date, last: date
) -> None:
    when = read_when(written)
    assert (when.precision, when.first, when.last) == (precision, first, last)
    assert (when.moment is not None) == (precision is Precision.MOMENT)


def test_a_time_without_an_offset_is_the_time_in_england() -> None:
    assert read_when("2026-07-01T09:00").moment == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    assert read_when("2026-12-01T09:00").moment == datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["", "last week", "26", "2026-1", "2026-11-31", "1899", "11/2026", "2026-11-20T9"]
)
def test_when_that_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_when(written)


def test_an_age_is_counted_in_whole_years() -> None:
    assert years_between(date(2000, 2, 29), date(2025, 2, 28)) == 24
    assert years_between(date(2000, 2, 29), date(2025, 3, 1)) == 25
    assert london_day(datetime.max.replace(tzinfo=UTC)) == date.max


@pytest.mark.parametrize(
    "written",
    [
        "a@example.org",
        "a.b+c'd@mail.example.org",
        '"a b"@example.org',
        "a@[127.0.0.1]",
        "a@[IPv6:::1]",
        "a@localhost",
    ],
)
def test_an_email_address_by_the_standard_is_one(written: str) -> None:
    assert is_email(written)


@pytest.mark.parametrize(
    "written",
    [
        "", "a", "@example.org", "a@", "a b@example.org", ".a@example.org", "a..b@example.org",
        "a.@example.org",
        "a@-example.org", "a@example..org", "a@example.org.", "a@exam_ple.org", "a@[nowhere]",
        "a@b@example.org",
        "a@example.org\n", "á@example.org", f"{'a' * 65}@example.org", "<a@example.org>",
        "a@example.org, b@c.org",
    ],
)  # fmt: skip
def test_what_is_no_email_address_is_refused(written: str) -> None:
    assert not is_email(written)
