"""Putting people on record, and saying that someone is a person on record already. A person decides; nothing merges.

The order within an action is the policy's: a person's maker sees them only once they are a subject of a case the maker
may open, and nobody adds a name or a number to someone they cannot see.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from tessera.access import actions as access
from tessera.access.here import Me
from tessera.access.models import Case
from tessera.access.rules import Audience
from tessera.audit import NotHere, action
from tessera.people import queries
from tessera.people.models import Address, Identifier, MatchKey, Name, Person
from tessera.people.rules import (
    PersonDetails,
    PersonGiven,
    Place,
    given_of,
    keys,
    strong_probes,
    tidy_postcode,
)
from tessera.people.rules.words import IdentifierKind


@action("record", "person")
def record_person(
    *,
    practitioner: Me,
    at: datetime,
    case_id: UUID,
    given: PersonGiven,
    details: PersonDetails | None = None,
) -> Person:
    """A new person on record, a confirmed subject of the case. Only the hub may; the database refuses anyone else."""
    details = details or PersonDetails()
    person = Person(
        partnership_id=practitioner.partnership_id,
        given_name=given.given_name,
        family_name=given.family_name,
        sex=given.sex,
        date_of_birth=given.date_of_birth,
        expected_date_of_birth=given.expected_date_of_birth,
        age_years_when_recorded=details.age_years,
        ethnicity=details.ethnicity,
        first_language=details.first_language,
        communication=details.communication,
        religion=details.religion,
        disabilities=list(details.disabilities),
        made_by_id=practitioner.id,
        made_at=at,
    )
    person.save(force_insert=True)
    access.add_subject(practitioner=practitioner, at=at, case_id=case_id, person_id=person.pk)
    _add(practitioner, at, case_id, person.pk, given, _Known())
    return person


@action("link", "person")
def link_person(
    *, practitioner: Me, at: datetime, case_id: UUID, person_id: UUID, given: PersonGiven
) -> Person:
    """The one described in this case is this person on record. What is new is added beside what stands; nothing is
    overwritten. Raises NotHere where the person is absent or hidden.
    """
    person = Person.objects.filter(pk=person_id).first()
    found = queries.recorded([person_id])
    if person is None or not found:
        raise NotHere("This person is not here.")
    access.add_subject(practitioner=practitioner, at=at, case_id=case_id, person_id=person.pk)
    _add(practitioner, at, case_id, person.pk, given, _known(person, found[0].given, case_id))
    return person


@action("hide_if_excluded", "case")
def mark_possible_subjects(
    *, practitioner: Me, at: datetime, case_id: UUID, described: Iterable[tuple[UUID, Any]]
) -> Case:
    """Hide a case that is being sent from whoever must never see one of the children or adults described.

    `described` are the rows that describe them, each with its identifier. Answers the same whatever was found, and so
    does the ledger: the sender may not know that such a person is on record. Refused by the database once the hub is
    involved. Whoever is excluded later is hidden from then on.
    """
    with connection.cursor() as cursor:
        for row, one in described:
            probes = sorted(strong_probes(given_of(one)))
            cursor.execute("SELECT access.mark_provisional(%s, %s, %s)", (case_id, row, probes))
    return Case(pk=case_id)


@action("settle", "person")
def settle(*, practitioner: Me, at: datetime, described: UUID, person_id: UUID) -> Person:
    """Somebody described in a case turned out to be this person: what hid the case for their sake alone is lifted.

    Says nothing of what was hidden from whom. Nothing happens for whoever may not identify, or before the person is
    a confirmed subject of the case.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.settle(%s, %s)", (described, person_id))
    return Person(pk=person_id)


class _Known:
    """What stands already, so that nothing is written twice."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.numbers: set[tuple[str, str]] = set()
        self.places: set[Place] = set()
        self.keys: set[str] = set()
        self.recorded = False


def _known(person: Person, given: PersonGiven, case_id: UUID) -> _Known:
    known = _Known()
    known.recorded = True
    known.names = {_written(given.given_name, given.family_name), *given.also_known_as}
    known.numbers = set(_numbers(given))
    # Only this case's addresses: those of another case are for another audience, and are told again for this one.
    known.places = {
        Place(tuple(place.lines), place.postcode, tuple(place.marks))
        for place in Address.objects.filter(person_id=person.pk, case_id=case_id)
    }
    known.keys = set(MatchKey.objects.filter(person_id=person.pk).values_list("key", flat=True))
    return known


def _written(given: str, family: str) -> str:
    return " ".join(filter(None, (given, family)))


def _numbers(given: PersonGiven) -> list[tuple[str, str]]:
    return [
        *((IdentifierKind.NHS.value, number) for number in sorted(given.valid_nhs_numbers)),
        *((IdentifierKind.UPN.value, upn) for upn in sorted(given.valid_upns)),
    ]


def _add(
    practitioner: Me, at: datetime, case_id: UUID, person_id: UUID, given: PersonGiven, known: _Known
) -> None:
    names = list(given.also_known_as)
    if known.recorded:
        names.insert(0, _written(given.given_name, given.family_name))
    Name.objects.bulk_create(
        Name(person_id=person_id, name=name, made_at=at)
        for name in dict.fromkeys(names)
        if name and name not in known.names
    )
    Identifier.objects.bulk_create(
        Identifier(person_id=person_id, kind=kind, value=value, made_at=at)
        for kind, value in _numbers(given)
        if (kind, value) not in known.numbers
    )
    MatchKey.objects.bulk_create(
        MatchKey(person_id=person_id, key=key) for key in sorted(keys(given) - known.keys)
    )
    Address.objects.bulk_create(
        Address(
            case_id=case_id,
            agency_id=practitioner.agency_id,
            author_id=practitioner.id,
            audience=Audience.NAMED if place.protected else Audience.WHOLE_CASE,
            named=[practitioner.hub] if place.protected else [],
            person_id=person_id,
            lines=list(place.lines),
            postcode=tidy_postcode(place.postcode),
            door=place.kept_as,
            marks=list(place.marks),
            made_at=at,
        )
        for place in given.places
        if replace(place, postcode=tidy_postcode(place.postcode)) not in known.places
        and (place.lines or place.postcode)
    )
