"""One story: everything that happened in the cases about a child, or in one case, that the reader may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from tessera.access.here import Me, ask_about
from tessera.access.models import Subject
from tessera.audit import NotHere, query
from tessera.chronology.queries._alike import Likened, SideBySide, alike_of, two_of
from tessera.chronology.queries._contributors import AgencyTold, contributors
from tessera.chronology.queries._made_of import VoiceTold, of_facts, of_notes, of_voices, voice_told
from tessera.chronology.rules.alike import Pair
from tessera.chronology.rules.entries import Chosen, Entry, in_order
from tessera.chronology.rules.gaps import Gap, gaps
from tessera.chronology.rules.silences import silences
from tessera.enquiries.queries.contributing import Contribution, enquiry_to_ask_in
from tessera.enquiries.queries.happened import facts_of
from tessera.enquiries.queries.of_case import CaseNamed, named
from tessera.partnership import queries as partnership
from tessera.people.queries import PersonTold, people_of_cases
from tessera.records.queries import (
    Held,
    attributed,
    held_back_of_cases,
    latest_of_each,
    likened_of_cases,
    notes_of_cases,
    voices_of_cases,
)
from tessera.records.rules.happened import Happened
from tessera.records.rules.leaving import Leaving

# Days. Fewer without an entry are no gap that a picture shades.
GAP = 60


@dataclass(frozen=True)
class Story:
    """A chronology as it is read. `silences`: in words, what nobody has recorded for long.

    `ask_in`: the enquiry from which the reader may ask agencies to contribute.
    `alike`: entries that may be of one event and of which nobody has said whether they are; `likened`: what was said.
    `cases`: of what is taken out, the cases that it is of, as they are called.
    `noted`: when what each note that stands tells of happened, one left off the chronology too: those days are no gap.
    `latest`: of the `voices` what each child said last.
    """

    id: UUID
    case_id: UUID
    name: str
    people: tuple[PersonTold, ...]
    person: PersonTold | None
    entries: tuple[Entry, ...]
    today: date
    agencies: tuple[AgencyTold, ...]
    voices: tuple[VoiceTold, ...]
    held: tuple[Held, ...]
    silences: tuple[str, ...]
    ask_in: UUID | None
    alike: tuple[Pair, ...]
    likened: tuple[Likened, ...]
    back: str
    cases: tuple[CaseNamed, ...] = ()
    noted: tuple[Happened, ...] = ()
    latest: tuple[VoiceTold, ...] = ()

    def asked_of(self, agency_id: UUID) -> Contribution | None:
        """What the hub waits for from this agency: that it adds to the story. None where it does not."""
        found = next((one.asked for one in self.agencies if one.id == agency_id), None)
        return found if found is not None and found.waits else None

    @property
    def children(self) -> tuple[PersonTold, ...]:
        """Those it is about who are not 18 yet."""
        about = (self.person,) if self.person else self.people
        return tuple(one for one in about if one.is_child(self.today))

    def narrowed(self, chosen: Chosen) -> tuple[tuple[Entry, ...], tuple[Gap, ...]]:
        """The entries that were asked for, and the gaps: in all that was recorded, or in what was chosen."""
        shown = tuple(entry for entry in self.entries if chosen.keeps(entry))
        some, until = chosen.only_some, chosen.ends or self.today
        noted = () if some else (when for when in self.noted if chosen.within(when))
        moments = (*(entry.happened for entry in shown), *noted)
        return shown, gaps(moments, until=until, at_least=GAP, chosen=some)


@query("chronology", "export")
def to_take(
    *, practitioner: Me, at: datetime, case_ids: Sequence[UUID], every: bool, leaving: Leaving
) -> Story:
    """The story that these cases tell together, of what may stand in a file for somebody else: each is on record as
    taken. Raises NotHere where one of them is not open to whoever asks.
    """
    cases = [_called(case_id) for case_id in case_ids]
    for other in case_ids[1:]:
        _exported(other)
    name = "; ".join(dict.fromkeys(case.name for case in cases))
    people = people_of_cases(case_ids)
    story = _story(practitioner, at, list(case_ids), every, people, None, name, cases[0].href, leaving)
    return replace(story, cases=tuple(cases))


def _called(case_id: UUID) -> CaseNamed:
    case = named(case_id)
    if case is None:
        raise NotHere("This case is not here.")
    return case


def other_cases(case_id: UUID) -> list[UUID]:
    """The other cases about anybody in this one that the reader may open, the newest first. Whoever shows them writes
    down that somebody looked.
    """
    return list(_others_of(case_id, people_of_cases([case_id])))


@query("chronology", "see")
def of_case(
    *, practitioner: Me, at: datetime, case_id: UUID, every: bool = False, family: bool = False
) -> Story:
    """The story that one case tells; with `family` that of every case about anybody in it. Raises NotHere."""
    case = _called(case_id)
    people = people_of_cases([case_id])
    others = _others_of(case_id, people) if family else {}
    for other, person_id in others.items():
        _looked(person_id, other)
    return _story(practitioner, at, [case_id, *others], every, people, None, case.name, case.href)


def _others_of(case_id: UUID, people: Iterable[PersonTold]) -> dict[UUID, UUID]:
    """The other cases about any of these people that the reader may open, each with one of those people."""
    found = Subject.objects.filter(person_id__in=[one.id for one in people], provisional=False)
    return dict(found.exclude(case_id=case_id).order_by("-made_at").values_list("case_id", "person_id"))


def side_by_side(*, practitioner: Me, at: datetime, case_id: UUID, keys: tuple[str, str]) -> SideBySide:
    """Two entries of a case by their keys, to be compared. Raises NotHere, also where one agency wrote both."""
    story = of_case(practitioner=practitioner, at=at, case_id=case_id, every=True)
    found = two_of(story.entries, likened_of_cases([case_id]), *keys)
    if found is None:
        raise NotHere("These entries are not here.")
    return found


def of_person(*, practitioner: Me, at: datetime, person_id: UUID, every: bool = False) -> Story:
    """The story of a child in every case about them that the reader may open, each looked at. Raises NotHere."""
    cases = list(
        Subject.objects.filter(person_id=person_id, provisional=False)
        .order_by("-made_at")
        .values_list("case_id", flat=True)
    )
    people = people_of_cases(cases)
    person = next((one for one in people if one.id == person_id), None)
    if person is None:
        raise NotHere("This person is not here.")
    for case_id in cases:
        _looked(person_id, case_id)
    return _story(practitioner, at, cases, every, people, person, person.name, "")


@dataclass(frozen=True)
class _Looked:
    id: UUID
    case_id: UUID


@query("chronology", "export")
def _exported(case_id: UUID) -> _Looked:
    """That the chronology of a case is taken out with another's."""
    return _Looked(case_id, case_id)


