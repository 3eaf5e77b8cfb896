"""Reading notes, lines and the child's voice. What may not be seen is already gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tessera.records.models import ChildsVoice, Line


def lines_of_case(case_id: UUID, line_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the lines that belong to the case and may be seen, in the order given."""
    found = set(Line.objects.filter(case_id=case_id, pk__in=line_ids).values_list("pk", flat=True))
    return [line for line in dict.fromkeys(line_ids) if line in found]


@dataclass(frozen=True)
class LineRead:
    """One statement as it is read: what kind, whose, when."""

    id: UUID
    note_id: UUID
    agency_id: UUID
    agency: str
    by: str
    kind: str
    text: str
    when: str
    source: str
    about: str
    marks: tuple[str, ...]
    note_kind: str
    written_at: datetime
    audience: str


def lines_to_read(case_id: UUID) -> tuple[LineRead, ...]:
    """Every line of a case that may be seen, oldest note first."""
    rows = Line.objects.filter(case_id=case_id).order_by("note__written_at", "note_id", "position")
    return tuple(
        LineRead(*row[:10], tuple(row[10]), *row[11:])
        for row in rows.values_list(
            "id",
            "note_id",
            "agency_id",
            "agency__name",
            "author__name",
            "kind",
            "text",
            "when",
            "source",
            "about",
            "marks",
            "note__kind",
            "note__written_at",
            "audience",
        )
    )


@dataclass(frozen=True)
class VoiceRead:
    """What a child said or showed, as it is read."""

    id: UUID
    child: str
    words: str
    how: str
    asked_by: str
    setting: str
    when: str
    alone: bool | None
    response: str
    written_at: datetime
    agency: str


def voices_to_read(case_id: UUID) -> tuple[VoiceRead, ...]:
    """What the children of a case said, newest first."""
    rows = ChildsVoice.objects.filter(case_id=case_id).order_by("-written_at", "id")
    return tuple(
        VoiceRead(*row)
        for row in rows.values_list(
            "id",
            "child",
            "words",
            "how",
            "asked_by",
            "setting",
            "when",
            "alone",
            "response",
            "written_at",
            "agency__name",
        )
    )
