"""Matching under the real policy: what is found, and that what is hidden is simply not there."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tessera.access import actions as access
from tessera.access.here import Me
from tessera.access.models import Subject
from tessera.access.rules import InvolvementKind
from tessera.people.actions import record_person
from tessera.people.models import Address, Identifier, MatchKey, Name, Person
from tessera.people.queries import likely
from tessera.people.rules import PersonGiven, Place
from tests.cast import as_member

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 21, 15, 20, tzinfo=UTC)
NHS, OTHER_NHS = "9990000018", "9990000026"
FREYA = PersonGiven(
    given_name="Freya",
    family_name="Lockett",
    also_known_as=("Frey",),
    date_of_birth=date(2018, 3, 4),
    sex="F",
    nhs_numbers=("9990000018",),
    places=(Place(("12 Tarn Close",), "ZZ99 1AB"),),
)


def opened_case(me: Me) -> Any:
    """A case of this practitioner's, with the hub in it."""
    case = access.open_case(practitioner=me, at=AT)
    for principal, kind in ((me.principal, InvolvementKind.REFERRER), (me.hub, InvolvementKind.HUB)):
        access.involve(
            practitioner=me, at=AT, case_id=case.pk, principal=principal or 0, kind=kind, reason="A test."
        )
    return case.pk


def recorded(given: PersonGiven = FREYA) -> tuple[Any, Any]:
    """Someone on record, put there by Ama; (case, person)."""
    with as_member("ama") as ama:
        case_id = opened_case(ama)
        return case_id, record_person(practitioner=ama, at=AT, case_id=case_id, given=given).pk


def test_a_person_is_recorded_whole() -> None:
    case_id, person_id = recorded()
    with as_member("ama"):
        person = Person.objects.get(pk=person_id)
        assert (person.given_name, person.sex) == ("Freya", "F")
        assert list(Name.objects.values_list("name", flat=True)) == ["Frey"]
        assert list(Identifier.objects.values_list("kind", "value")) == [("nhs", NHS)]
        assert Address.objects.get().postcode == "ZZ99 1AB"
        assert Subject.objects.get(person_id=person_id).case_id == case_id
        assert not any("ZZ99" in key.upper() for key in MatchKey.objects.values_list("key", flat=True))
        [match] = likely(FREYA)
        assert (match.person_id, match.name, match.strength) == (person_id, "Freya Lockett", "very likely")
        assert match.case_ids == (case_id,)
        assert "The NHS number is the same." in match.reasons
