"""A chronology as a workbook, in the columns in which agencies keep theirs, so that another one can take it in.

Every cell is words. A cell that begins like a formula is words too, and is marked as such, so that it stays words where
somebody opens it, changes it and saves it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

# Names that tables of agencies have and that are read again (chronology/rules/table.py), in no other language.
_NAMES = (
    "date", "time", "agency", "source", "event", "comment", "impact_on_the_child", "action_taken", "recorded_by",
)  # fmt: skip
COLUMNS = tuple(name.replace("_", " ").capitalize() for name in _NAMES)
CASE = "case".capitalize()  # a column more, where a file is of several
WIDTHS = (16, 8, 22, 26, 70, 34, 34, 34, 24, 12)
# What a reader of such a table takes as one cell (chronology/rules/table.py); the rest stands in the rows below.
LONGEST = 4_000
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# What no workbook can hold.
_NEVER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def workbook(
    title: str, head: Sequence[str], rows: Sequence[Sequence[str]], foot: str, also: Sequence[str] = ()
) -> bytes:
    """The bytes of a workbook with one sheet: lines that say what it is, the names of the columns, then the rows.

    `also`: columns that it has beside those of every file.
    """
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = _NOT_IN_A_NAME.sub(" ", said(title))[:31].strip() or "1"
    for number, line in enumerate(head, 1):
        _write(sheet, number, [line])
    names = len(head) + 1
    _write(sheet, names, (*COLUMNS, *also))
    for cell in sheet[names]:
        cell.font = Font(bold=True)
    sheet.freeze_panes, sheet.print_title_rows = f"A{names + 1}", f"{names}:{names}"
    for number, part in enumerate((part for row in rows for part in in_parts(row)), names + 1):
        _write(sheet, number, part, wrapped=True)
    for letter, width in zip("ABCDEFGHIJ", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = (
        "landscape",
        1,
        0,
    )
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = said(foot).replace("&", "&&")[:200]
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def said(words: str) -> str:
    """The words without signs that a workbook cannot hold."""
    return _NEVER.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def in_parts(row: Sequence[str]) -> Iterator[list[str]]:
    """The row, and below it further ones with the same first columns while a cell of it is too long for one."""
    left = list(map(said, row))
    while True:
        yield [words[:LONGEST] for words in left]
        left = [
            words if place < _KEYS or place > _BY else words[LONGEST:] for place, words in enumerate(left)
        ]
        if not any(left[_KEYS : _BY + 1]):
            return
        left[_EVENT] = left[_EVENT] or "…"


# The date, the time, the agency, the source and the case are the same in each part; the event is never empty.
_KEYS, _EVENT, _BY = 4, 4, 8
_NOT_IN_A_NAME = re.compile(r"[\\/*?:\[\]']")


def _write(sheet: Worksheet, number: int, words: Sequence[str], wrapped: bool = False) -> None:
    for place, text in enumerate(map(said, words), 1):
        if not text:
            continue
        cell = sheet.cell(number, place)
        cell.value = text
        cell.data_type = "s"
        if text.startswith(BEGINS_A_FORMULA):
            cell.quotePrefix = True
        if wrapped:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
