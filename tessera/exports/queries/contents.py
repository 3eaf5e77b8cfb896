"""What is in a file: the story of a case, of what may leave for its purpose, in words that are ready to be set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from tessera.access.here import Me
from tessera.access.rules import FileKind, FilePurpose
from tessera.chronology import queries as chronology
from tessera.chronology.rules.entries import Entry, Statement
from tessera.chronology.rules.table import as_written
from tessera.core.language import gettext as _
from tessera.core.language import ngettext
from tessera.exports.queries._filed import AgencyIn, CaseIn, EntryIn, Filed, PersonIn, SaidIn, VoiceIn
from tessera.exports.queries.concealed import anonymous, for_the_family, without_addresses
from tessera.exports.rules.notices import TOLD_WHAT_STAYS, notices
from tessera.exports.rules.wanted import Wanted
from tessera.exports.rules.words import SAID_BY
from tessera.people.queries import PersonTold
from tessera.records.queries import lines_that_stay
from tessera.records.rules.leaving import Leaving, leaving_for
from tessera.records.rules.words import THOUGHTS


def filled(
    *, practitioner: Me, at: datetime, case_id: UUID, file_id: UUID, wanted: Wanted, made: str
) -> Filed:
    """What this file holds, of what whoever asks may read. `made`: when, in words.

    Raises NotHere, also where another case that is to be in it is not open to them any more.
    """
    leaving = leaving_for(wanted.purpose)
    story = chronology.to_take(
        practitioner=practitioner,
        at=at,
        case_ids=(case_id, *wanted.others),
        every=wanted.kind == FileKind.RECORD,
        leaving=leaving,
    )
    return _concealed(
        practitioner, wanted, story, _filed(practitioner, story, file_id, wanted, made, leaving)
    )


def _concealed(practitioner: Me, wanted: Wanted, story: chronology.Story, filed: Filed) -> Filed:
    """What its reader must not learn is taken out of what somebody wrote."""
    if wanted.purpose == FilePurpose.LEARNING:
        return anonymous(practitioner, story, filed)
    if wanted.purpose == FilePurpose.FAMILY:
        return for_the_family(practitioner, story, filed)
    if wanted.purpose == FilePurpose.COURT:
        return without_addresses(practitioner, story, filed)
    return filed


def _filed(
    practitioner: Me, story: chronology.Story, file_id: UUID, wanted: Wanted, made: str, leaving: Leaving
) -> Filed:
    kind, purpose, _format = wanted.words
    labels = _labels(story)
    return Filed(
        id=file_id,
        case_id=story.case_id,
        number=str(file_id),
        title=kind,
        about=story.name,
        purpose=purpose,
        reader=wanted.for_whom,
        foot=_("Made by {by}, {agency}, {at}").format(
            by=practitioner.name, agency=practitioner.agency, at=made
        ),
        notices=notices(wanted.kind, wanted.purpose, _stays(wanted, story, leaving), len(story.cases)),
        people=_people(story),
        voices=_voices(story, labels),
        entries=_entries(story.entries, labels),
        cases=_cases(story, labels),
        agencies=_agencies(story.entries),
        plain=False,
    )


def _labels(story: chronology.Story) -> dict[UUID, str]:
    """What each case is called in a file of several: none has a reference there, which would tell whose it is."""
    if len(story.cases) == 1:
        return {}
    return {
        case.case_id: _("Case {number}").format(number=number) for number, case in enumerate(story.cases, 1)
    }


def _cases(story: chronology.Story, labels: dict[UUID, str]) -> tuple[CaseIn, ...]:
    met = Counter(one.case_id for one in story.entries)
    names = {case.case_id: case.name for case in story.cases}
    return tuple(CaseIn(label, names[case_id], met[case_id]) for case_id, label in labels.items())


def _stays(wanted: Wanted, story: chronology.Story, leaving: Leaving) -> tuple[str, ...]:
    """What is held back by a mark, by agency, where the reader may know that."""
    if wanted.purpose not in TOLD_WHAT_STAYS:
        return ()
    return tuple(
        ngettext(
            "1 line withheld by {agency} ({why}).", "{number} lines withheld by {agency} ({why}).", number
        ).format(number=number, agency=agency, why=", ".join(_(mark.replace("_", " ")) for mark in marks))
        for agency, marks, number in lines_that_stay([case.case_id for case in story.cases], leaving)
    )


def _people(story: chronology.Story) -> tuple[PersonIn, ...]:
    return tuple(PersonIn(one.name, _facts(one, story)) for one in story.people)


def _facts(one: PersonTold, story: chronology.Story) -> str:
    return one.age(story.today)


def _voices(story: chronology.Story, labels: dict[UUID, str]) -> tuple[VoiceIn, ...]:
    return tuple(
        VoiceIn(labels.get(one.case_id, ""), one.title, one.words, one.by, one.wants, tuple(_done(one)))
        for one in story.voices
    )


def _done(voice: chronology.VoiceTold) -> Iterator[str]:
    """What was done about it, and what the child was told."""
    yield from filter(None, (voice.done,))
    for one in voice.responses:
        told = _("The child was told: {words}").format(words=one.told_back) if one.told_back else ""
        yield " ".join(filter(None, (one.done, told or _("Nobody has told the child yet."))))


def _entries(entries: Sequence[Entry], labels: dict[UUID, str]) -> tuple[EntryIn, ...]:
    return tuple(
        EntryIn(
            number=number,
            case=labels.get(one.case_id, ""),
            when=one.happened.words,
            written=as_written(one.happened),
            agency=one.agency,
            by=one.by,
            statements=tuple(_said(one)),
            impact=one.impact,
            actions=one.actions,
        )
        for number, one in enumerate(entries, 1)
    )


def _said(one: Entry) -> Iterable[SaidIn]:
    """Its title where nothing else of it says that, then each statement."""
    whole = (
        " ".join(words.split()) for words in (*(x.text for x in one.statements), *one.impact, *one.actions)
    )
    if not any(words.startswith(one.title.rstrip("…")) for words in whole):
        yield SaidIn("", one.title, "", False)
    yield from map(_statement, one.statements)


def _statement(line: Statement) -> SaidIn:
    return SaidIn(SAID_BY.get(line.kind, ""), line.text, line.source, line.kind in THOUGHTS)


def _agencies(entries: Iterable[Entry]) -> tuple[AgencyIn, ...]:
    return tuple(
        AgencyIn(name, number) for name, number in sorted(Counter(one.agency for one in entries).items())
    )
