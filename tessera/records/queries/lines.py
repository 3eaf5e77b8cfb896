"""Reading notes, lines and the child's voice and attachments. What may not be seen is already gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.access.rules import Audience
from tessera.audit import NotHere, query, without_case
from tessera.records.models import Attachment, AttachmentContent, Line, Withheld
from tessera.records.queries.standing import ended_as
from tessera.records.rules.words import ENDED_WORDS, STATEMENT_KINDS, HeldKind, NoteKind


@dataclass(frozen=True)
class Promoted:
    """What a note or a line is on the chronology, and who put it there. `significance` 0: it was taken off again."""

    nature: str
    significance: int
    themes: tuple[str, ...]
    by: str


@dataclass(frozen=True)
class LineRead:
    """One statement as it is read: what kind, whose, when, and the note it stands in.

    `ended`: "corrected" or "withdrawn", where its agency did that to its note; "" where it stands. A note that is read
    whole says so itself, and what its lines are on the chronology by themselves: `promoted`.
    """

    id: UUID
    note_id: UUID
    agency_id: UUID
    agency: str
    author_id: UUID
    by: str
    kind: str
    text: str
    when: str
    source: str
    about: str
    marks: tuple[str, ...]
    note_kind: str
    note_reason: str
    written_at: datetime
    audience: str
    summary: bool
    ended: str = ""
    promoted: Promoted | None = None

    @property
    def is_statement(self) -> bool:
        """Whether it says what is known or thought, and not what that means for the child or what was done."""
        return self.kind in STATEMENT_KINDS

    @property
    def ended_words(self) -> str:
        """What a reader is told of it where it does not stand any more; "" where it stands."""
        return ENDED_WORDS[self.ended] if self.ended else ""

    @property
    def on_chronology(self) -> bool:
        """Whether somebody made it an entry of its own there."""
        return self.promoted is not None and self.promoted.significance > 0


@dataclass(frozen=True)
class NoteRead:
    """A note with those of its lines that may be seen."""

    id: UUID
    kind: str
    agency_id: UUID
    agency: str
    author_id: UUID
    written_at: datetime
    reason: str
    lines: tuple[LineRead, ...]


LINE = (
    "id", "note_id", "agency_id", "agency__name", "author_id", "author__name", "kind", "text", "when", "source",
    "about", "marks", "note__kind", "note__reason", "note__written_at", "audience", "summary",
)  # fmt: skip
MARKS = LINE.index("marks")


def lines_of_case(case_id: UUID, line_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the lines that belong to the case and may be seen, in the order given; what has ended too."""
    found = set(Line.objects.filter(case_id=case_id, pk__in=line_ids).values_list("pk", flat=True))
    return [line for line in dict.fromkeys(line_ids) if line in found]


def lines_stand(case_id: UUID, line_ids: Sequence[UUID]) -> bool:
    """Whether no note of these lines of a case has been corrected or withdrawn by its agency."""
    lines = Line.objects.filter(case_id=case_id, pk__in=line_ids)
    return not lines.annotate(ended=ended_as(case_id=case_id)).exclude(ended="").exists()


def lines_of_note(note_id: UUID) -> list[UUID]:
    """The lines of a note that may be seen, in order."""
    return list(Line.objects.filter(note_id=note_id).order_by("position").values_list("pk", flat=True))


def lines_to_read(case_id: UUID, kinds: Sequence[NoteKind] = ()) -> tuple[LineRead, ...]:
    """Every line of a case that may be seen (of these kinds of note, where any is named), oldest note first.

    What was corrected or withdrawn too: each says so (`ended`).
    """
    lines = _of_case(case_id)
    if kinds:
        lines = lines.filter(note__kind__in=kinds)
    return tuple(line_read(row) for row in lines)


def _of_case(case_id: UUID) -> Any:
    return (
        Line.objects.filter(case_id=case_id)
        .order_by("note__written_at", "note_id", "position")
        .annotate(ended=ended_as(case_id=case_id))
        .values_list(*LINE, "ended")
    )


def lines_of_case_sql(case_id: UUID) -> tuple[str, tuple[Any, ...]]:
    """The very question that `lines_to_read` asks, with its values: for measuring what it costs."""
    asked: tuple[str, tuple[Any, ...]] = _of_case(case_id).query.sql_with_params()
    return asked


