"""Reading notes, lines and the child's voice. What may not be seen is already gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from tessera.records.models import ChildsVoice, Line
from tessera.records.rules.words import NoteKind


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
    "about", "marks", "note__kind", "note__reason", "note__written_at", "audience",
)  # fmt: skip
VOICE = (
    "id", "child", "words", "how", "asked_by", "setting", "when", "alone", "response", "author_id", "agency__name",
    "written_at",
)  # fmt: skip


def lines_of_case(case_id: UUID, line_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the lines that belong to the case and may be seen, in the order given."""
    found = set(Line.objects.filter(case_id=case_id, pk__in=line_ids).values_list("pk", flat=True))
    return [line for line in dict.fromkeys(line_ids) if line in found]


def lines_to_read(case_id: UUID, kinds: Sequence[NoteKind] = ()) -> tuple[LineRead, ...]:
    """Every line of a case that may be seen (of these kinds of note, where any is named), oldest note first."""
    lines = Line.objects.filter(case_id=case_id).order_by("note__written_at", "note_id", "position")
    if kinds:
        lines = lines.filter(note__kind__in=kinds)
    return tuple(LineRead(*row[:11], tuple(row[11]), *row[12:]) for row in lines.values_list(*LINE))


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