@query("chronology", "see")
def _looked(person_id: UUID, case_id: UUID) -> _Looked:
    """That somebody read the chronology of a person, in one of their cases."""
    return _Looked(person_id, case_id)


def _story(
    practitioner: Me,
    at: datetime,
    case_ids: list[UUID],
    every: bool,
    people: tuple[PersonTold, ...],
    person: PersonTold | None,
    name: str,
    back: str,
    leaving: Leaving | None = None,
) -> Story:
    ask_about(case_ids)
    voices = attributed(voices_of_cases(case_ids, leaving), {one.id: one.name for one in people})
    notes = notes_of_cases(case_ids, leaving=leaving)
    entries = in_order(
        [
            *of_notes(notes, every),
            *of_voices(voices),
            *of_facts(facts_of(practitioner=practitioner, case_ids=case_ids, leaving=leaving)),
        ]
    )
    if person is not None:
        entries = [entry for entry in entries if not entry.about or person.id in entry.about]
        voices = tuple(voice for voice in voices if voice.person_id in (None, person.id))
        notes = tuple(note for note in notes if not note.about or person.id in note.about)
    noted = tuple(note.happened for note in notes if note.stands)
    today = timezone.localtime(at).date()
    seen_alone = [
        (voice.person_id, voice.happened.last) for voice in voices if voice.alone and voice.happened.last
    ]
    whose = [one for one in (people if person is None else [person]) if one.is_child(today)]
    children: dict[UUID | None, str] = {one.id: one.name for one in whose}
    if person is None and not children:
        children = {None: name}  # nobody has said who the children are
    agreed = partnership.in_force(practitioner.partnership_id, at).settings.patterns.silence
    alike, likened = alike_of(entries, likened_of_cases(case_ids))
    return Story(
        id=person.id if person else case_ids[0],
        case_id=case_ids[0],
        name=name,
        people=people,
        person=person,
        entries=tuple(entries),
        today=today,
        agencies=contributors(practitioner, entries, case_ids),
        voices=tuple(voice_told(voice) for voice in voices),
        held=held_back_of_cases(case_ids),
        silences=tuple(silences(entries, seen_alone, children, today, agreed, noted)),
        ask_in=enquiry_to_ask_in(practitioner, case_ids),
        alike=alike,
        likened=likened,
        back=back,
        noted=noted,
        latest=tuple(voice_told(voice) for voice in latest_of_each(voices)),
    )
