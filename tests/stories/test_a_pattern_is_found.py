"""Small facts that mean little alone are pointed out together, to whoever may read every one of them."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tessera.audit.models import Entry
from tessera.enquiries.actions import screening
from tessera.enquiries.models import Enquiry, ReferralChild
from tessera.people.actions import tying
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry

pytestmark = pytest.mark.django_db(transaction=True)
HEADING = "Patterns in what is recorded"
RULE = "3 or more small worries within 90 days"


def given_a_child(person_id: UUID | None = None, **changes: str) -> tuple[Enquiry, UUID]:
    """An enquiry about a child on record, and who it is: somebody new where nobody is named."""
    enquiry = given_enquiry(**changes)
    return enquiry, put_on_record(enquiry, "Rowan", person_id)


def put_on_record(enquiry: Enquiry, given_name: str, person_id: UUID | None = None) -> UUID:
    """The hub says who a child of the enquiry is: somebody new where nobody is named."""
    with as_member("ama") as me:
        child = ReferralChild.objects.get(referral_id=enquiry.referral_id, given_name=given_name)
        screening.identify_child(practitioner=me, at=timezone.now(), child_id=child.pk, person_id=person_id)
        return ReferralChild.objects.values_list("person_id", flat=True).get(pk=child.pk)


def when_somebody_notes(
    client: Client, enquiry: Enquiry, text: str, *themes: str, nature: str = "contact", **given: str
) -> UUID:
    """A note on the chronology, by its identifier."""
    note = {"when": "today", "kind": "seen", "text": text, "share": "whole_case", "draft": str(uuid4())}
    answer = client.post(f"/cases/{enquiry.case_id}/notes/new/", note | given)
    note_id = UUID(answer["Location"].split("/")[2])
    said = {"nature": nature, "significance": "1", "themes": themes or ["low_level"]}
    assert client.post(f"/notes/{note_id}/promote/", said).status_code == 302
    return note_id


def patterns(client: Client, enquiry: Enquiry) -> str:
    """What the page says of patterns; nothing where there is none."""
    page = client.get(f"/cases/{enquiry.case_id}/chronology/").content.decode()
    return page.partition(f">{HEADING}<")[2].partition("</section>")[0]


def test_it_is_told_to_whoever_reads_every_fact_and_to_nobody_else() -> None:
    (enquiry, _), ben, ama = given_a_child(), client_as("ben"), client_as("ama")
    first = when_somebody_notes(ben, enquiry, "Wet shoes.")
    when_somebody_notes(ben, enquiry, "Hungry at ten.")
    when_somebody_notes(ama, enquiry, "Nobody at the door.", share="own")
    found = patterns(ama, enquiry)
    for words in (RULE, "Wet shoes.", "Hungry at ten.", "Nobody at the door.", f"/notes/{first}/"):
        assert words in found
    assert not patterns(ben, enquiry), "one of the three is not theirs to read"
    when_somebody_notes(ben, enquiry, "Fell asleep.")
    found = patterns(ben, enquiry)
    assert RULE in found, "what is hidden takes nothing away from what they may read"
    assert "Nobody at the door." not in found


def test_what_was_taken_back_or_is_too_long_ago_is_no_part_of_it() -> None:
    (enquiry, _), ben = given_a_child(), client_as("ben")
    taken_back = when_somebody_notes(ben, enquiry, "Wet shoes.")
    when_somebody_notes(ben, enquiry, "Hungry at ten.")
    when_somebody_notes(ben, enquiry, "No coat.", when="day", day="3 June 2020")
    assert not patterns(ben, enquiry)
    when_somebody_notes(ben, enquiry, "Fell asleep.")
    found = patterns(ben, enquiry)
    assert RULE in found
    assert "No coat." not in found
    assert ben.post(f"/notes/{taken_back}/withdraw/", {"reason": "Another child"}).status_code == 302
    assert not patterns(ben, enquiry)


def test_lines_that_were_placed_by_themselves_are_things_of_their_own() -> None:
    (enquiry, _), ben, ama = given_a_child(), client_as("ben"), client_as("ama")
    lines = {"text_2": "Hungry at ten.", "kind_2": "seen", "text_3": "Fell asleep.", "kind_3": "seen"}
    note = {
        "when": "today",
        "kind": "seen",
        "text": "Wet shoes.",
        "share": "whole_case",
        "draft": str(uuid4()),
    }
    page = ben.post(f"/cases/{enquiry.case_id}/notes/new/", note | lines)["Location"]
    places = re.findall(r"/notes/[0-9a-f-]{36}/lines/[0-9a-f-]{36}/promote/", ben.get(page).content.decode())
    assert len(places) == 3
    said = {"nature": "contact", "significance": "1", "themes": ["low_level"]}
    for place in places[:2]:
        assert ben.post(place, said).status_code == 302
    assert not patterns(ama, enquiry), "two of three"
    assert ben.post(places[2], said).status_code == 302
    found = patterns(ama, enquiry)
    assert [found.count(words) for words in ("Wet shoes.", "Hungry at ten.", "Fell asleep.")] == [1] * 3
    assert RULE in found
    assert ama.post(places[0], said | {"significance": "0"}).status_code == 302
    assert not patterns(ama, enquiry)


def test_each_rule_finds_its_own() -> None:
    enquiry, person = given_a_child(rating="green")
    ama = client_as("ama")
    when_somebody_notes(ama, enquiry, "Moved again.", "move", "not_brought")
    when_somebody_notes(ama, enquiry, "Moved to Nan’s.", "move", "absence")
    assert not patterns(ama, enquiry), "once is no pattern"
    when_somebody_notes(ama, enquiry, "In one room now.", "move", "not_brought", "parent_illness")
    for by in ("ben", "cass"):
        given_a_child(person, rating="green", by=by)
    assert re.findall(r"heading-s\">[^:<]+: ([^<]+)<", patterns(ama, enquiry)) == [
        "Referred by 2 or more agencies within 90 days",
        "3 or more enquiries rated Green within 90 days",
        "Not brought 2 or more times within 365 days",
        "Moved 3 or more times within 365 days",
        "Away from school, and a parent ill, within 90 days of each other",
    ]


def test_harm_to_a_brother_or_sister_is_told_beside_the_childs_own() -> None:
    enquiry, rowan = given_a_child()
    robin = put_on_record(enquiry, "Robin")
    ama = client_as("ama")
    when_somebody_notes(ama, enquiry, "A bruise on Rowan.", nature="harm", people=str(rowan))
    when_somebody_notes(ama, enquiry, "A burn on Robin.", nature="harm", people=str(robin))
    assert not patterns(ama, enquiry), "nobody has said that they are brother and sister"
    with as_member("ama") as me:
        tying.add_tie(
            practitioner=me,
            at=timezone.now(),
            case_id=enquiry.case_id,
            told_by=me.agency_id,
            tie=tying.NewTie(person=robin, other=rowan, words="sister"),
        )
    found = patterns(ama, enquiry)
    rule = "Harm noted for this child and for a brother or sister, within 90 days of each other</h3>"
    assert found.count(rule) == 1, "the same rule on the same facts is told once"
    assert found.count("A bruise on Rowan.") == found.count("A burn on Robin.") == 1
    named = found[: found.index(rule)].rpartition(">")[2]
    assert re.fullmatch(r"For each of R\w+ Ashdown and R\w+ Ashdown: ", named), named


def test_what_is_the_same_for_two_children_is_told_once_and_judged_for_each() -> None:
    enquiry, rowan = given_a_child()
    robin = put_on_record(enquiry, "Robin")
    ama = client_as("ama")
    for text in ("Wet shoes.", "Hungry at ten.", "Fell asleep."):
        when_somebody_notes(ama, enquiry, text)
    found = patterns(ama, enquiry)
    assert found.count(RULE + "</h3>") == found.count("Wet shoes.") == 1
    of_each = [f"/people/{child}/patterns/low_notes/" for child in (rowan, robin)]
    assert all(address in found for address in of_each)
    assert ama.post(of_each[0], {"reason": "He has breakfast at school now."}).status_code == 302
    found = patterns(ama, enquiry)
    assert of_each[0] not in found
    assert of_each[1] in found, "it was judged of one of them"
    assert re.search(r"Rowan Ashdown: You dismissed this on [^<]*He has breakfast", found)
    when_somebody_notes(ama, enquiry, "No coat.", people=str(robin))
    found = patterns(ama, enquiry)
    assert found.count(RULE + "</h3>") == 2, "one rests on more than the other"
    assert [found.count(words) for words in ("Wet shoes.", "No coat.")] == [2, 1]


def test_whoever_dismisses_it_does_so_for_themselves_and_until_there_is_more() -> None:
    (enquiry, person), ben, ama = given_a_child(), client_as("ben"), client_as("ama")
    for text in ("Wet shoes.", "Hungry at ten.", "Fell asleep."):
        when_somebody_notes(ben, enquiry, text)
    address = f"/people/{person}/patterns/low_notes/"
    assert address in patterns(ben, enquiry)
    assert "Fell asleep." in ben.get(address).content.decode()
    assert "Enter why this needs nothing more now" in ben.post(address, {"reason": " "}).content.decode()
    assert ben.post(address, {"reason": "A new baby. I ring each day."}).status_code == 302
    found = patterns(ben, enquiry)
    assert "A new baby. I ring each day." in found
    assert address not in found
    assert "A new baby" not in patterns(ama, enquiry), "others judge for themselves"
    assert address in patterns(ama, enquiry)
    when_somebody_notes(ben, enquiry, "No coat.")
    found = patterns(ben, enquiry)
    assert address in found, "it rests on more than what was judged"
    assert "A new baby" not in found
    with as_member("ben"):
        assert Entry.objects.filter(verb="dismiss", kind="dismissal").count() == 1
    for client, elsewhere in ((ben, address.replace("low_notes", "moves")), (client_as("dev"), address)):
        assert client.get(elsewhere).status_code == 404
        assert client.post(elsewhere, {"reason": "Nothing."}).status_code == 404
