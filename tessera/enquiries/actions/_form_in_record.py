"""What a joint form says, put into the record: when an agency signs off, when the form is closed, when it is added to.

There it is found, laid on the chronology and relied on like every other line, by whoever may read it: those who take
part in the form, and of what an agency holds back only its own people. The words are the form's, each with its kind and
source; nothing is summed up.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.rules import Audience
from tessera.live_forms import queries as live_forms
from tessera.live_forms.queries.reading import FieldRead, SectionRead
from tessera.records import actions as records
from tessera.records.rules.words import LineKind, NoteKind

KINDS = {kind.value for kind in LineKind}
LONGEST = 300  # characters of a line's source


def put(practitioner: Me, at: datetime, form_id: UUID, sections: Iterable[SectionRead]) -> None:
    """A note for each of the sections that says something, in the name of whoever acts."""
    open_to = live_forms.open_to(form_id)
    for section in sections:
        put_lines(practitioner, at, section, open_to, list(_lines(section)))


def put_closed(practitioner: Me, at: datetime, form_id: UUID, sections: Iterable[SectionRead]) -> None:
    """What a closed form shares and the record does not hold yet: what everybody wrote together, and what an agency has
    not signed off as it stands.

    That is somebody else's to put there, so each line says whose it is and that it is not signed off.
    """
    open_to = live_forms.open_to(form_id)
    for section in sections:
        lines = list(_lines(section))
        if section.head.written_by == "agency":
            if section.head.audience == Audience.OWN_AGENCY or (section.signed_off and not section.changed):
                continue
            lines = [replace(line, source=_whose(section, line.source)) for line in lines]
        put_lines(practitioner, at, section, open_to, lines)


def _whose(section: SectionRead, source: str) -> str:
    """Whose the words are, that they are not signed off, and where they came from."""
    if section.changed:
        said = _("{agency}, changed since it was signed off: {source}")
    else:
        said = _("{agency}, not signed off: {source}")
    return said.format(agency=section.head.agency, source=source)[:LONGEST]


def put_lines(
    practitioner: Me,
    at: datetime,
    section: SectionRead,
    open_to: Sequence[int],
    lines: Sequence[records.NewLine],
) -> None:
    """A note of these lines for whom the section is for. None where there is no line."""
    if not lines:
        return
    own = section.head.audience == Audience.OWN_AGENCY
    records.write_note(
        practitioner=practitioner,
        at=at,
        case_id=section.head.case_id,
        kind=NoteKind.JOINT_FORM,
        lines=lines,
        # Who takes part may be fewer than who is in the case.
        audience=Audience.OWN_AGENCY if own else Audience.NAMED,
        named=() if own else open_to,
    )


def _lines(section: SectionRead) -> Iterator[records.NewLine]:
    for field in section.fields:
        if field.lines:
            yield from _each(field)
        elif field.value is not None and field.says.strip():
            yield records.NewLine(
                LineKind.ANALYSIS,
                f"{field.field.label}: {field.says}",
                source=section.section.titled(section.head.agency),
            )
        elif field.text.strip():
            yield records.NewLine(LineKind.ANALYSIS, field.text, source=field.field.label)


def _each(field: FieldRead) -> Iterator[records.NewLine]:
    """The lines of a list. A kind that the record does not know, and what was told by nobody named, is as recorded."""
    for line in field.lines:
        known = line.kind in KINDS and (line.kind != LineKind.TOLD or line.source_label)
        kind = LineKind(line.kind) if known else LineKind.RECORD
        yield records.NewLine(kind, line.text, source=line.source_label or field.field.label)
