"""Who might this be? Only ever among the people the searcher may see."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from tessera.access.models import Subject
from tessera.people.models import Address, Identifier, Name, Person
from tessera.people.rules import Comparison, PersonGiven, Place, Strength, compare, probes
from tessera.people.rules.words import IdentifierKind

__all__ = ("Match", "likely", "recorded")

_ORDER = {Strength.VERY_LIKELY: 0, Strength.POSSIBLE: 1}


@dataclass(frozen=True)
class Match:
    """Someone on record who may be the one described, and why. `case_ids`: the cases they are known by, newest first.

    `strength` is said in words ("very likely", "possible"); `reasons` and `against` are whole sentences.
    """

    person_id: UUID
    name: str
    date_of_birth: date | None
    expected_date_of_birth: date | None
    strength: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    case_ids: tuple[UUID, ...]


def likely(given: PersonGiven) -> tuple[Match, ...]:
    """People on record who may be the one described, the likeliest first; empty where there are none to be seen.

    Row security leaves out whoever the searcher may not see before anything is counted or compared, and the same
    questions are asked of the database whatever is found.
    """
    found = recorded(_candidates(probes(given)))
    compared = [(compare(given, known), person) for person, known in found]
    offered = [(comparison, person) for comparison, person in compared if comparison.offered]
    cases = _cases([person.pk for _, person in offered])
    matches = [_match(comparison, person, cases[person.pk]) for comparison, person in offered]
    return tuple(sorted(matches, key=_likeliest_first))


def _likeliest_first(match: Match) -> tuple[int, int, str, UUID]:
    strength = _ORDER[Strength(match.strength)]
    return strength, len(match.against) - len(match.reasons), match.name, match.person_id


def _candidates(keys: Iterable[str]) -> list[UUID]:
    """Who shares a blocking key. Equality of text leaks nothing, so row security leaves the index in use."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT person_id FROM people_matchkey WHERE key = ANY (%s)", (sorted(keys),))
        return [person_id for (person_id,) in cursor.fetchall()]


def recorded(person_ids: Iterable[UUID]) -> list[tuple[Person, PersonGiven]]:
    """Each of these people whom the searcher may see, with all that can say who they are. Four questions, always."""
    ids = list(person_ids)
    names: dict[UUID, list[str]] = defaultdict(list)
    numbers: dict[tuple[UUID, str], list[str]] = defaultdict(list)
    places: dict[UUID, list[Place]] = defaultdict(list)
    # Not `__in`: of an empty list Django asks nothing, and the difference could be timed.
    people = list(Person.objects.raw("SELECT * FROM people_person WHERE id = ANY (%s)", [ids]))
    for name in Name.objects.raw("SELECT * FROM people_name WHERE person_id = ANY (%s)", [ids]):
        names[name.person_id].append(name.name)
    for number in Identifier.objects.raw("SELECT * FROM people_identifier WHERE person_id = ANY (%s)", [ids]):
        numbers[number.person_id, number.kind].append(number.value)
    for place in Address.objects.raw("SELECT * FROM people_address WHERE person_id = ANY (%s)", [ids]):
        places[place.person_id].append(Place(tuple(place.lines), place.postcode, place.protected))
    return [
        (
            person,
            PersonGiven(
                given_name=person.given_name,
                family_name=person.family_name,
                also_known_as=tuple(names[person.pk]),
                date_of_birth=person.date_of_birth,
                expected_date_of_birth=person.expected_date_of_birth,
                sex=person.sex,
                nhs_numbers=tuple(numbers[person.pk, IdentifierKind.NHS]),
                upns=tuple(numbers[person.pk, IdentifierKind.UPN]),
                places=tuple(places[person.pk]),
            ),
        )
        for person in people
    ]


def _cases(person_ids: list[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """The cases that the searcher may open and each person is a confirmed subject of, newest first."""
    cases: dict[UUID, list[UUID]] = defaultdict(list)
    subjects = Subject.objects.raw(
        "SELECT * FROM access_subject WHERE person_id = ANY (%s) AND NOT provisional ORDER BY case_id DESC",
        [person_ids],
    )
    for subject in subjects:
        cases[subject.person_id].append(subject.case_id)
    return {person_id: tuple(cases[person_id]) for person_id in person_ids}


def _match(comparison: Comparison, person: Person, case_ids: tuple[UUID, ...]) -> Match:
    return Match(
        person_id=person.pk,
        name=" ".join(filter(None, (person.given_name, person.family_name))),
        date_of_birth=person.date_of_birth,
        expected_date_of_birth=person.expected_date_of_birth,
        strength=comparison.strength.value,
        reasons=comparison.reasons,
        against=comparison.against,
        case_ids=case_ids,
    )
