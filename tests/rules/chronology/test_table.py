"""An agency's own table: its columns by their names, its dates as surely as they are written, and hostile files."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tessera.chronology.rules.files import FILE_BYTES, MOST_READ, sheets_of
from tessera.chronology.rules.table import MOST_ROWS, Column, NoTable, Table, understood, when
from tests.hostile.made import zipped

TODAY = date(2026, 6, 16)
HEAD = ["Date", "Time", "Source", "Event", "Significance / comment", "Action taken", "Worker"]


def text(*rows: list[str], encoding: str = "utf-8", separator: str = ",") -> bytes:
    made = io.StringIO()
    csv.writer(made, delimiter=separator).writerows(rows)
    return made.getvalue().encode(encoding)


def workbook(*rows: list[Any], head: list[str] = HEAD, epoch: datetime | None = None) -> Workbook:
    book = Workbook()
    if epoch is not None:
        book.epoch = epoch
    sheet = book.active
    for row in (head, *rows):
        sheet.append(row)
    return book


def saved(book: Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def read_as_table(content: bytes, name: str = "ours.csv") -> Table:
    return understood(sheets_of(name, content)[0], TODAY)


def test_columns_are_known_by_their_names_wherever_they_stand() -> None:
    row = ["22/05/16", "8:10am", "GP record", "Seen with a cough.", "Third this month.", "Antibiotics.", "SB"]
    table = read_as_table(text(["Chronology of R.A."], [], HEAD, row))
    assert [column for column, _called in table.columns] == [
        Column.DATE,
        Column.TIME,
        Column.SOURCE,
        Column.EVENT,
        Column.COMMENT,
        Column.ACTION,
    ]
    assert table.unread == ("Worker",)
    (one,) = table.rows
    assert (one.number, one.happened.words) == (4, "22 May 2016 at 8:10am")
    assert (one.source, one.event, one.comment, one.action) == (row[2], row[3], row[4], row[5])
    assert one.refused == ""


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("?22 May 2016", "about 22 May 2016"),
        ("May 2016", "May 2016"),
        ("2016", "2016"),
        ("22/05/16 - 25/05/16", "22 to 25 May 2016"),
        ("22/05/16-25/05/16", "22 to 25 May 2016"),
        ("22 May 2016 - 3 June 2016", "22 May 2016 to 3 June 2016"),
        ("2016-05-22T00:00", "22 May 2016"),
        ("not known", "Nobody knows when"),
    ],
)
def test_dates_are_as_sure_as_they_are_written(written: str, words: str) -> None:
    known, refused = when(written, "", TODAY)
    assert (known.words, refused) == (words, "")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["", "", "", "Seen."], "no date"),
        (["last Tuesday", "", "", "Seen."], "cannot be read"),
        (["31/02/2016", "", "", "Seen."], "cannot be read"),
        (["=TODAY()", "", "", "Seen."], "cannot be read"),
        (["22 May 2526", "", "", "Seen."], "in the future"),
        (["22 May 2016", "", "", ""], "does not say what happened"),
        (["22 May 2016", "", "", "x" * 5_001], "longer than"),
        (["22 May 2016", "", "y" * 201, "Seen."], "longer than"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(row: list[str], why: str) -> None:
    (one,) = read_as_table(text(HEAD, row)).rows
    assert why in one.refused


DAYS = st.dates(date(1950, 1, 1), TODAY)
WRITTEN = st.tuples(
    DAYS, st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%Y-%m-%d", "?%d %b %Y", "%B %Y", "%Y"])
)


@given(WRITTEN, st.integers(0, 400))
def test_a_day_lies_within_what_was_understood_of_it(written: tuple[date, str], longer: int) -> None:
    day, form = written
    known, refused = when(day.strftime(form), "", TODAY)
    assert known.first is not None
    assert known.last is not None
    assert known.first <= day <= known.last
    assert refused == ""
    until = min(day + timedelta(days=longer), TODAY)
    known, refused = when(f"{day:%d/%m/%Y} - {until:%d/%m/%Y}", "", TODAY)
    assert (known.first, known.last, refused) == (day, until, "")


@given(st.text(max_size=80), st.text(max_size=12))
def test_no_words_are_too_strange_for_a_date(day: str, at: str) -> None:
    known, refused = when(day, at, TODAY)
    assert refused or known.first is None or known.first <= TODAY


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda words: words.encode()))
def test_any_bytes_end_in_a_table_or_in_a_sentence(content: bytes) -> None:
    try:
        said = read_as_table(content).rows[0].number
    except NoTable as problem:
        said = str(problem)
    assert said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_offices_save_their_letters_in_many_ways(encoding: str, separator: str) -> None:
    content = text(HEAD, ["May 2016", "", "", "Zoë said “£5”."], encoding=encoding, separator=separator)
    assert read_as_table(content).rows[0].event == "Zoë said “£5”."


def test_a_workbook_is_read_as_it_is_seen_and_nothing_in_it_is_run() -> None:
    book = workbook(
        [
            datetime.fromisoformat("2016-05-22"),
            None,
            "GP",
            "Seen.",
            "=1+1",
            '=HYPERLINK("http://example.org","x")',
            7,
        ],
        [datetime.fromisoformat("2016-05-22T08:10"), None, "GP", "=cmd|' /C calc'!A0", "+44", "-1", "@x"],
        [2016, None, None, "\u202eBack to front", None, None, None],
    )
    book.active.merge_cells("A4:A5")
    book.active["D5"] = "Of the merged day."
    table = read_as_table(saved(book), "ours.xlsx")
    first, second, third, merged = table.rows
    assert first.happened.words == "22 May 2016"
    assert (first.comment, first.action) == ("=1+1", '=HYPERLINK("http://example.org","x")')
    assert second.happened.words == "22 May 2016 at 8:10am"
    assert (second.event, second.comment, second.action) == ("=cmd|' /C calc'!A0", "+44", "-1")
    assert third.happened.words == "2016"
    assert third.event == "Back to front"
    assert "no date" in merged.refused, "what a merged cell means for the rows below it is not guessed"


def test_days_counted_from_1904_are_the_days_that_are_seen() -> None:
    book = workbook([datetime.fromisoformat("2016-05-22"), None, None, "Seen."], epoch=CALENDAR_MAC_1904)
    assert read_as_table(saved(book), "ours.xlsx").rows[0].happened.words == "22 May 2016"


BOMB = zipped(
    {"[Content_Types].xml": "x", "xl/workbook.xml": "x", "xl/worksheets/sheet1.xml": b" " * 60_000_000}
)
ENTITIES = saved(workbook(["2016", "", "", "Seen."]))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"x" * (FILE_BYTES + 1), "larger than"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old kind of workbook"),
        ("a.csv", b"", "names its columns"),
        ("a.csv", text(HEAD), "no rows"),
        ("a.csv", text(["Day", "Words"], ["2016", "Seen."]), "names its columns"),
        ("a.csv", text(HEAD, *[["2016", "", "", "Seen."]] * (MOST_ROWS + 1)), "At most"),
        ("a.csv", b"\n" * 100_000, f"more than {MOST_READ}"),
        ("a.csv", text(HEAD, *[["2016", "", "", "x" * 4_000]] * 300), "more words"),
        ("a.csv", b'Date,Event\n2016,"' + b"x" * 200_000, "cannot be read as a table"),
        ("a.csv", "Date,Event\n2016,Seen.".encode("utf-32"), "neither"),
        ("a.csv", b"Date,Event\n2016,\x81\x8d", "letters cannot be read"),
        ("a.csv", b"%PDF-1.7\x00", "neither"),
        ("a.xlsx", BOMB, "unpacks"),
        ("a.xlsx", ENTITIES[:-40], "."),
        ("a.docx", zipped({"word/document.xml": "x"}), "."),
    ],
)
def test_a_hostile_file_ends_in_a_sentence(name: str, content: bytes, why: str) -> None:
    with pytest.raises(NoTable) as refused:
        read_as_table(content, name)
    assert why in str(refused.value)


def test_a_workbook_that_defines_its_own_words_or_claims_to_be_endless_is_refused_in_time() -> None:
    def changed(part: str, old: bytes, new: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(ENTITIES)) as before, zipfile.ZipFile(made, "w", 8) as after:
            for one in before.infolist():
                content = before.read(one)
                after.writestr(one.filename, content.replace(old, new) if one.filename == part else content)
        return made.getvalue()

    sheet = "xl/worksheets/sheet1.xml"
    laughs = changed(sheet, b"<worksheet", b'<!DOCTYPE a [<!ENTITY a "aa">]><worksheet')
    with pytest.raises(NoTable, match="damaged"):
        read_as_table(laughs, "a.xlsx")
    endless = changed(sheet, b'<row r="2"', b'<row r="1048576"')
    with pytest.raises(NoTable):
        read_as_table(endless, "a.xlsx")
