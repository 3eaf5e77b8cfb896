"""Matching under the real policy: what is found, and that what is hidden is simply not there."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext

from tessera.access import actions as access
from tessera.access.here import Me
from tessera.access.models import Case, Practitioner, Subject
from tessera.access.rules import InvolvementKind, Mark
from tessera.audit import NotHere
from tessera.audit.models import Entry
from tessera.enquiries.actions.screening import identify_child
from tessera.enquiries.models import ReferralChild
from tessera.people.actions import link_person, mark_possible_subjects, record_person
from tessera.people.models import Address, Identifier, MatchKey, Name, Person
from tessera.people.queries import likely
from tessera.people.rules import PersonGiven, Place, strong_probes
from tests.cast import as_member
from tests.stories.front_door import given_referral

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 16, 15, 20, tzinfo=UTC)
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


def test_someone_without_a_date_of_birth_is_found_where_they_live() -> None:
    mother = PersonGiven("Jo", "Lockett", places=(Place(("Flat 2, 9 Mill Lane",), "zz992cd"),))
    _, person_id = recorded(mother)
    dated = replace(
        mother, date_of_birth=date(1990, 1, 2), places=(Place(("9 Mill Lane", "Flat 2"), "ZZ99 2CD"),)
    )
    with as_member("ama"):
        assert Address.objects.get().postcode == "ZZ99 2CD"
        assert [match.person_id for match in likely(mother)] == [person_id]
        assert likely(dated) == ()  # another first number: not the same door
        assert [m.person_id for m in likely(replace(mother, date_of_birth=date(1990, 1, 2)))] == [person_id]


def test_a_protected_address_finds_nobody_for_whoever_may_not_see_it() -> None:
    hidden = Place(("1 Refuge Road",), "ZZ99 9ZZ", (Mark.DOMESTIC_ABUSE_ADDRESS,))
    case_id, person_id = recorded(PersonGiven("Jo", "Lockett", places=(hidden,)))
    search = PersonGiven("Jo", "Lockett", places=(replace(hidden, marks=()),))
    with as_member("ama") as ama:
        cass = Practitioner.objects.get(username="cass").principal_id
        access.involve(
            practitioner=ama,
            at=AT,
            case_id=case_id,
            principal=cass,
            kind=InvolvementKind.ASKED,
            reason="Asked.",
        )
        assert len(likely(search)) == 1
    with as_member("cass"):
        assert Person.objects.filter(pk=person_id).exists()
        assert likely(search) == ()


def test_an_unborn_child_and_a_born_sibling_are_never_one() -> None:
    recorded()
    unborn = PersonGiven(family_name="Lockett", expected_date_of_birth=date(2027, 1, 20), places=FREYA.places)
    with as_member("ama"):
        assert likely(unborn) == ()


def test_a_baby_is_found_who_was_on_record_before_birth() -> None:
    unborn = PersonGiven(family_name="Noor", expected_date_of_birth=date(2027, 1, 20))
    _, person_id = recorded(unborn)
    with as_member("ama"):
        [match] = likely(PersonGiven(family_name="Noor", given_name="Amal", date_of_birth=date(2027, 1, 9)))
        assert (match.person_id, match.strength) == (person_id, "possible")
        assert (
            likely(PersonGiven(family_name="Noor", given_name="Amal", date_of_birth=date(2025, 1, 9))) == ()
        )


def test_a_twin_is_not_offered() -> None:
    recorded()
    twin = replace(FREYA, given_name="Freda", also_known_as=(), nhs_numbers=())
    with as_member("ama"):
        assert likely(twin) == ()
        assert likely(replace(twin, given_name="Frey"))  # the same search finds her by what she is called


def test_linking_adds_and_overwrites_nothing() -> None:
    case_id, person_id = recorded()
    told = PersonGiven(
        given_name="Freyja",
        family_name="Lockett-Smith",
        date_of_birth=date(2018, 4, 3),
        sex="M",
        nhs_numbers=(NHS, OTHER_NHS),
        places=(Place(("3 Mill Lane",), "ZZ99 2CD", (Mark.DOMESTIC_ABUSE_ADDRESS,)),),
    )
    with as_member("ama") as ama:
        other_case = opened_case(ama)
        for _ in range(2):
            link_person(practitioner=ama, at=AT, case_id=other_case, person_id=person_id, given=told)
        person = Person.objects.get(pk=person_id)
        assert (person.given_name, person.family_name, person.sex) == ("Freya", "Lockett", "F")
        assert person.date_of_birth == FREYA.date_of_birth
        assert sorted(Name.objects.values_list("name", flat=True)) == ["Frey", "Freyja Lockett-Smith"]
        assert sorted(Identifier.objects.values_list("value", flat=True)) == [NHS, OTHER_NHS]
        kept = list(MatchKey.objects.values_list("key", flat=True))
        assert len(kept) == len(set(kept))
        assert {f"nhs:{NHS}", f"nhs:{OTHER_NHS}"} <= set(kept)
        protected = Address.objects.get(marks=[Mark.DOMESTIC_ABUSE_ADDRESS])
        assert (protected.audience, protected.named) == ("named", [ama.hub])
        assert Address.objects.count() == 2
        assert set(likely(told)[0].case_ids) == {case_id, other_case}


def test_someone_who_may_not_be_seen_cannot_be_linked() -> None:
    _, person_id = recorded()
    with as_member("raj", "eastmere") as raj:
        case_id = opened_case(raj)
        for unseen in (person_id, case_id):
            with pytest.raises(NotHere):
                link_person(practitioner=raj, at=AT, case_id=case_id, person_id=unseen, given=FREYA)


@pytest.mark.parametrize(
    ("searcher", "partnership"),
    [("dev", "thornmere"), ("eve", "thornmere"), ("ben", "thornmere"), ("raj", "eastmere")],
)
def test_whoever_may_not_see_someone_finds_nobody(searcher: str, partnership: str) -> None:
    """Nothing tells a hidden person from one who was never there: not the answer, not a question more or less."""
    recorded()
    nobody = replace(FREYA, given_name="Zaltan", family_name="Quixel", also_known_as=(), nhs_numbers=())
    with as_member(searcher, partnership):
        with CaptureQueriesContext(connection) as hidden:
            assert likely(FREYA) == ()
        with CaptureQueriesContext(connection) as absent:
            assert likely(nobody) == ()
        assert MatchKey.objects.count() == Identifier.objects.count() == Person.objects.count() == 0
    with as_member("ama"), CaptureQueriesContext(connection) as seen:
        assert len(likely(FREYA)) == 1
    assert len(seen) == len(hidden) == len(absent)


def test_an_excluded_hub_practitioner_finds_nobody() -> None:
    _, person_id = recorded()
    with as_member("leila"):
        assert len(likely(FREYA)) == 1
    exclude("leila", person_id)
    with as_member("leila"):
        assert likely(FREYA) == ()


def test_the_index_is_used_under_row_security() -> None:
    recorded()
    with as_member("ama"), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("tessera_app",)
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            # ALL: how those who are found twice are taken out hangs on how full the tables were before.
            "EXPLAIN SELECT person_id FROM people_matchkey WHERE key = ANY (%s) "
            "UNION ALL SELECT person_id FROM people_address WHERE door = ANY (%s)",
            (["nhs:9990000018", "upn:x"], ["ZZ99 1AB 12", "ZZ99 2AB 1"]),
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "people_matchkey_key" in plan, plan
    assert "Index Cond: ((key)::text = ANY" in plan, plan
    assert "people_address_door" in plan, plan
    assert "Index Cond: ((door)::text = ANY" in plan, plan


# ---------------------------------------- a case being sent


def exclude(username: str, person_id: Any) -> None:
    with as_member("ama") as ama:
        excluded = Practitioner.objects.get(username=username).pk
        access.exclude(practitioner=ama, at=AT, excluded=excluded, person_id=person_id, reason="Her family.")


def sent(reference: str = "STORY-1", **child: Any) -> Any:
    """A referral about one child, sent by Ben, with Flo involved by the hub. The case."""
    told = {"family_name": "Lockett"} | child
    case_id = given_referral(children=[told], child_voice=[], reference=reference).case_id
    with as_member("ama") as ama:
        flo = Practitioner.objects.get(username="flo").principal_id
        access.involve(
            practitioner=ama,
            at=AT,
            case_id=case_id,
            principal=flo,
            kind=InvolvementKind.ALLOCATED,
            reason="Hers.",
        )
    return case_id


def flo_sees(case_id: Any) -> bool:
    with as_member("flo"):
        seen = Case.objects.filter(pk=case_id).exists()
        assert ReferralChild.objects.filter(case_id=case_id).exists() is seen
        return seen


@pytest.mark.parametrize(
    ("named", "hides"),
    [
        ({"given_name": "Freya", "date_of_birth": "2018-03-04"}, True),
        ({"given_name": "Freyja", "family_name": "Locket", "nhs_number": NHS, "age_years": 8}, True),
        ({"given_name": "Fraya", "family_name": "Lokett", "date_of_birth": "2018-04-03"}, True),
        ({"family_name": "Lockett-Smith", "given_name": "Frey", "date_of_birth": "2018-03-04"}, True),
        ({"given_name": "Dunja", "family_name": "Lockett", "date_of_birth": "2011-05-06"}, False),
        ({"given_name": "Dunja", "family_name": "Lockett", "date_of_birth": "2018-03-04"}, False),
    ],
)
def test_a_new_case_about_her_niece_never_shows_to_flo(named: dict[str, Any], hides: bool) -> None:
    """Hidden from the first moment, before anyone has said who the child is."""
    _, person_id = recorded()
    exclude("flo", person_id)
    assert flo_sees(sent(**named)) is not hides


def test_a_case_that_names_an_adult_she_must_never_see_is_hidden_too() -> None:
    brother = PersonGiven(given_name="Mark", family_name="Lockett", date_of_birth=date(1985, 6, 7))
    _, person_id = recorded(brother)
    exclude("flo", person_id)
    adult = {
        "given_name": "Marc",
        "family_name": "Lockett",
        "date_of_birth": "1985-06-07",
        "relationship_to_children": "father",
        "parental_responsibility": True,
        "lives_with_children": True,
    }
    case_id = given_referral(
        children=[{"family_name": "Else", "age_years": 3}], adults=[adult], child_voice=[]
    ).case_id
    with as_member("ama"):
        assert Subject.objects.filter(case_id=case_id, person_id=person_id, provisional=True).exists()


def test_without_an_exclusion_nothing_is_marked() -> None:
    recorded()
    case_id = sent(given_name="Freya", date_of_birth="2018-03-04", nhs_number=NHS)
    with as_member("ama"):
        assert not Subject.objects.filter(case_id=case_id).exists()


def test_marking_tells_nothing_and_is_over_once_the_case_is_sent() -> None:
    _, person_id = recorded()
    exclude("flo", person_id)
    with as_member("ben") as ben:
        case = access.open_case(practitioner=ben, at=AT)
        for described in (FREYA, replace(FREYA, given_name="Zaltan", family_name="Quixel", nhs_numbers=())):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT access.mark_provisional(%s, %s, %s)",
                    (case.pk, uuid4(), sorted(strong_probes(described))),
                )
                assert cursor.fetchall() == [("",)]
    case_id = sent(given_name="Rowan", age_years=3)
    for member in ("ben", "ama"):
        with pytest.raises(ProgrammingError), as_member(member) as me:
            mark_possible_subjects(practitioner=me, at=AT, case_id=case_id, described=[(uuid4(), FREYA)])


def test_the_ledger_tells_nothing_either() -> None:
    _, person_id = recorded()
    exclude("flo", person_id)
    with as_member("ben") as ben:
        for described in ([(uuid4(), FREYA)], []):
            case = access.open_case(practitioner=ben, at=AT)
            mark_possible_subjects(practitioner=ben, at=AT, case_id=case.pk, described=described)
        written = Entry.objects.filter(verb="hide_if_excluded").values_list("detail", "by")
        assert list(written) == [({}, ben.id)] * 2


def test_saying_who_it_is_confirms_a_possible_subject() -> None:
    _, person_id = recorded()
    exclude("flo", person_id)
    case_id = sent(given_name="Freya", date_of_birth="2018-03-04")
    with as_member("ama") as ama:
        assert case_id not in likely(FREYA)[0].case_ids
        link_person(practitioner=ama, at=AT, case_id=case_id, person_id=person_id, given=FREYA)
        assert case_id in likely(FREYA)[0].case_ids
    assert not flo_sees(case_id)


def test_an_exclusion_recorded_later_hides_what_was_sent_before_and_a_wrong_mark_is_lifted() -> None:
    case_id = sent(given_name="Freya", date_of_birth="2018-03-04")
    twice = sent(given_name="Freya", date_of_birth="2018-03-04", reference="TWICE")
    assert flo_sees(case_id)
    _, person_id = recorded()
    exclude("flo", person_id)
    assert not flo_sees(case_id)
    with as_member("ama") as ama:
        child = ReferralChild.objects.get(case_id=case_id)
        identify_child(practitioner=ama, at=AT, child_id=child.pk, person_id=None)
        assert not Subject.objects.filter(case_id=case_id, person_id=person_id).exists()
    assert flo_sees(case_id)
    assert not flo_sees(twice)
    with as_member("ama") as ama:
        child = ReferralChild.objects.get(case_id=twice)
        identify_child(practitioner=ama, at=AT, child_id=child.pk, person_id=person_id)
        assert not Subject.objects.get(case_id=twice, person_id=person_id).provisional
    assert not flo_sees(twice)
