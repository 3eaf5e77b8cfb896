"""Writing notes: new ones, corrections of old ones, and taking them back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from secrets import randbelow
from typing import Any
from uuid import UUID

from django.utils import timezone

from tessera.access.here import Me
from tessera.access.rules import Audience
from tessera.audit import NotHere, action, without_case
from tessera.core.language import gettext as _
from tessera.core.steps import NotAllowed
from tessera.records.actions._files import NewFile, Upload, taken
from tessera.records.actions._labels import label_beside, label_of_all
from tessera.records.actions.attaching import attach
from tessera.records.models import AttachmentContent, BodyMark, Line, Note, NoteAbout, Promotion, Withdrawal
from tessera.records.queries.notes import stands
from tessera.records.rules.happened import NOBODY_KNOWS, Happened, Precision, as_told
from tessera.records.rules.marks import BREADTH, marks_of
from tessera.records.rules.words import (
    BY_ITSELF,
    STATEMENT_KINDS,
    BodyColour,
    BodyView,
    Figure,
    LineKind,
    Nature,
    NoteKind,
    Theme,
)


@dataclass(frozen=True)
class NewLine:
    """One statement as it was typed. `told` needs a source: who said it.

    `audience` with `named`: where it is for fewer people than its note.
    """

    kind: LineKind
    text: str
    when: str = ""
    source: str = ""
    about: str = ""
    marks: tuple[str, ...] = ()
    summary: bool = False
    audience: Audience | None = None
    named: tuple[int, ...] = ()


@dataclass(frozen=True)
class NewBodyMark:
    """A mark on an outline: where, in thousandths of its width and height; on which part; what was seen."""

    view: BodyView
    x: int
    y: int
    part: str
    words: str
    size: str = ""
    colour: BodyColour | None = None
    figure: Figure = Figure.CHILD


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
    happened: Happened | None = None,
    about: Sequence[UUID] = (),
    body_marks: Sequence[NewBodyMark] = (),
    replaces_id: UUID | None = None,
    files: Sequence[Upload] = (),
) -> Note:
    """A note with its lines, in the order given. A line wears the note's label, or one of its own for fewer people.

    `happened`: when, where that is not when it was written. `about`: the people it is about; nobody: the family.
    Raises ValueError where there is no line, where a line that was told has no source, or where a line is for more
    people than its note; FileRefused where a file is not taken, and then nothing was done.
    """
    _require(lines, audience)
    examined = taken(practitioner, at, files, "write")
    readers = [(line.audience, line.named) if line.audience else (audience, tuple(named)) for line in lines]
    # A note is for as many as the widest of its lines: nobody is told of a note in which they may read nothing.
    audience = max((wide for wide, _named in readers), key=BREADTH.__getitem__)
    whose = {"case_id": case_id, "agency_id": practitioner.agency_id, "author_id": practitioner.id}
    label = whose | {
        "audience": audience,
        "named": sorted({who for wide, whom in readers if wide == audience for who in whom}),
    }
    shared, each = marks_of([line.marks for line in lines], [wide == audience for wide, _whom in readers])
    note = Note(**label, kind=kind, written_at=at, reason=reason, marks=shared, replaces_id=replaces_id)
    if happened is not None:
        note.precision, note.at_time = happened.precision, happened.at
        note.first_day, note.last_day = happened.first, happened.last
    note.save(force_insert=True)
    if audience == Audience.OWN_AGENCY:
        without_case()
    # Steps of no fixed width: where a line is held back, what is left shows no hole.
    positions = accumulate(1 + randbelow(GAP) for _ in lines)
    Line.objects.bulk_create(
        Line(
            **whose,
            audience=wide,
            named=list(whom),
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
        for position, line, marks, (wide, whom) in zip(positions, lines, each, readers, strict=True)
    )
    _beside(label, note, shared, about, body_marks)
    for file in examined:
        attach(practitioner=practitioner, at=at, note=note, file=file)
    return note


def _require(lines: Sequence[NewLine], audience: Audience) -> None:
    if not lines:
        raise ValueError("A note has at least one line.")
    if any(line.kind == LineKind.TOLD and not line.source.strip() for line in lines):
        raise ValueError("Say who told you: a line that was told needs its source.")
    if any(line.audience and BREADTH[line.audience] > BREADTH[audience] for line in lines):
        raise ValueError("A line is for no more people than its note.")


def _carried(practitioner: Me, at: datetime, old: Note, new: Note, keeps: Collection[UUID]) -> None:
    """Keep with the new note what was attached to the old one, as far as it was chosen."""
    rows = AttachmentContent.objects.filter(attachment__note=old, pk__in=keeps)
    for row in rows.select_related("attachment").order_by("attachment__added_at", "pk"):
        kept = row.attachment
        file = NewFile(kept.name, kept.content_type, bytes(row.content), kept.scanned_at)
        attach(practitioner=practitioner, at=at, note=new, file=file)


def _beside(
    label: dict[str, Any],
    note: Note,
    shared: list[str],
    about: Sequence[UUID],
    body_marks: Sequence[NewBodyMark],
) -> None:
    """Whom a note is about, and what was seen on a body, with the note's label."""
    NoteAbout.objects.bulk_create(
        NoteAbout(**label, note=note, marks=shared, person_id=person) for person in about
    )
    if not body_marks:
        return
    # A mark on a body is for those who may read every line that it stands beside.
    worn = label | label_of_all(note)
    BodyMark.objects.bulk_create(
        BodyMark(
            **worn,
            note=note,
            figure=mark.figure,
            view=mark.view,
            x=mark.x,
            y=mark.y,
            part=mark.part,
            size=mark.size,
            colour=mark.colour or "",
            words=mark.words,
        )
        for mark in body_marks
    )


