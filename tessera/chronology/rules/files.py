"""The rows of a file that somebody chose: CSV in the encodings that offices use, or a workbook. Nothing in it is run.

A file is read to its end only where it is small, also unpacked. Whatever is wrong with it ends in a sentence.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from itertools import islice

from openpyxl import load_workbook

from tessera.chronology.rules.table import NoTable, of_a_cell
from tessera.core.language import gettext as _
from tessera.records.rules.attachments import Refused, examine

MEBIBYTE = 2**20
FILE_BYTES, UNPACKED_BYTES = 5 * MEBIBYTE, 40 * MEBIBYTE
# Rows that are looked at, empty ones too, columns, letters in all, and sheets of a workbook.
MOST_READ, MOST_COLUMNS, LETTERS, SHEETS = 5_000, 30, 1_000_000, 10
ZIP = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
SEPARATORS = ",;\t|"
Cells = list[list[str]]


def sheets_of(name: str, content: bytes) -> list[Cells]:
    """The cells of each sheet as text; of a CSV one sheet. Raises NoTable for whatever cannot be read."""
    if len(content) > FILE_BYTES:
        raise NoTable(
            _("It is larger than {limit} MB. Save it in parts.").format(limit=FILE_BYTES // MEBIBYTE)
        )
    if content.startswith(OLD_WORKBOOK):
        raise NoTable(
            _("It is an old kind of workbook, or has a password. Save it as .xlsx or .csv without one.")
        )
    sheets = _of_workbook(name, content) if content.startswith(ZIP) else [_of_csv(content)]
    if sum(len(cell) for cells in sheets for row in cells for cell in row) > LETTERS:
        raise NoTable(_("It holds more words than are taken at once. Save it in parts."))
    return sheets


def _of_csv(content: bytes) -> Cells:
    text = _decoded(content)
    if "\0" in text:
        raise NoTable(_("It is neither a workbook (.xlsx) nor a table of text (.csv)."))
    begins = text[:4_000]
    separator = max(SEPARATORS, key=begins.count)
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), MOST_READ + 1))
    except csv.Error:
        raise NoTable(
            _("It cannot be read as a table. Open it, save it again as .csv, and choose that.")
        ) from None
    return _few([row[:MOST_COLUMNS] for row in rows])


def _decoded(content: bytes) -> str:
    """As UTF-8 or, as spreadsheets save it, UTF-16 with its mark or the letters of Windows."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoTable(_("Its letters cannot be read. Save it as ‘CSV UTF-8’ or as .xlsx and choose that."))


def _few(rows: Cells) -> Cells:
    if len(rows) > MOST_READ:
        raise NoTable(_("It has more than {most} rows. Save it in parts.").format(most=MOST_READ))
    return rows


def _of_workbook(name: str, content: bytes) -> list[Cells]:
    kind = examine(io.BytesIO(content), name)
    if isinstance(kind, Refused):
        raise NoTable(kind.words)
    if kind.key != "xlsx":
        raise NoTable(_("It is neither a workbook (.xlsx) nor a table of text (.csv)."))
    damaged = NoTable(_("The workbook is damaged. Open it, save it again, and choose the new copy."))
    try:
        _no_surprises(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            return [_of_sheet(sheet) for sheet in book.worksheets[:SHEETS]]
    except NoTable:
        raise
    except Exception as problem:  # the library raises whatever a damaged file makes it stumble over
        raise damaged from problem


def _no_surprises(content: bytes) -> None:
    """It unpacks to little, and no part defines words of its own that would unpack to more."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > UNPACKED_BYTES:
            raise NoTable(_("It unpacks to more than we take. Save it as .csv, or in parts."))
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels")) and b"<!" in archive.read(part):
                raise NoTable(_("The workbook is damaged. Open it, save it again, and choose the new copy."))


def _of_sheet(sheet: object) -> Cells:
    # What a file says of its own size is not believed.
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    rows = sheet.iter_rows(max_row=MOST_READ + 1, max_col=MOST_COLUMNS, values_only=True)  # type: ignore[attr-defined]
    return _few([[of_a_cell(value) for value in row] for row in rows])
