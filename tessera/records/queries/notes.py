"""The notes of cases as a story needs them: when each happened, whom it is about, what stands, what a chronology says.

A correction or a withdrawal counts where it is of the agency whose note it is: nobody takes back what another agency
wrote. Each question is asked once for all the cases, however many notes there are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.access.names import Called, called
from tessera.access.rules import EXISTENCE_IS_SECRET, Audience
from tessera.audit import NotHere, query
from tessera.records.models import BodyMark, Line, Note, NoteAbout, Promotion, Withdrawal
from tessera.records.queries.lines import AttachmentRead, LineRead, Promoted, attachments_of
from tessera.records.rules.body import COLOURS, place_words
from tessera.records.rules.happened import Happened, Precision, on_day
from tessera.records.rules.leaving import Leaving
from tessera.records.rules.words import BY_ITSELF, KIND_DRAWN, BodyColour, NoteKind


@dataclass(frozen=True)
class BodyMarkRead:
    """A mark on an outline, in thousandths of its width and height."""

    figure: str
    view: str
    x: int
    y: int
    part: str
    size: str
    colour: str
    words: str

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return place_words(self.view, self.part)

    @property
    def colour_words(self) -> str:
        """Its colour, in words."""
        return COLOURS.get(BodyColour(self.colour), "") if self.colour else ""


@dataclass(frozen=True)
class Ended:
    """Why a note does not stand any more, since when, and who said so."""

    reason: str
    at: datetime
    by: str


@dataclass(frozen=True)
class NoteTold:
    """A note as a story tells it, with those of its lines that may be seen.

    `about`: the people it is about; nobody where it is about the family. `corrected_by`: the note that replaces it.
    `replaces`: the one that it replaces itself, and `reason` why. `attachments` and `body_marks` are those of a note
    that is read by itself; where many are told nobody asks for them.
    """

    id: UUID
    case_id: UUID
    kind: str
    agency_id: UUID
    agency: str
    author_id: UUID
    by: str
    audience: str
    marks: tuple[str, ...]
    happened: Happened
    written_at: datetime
    replaces: UUID | None
    reason: str
    lines: tuple[LineRead, ...] = ()
    about: tuple[UUID, ...] = ()
    promoted: Promoted | None = None
    withdrawn: Ended | None = None
    corrected_by: UUID | None = None
    attachments: tuple[AttachmentRead, ...] = ()
    body_marks: tuple[BodyMarkRead, ...] = ()

    @property
    def shown(self) -> tuple[tuple[str, LineRead, tuple[str, ...]], ...]:
        """Each line with its kind as it is drawn, and what limits who may read it: its marks, and how few it is for."""
        return tuple(
            (
                KIND_DRAWN.get(line.kind, line.kind),
                line,
                (*(_(mark.replace("_", " ")) for mark in line.marks), *self._fewer(line)),
            )
            for line in self.lines
        )

    def _fewer(self, line: LineRead) -> Iterator[str]:
        if line.audience == self.audience:
            return
        if line.audience == Audience.OWN_AGENCY:
            yield _("only {agency}").format(agency=self.agency)
        else:
            yield _("{agency} and the hub").format(agency=self.agency)

    @property
    def stands(self) -> bool:
        """Whether it is neither corrected nor withdrawn."""
        return self.withdrawn is None and self.corrected_by is None

    @property
    def on_chronology(self) -> bool:
        """Whether somebody put it on the chronology, and nobody has taken it off."""
        return self.stands and self.promoted is not None and self.promoted.significance > 0

    @property
    def apart(self) -> tuple[LineRead, ...]:
        """Those of its lines that somebody made entries of their own on the chronology."""
        return tuple(line for line in self.lines if line.on_chronology) if self.stands else ()

    @property
    def offers_lines(self) -> bool:
        """Whether a line may be placed by itself: the note stands, and says several things or was sent by lines."""
        several = sum(line.is_statement for line in self.lines) > 1
        return self.stands and (several or self.kind not in BY_ITSELF or bool(self.apart))

    def only(self, line_id: UUID) -> "NoteTold":
        """The same with one of its lines alone, of those that say what is known or thought. Raises NotHere."""
        lines = tuple(line for line in self.lines if line.id == line_id and line.is_statement)
        if not lines:
            raise NotHere("This line is not here.")
        return replace(self, lines=lines)


# What a note and its lines say of themselves. What their writers are called is asked once for all of them, and what a
# line tells of its note is known already.
NOTE = (
    "id", "case_id", "kind", "agency_id", "author_id", "audience", "marks", "precision", "first_day", "last_day",
    "at_time", "written_at", "replaces_id", "reason",
)  # fmt: skip
LINE = (
    "id", "note_id", "agency_id", "author_id", "kind", "text", "when", "source", "about", "marks", "audience",
    "summary",
)  # fmt: skip


def notes_of_cases(
    case_ids: Collection[UUID], kinds: Iterable[NoteKind] = (), leaving: Leaving | None = None
) -> tuple[NoteTold, ...]:
    """The notes of these cases that may be seen (of these kinds, where any is named), in the order written.

    Seven questions, and one more where some kinds are asked for or what leaves. A note of which no line may be seen is
    not among them. `leaving`: of notes and lines only what may stand in a file for somebody else.
    """
    found = Note.objects.filter(case_id__in=case_ids)
    of: dict[str, Any] = {"case_id__in": case_ids}
    if wanted := tuple(kinds):
        found = found.filter(kind__in=wanted)
        of["note__kind__in"] = wanted
    if leaving is not None:
        found = _that_leave(found, leaving).exclude(kind__in=leaving.without_notes)
        found = found.exclude(agency__kind__in=leaving.without_agencies)
    return _told(found.order_by("written_at", "pk"), of, leaving)


def lines_that_stay(
    case_ids: Collection[UUID], leaving: Leaving
) -> tuple[tuple[str, tuple[str, ...], int], ...]:
    """Lines for everyone in the case that the reader may see and a file may not hold: agency, marks, how many.

    Nothing of a mark that nobody may know of.
    """
    rows = (
        Line.objects.filter(case_id__in=case_ids, audience=Audience.WHOLE_CASE)
        .exclude(marks__contained_by=list(leaving.marks))
        .exclude(marks__overlap=list(EXISTENCE_IS_SECRET))
        .order_by("agency__name", "marks")
        .values_list("agency__name", "marks")
        .annotate(number=Count("pk"))
    )
    return tuple((agency, tuple(marks), number) for agency, marks, number in rows)


def _that_leave(rows: Any, leaving: Leaving) -> Any:
    """Those for everyone in the case that wear no mark but these, whoever asks."""
    return rows.filter(audience=Audience.WHOLE_CASE, marks__contained_by=list(leaving.marks))


@query("note", "see")
def note_to_read(note_id: UUID) -> NoteTold:
    """One note, whole. That it was read is written in the ledger. Raises NotHere."""
    told = _told(Note.objects.filter(pk=note_id), {"note_id": note_id})
    if not told:
        raise NotHere("This note is not here.")
    return replace(told[0], attachments=attachments_of([note_id]), body_marks=_marked(note_id))


def versions_of(note: NoteTold) -> tuple[NoteTold, ...]:
    """The note with all that it replaces and all that replace it, oldest first."""
    every = {one.id: one for one in notes_of_cases([note.case_id], [NoteKind(note.kind)])}
    first = note
    while first.replaces in every and every[first.replaces].agency_id == first.agency_id:
        first = every[first.replaces]
    chain = [first]
    while (after := chain[-1].corrected_by) in every and every[after] not in chain:
        chain.append(every[after])
    return tuple(chain)


def last_review(case_id: UUID) -> NoteTold | None:
    """The last review of the record of a case that stands and may be read."""
    stand = [note for note in notes_of_cases([case_id], [NoteKind.REVIEW]) if note.stands]
    return stand[-1] if stand else None


def added_to_chronology(case_id: UUID, agency_id: UUID, since: datetime) -> int:
    """How many notes of a case this agency has written since then that are on the chronology."""
    return sum(
        note.on_chronology or bool(note.apart)
        for note in notes_of_cases([case_id], BY_ITSELF)
        if note.agency_id == agency_id and note.written_at >= since
    )


def stands(note: Note) -> bool:
    """Whether its agency has neither corrected nor withdrawn it."""
    beside = {"agency_id": note.agency_id}
    return not (
        Withdrawal.objects.filter(note=note, **beside).exists()
        or Note.objects.filter(replaces=note, **beside).exists()
    )


def _told(notes: Any, of: dict[str, Any], leaving: Leaving | None = None) -> tuple[NoteTold, ...]:
    """The notes with all that hangs on them. `of`: of which note, or of which cases and kinds of note it is asked.

    By the case and not by hundreds of notes: PostgreSQL then expects as few rows as there are.
    """
    found = Line.objects.filter(**of)
    if leaving is not None:
        found = _that_leave(found, leaving).exclude(kind__in=leaving.without_lines)
    # By the number that an identifier is: there are hundreds of notes, and identifiers themselves are compared slowly.
    lines: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for line in found.order_by("position").values_list(*LINE):
        lines[line[1].int].append(line)
    seen = list(notes.values_list(*NOTE))
    rows = [row for row in seen if row[0].int in lines]
    agencies = {row[0].int: row[3] for row in seen}
    placed = _placed(of, leaving)
    ended = [row for row in _withdrawn(of) if row[4] == agencies.get(row[0].int)]
    every = [line for own in lines.values() for line in own]
    names = called(
        (*(row[3] for row in rows), *(line[2] for line in every)),
        (row[place] for whose, place in ((rows, 4), (placed, 4), (every, 3), (ended, 3)) for row in whose),
    )
    about: dict[int, list[UUID]] = defaultdict(list)
    for note_id, person in NoteAbout.objects.filter(**of).values_list("note_id", "person_id"):
        about[note_id.int].append(person)
    promoted, withdrawn = _promoted(placed, names), _ended(ended, names)
    # Where every note of the cases was asked for, what corrects one is among them.
    after = (
        _corrected_among(seen, agencies) if of.keys() == {"case_id__in"} and not leaving else _corrected(of)
    )
    whens = _Whens()
    told = (
        _note(
            row,
            *whose,
            whens,
            lines=tuple(_lines(lines[number], row, names, promoted)),
            about=tuple(about.get(number, ())),
            promoted=promoted.get(number),
            withdrawn=withdrawn.get(number),
            corrected_by=after.get(number),
        )
        for row in rows
        if (number := row[0].int) and (whose := names.both(row[3], row[4]))
    )
    return tuple(note for note in told if note.lines)


class _Whens(dict[tuple[Any, ...], Happened]):
    """When things happened, by what their rows say of it: of hundreds of notes many are of one day."""

    def __missing__(self, told: tuple[Any, ...]) -> Happened:
        precision, *when = told
        self[told] = happened = Happened(Precision(precision), *when)
        return happened


def _note(row: tuple[Any, ...], agency: str, by: str, whens: _Whens, **beside: Any) -> NoteTold:
    *head, precision, first, last, at, written_at, replaces, reason = row
    happened = (
        whens[precision, first, last, at] if precision else on_day(timezone.localtime(written_at).date())
    )
    pk, case_id, kind, agency_id, author_id, audience, marks = head
    return NoteTold(
        id=pk,
        case_id=case_id,
        kind=kind,
        agency_id=agency_id,
        agency=agency,
        author_id=author_id,
        by=by,
        audience=audience,
        marks=tuple(marks),
        happened=happened,
        written_at=written_at,
        replaces=replaces,
        reason=reason,
        **beside,
    )


def _lines(
    rows: Iterable[tuple[Any, ...]],
    note: tuple[Any, ...],
    names: Called,
    promoted: dict[int, Promoted],
) -> Iterator[LineRead]:
    """The lines of a note as they are read, with what each was made on the chronology by itself."""
    of_note = note[2], note[13], note[11]  # its kind, its reason, and when it was written
    for pk, note_id, agency_id, author_id, kind, text, when, source, about, marks, audience, summary in rows:
        if whose := names.both(agency_id, author_id):
            own = pk, note_id, agency_id, whose[0], author_id, whose[1]
            said = kind, text, when, source, about, tuple(marks)
            yield LineRead(*own, *said, *of_note, audience, summary, promoted=promoted.get(pk.int))


def _placed(of: dict[str, Any], leaving: Leaving | None) -> list[tuple[Any, ...]]:
    """What was said of notes and lines on the chronology, the latest last; where nothing leaves but some, those."""
    rows = Promotion.objects.filter(**of).order_by("promoted_at", "pk")
    if leaving is not None:
        # The last that was said of each, where that leaves: what was said before is not said instead.
        newest = rows.order_by("note_id", "line_id", "-promoted_at", "-pk").distinct("note_id", "line_id")
        rows = _that_leave(Promotion.objects.filter(pk__in=newest.values("pk")), leaving)
    return list(rows.values_list("note_id", "line_id", "nature", "significance", "author_id", "themes"))


def _promoted(rows: Iterable[tuple[Any, ...]], names: Called) -> dict[int, Promoted]:
    """By the number of each note, and of each line that was placed by itself, the last that was said."""
    return {
        (line_id or note_id).int: Promoted(nature, significance, tuple(themes), by)
        for note_id, line_id, nature, significance, author_id, themes in rows
        if (by := names.practitioners.get(author_id.int)) is not None
    }


def _withdrawn(of: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What an agency took back of notes: it counts where that is the agency of the note."""
    rows = Withdrawal.objects.filter(**of, note__isnull=False).order_by("-withdrawn_at")
    return list(rows.values_list("note_id", "reason", "withdrawn_at", "author_id", "agency_id"))


