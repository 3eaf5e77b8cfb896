"""What somebody keeps of a case in which their work, or their agency's, has ended: their own record of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tessera.access.here import Me, own_record_cases
from tessera.access.models import Involvement
from tessera.access.rules import InvolvementKind
from tessera.audit import NotHere, query
from tessera.core.text import date_words
from tessera.enquiries.queries.found import CaseFound, cases_found, question_to
from tessera.records import queries as records
from tessera.records.rules.words import KIND_DRAWN


@dataclass(frozen=True, slots=True)
class PastWork:
    """A case in which this practitioner's work, or their agency's, has ended."""

    case: CaseFound
    ended: datetime


@dataclass(frozen=True, slots=True)
class NoteKept:
    """One note of one's own record, line by line, with what is attached to it."""

    by: str
    lines: tuple[tuple[str, str, str], ...]
    files: tuple[records.AttachmentRead, ...]


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """What somebody whose work in a case has ended, or their agency, wrote in it."""

    id: UUID
    case_id: UUID
    children: str
    ended: datetime
    notes: tuple[NoteKept, ...]
    voices: tuple[tuple[str, str, str], ...]
    question: str


def past_work(*, practitioner: Me, at: datetime) -> tuple[PastWork, ...]:
    """The cases of which this practitioner keeps their own record, the latest ended first."""
    ended = _ended(at)
    cases = cases_found(practitioner, ended)
    return tuple(PastWork(cases[case_id], when) for case_id, when in ended.items())


@query("case", "see")
def own_record(*, practitioner: Me, at: datetime, case_id: UUID) -> OwnRecord:
    """One's own record of a case after one's work in it. Raises NotHere where there is none."""
    ended = _ended(at).get(case_id)
    if ended is None:
        raise NotHere("This page is not here.")
    notes = records.notes_of_case(case_id)
    files = records.attachments_of([one.id for one in notes])
    found, voices = cases_found(practitioner, [case_id])[case_id], records.voices_to_read(case_id)
    return OwnRecord(
        id=case_id,
        case_id=case_id,
        children=found.children,
        ended=ended,
        notes=tuple(
            NoteKept(
                by(one.lines[0]),
                tuple((KIND_DRAWN.get(line.kind, line.kind), line.text, _told(line)) for line in one.lines),
                tuple(file for file in files if file.note_id == one.id),
            )
            for one in notes
        ),
        voices=tuple(
            (
                one.child,
                one.words,
                ", ".join(filter(None, (one.agency, records.ended_words(one, voices)))),
            )
            for one in voices
        ),
        question=question_to(practitioner, case_id),
    )


def _ended(at: datetime) -> dict[UUID, datetime]:
    """When the work ended in each case that one keeps one's own record of, the latest first."""
    rows = Involvement.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at),
        case_id__in=own_record_cases(),
        kind=InvolvementKind.OWN_RECORD,
        valid_from__lte=at,
    )
    return dict(rows.order_by("-valid_from", "case_id").values_list("case_id", "valid_from"))


def _told(line: records.LineRead) -> str:
    return ", ".join(filter(None, (_source(line), line.when, line.ended_words)))


def by(line: records.LineRead) -> str:
    """Who wrote a line, when, and who told it where that is somebody else."""
    told = _source(line) if line.source != line.by else ""
    return ", ".join(filter(None, (told, line.by, line.agency, date_words(line.written_at.date()))))


def _source(line: records.LineRead) -> str:
    return _("told by {source}").format(source=line.source) if line.source else ""
