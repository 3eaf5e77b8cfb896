"""Writing notes and the child's voice, and keeping what is attached to a note."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from secrets import randbelow
from uuid import UUID

from tessera.access.here import Me
from tessera.access.rules import Audience
from tessera.audit import action, without_case
from tessera.records.models import Attachment, AttachmentContent, ChildsVoice, Line, Note
from tessera.records.rules.marks import marks_of
from tessera.records.rules.words import LineKind, NoteKind


@dataclass(frozen=True)
class NewLine:
    """One statement as it was typed. `told` needs a source: who said it."""

    kind: LineKind
    text: str
    when: str = ""
    source: str = ""
    about: str = ""
    marks: tuple[str, ...] = ()
    summary: bool = False


GAP = 1_000  # the widest step between two lines of a note


@action("write", "note")
def write_note(
    *,
    practitioner: Me,
    at: datetime,
    case_id: UUID,
    kind: NoteKind,
    lines: Sequence[NewLine],
    audience: Audience = Audience.WHOLE_CASE,
    named: Sequence[int] = (),
    reason: str = "",
) -> Note:
    """A note with its lines, in the order given. The lines wear the note's label.

    Raises ValueError where there is no line, or where a line that was told has no source.
    """
    if not lines:
        raise ValueError("A note has at least one line.")
    if any(line.kind == LineKind.TOLD and not line.source.strip() for line in lines):
        raise ValueError("Say who told you: a line that was told needs its source.")
    label = {
        "case_id": case_id,
        "agency_id": practitioner.agency_id,
        "author_id": practitioner.id,
        "audience": audience,
        "named": list(named),
    }
    shared, each = marks_of([line.marks for line in lines])
    note = Note(**label, kind=kind, written_at=at, reason=reason, marks=shared)
    note.save(force_insert=True)
    if audience == Audience.OWN_AGENCY:
        without_case()
    # Steps of no fixed width: where a line is held back, what is left shows no hole.
    positions = accumulate(1 + randbelow(GAP) for _ in lines)
    Line.objects.bulk_create(
        Line(
            **label,
            note=note,
            position=position,
            kind=line.kind,
            text=line.text,
            when=line.when,
            source=line.source,
            about=line.about,
            summary=line.summary,
            marks=marks,
        )
        for position, line, marks in zip(positions, lines, each, strict=True)
    )
    return note


@action("record", "childs_voice")
def record_voice(
    *,
    practitioner: Me,
    at: datetime,
    case_id: UUID,
    child: str,
    words: str,
    how: str = "",
    asked_by: str = "",
    setting: str = "",
    when: str = "",
    alone: bool | None = None,
    response: str = "",
    audience: Audience = Audience.WHOLE_CASE,
    named: Sequence[int] = (),
    person_id: UUID | None = None,
) -> ChildsVoice:
    """What a child said, signed, drew or showed, exactly; who asked; and what was done about it."""
    voice = ChildsVoice(
        case_id=case_id,
        agency_id=practitioner.agency_id,
        author_id=practitioner.id,
        audience=audience,
        named=list(named),
        person_id=person_id,
        child=child,
        words=words,
        how=how,
        asked_by=asked_by,
        setting=setting,
        when=when,
        alone=alone,
        response=response,
        written_at=at,
    )
    voice.save(force_insert=True)
    return voice


@dataclass(frozen=True)
class NewFile:
    """A file that was examined: a safe name, what it is served as, its bytes, when it was scanned (None: never)."""

    name: str
    media_type: str
    content: bytes
    scanned_at: datetime | None


@action("attach", "attachment")
def attach(*, practitioner: Me, at: datetime, note: Note, file: NewFile) -> Attachment:
    """Keep a file with a note. Whoever may not read every line of the note that they could see may not open it."""
    marks = sorted(
        {mark for row in Line.objects.filter(note=note).values_list("marks", flat=True) for mark in row}
    )
    label = {
        "marks": marks,
        "case_id": note.case_id,
        "agency_id": practitioner.agency_id,
        "author_id": practitioner.id,
        "audience": note.audience,
        "named": list(note.named),
    }
    attachment = Attachment(
        **label,
        note=note,
        name=file.name,
        content_type=file.media_type,
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        scanned_at=file.scanned_at,
        added_at=at,
    )
    attachment.save(force_insert=True)
    if note.audience == Audience.OWN_AGENCY:
        without_case()
    AttachmentContent(**label, attachment=attachment, content=file.content).save(force_insert=True)
    return attachment