def _ended(rows: Iterable[tuple[Any, ...]], names: Called) -> dict[int, Ended]:
    return {
        note_id.int: Ended(reason, at, by)
        for note_id, reason, at, author_id, _agency_id in rows
        if (by := names.practitioners.get(author_id.int)) is not None
    }


def _corrected_among(rows: Iterable[tuple[Any, ...]], agencies: dict[int, UUID]) -> dict[int, UUID]:
    """By the number of each note the last that its own agency wrote in its place, of these in the order written."""
    after = ((row[0], row[3], row[12].int) for row in rows if row[12] is not None)
    return {old: new for new, agency, old in after if agency == agencies.get(old)}


def _corrected(of: dict[str, Any]) -> dict[int, UUID]:
    which = {name.replace("note", "replaces", 1): value for name, value in of.items()}
    rows = Note.objects.filter(**which, replaces__isnull=False, replaces__agency_id=F("agency_id"))
    rows = rows.order_by("written_at", "pk")
    return {old.int: new for old, new in rows.values_list("replaces_id", "pk")}


def _marked(note_id: UUID) -> tuple[BodyMarkRead, ...]:
    rows = BodyMark.objects.filter(note_id=note_id).order_by("id")
    return tuple(
        BodyMarkRead(*row)
        for row in rows.values_list("figure", "view", "x", "y", "part", "size", "colour", "words")
    )
