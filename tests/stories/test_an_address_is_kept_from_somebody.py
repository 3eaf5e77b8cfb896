"""An address of children that must be kept from somebody: whoever is not cleared is not told that there is one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tessera.access.explanation import explain
from tessera.access.here import Me
from tessera.access.models import Clearance, Practitioner
from tessera.access.rules import Mark
from tessera.enquiries.actions import screening
from tessera.enquiries.models import Enquiry, Protection, ReferralAddress, ReferralChild
from tessera.oversight.actions.clearances import end_clearance
from tessera.people.models import Address
from tessera.people.queries import likely
from tessera.people.rules import PersonGiven, Place, doors, given_of
from tessera.records.models import Withheld
from tests.cast import as_member, client_as
from tests.stories.front_door import CHECKED, TUESDAY, given_enquiry, given_referral

pytestmark = pytest.mark.django_db(transaction=True)
STREET, POSTCODE = "12 Refuge Road", "ZZ99 3AB"
PLACE: dict[str, Any] = {"lines": [STREET, "Thornmere"], "postcode": POSTCODE}


def given(family: str = "Ashdown", address: dict[str, Any] | None = None) -> Enquiry:
    """An enquiry about two children of this family, at this address where there is one."""
    told = {"family_name": family} | ({"address": address} if address else {})
    return given_enquiry(
        reference=f"STORY-{family}",
        children=[child | told for child in CHECKED["children"]],
        adults=[adult | {"family_name": family} for adult in CHECKED["adults"]],
    )


def given_later(address: dict[str, Any]) -> Enquiry:
    """Another enquiry, a day later, about the elder child alone, who has come to be called otherwise."""
    told = {"family_name": "Quenby", "address": address}
    return given_enquiry(
        TUESDAY + timedelta(days=1),
        reference="STORY-later",
        children=[CHECKED["children"][0] | told],
        adults=[],
    )


def identified(me: Me, enquiry: Enquiry) -> UUID:
    """The elder child is said to be the one on record who is likeliest, or nobody yet."""
    child = ReferralChild.objects.filter(referral_id=enquiry.referral_id).order_by("position")[0]
    places = [Place(tuple(PLACE["lines"]), POSTCODE)]
    found = [match.person_id for match in likely(given_of(child, places))]
    screening.identify_child(
        practitioner=me, at=TUESDAY, child_id=child.pk, person_id=found[0] if found else None
    )
    child.refresh_from_db()
    assert child.person_id is not None
    return child.person_id


def given_that_leila_is_not_cleared() -> None:
    """She works in the hub, as Ama does, and is no longer cleared for such addresses."""
    with as_member("hana") as me:
        held = Clearance.objects.get(
            practitioner__username="leila", mark=Mark.DOMESTIC_ABUSE_ADDRESS, valid_to__isnull=True
        )
        end_clearance(practitioner=me, at=datetime.now(UTC), clearance_id=held.pk)


def words(username: str, path: str) -> str:
    """What a page says, without what is different each time: identifiers, references, times of the day."""
    answer = client_as(username).get(path)
    assert answer.status_code == 200, (username, path)
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(re.sub(r"TH-\w{4}-\w{4}|\b[0-9a-f]{8}-[-0-9a-f]{27}\b", "", text).split())


def paths(enquiry: Enquiry) -> tuple[str, ...]:
    """Every page on which the children of a referral stand."""
    with as_member("ama"):
        child = ReferralChild.objects.filter(referral_id=enquiry.referral_id).order_by("position")[0]
    referral = f"/referrals/{enquiry.referral_id}/"
    return (f"/enquiries/{enquiry.pk}/", referral, f"{referral}child/{child.pk}/who/")


def test_whoever_is_cleared_reads_it_and_so_does_whoever_told_it() -> None:
    enquiry = given(address=PLACE | {"protected": True})
    given_that_leila_is_not_cleared()
    for path in paths(enquiry):
        assert STREET in words("ama", path)
        assert STREET not in words("leila", path)
        assert POSTCODE not in words("leila", path)
    assert STREET in words("ben", paths(enquiry)[1])


def test_to_whoever_is_not_cleared_it_is_as_if_there_were_none() -> None:
    protected, nowhere = given(address=PLACE | {"protected": True}), given("Quenby")
    given_that_leila_is_not_cleared()
    for hidden, absent in zip(paths(protected), paths(nowhere), strict=True):
        assert words("leila", hidden) == words("leila", absent).replace("Quenby", "Ashdown")
        assert words("ama", hidden) != words("ama", absent).replace("Quenby", "Ashdown")


def test_nobody_is_found_by_an_address_that_is_hidden() -> None:
    with as_member("ama") as me:
        child = ReferralChild.objects.filter(
            referral_id=given(address=PLACE | {"protected": True}).referral_id
        ).order_by("position")[0]
        screening.identify_child(practitioner=me, at=TUESDAY, child_id=child.pk, person_id=None)
        assert Address.objects.get().marks == [Mark.DOMESTIC_ABUSE_ADDRESS]
    given_that_leila_is_not_cleared()
    # A family name changes; the day and the house say who it may be.
    later = TUESDAY + timedelta(days=1)
    again = [CHECKED["children"][0] | {"family_name": "Quenby", "address": PLACE}]
    referral = given_referral(later, reference="STORY-3", children=again, child_voice=[])
    with as_member("ama"):
        [described] = ReferralChild.objects.filter(referral=referral)
    path = f"/referrals/{referral.pk}/child/{described.pk}/who/"
    assert "The address is the same." in words("ama", path)
    assert "The address is the same." not in words("leila", path)
    assert "Rowan Ashdown" not in words("leila", path)


# ------------------------------------------------------------------ told openly, and kept from somebody later

WHY = {"reason": "He was seen in the street, and asked a neighbour."}
MARKED = "The address is marked. Only people cleared for it read it now."


def where_of(enquiry: Enquiry) -> str:
    """The page on which the address of the elder child is kept from somebody."""
    with as_member("priya"):
        rows = ReferralAddress.objects.filter(child__referral_id=enquiry.referral_id)
        address = rows.order_by("child__position")[0]
    return f"/referrals/{enquiry.referral_id}/addresses/{address.pk}/protect/"


def when_it_is_marked(enquiry: Enquiry, *marks: Mark, by: str = "ama") -> str:
    given = WHY | {"marks": [mark.value for mark in marks]}
    answer = client_as(by).post(where_of(enquiry), given, follow=True)
    assert answer.status_code == 200
    page: str = answer.content.decode()
    assert MARKED in page
    return page


def test_an_address_that_was_told_openly_is_kept_from_somebody_later() -> None:
    enquiry = given(address=PLACE)
    given_that_leila_is_not_cleared()
    at_first = {path: words("leila", path) for path in paths(enquiry)}
    assert all(STREET in page for page in at_first.values())
    link = where_of(enquiry)
    assert all(f'href="{link}"' in client_as("ama").get(path).content.decode() for path in paths(enquiry)[:2])
    page = words("ama", link)
    assert "The same is done for Robin Ashdown, who live there too." in page
    when_it_is_marked(enquiry, Mark.DOMESTIC_ABUSE_ADDRESS)
    for path in paths(enquiry):
        assert STREET not in words("leila", path), "of both children: they live behind one door"
        assert "withheld" not in words("leila", path)
        assert STREET in words("ama", path)
    assert STREET in words("ben", paths(enquiry)[1]), "whoever told it knows it"
    assert client_as("leila").get(link).status_code == 404
    with as_member("ama"):
        told = ReferralAddress.objects.all()
        assert [row.lines for row in told] == [[STREET, "Thornmere"]] * 2, "nothing is deleted"
        assert {why.reason for why in Protection.objects.all()} == {WHY["reason"]}
    with as_member("leila"):
        assert not Protection.objects.exists()
        assert not Withheld.objects.exists()


def test_wherever_else_the_same_person_lives_there_it_is_marked_too() -> None:
    first, second = given(address=PLACE), given_later(address=PLACE)
    with as_member("ama") as me:
        [rowan, again] = [identified(me, enquiry) for enquiry in (first, second)]
        assert rowan == again
        assert Address.objects.filter(person_id=rowan).count() == 2
    given_that_leila_is_not_cleared()
    assert STREET in words("leila", f"/referrals/{second.referral_id}/")
    when_it_is_marked(first, Mark.DOMESTIC_ABUSE_ADDRESS)
    assert STREET not in words("leila", f"/referrals/{second.referral_id}/"), "in another case"
    with as_member("leila"):
        assert not Address.objects.filter(person_id=rowan).exists(), "on record"
    with as_member("ama") as me:
        kept = Address.objects.filter(person_id=rowan)
        assert {(row.audience, tuple(row.named)) for row in kept} == {("named", (me.hub,))}
        elsewhere = ReferralAddress.objects.get(child__referral_id=second.referral_id)
        assert elsewhere.marks == [Mark.DOMESTIC_ABUSE_ADDRESS]


def given_twice_without_a_postcode() -> tuple[Enquiry, Enquiry, UUID]:
    """Two enquiries about the same elder child, on record in both, at one address that nobody knew the postcode of."""
    told = {"address": {"lines": [STREET, "Thornmere"]}}
    first = given(address=told["address"])
    second = given_enquiry(
        TUESDAY + timedelta(days=1),
        reference="STORY-again",
        children=[CHECKED["children"][0] | told],
        adults=[],
    )
    with as_member("ama") as me:
        [rowan, again] = [identified(me, enquiry) for enquiry in (first, second)]
    assert rowan == again
    return first, second, rowan


def test_an_address_without_a_postcode_is_marked_elsewhere_too() -> None:
    first, second, rowan = given_twice_without_a_postcode()
    given_that_leila_is_not_cleared()
    assert STREET in words("leila", f"/referrals/{second.referral_id}/")
    when_it_is_marked(first, Mark.DOMESTIC_ABUSE_ADDRESS)
    assert STREET not in words("leila", f"/referrals/{second.referral_id}/")
    with as_member("leila"):
        assert not Address.objects.filter(person_id=rowan).exists()
    with as_member("ama"):
        kept = Address.objects.filter(person_id=rowan)
        assert {row.door[0] for row in kept} == {"~"}
        assert not list(doors(PersonGiven(places=(Place((STREET, "Thornmere")),)))), "nobody is found by it"


def test_of_a_mark_that_may_be_spoken_of_a_reader_is_told_that_an_address_is_held_back() -> None:
    enquiry = given(address=PLACE)
    when_it_is_marked(enquiry, Mark.POLICE_INTELLIGENCE, by="priya")
    said = "2 addresses withheld by Kestrel Lane Primary (police intelligence). Ask their hub officer."
    for path in paths(enquiry)[:2]:
        assert said in words("ama", path)
        assert STREET not in words("ama", path)
        assert STREET in words("priya", path)
        assert said not in words("priya", path)
    when_it_is_marked(enquiry, Mark.DOMESTIC_ABUSE_ADDRESS, by="priya")
    assert "withheld" not in words("ama", paths(enquiry)[0]), (
        "there is now something more to hide: that there is one"
    )


def test_who_could_read_it_on_a_day_is_told_truly() -> None:
    enquiry = given(address=PLACE)
    with as_member("ama"):
        address = ReferralAddress.objects.order_by("child__position")[0].pk
    given_that_leila_is_not_cleared()
    before = datetime.now(UTC)
    when_it_is_marked(enquiry, Mark.DOMESTIC_ABUSE_ADDRESS)
    leila = Practitioner.objects.get(username="leila").pk
    with as_member("hana"):
        then = explain(practitioner_id=leila, written=str(address), at=before)
        now = explain(practitioner_id=leila, written=str(address), at=None)
    assert then is not None
    assert now is not None
    assert (then.visible, now.visible) == (True, False)
    assert ("Marks", "None") in then.wears
    assert ("Marks", "Domestic abuse address") in now.wears


def test_only_the_hub_marks_an_address_and_only_one_that_it_sees() -> None:
    enquiry = given(address=PLACE)
    link = where_of(enquiry)
    assert client_as("ben").get(link).status_code == 404
    assert client_as("ama").get(link.replace(str(enquiry.referral_id), str(uuid4()))).status_code == 404
    nothing = client_as("ama").post(link, WHY)
    assert "Select why the address must be kept from somebody" in nothing.content.decode()
    when_it_is_marked(enquiry, Mark.DOMESTIC_ABUSE_ADDRESS)
    again = client_as("ama").post(link, WHY | {"marks": [Mark.DOMESTIC_ABUSE_ADDRESS.value]})
    assert again.status_code == 200
    assert MARKED not in again.content.decode()
    with as_member("ama"):
        assert Protection.objects.count() == 2
