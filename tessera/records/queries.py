"""Reading notes, lines and the child's voice and attachments. What may not be seen is already gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import UTC, datetime
from itertools import groupby
from time import perf_counter, sleep
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.access.rules import Audience
from tessera.audit import NotHere, query, without_case
from tessera.records.models import Attachment, AttachmentContent, ChildsVoice, Line, Withheld
from tessera.records.rules.words import HeldKind, NoteKind


@dataclass(frozen=True)
class LineRead:
    """One statement as it is read: what kind, whose, when, and the note it stands in."""

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


@dataclass(frozen=True)
class VoiceRead:
    """What a child said or showed, and how it came to be known."""

    id: UUID
    child: str
    words: str
    how: str
    asked_by: str
    setting: str
    when: str
    alone: bool | None
    response: str
    author_id: UUID
    agency: str
    written_at: datetime


LINE = (
    "id", "note_id", "agency_id", "agency__name", "author_id", "author__name", "kind", "text", "when", "source",
    "about", "marks", "note__kind", "note__reason", "note__written_at", "audience", "summary",
)  # fmt: skip
VOICE = (
    "id", "child", "words", "how", "asked_by", "setting", "when", "alone", "response", "author_id", "agency__name",
    "written_at",
)  # fmt: skip


def lines_of_case(case_id: UUID, line_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the lines that belong to the case and may be seen, in the order given."""
    found = set(Line.objects.filter(case_id=case_id, pk__in=line_ids).values_list("pk", flat=True))
    return [line for line in dict.fromkeys(line_ids) if line in found]


def lines_of_note(note_id: UUID) -> list[UUID]:
    """The lines of a note that may be seen, in order."""
    return list(Line.objects.filter(note_id=note_id).order_by("position").values_list("pk", flat=True))


def voices_of_case(case_id: UUID, voice_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the voices that belong to the case and may be seen, in the order given."""
    found = set(ChildsVoice.objects.filter(case_id=case_id, pk__in=voice_ids).values_list("pk", flat=True))
    return [voice for voice in dict.fromkeys(voice_ids) if voice in found]


def lines_to_read(case_id: UUID, kinds: Sequence[NoteKind] = ()) -> tuple[LineRead, ...]:
    """Every line of a case that may be seen (of these kinds of note, where any is named), oldest note first."""
    lines = _of_case(case_id)
    if kinds:
        lines = lines.filter(note__kind__in=kinds)
    return tuple(_line(row) for row in lines)


def _of_case(case_id: UUID) -> Any:
    return (
        Line.objects.filter(case_id=case_id)
        .order_by("note__written_at", "note_id", "position")
        .values_list(*LINE)
    )


def lines_of_case_sql(case_id: UUID) -> tuple[str, tuple[Any, ...]]:
    """The very question that `lines_to_read` asks, with its values: for measuring what it costs."""
    asked: tuple[str, tuple[Any, ...]] = _of_case(case_id).query.sql_with_params()
    return asked


def _line(row: tuple[Any, ...]) -> LineRead:
    fields = dict(zip((f.name for f in dataclass_fields(LineRead)), row, strict=True))
    return LineRead(**fields | {"marks": tuple(fields["marks"])})


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
    rows = (
        Withheld.objects.filter(case_id=case_id)
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


def voices_to_read(case_id: UUID) -> tuple[VoiceRead, ...]:
    """What the children of a case said, newest first."""
    rows = ChildsVoice.objects.filter(case_id=case_id).order_by("-written_at", "id")
    return tuple(VoiceRead(*row) for row in rows.values_list(*VOICE))


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


# Seconds. To find that the only lines with a word are held back takes PostgreSQL longer than to find none
# (docs/benchmarks.md), so that neither answer comes before this moment.
MOMENT = 0.03
A_PAGE = 20
_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)
_LAST = UUID(int=2**128 - 1)


@dataclass(frozen=True)
class LineFound:
    """A line that holds the words searched for, and the case it stands in."""

    case_id: UUID
    line: LineRead


@dataclass(frozen=True)
class Found:
    """One page of lines, newest first. `older`: the line after which to go on, None where these are the last."""

    lines: tuple[LineFound, ...]
    older: UUID | None


def lines_with(words: str, after: UUID | None = None) -> Found:
    """Lines with these words that may be read, twenty at a time, newest first. No answer comes sooner than MOMENT.

    "quoted words" stand together, `or` is either, a minus leaves out. The function of the database judges as it looks
    (access/search.py), and answers with identifiers; the table they are read from judges them again.
    """
    begun = perf_counter()
    start = Line.objects.filter(pk=after).values_list("note__written_at", "pk").first() if after else None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM access.find_lines(%s, %s, %s, %s)",
            (words.replace("\0", " "), *(start or (_END_OF_TIME, _LAST)), A_PAGE + 1),
        )
        ids = [line_id for (line_id,) in cursor.fetchall()]
    rows = Line.objects.filter(pk__in=ids).order_by("-note__written_at", "-pk").values_list("case_id", *LINE)
    lines = tuple(LineFound(case_id, _line(tuple(row))) for case_id, *row in rows)
    sleep(max(0.0, begun + MOMENT - perf_counter()))
    return Found(lines[:A_PAGE], lines[A_PAGE - 1].line.id if len(lines) > A_PAGE else None)
