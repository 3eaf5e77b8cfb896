"""Adding an agency's own chronology: each row that somebody accepted becomes a note of that agency, all or none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.rules import Audience
from tessera.audit import action, note, without_case
from tessera.core.steps import NotAllowed
from tessera.records.actions.writing import NewLine, promote_note, write_note
from tessera.records.models import Note
from tessera.records.rules.happened import Happened
from tessera.records.rules.words import LineKind, Nature, NoteKind


@dataclass(frozen=True)
class NewRow:
    """One row as it was read: when, in words and as it was understood, what happened, and what more it says."""

    number: int
    date: str
    happened: Happened
    event: str
    source: str = ""
    comment: str = ""
    impact: str = ""
    action: str = ""

    def lines(self, source: str, marks: tuple[str, ...]) -> Iterator[NewLine]:
        """What happened as a record of the agency, apart from what somebody thought of it, and what was done."""
        said = "; ".join(part for part in (self.source, source) if part)
        yield NewLine(LineKind.RECORD, self.event, when=self.date[:40], source=said[:300], marks=marks)
        for kind, words in (
            (LineKind.ANALYSIS, self.comment),
            (LineKind.IMPACT, self.impact),
            (LineKind.ACTION, self.action),
        ):
            if words:
                yield NewLine(kind, words, source=source if kind == LineKind.ANALYSIS else "", marks=marks)


@action("merge", "note")
def merge_chronology(
    *,
    practitioner: Me,
    at: datetime,
    case_id: UUID,
    file_name: str,
    rows: Sequence[NewRow],
    refused: int,
    audience: Audience,
    named: Sequence[int],
    about: Sequence[UUID] = (),
    marks: Sequence[str] = (),
) -> Note:
    """A note for each of the rows, on the chronology, that says from which row of which file it comes.

    `refused`: how many rows of the file were not taken. Raises NotAllowed where there is no row to take.
    """
    if not rows:
        raise NotAllowed(_("Choose at least one row to add."), verb="merge", state="")
    notes = list[Note]()
    for row in rows:
        source = _("its own chronology, file {name}, row {row}").format(name=file_name[:60], row=row.number)
        written = write_note(
            practitioner=practitioner,
            at=at,
            case_id=case_id,
            kind=NoteKind.OBSERVATION,
            lines=list(row.lines(source, tuple(marks))),
            audience=audience,
            named=named,
            happened=row.happened,
            about=about,
        )
        promote_note(
            practitioner=practitioner, at=at, note_id=written.pk, nature=Nature.CONTACT, significance=1
        )
        notes.append(written)
    note(rows=len(rows), refused=refused)
    if audience == Audience.OWN_AGENCY:
        without_case()
    return notes[0]