def _standing(practitioner: Me, note_id: UUID, verb: str) -> Note:
    """A note of their own agency that stands; to be corrected, one of their own. Raises NotHere; else NotAllowed."""
    note = Note.objects.filter(pk=note_id).first()
    if note is None:
        raise NotHere("This note is not here.")
    if note.agency_id != practitioner.agency_id:
        words = _("Another agency wrote this note. Ask them to put it right, or write a note of your own.")
        raise NotAllowed(words, verb=verb, state="others")
    if verb == "correct" and note.author_id != practitioner.id:
        # A colleague may not read every line of it, and what they do not see would not stand any more.
        words = _(
            "Only {name}, who wrote this note, can correct it: they read every line of it. Ask them, or write a "
            "note that says what is right."
        )
        raise NotAllowed(words.format(name=note.author.name), verb=verb, state="others")
    if note.kind not in BY_ITSELF:
        words = _("This is part of a referral, an answer or a form. Write a note that says what is right.")
        raise NotAllowed(words, verb=verb, state="part")
    if not stands(note):
        words = _("This note has been corrected or withdrawn meanwhile. Read what stands now.")
        raise NotAllowed(words, verb=verb, state="ended")
    return note


@action("correct", "note")
def correct_note(
    *,
    practitioner: Me,
    at: datetime,
    note_id: UUID,
    reason: str,
    lines: Sequence[NewLine],
    happened: Happened,
    about: Sequence[UUID] = (),
    body_marks: Sequence[NewBodyMark] = (),
    files: Sequence[Upload] = (),
    keeps: Collection[UUID] = (),
) -> Note:
    """A note that replaces one of their own, for the same readers, with why. The old one can still be read.

    What was said of its place on the chronology is said of the new one. `keeps`: what of its attachments goes on with
    the new one. Raises NotHere; NotAllowed where
    somebody else wrote the note, or it was corrected or withdrawn meanwhile.
    """
    old = _standing(practitioner, note_id, "correct")
    label = label_beside(old, practitioner)
    new = write_note(
        practitioner=practitioner,
        at=at,
        case_id=old.case_id,
        kind=NoteKind(old.kind),
        lines=lines,
        audience=Audience(old.audience),
        named=label["named"],
        reason=reason,
        happened=happened,
        about=about,
        body_marks=body_marks,
        replaces_id=old.pk,
        files=files,
    )
    _carried(practitioner, at, old, new, keeps)
    _placed_again(practitioner, at, old, new)
    return new


