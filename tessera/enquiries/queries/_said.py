"""The lines and the children's words of a case, each with who wrote it. Used by the queries of this app."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tessera.access.models import Practitioner
from tessera.records.queries import VoiceRead, notes_of_case, voices_to_read


@dataclass(frozen=True, slots=True)
class Said:
    """One line, with its note's kind, agency, author and time."""

    id: UUID
    note_id: UUID
    note_kind: str
    agency_id: UUID
    agency: str
    by: str
    written_at: datetime
    kind: str
    text: str
    when: str
    source: str
    about: str
    marks: tuple[str, ...]


def said_in(case_id: UUID) -> tuple[Said, ...]:
    """Every line of a case that may be seen, oldest note first."""
    notes = notes_of_case(case_id)
    names = _names(note.author_id for note in notes)
    return tuple(
        Said(
            line.id,
            note.id,
            note.kind,
            note.agency_id,
            note.agency,
            names.get(note.author_id, ""),
            note.written_at,
            line.kind,
            line.text,
            line.when,
            line.source,
            line.about,
            line.marks,
        )
        for note in notes
        for line in note.lines
    )


def voices_in(case_id: UUID) -> tuple[tuple[VoiceRead, str], ...]:
    """What the children of a case said, latest first, each with who wrote it down."""
    voices = voices_to_read(case_id)
    names = _names(voice.author_id for voice in voices)
    return tuple((voice, names.get(voice.author_id, "")) for voice in reversed(voices))


def _names(authors: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Practitioner.objects.filter(pk__in=set(authors)).values_list("pk", "name"))
