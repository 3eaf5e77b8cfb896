"""Reading notes, lines and the child's voice. What may not be seen is already gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from tessera.records.models import ChildsVoice, Line, Note
from tessera.records.rules.words import NoteKind


@dataclass(frozen=True)
class LineRead:
    """One statement of a note, as it was written."""

    id: UUID
    kind: str
    text: str
    when: str
    source: str
    about: str
    marks: tuple[str, ...]


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
    written_at: datetime


def lines_of_case(case_id: UUID, line_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the lines that belong to the case and may be seen, in the order given."""
    found = set(Line.objects.filter(case_id=case_id, pk__in=line_ids).values_list("pk", flat=True))
    return [line for line in dict.fromkeys(line_ids) if line in found]


def notes_of_case(case_id: UUID, kinds: Sequence[NoteKind] = ()) -> tuple[NoteRead, ...]:
    """The notes of a case (of these kinds; of every kind where none is named), oldest first. Two questions."""
    notes = Note.objects.filter(case_id=case_id).select_related("agency").order_by("written_at", "id")
    if kinds:
        notes = notes.filter(kind__in=kinds)
    lines = Prefetch("lines", queryset=Line.objects.order_by("position"))
    return tuple(
        NoteRead(
            id=note.pk,
            kind=note.kind,
            agency_id=note.agency_id,
            agency=note.agency.name,
            author_id=note.author_id,
            written_at=note.written_at,
            reason=note.reason,
            lines=tuple(
                LineRead(line.pk, line.kind, line.text, line.when, line.source, line.about, tuple(line.marks))
                for line in note.lines.all()
            ),
        )
        for note in notes.prefetch_related(lines)
    )


def voices_of_case(case_id: UUID) -> tuple[VoiceRead, ...]:
    """The children's own words on a case, oldest first."""
    voices = ChildsVoice.objects.filter(case_id=case_id).order_by("written_at", "id")
    return tuple(
        VoiceRead(
            id=voice.pk,
            child=voice.child,
            words=voice.words,
            how=voice.how,
            asked_by=voice.asked_by,
            setting=voice.setting,
            when=voice.when,
            alone=voice.alone,
            response=voice.response,
            author_id=voice.author_id,
            written_at=voice.written_at,
        )
        for voice in voices
    )
