"""Reviewing the record of a child: a short reasoned note, on the chronology by itself."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from tessera.access.here import Me
from tessera.access.rules import Audience
from tessera.audit import action
from tessera.records.actions.writing import NewLine, promote_note, write_note
from tessera.records.models import Note
from tessera.records.rules.happened import on_day
from tessera.records.rules.words import Nature, NoteKind


@action("review", "note")
def review_record(
    *,
    practitioner: Me,
    at: datetime,
    case_id: UUID,
    about: Sequence[UUID],
    lines: Sequence[NewLine],
    audience: Audience = Audience.WHOLE_CASE,
    named: Sequence[int] = (),
) -> Note:
    """The record of these children was read again at this moment, with what came of it. Nobody named: of them all.

    It is corrected and withdrawn as every other note. Raises as `write_note` does.
    """
    local = timezone.localtime(at)
    note = write_note(
        practitioner=practitioner,
        at=at,
        case_id=case_id,
        kind=NoteKind.REVIEW,
        lines=lines,
        audience=audience,
        named=named,
        happened=on_day(local.date(), local.time().replace(second=0, microsecond=0)),
        about=about,
    )
    promote_note(practitioner=practitioner, at=at, note_id=note.pk, nature=Nature.CONTACT, significance=2)
    return note
