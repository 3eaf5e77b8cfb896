"""The family and network of a case: drawn from what each agency told, with a table; the hub adds and corrects."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from tessera.access.models import Agency
from tessera.enquiries.actions import screening
from tessera.enquiries.models import Enquiry, ReferralAdult, ReferralChild
from tessera.people.actions import tying
from tessera.people.models import Address, Relationship
from tessera.people.queries import family as queries
from tests.cast import as_member, client_as
from tests.stories.front_door import CHECKED, given_enquiry

pytestmark = pytest.mark.django_db(transaction=True)
GRAN = {
    "given_name": "May",
    "family_name": "Ashdown",
    "relationship_to_children": "grandmother (mother's mother)",
    "parental_responsibility": False,
    "lives_with_children": False,
}
FATHER = GRAN | {"given_name": "Lee", "family_name": "Sollis", "relationship_to_children": "father of Robin"}


def given_family(**changes: Any) -> Enquiry:
    """An enquiry whose people somebody in the hub has said who they are."""
    enquiry = given_enquiry(adults=[*CHECKED["adults"], GRAN, FATHER], **changes)
    with as_member("ama") as me:
        for child in ReferralChild.objects.filter(referral_id=enquiry.referral_id):
            screening.identify_child(practitioner=me, at=timezone.now(), child_id=child.pk, person_id=None)
        for adult in ReferralAdult.objects.filter(referral_id=enquiry.referral_id):
            screening.identify_adult(practitioner=me, at=timezone.now(), adult_id=adult.pk, person_id=None)
    return enquiry


def address_of(enquiry: Enquiry) -> str:
    return f"/cases/{enquiry.case_id}/family/"


def shown(username: str, enquiry: Enquiry) -> queries.FamilyShown:
    with as_member(username) as me:
        return queries.of_case(practitioner=me, at=timezone.now(), case_id=enquiry.case_id)


def person(page: queries.FamilyShown, name: str) -> queries.PersonShown:
    return next(one for one in page.people if one.name == name)


def form_of(page: queries.FamilyShown, **given: str) -> dict[str, str]:
    """What the hub types: Jo Ashdown's tie to Rowan, told by the police, but for what is given."""
    with as_member("ama"):
        police = str(Agency.objects.get(name="Thornmere Police").pk)
    return {
        "person": person(page, "Jo Ashdown").key,
        "other": person(page, "Rowan Ashdown").key,
        "kind": "parent",
        "words": "mother",
        "told_by": police,
        **given,
    }


def test_what_a_referral_says_is_drawn_with_a_table_beside_it() -> None:
    enquiry = given_family()
    page = shown("ama", enquiry)
    assert [one.name for one in page.people if one.index] == ["Rowan Ashdown", "Robin Ashdown"]
    mother, gran = person(page, "Jo Ashdown"), person(page, "May Ashdown")
    assert (mother.sex, mother.responsible, mother.home) == ("F", "yes", "Home A")
    assert gran.home == ""
    rows = {one.name: page.plan.places[one.key].row for one in page.people}
    assert rows["May Ashdown"] < rows["Jo Ashdown"] == rows["Lee Sollis"] < rows["Rowan Ashdown"]
    html = client_as("ama").get(address_of(enquiry)).content.decode()
    assert "Kestrel Lane Primary says: grandmother (mother&#x27;s mother), to Rowan Ashdown" in html
    assert "style=" not in html[html.index("<svg") :]
    assert 'role="region"' in html
    assert "Some contact: a thin line" in html, "how near each is, in words too"
    for words in ("Jo Ashdown", "has PR", "Home A"):
        assert f">{words}</text>" in html


def test_the_same_is_not_written_twice() -> None:
    enquiry = given_family()
    with as_member("ama") as me:
        before = Relationship.objects.count()
        assert before == 6
        for adult in ReferralAdult.objects.filter(referral_id=enquiry.referral_id):
            screening.identify_adult(
                practitioner=me, at=timezone.now(), adult_id=adult.pk, person_id=adult.person_id
            )
        assert Relationship.objects.count() == before