def line_read(row: tuple[Any, ...]) -> LineRead:
    """A line from the columns of `LINE` and how it ended, which stand in the order of its fields."""
    values = list(row)
    values[MARKS] = tuple(values[MARKS])
    return LineRead(*values)


@dataclass(frozen=True)
class Held:
    """Lines or addresses of a case that are held back from this reader: how many, by which agency, with which marks."""

    what: HeldKind
    number: int
    agency_id: UUID
    agency: str
    marks: tuple[str, ...]

    @property
    def is_address(self) -> bool:
        """Whether it is an address, and no line of a note."""
        return self.what == HeldKind.ADDRESS

    @property
    def words(self) -> str:
        """What a reader is told: how many, by whom, why, and whom to ask."""
        if self.is_address:
            held = ngettext("1 address", "{number} addresses", self.number)
        else:
            held = ngettext("1 line", "{number} lines", self.number)
        why = ", ".join(_(mark.replace("_", " ")) for mark in self.marks)
        return _("{held} withheld by {agency} ({why}). Ask their hub officer.").format(
            held=held.format(number=self.number), agency=self.agency, why=why
        )


def held_back(case_id: UUID) -> tuple[Held, ...]:
    """What is held back from this reader and may be said to be, by agency. Nothing of marks that are secret."""
    return held_back_of_cases([case_id])


def held_back_of_cases(case_ids: Collection[UUID]) -> tuple[Held, ...]:
    """The same of several cases together."""
    rows = (
        Withheld.objects.filter(case_id__in=case_ids)
        .order_by("agency__name", "marks")
        .values_list("what", "agency_id", "agency__name", "marks")
        .annotate(number=Sum("number"))
    )
    return tuple(
        Held(HeldKind(what), number, agency_id, agency, tuple(marks))
        for what, agency_id, agency, marks, number in rows
    )


def told_apart(held: Sequence[Held]) -> tuple[tuple[Held, ...], tuple[str, ...]]:
    """Of what is held back the lines, and what a reader is told of addresses."""
    lines = tuple(one for one in held if not one.is_address)
    return lines, tuple(one.words for one in held if one.is_address)


def notes_of_case(case_id: UUID, kinds: Sequence[NoteKind] = ()) -> tuple[NoteRead, ...]:
    """The notes of a case, each with its lines, oldest first. One question."""
    notes = []
    for note_id, lines in groupby(lines_to_read(case_id, kinds), key=lambda line: line.note_id):
        own = tuple(lines)
        first = own[0]
        notes.append(
            NoteRead(
                note_id,
                first.note_kind,
                first.agency_id,
                first.agency,
                first.author_id,
                first.written_at,
                first.note_reason,
                own,
            )
        )
    return tuple(notes)


@dataclass(frozen=True)
class AttachmentRead:
    """A document as it is listed: everything but its bytes."""

    id: UUID
    note_id: UUID
    name: str
    content_type: str
    size: int
    scanned_at: datetime | None

    @property
    def size_words(self) -> str:
        """How large, for people: "340 KB", "2.1 MB"."""
        if self.size < 1_000_000:
            return f"{max(1, round(self.size / 1000))} KB"
        return f"{self.size / 1_000_000:.1f} MB"


def attachments_of(note_ids: Sequence[UUID]) -> tuple[AttachmentRead, ...]:
    """What is attached to these notes and may be seen, in the order in which it was added."""
    rows = Attachment.objects.filter(note_id__in=note_ids).order_by("added_at", "id")
    return tuple(
        AttachmentRead(*row)
        for row in rows.values_list("id", "note_id", "name", "content_type", "size", "scanned_at")
    )


@dataclass(frozen=True)
class Document:
    """A document to be opened."""

    id: UUID
    case_id: UUID
    name: str
    content_type: str
    content: bytes


@query("attachment", "open")
def document(attachment_id: UUID) -> Document:
    """A document with its bytes. That it was opened is written in the ledger. Raises NotHere."""
    row = AttachmentContent.objects.filter(pk=attachment_id).select_related("attachment").first()
    if row is None:
        raise NotHere("This document is not here.")
    listed = row.attachment
    if listed.audience == Audience.OWN_AGENCY:
        without_case()
    return Document(listed.pk, listed.case_id, listed.name, listed.content_type, bytes(row.content))
