"""An agency's own chronology as a table: which column is which, and what each row says, or why it is refused.

Nothing is guessed but the meaning of a column's name, and that is shown. A date is kept as surely as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from tessera.core.language import Phrases
from tessera.core.language import gettext as _
from tessera.core.words import Word
from tessera.records.rules.happened import LONGEST, NOBODY_KNOWS, Happened, Precision, read

MOST_ROWS = 500
MOST_LETTERS = 5_000
# The first rows may be a title, a name, the day on which it was printed.
LOOKED_FOR_IN = 20


class Column(Word):
    """What a column of such a table holds."""

    DATE = "date"
    TIME = "time"
    SOURCE = "source"
    EVENT = "event"
    COMMENT = "comment"
    IMPACT = "impact"
    ACTION = "action"


COLUMNS = Phrases(
    {
        Column.DATE: "Date",
        Column.TIME: "Time",
        Column.SOURCE: "Source",
        Column.EVENT: "What happened",
        Column.COMMENT: "Comment or analysis",
        Column.IMPACT: "What it means for the child",
        Column.ACTION: "What was done",
    }
)
# Names as tables have them, without capitals and signs. A column with another name is not read, and that is said.
NAMES = {
    Column.DATE: ("date", "when", "date_of_event", "event_date", "date_of_contact", "date_and_time", "date_time"),
    Column.TIME: ("time", "time_of_event", "event_time"),
    Column.SOURCE: (
        "source", "source_of_information", "source_of_evidence", "record", "evidence", "information_source",
    ),
    Column.EVENT: (
        "event", "events", "what_happened", "significant_event", "significant_events", "details", "details_of_event",
        "description", "incident", "contact", "event_details", "description_of_event", "detail",
    ),
    Column.COMMENT: ("comment", "comments", "significance", "analysis", "significance_comment", "comment_significance"),
    Column.IMPACT: ("impact", "impact_on_child", "impact_on_the_child", "what_it_means_for_the_child"),
    Column.ACTION: (
        "action", "actions", "action_taken", "actions_taken", "outcome", "response", "what_was_done", "action_outcome",
        "action_and_outcome", "action_taken_and_outcome",
    ),
}  # fmt: skip
_BY_NAME = {name: column for column, names in NAMES.items() for name in names}
# A date that a spreadsheet gives as a day and a time of nothing.
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class NoTable(Exception):
    """A file in which no chronology is found. The message says why; it is fit to show."""


@dataclass(frozen=True)
class TableRow:
    """One row: its number in the file, what it says, and why it cannot be taken (empty: it can)."""

    number: int
    date: str
    happened: Happened
    event: str
    time: str = ""
    source: str = ""
    comment: str = ""
    impact: str = ""
    action: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Table:
    """A table as it was understood: its rows, which columns were read, and the names of those that were not."""

    rows: tuple[TableRow, ...]
    columns: tuple[tuple[Column, str], ...]
    unread: tuple[str, ...]

    @property
    def taken(self) -> list[TableRow]:
        """The rows that nothing is wrong with."""
        return [row for row in self.rows if not row.refused]


def understood(cells: Sequence[Sequence[str]], today: date) -> Table:
    """What the rows of a file say. Raises NoTable where no row names its columns, or where there are too many."""
    heads = ((place, _named(row)) for place, row in enumerate(cells[:LOOKED_FOR_IN]))
    found = next(((at, named) for at, named in heads if {Column.DATE, Column.EVENT} <= named.keys()), None)
    if found is None:
        raise NoTable(
            _(
                "No row names its columns. One of the first rows must have a column ‘Date’ and a column ‘Event’."
            )
        )
    place, named = found
    filled = [
        (number, row) for number, row in enumerate(cells[place + 1 :], place + 2) if any(map(plain, row))
    ]
    if len(filled) > MOST_ROWS:
        raise NoTable(
            _("It has {rows} rows. At most {most} are taken at once: save it in parts.").format(
                rows=len(filled), most=MOST_ROWS
            )
        )
    if not filled:
        raise NoTable(_("It has no rows below the names of its columns."))
    read_from = set(named.values())
    unread = tuple(name for at, name in enumerate(map(plain, cells[place])) if at not in read_from and name)
    columns = tuple((column, plain(cells[place][at])) for column, at in named.items())
    return Table(tuple(_row(number, row, named, today) for number, row in filled), columns, unread)


def plain(text: str) -> str:
    """The words of a cell, without signs that nobody sees and that could turn the order of letters round."""
    return _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _named(row: Sequence[str]) -> dict[Column, int]:
    """Which column is at which place; of two with one name the first."""
    found: dict[Column, int] = {}
    for place, cell in enumerate(row):
        name = "_".join(re.findall(r"[a-z]+", plain(cell).lower()))
        if column := _BY_NAME.get(name):
            found.setdefault(column, place)
    return found


def _row(number: int, row: Sequence[str], named: dict[Column, int], today: date) -> TableRow:
    said = {column: plain(row[place]) if place < len(row) else "" for column, place in named.items()}
    happened, refused = when(said[Column.DATE], said.get(Column.TIME, ""), today)
    return TableRow(
        number=number,
        date=said[Column.DATE],
        happened=happened,
        event=said[Column.EVENT],
        time=said.get(Column.TIME, ""),
        source=said.get(Column.SOURCE, ""),
        comment=said.get(Column.COMMENT, ""),
        impact=said.get(Column.IMPACT, ""),
        action=said.get(Column.ACTION, ""),
        refused=next(_wrong(said), "") or refused,
    )


def _wrong(said: dict[Column, str]) -> Iterator[str]:
    if not said[Column.EVENT]:
        yield _("It does not say what happened.")
    if len(said.get(Column.SOURCE, "")) > 200:
        yield _("Its source is longer than 200 letters.")
    for words in said.values():
        if len(words) > MOST_LETTERS:
            yield _("A cell is longer than {most} letters.").format(most=MOST_LETTERS)


def when(day: str, at: str, today: date) -> tuple[Happened, str]:
    """When it was, as surely as it is written; and why that cannot be taken, where it cannot."""
    if not day:
        return NOBODY_KNOWS, _("It has no date. Write ‘not known’ where nobody knows.")
    whole = _MIDNIGHT.sub(r"\1", " ".join(day.split()))
    known = _read(f"{whole} {at}") if at and len(whole) + len(at) < LONGEST else None
    known = known or _read(whole)
    if known is None:
        return NOBODY_KNOWS, _(
            "Its date cannot be read. Write it like 22/05/2016, May 2016, ?22 May 2016 or 2016."
        )
    if known.first is not None and known.first > today:
        return known, _("Its date is in the future.")
    return known, ""


def as_written(happened: Happened) -> tuple[str, str]:
    """The date and the time of a row of such a table, so that `when` reads the same again."""
    if happened.first is None or happened.last is None:
        return "?", ""
    sign = "?" if happened.precision == Precision.ABOUT else ""
    if happened.first == happened.last:
        at = f"{happened.at:%H:%M}" if happened.at else ""
        return sign + _day(happened.first), at
    period = {Precision.MONTH: f"{happened.first:%m/%Y}", Precision.YEAR: str(happened.first.year)}
    between = f"{_day(happened.first)}–{_day(happened.last)}"
    return sign + period.get(happened.precision, between), ""


def _day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


def _read(words: str) -> Happened | None:
    try:
        return read(words)
    except ValueError:
        pass
    # From one day to another, written with a hyphen between.
    ends = re.split(r"\s+-\s+|\s*-\s*(?=\d{1,2}[./]\d{1,2}[./])", words)
    if len(ends) == 2:
        try:
            return read("–".join(ends))
        except ValueError:
            return None
    return None


def of_a_cell(value: object) -> str:
    """A cell of a workbook in words: a day as a day, a number as it is seen, and a formula as it is written."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M}" if value.time() != time(0) else f"{value:%Y-%m-%d}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # A formula over many cells is an object that keeps its text.
    return str(getattr(value, "text", value))