def test_everyone_in_the_case_reads_it_and_nobody_else() -> None:
    enquiry = given_family()
    assert client_as("ben").get(address_of(enquiry)).status_code == 200
    assert "Add somebody" not in client_as("ben").get(address_of(enquiry)).content.decode()
    for username in ("dev", "eve", "flo", "raj"):
        assert client_as(username).get(address_of(enquiry)).status_code == 404
    assert client_as("ben").get(f"{address_of(enquiry)}add/").status_code == 404
    link = client_as("ama").get(f"/enquiries/{enquiry.pk}/").content.decode()
    assert f'href="{address_of(enquiry)}"' in link
    back = client_as("ama").get(f"/cases/{enquiry.case_id}/")
    assert (back.status_code, back["Location"]) == (302, f"/enquiries/{enquiry.pk}/")
    assert client_as("dev").get(f"/cases/{enquiry.case_id}/").status_code == 404


def test_the_hub_adds_somebody_who_was_not_there() -> None:
    enquiry = given_family()
    page = shown("ama", enquiry)
    client = client_as("ama")
    new = {
        "person": "new",
        "given_name": "Dai",
        "family_name": "Ashdown",
        "sex": "M",
        "words": "mother's father",
    }
    answer = client.post(
        f"{address_of(enquiry)}add/",
        form_of(page, **new, other=person(page, "Jo Ashdown").key, died="yes", died_on_year="2019"),
    )
    assert answer.status_code == 302, answer.content.decode()
    page = shown("ama", enquiry)
    father = person(page, "Dai Ashdown")
    assert (father.died, father.age, father.sex) == (True, "died 2019", "M")
    assert page.plan.places[father.key].row == page.plan.places[person(page, "May Ashdown").key].row
    wrong = client.post(f"{address_of(enquiry)}add/", form_of(page, other=person(page, "Jo Ashdown").key))
    assert "this is the same person" in wrong.content.decode()


def test_two_agencies_that_tell_it_differently_are_both_heard() -> None:
    enquiry = given_family()
    page = shown("ama", enquiry)
    client = client_as("ama")
    told = form_of(page, kind="aunt_or_uncle", words="aunt", responsible="no")
    assert client.post(f"{address_of(enquiry)}add/", told).status_code == 302
    mother = person(shown("ama", enquiry), "Jo Ashdown")
    assert {(tie.by, tie.words) for tie in mother.ties if tie.differs} == {
        ("Kestrel Lane Primary", "mother"),
        ("Thornmere Police", "aunt"),
    }
    assert mother.responsible == "differs"
    wrong = next(tie for tie in mother.ties if tie.words == "aunt")
    correct = f"{address_of(enquiry)}{wrong.id}/correct/"
    assert "Enter why" in client.post(correct, told).content.decode()
    mended = told | {"kind": "parent", "words": "mother", "why": "A slip of the pen.", "responsible": "yes"}
    assert client.post(correct, mended).status_code == 302
    mother = person(shown("ama", enquiry), "Jo Ashdown")
    assert not any(tie.differs for tie in mother.ties)
    with as_member("ama"):
        assert Relationship.objects.filter(pk=wrong.id, relationship="aunt").exists()
    assert client_as("ben").post(correct, mended).status_code == 404


def test_a_tie_told_by_mistake_is_drawn_no_more() -> None:
    enquiry = given_family()
    page = shown("ama", enquiry)
    lee = person(page, "Lee Sollis")
    wrong = next(tie for tie in lee.ties if tie.other == "Robin Ashdown")
    told = form_of(page, person=lee.key, other=person(page, "Robin Ashdown").key, words="father of Robin")
    told |= {"state": "mistaken", "why": "It was his brother.", "told_by": agency_of(wrong)}
    assert client_as("ama").post(f"{address_of(enquiry)}{wrong.id}/correct/", told).status_code == 302
    page = shown("ama", enquiry)
    assert not [tie for tie in person(page, "Lee Sollis").ties if tie.other == "Robin Ashdown"]


