"""Entries made of what other apps answer: notes and their lines, children's words, acts of the front door."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.chronology.rules.entries import Entry, Shape, Statement
from tessera.core.text import excerpt
from tessera.enquiries.queries.happened import Deed, Fact
from tessera.records.queries import LineRead, NoteTold, Promoted, ResponseRead, VoiceRead, voice_words
from tessera.records.rules.happened import NOBODY_KNOWS, Happened, as_told, on_day
from tessera.records.rules.words import STATEMENT_KINDS, LineKind, NoteKind

TITLE = 90
# What stands in these was written to be shared, line by line with dates: each dated line is an entry of its own.
OF_DATED_LINES = (
    NoteKind.REFERRAL,
    NoteKind.RETURN,
    NoteKind.HANDED_OVER,
    NoteKind.JOINT_FORM,
    NoteKind.ADVICE,
    NoteKind.INTELLIGENCE,
)


def of_notes(notes: Iterable[NoteTold], every: bool) -> Iterator[Entry]:
    """Of each note that stands: those on the chronology, or `every` one; and each dated line of what was shared.

    A line that somebody placed by itself is an entry of its own, and the others are told without it.
    """
    for whole in notes:
        if not whole.stands:
            continue
        note = whole
        if whole.apart:
            note = replace(whole, lines=tuple(line for line in whole.lines if not line.on_chronology))
            alone = not _statements(note.lines)
            rest = note.lines if alone else ()
            yield from (_of_line(whole, one, one.promoted, rest) for one in whole.apart if one.promoted)
            if alone:
                continue
        if note.promoted is None and note.kind in OF_DATED_LINES:
            yield from _of_dated_lines(note)
        elif every or note.on_chronology:
            yield _of_note(note)


def _of_note(note: NoteTold) -> Entry:
    promoted, said, pk = note.promoted, _statements(note.lines), str(note.id)
    beside = len(said) < len(note.lines)  # most notes say what happened and nothing else
    return Entry(
        key=f"note-{pk}",
        happened=note.happened,
        recorded_at=note.written_at,
        case_id=note.case_id,
        agency_id=note.agency_id,
        agency=note.agency,
        by=note.by,
        shape=Shape(promoted.nature) if promoted else Shape.CONTACT,
        title=excerpt(said[0].text if said else note.lines[0].text, TITLE),
        statements=said,
        impact=_texts(note.lines, LineKind.IMPACT) if beside else (),
        actions=_texts(note.lines, LineKind.ACTION) if beside else (),
        significance=max(promoted.significance, 1) if promoted else 1,
        themes=promoted.themes if promoted else (),
        about=note.about,
        href=f"/notes/{pk}/",
        note_id=note.id,
    )


def _of_line(note: NoteTold, line: LineRead, placed: Promoted, rest: Sequence[LineRead]) -> Entry:
    """On its own day where it has one that can be read; else on the day of its note. `rest`: what stands with it."""
    happened = as_told(line.when)
    return Entry(
        key=f"line-{line.id}",
        happened=note.happened if happened == NOBODY_KNOWS else happened,
        recorded_at=note.written_at,
        case_id=note.case_id,
        agency_id=note.agency_id,
        agency=note.agency,
        by=note.by,
        shape=Shape(placed.nature),
        title=excerpt(line.text, TITLE),
        statements=_statements([line]),
        impact=_texts(rest, LineKind.IMPACT),
        actions=_texts(rest, LineKind.ACTION),
        significance=placed.significance,
        themes=placed.themes,
        about=note.about,
        href=f"/notes/{note.id}/",
        note_id=note.id,
        line_ids=(line.id,),
    )


def _of_dated_lines(note: NoteTold) -> Iterator[Entry]:
    """What each line says happened on a day that can be read; the lines without one are of the day they were told."""
    by_day: dict[Happened, list[LineRead]] = {}
    for line in note.lines:
        by_day.setdefault(as_told(line.when), []).append(line)
    for happened, lines in by_day.items():
        if not _statements(lines):
            continue  # it says that something was added here, and nothing else
        told = happened == NOBODY_KNOWS
        yield Entry(
            key=f"line-{lines[0].id}",
            happened=note.happened if told else happened,
            recorded_at=note.written_at,
            case_id=note.case_id,
            agency_id=note.agency_id,
            agency=note.agency,
            by=note.by,
            shape=Shape.CONTACT,
            title=excerpt(lines[0].text, TITLE),
            statements=_statements(lines),
            href=f"/notes/{note.id}/",
            note_id=note.id,
            line_ids=tuple(line.id for line in lines),
        )


def _texts(lines: Iterable[LineRead], kind: LineKind) -> tuple[str, ...]:
    return tuple(line.text for line in lines if line.kind == kind)


def _statements(lines: Iterable[LineRead]) -> tuple[Statement, ...]:
    return tuple(Statement(x.kind, x.text, x.source, x.marks) for x in lines if x.kind in STATEMENT_KINDS)


@dataclass(frozen=True)
class VoiceTold:
    """What a child said or showed, as it stands at the top of a story. `by`: when, to whom, where, alone or not."""

    id: UUID
    case_id: UUID
    title: str
    words: str
    by: str
    wants: str
    done: str
    responses: tuple[ResponseRead, ...]


def voice_told(voice: VoiceRead) -> VoiceTold:
    """In words. What was said or signed stands between quotation marks; what was drawn or shown as it was described."""
    return VoiceTold(
        id=voice.id,
        case_id=voice.case_id,
        title=_("What {child} said and showed").format(child=voice.child),
        words=voice_words(voice.words, voice.how),
        by=voice.circumstances,
        wants=voice.wants,
        done=voice.response,
        responses=voice.responses,
    )


def of_voices(voices: Iterable[VoiceRead]) -> Iterator[Entry]:
    """What the children said and showed."""
    for voice in voices:
        yield Entry(
            key=f"voice-{voice.id}",
            happened=voice.happened,
            recorded_at=voice.written_at,
            case_id=voice.case_id,
            agency_id=voice.agency_id,
            agency=voice.agency,
            by=voice.by,
            shape=Shape.VOICE,
            title=excerpt(voice.words, TITLE),
            statements=(Statement("voice", voice.words, voice.asked_by),),
            actions=(voice.response,) if voice.response else (),
            significance=2,
            about=(voice.person_id,) if voice.person_id else (),
        )


def of_facts(facts: Iterable[Fact]) -> Iterator[Entry]:
    """What was done at the front door."""
    for fact in facts:
        yield Entry(
            key=f"{fact.deed}-{fact.id}",
            happened=_day(fact.at),
            recorded_at=fact.at,
            case_id=fact.case_id,
            agency_id=fact.agency_id,
            agency=fact.agency,
            by=fact.by,
            shape=Shape.HARM if fact.deed == Deed.DANGER else Shape.DECISION,
            title=fact.words,
            statements=(Statement("record", fact.reason, _("Why")),) if fact.reason else (),
            significance=3 if fact.deed in (Deed.DECISION, Deed.DANGER) else 2,
            href=fact.href,
        )


def _day(moment: datetime) -> Happened:
    local = timezone.localtime(moment)
    return on_day(local.date(), local.time().replace(second=0, microsecond=0))
