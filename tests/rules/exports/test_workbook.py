"""A workbook holds words and nothing else, whatever somebody wrote, and says the same when it is read again."""

from __future__ import annotations

import io
from datetime import date, time

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tessera.chronology.rules.files import sheets_of
from tessera.chronology.rules.table import as_written, understood, when
from tessera.exports.rules.workbook import COLUMNS, LONGEST, in_parts, said, workbook
from tessera.records.rules import happened
from tessera.records.rules.happened import Happened

TODAY = date(2026, 12, 1)
DAYS = st.dates(date(1900, 1, 1), TODAY)
ANYTHING = st.one_of(
    st.text(max_size=60),
    st.sampled_from(("=", "+", "-", "@", "\t", "\r", "\n")).flatmap(
        lambda sign: st.text(max_size=20).map(sign.__add__)
    ),
)
KNOWN = st.one_of(
    st.just(happened.NOBODY_KNOWS),
    DAYS.map(happened.on_day),
    st.builds(happened.on_day, DAYS, st.builds(time, st.integers(0, 23), st.integers(0, 59))),
    st.tuples(DAYS, DAYS).map(lambda two: happened.through(min(two), max(two))),
    DAYS.map(lambda day: happened.in_month(day.year, day.month)),
    DAYS.map(lambda day: happened.in_year(day.year)),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(ANYTHING, st.lists(st.lists(ANYTHING, min_size=9, max_size=9), max_size=3), ANYTHING)
def test_no_cell_is_a_formula_and_every_word_is_there(title: str, rows: list[list[str]], foot: str) -> None:
    made = workbook(title, [title, foot], rows, foot)
    sheet = load_workbook(io.BytesIO(made)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    for cell in cells:
        risky = str(cell.value).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert cell.quotePrefix == risky
    read = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows(min_row=4)]
    written = [list(map(said, row)) for row in rows]
    while written and not any(written[-1]):
        written.pop()  # the last rows of nothing are no rows of a sheet
    assert read[: len(written)] == written


def test_what_is_too_long_for_a_cell_goes_on_below() -> None:
    long = "words " * 2_000
    row = ["1/6/2026", "", "Police", "its log", long, "", "", "short", "Cass"]
    parts = list(in_parts(row))
    assert "".join(part[4] for part in parts) == long
    assert all(part[:4] == row[:4] and len(part[4]) <= LONGEST for part in parts)
    assert [part[7] for part in parts] == ["short", "", ""]
    table = understood(sheets_of("x.xlsx", workbook("x", ["x"], [row], "x"))[0], TODAY)
    assert [one.refused for one in table.taken] == ["", "", ""]
    assert len(table.columns) == len(COLUMNS) - 2
    of_several = list(in_parts([*row, "Case 2"]))
    assert [part[9] for part in of_several] == ["Case 2"] * len(parts), "each part says which case it is from"
    assert [part[:9] for part in of_several] == parts


@given(KNOWN, st.booleans())
def test_a_date_is_read_again_as_it_was(known: Happened, about: bool) -> None:
    known = happened.about(known) if about and known.first and not known.at else known
    assert when(*as_written(known), date(2027, 1, 1)) == (known, "")