def agency_of(tie: queries.TieShown) -> str:
    with as_member("ama"):
        return str(Agency.objects.get(name=tie.by).pk)


def test_separated_parents_are_drawn_with_a_stroke() -> None:
    enquiry = given_family()
    page = shown("ama", enquiry)
    told = form_of(
        page, person=person(page, "Lee Sollis").key, other=person(page, "Jo Ashdown").key,
        kind="partner", words="former partner", state="separated", until_year="2024",
    )  # fmt: skip
    assert client_as("ama").post(f"{address_of(enquiry)}add/", told).status_code == 302
    page = shown("ama", enquiry)
    assert [mark.strokes for mark in page.plan.marks] == [1]
    tie = next(tie for tie in person(page, "Lee Sollis").ties if tie.other == "Jo Ashdown")
    assert tie.how == "separated, until 2024"


def test_a_marked_address_is_not_in_what_a_family_may_be_given() -> None:
    secret = {"lines": ["9 Hidden Row"], "postcode": "ZZ99 1AA", "protected": True}
    jo = CHECKED["adults"][0] | {"address": secret}
    rowan = CHECKED["children"][0] | {"address": {"lines": ["9 Hidden Row"], "postcode": "ZZ99 1AA"}}
    robin = CHECKED["children"][1] | {"address": {"lines": ["4 Open Street"], "postcode": "ZZ99 2BB"}}
    enquiry = given_enquiry(adults=[jo], children=[rowan, robin])
    with as_member("ama") as me:
        for child in ReferralChild.objects.filter(referral_id=enquiry.referral_id):
            screening.identify_child(practitioner=me, at=timezone.now(), child_id=child.pk, person_id=None)
        for adult in ReferralAdult.objects.filter(referral_id=enquiry.referral_id):
            screening.identify_adult(practitioner=me, at=timezone.now(), adult_id=adult.pk, person_id=None)
        seen = {tuple(place.marks) for place in Address.objects.filter(case_id=enquiry.case_id)}
        assert ("domestic_abuse_address",) in seen
        given = queries.for_family(practitioner=me, at=timezone.now(), case_id=enquiry.case_id)
        hub = queries.of_case(practitioner=me, at=timezone.now(), case_id=enquiry.case_id)
    assert any("Hidden Row" in place.words for one in hub.people for place in one.addresses)
    assert "Hidden Row" not in repr(given)
    assert "4 Open Street" in repr(given)
    assert "Kestrel" not in repr(given)
    assert not person(shown("ben", enquiry), "Jo Ashdown").addresses


def test_whoever_works_with_them_is_shown_as_far_as_the_reader_may_know() -> None:
    enquiry = given_family()
    hub = shown("ama", enquiry)
    assert {one.how for one in hub.involved} >= {"Runs the case", "Made the referral"}
    ben = shown("ben", enquiry)
    assert {(one.who, one.how) for one in ben.involved} <= {(one.who, one.how) for one in hub.involved}
    assert not [one for one in ben.involved if one.how == "Runs the case"]
    html = client_as("ama").get(address_of(enquiry)).content.decode()
    assert len(re.findall('<svg class="tessera-spark" role="img"', html)) == 2


def test_only_people_of_the_case_are_tied() -> None:
    enquiry = given_family()
    other = given_family(reference="STORY-2")
    page, away = shown("ama", enquiry), shown("ama", other)
    with as_member("ama") as me, pytest.raises(tying.NotHere):
        tying.add_tie(
            practitioner=me,
            at=timezone.now(),
            case_id=enquiry.case_id,
            told_by=me.agency_id,
            tie=tying.NewTie(person(away, "Jo Ashdown").id, person(page, "Rowan Ashdown").id, "aunt"),
        )