def _placed_again(practitioner: Me, at: datetime, old: Note, new: Note) -> None:
    """What was last said of the place of the old note, and of its lines, is said of the new one."""
    said = {row.line_id: row for row in Promotion.objects.filter(note=old).order_by("promoted_at", "pk")}
    where: dict[UUID | None, UUID | None] = {None: None}
    if said.keys() - {None}:
        where |= _same_lines(old, new)
    for line_id, last in said.items():
        if line_id not in where:
            continue
        promote_note(
            practitioner=practitioner,
            at=at,
            note_id=new.pk,
            nature=Nature(last.nature),
            significance=last.significance,
            themes=[Theme(theme) for theme in last.themes],
            line_id=where[line_id],
        )


def _same_lines(old: Note, new: Note) -> dict[UUID | None, UUID | None]:
    """By each statement of the old note the one of the new that says the same; and the only one that was changed."""
    before, after = (
        list(Line.objects.filter(note=note, kind__in=STATEMENT_KINDS).order_by("position"))
        for note in (old, new)
    )
    same: dict[UUID | None, UUID | None] = {}
    for line in before:
        found = next((one for one in after if (one.kind, one.text) == (line.kind, line.text)), None)
        if found is not None:
            same[line.pk] = found.pk
            after.remove(found)
    changed = [line for line in before if line.pk not in same]
    if len(changed) == len(after) == 1:
        same[changed[0].pk] = after[0].pk
    return same


@action("withdraw", "withdrawal")
def withdraw_note(*, practitioner: Me, at: datetime, note_id: UUID, reason: str) -> Withdrawal:
    """Take back a note of their own agency, and say why. Raises NotHere; NotAllowed where it is another agency's."""
    note = _standing(practitioner, note_id, "withdraw")
    row = Withdrawal(
        **label_beside(note, practitioner), marks=note.marks, note=note, reason=reason, withdrawn_at=at
    )
    row.save(force_insert=True)
    if note.audience == Audience.OWN_AGENCY:
        without_case()
    return row


@action("promote", "promotion")
def promote_note(
    *,
    practitioner: Me,
    at: datetime,
    note_id: UUID,
    nature: Nature,
    significance: int,
    themes: Sequence[Theme] = (),
    line_id: UUID | None = None,
) -> Promotion:
    """Put a note on the chronology, or say anew what it is there: how much it matters (1 to 3), or 0 to take it off.

    With `line_id`, one statement of the note is an entry of its own; with 0 it stands with the others again. Whoever
    may read it may do it. Raises NotHere; ValueError for another significance.
    """
    if not 0 <= significance <= 3:
        raise ValueError("Significance is 0 to 3.")
    note = Note.objects.filter(pk=note_id).first()
    if note is None:
        raise NotHere("This note is not here.")
    line = Line.objects.filter(pk=line_id, note=note, kind__in=STATEMENT_KINDS).first() if line_id else None
    if line_id and line is None:
        raise NotHere("This line is not here.")
    of = line or note
    row = Promotion(
        **label_beside(of, practitioner),
        marks=of.marks,
        note=note,
        line=line,
        first_day=_began(note, line) if line else None,
        nature=nature,
        significance=significance,
        themes=sorted(set(themes)),
        promoted_at=at,
    )
    row.save(force_insert=True)
    if of.audience == Audience.OWN_AGENCY:
        without_case()
    return row


def _began(note: Note, line: Line) -> date | None:
    """The day on which what a line tells happened or began: its own, else its note's; none where no month is known."""
    known = as_told(line.when)
    if known != NOBODY_KNOWS:
        return known.first if known.precision != Precision.YEAR else None
    if note.precision in (Precision.YEAR, Precision.UNKNOWN):
        return None
    return note.first_day or timezone.localdate(note.written_at)
