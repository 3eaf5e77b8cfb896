"""A practitioner says whom they must never see. It holds at once and later; nobody learns whether there is a record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from tessera.access.models import Practitioner
from tessera.audit.models import Entry
from tessera.enquiries.actions import screening
from tessera.enquiries.models import Enquiry, ReferralChild
from tests.cast import as_member, client_as
from tests.stories.front_door import TUESDAY, given_enquiry, given_referral

pytestmark = pytest.mark.django_db(transaction=True)

ROWAN: dict[str, Any] = {
    "given_name": "Rowan",
    "family_name": "Ashdown",
    "born_day": "4",
    "born_month": "3",
    "born_year": "2018",
    "reason": "Her niece, one of twins.",
}
NOBODY = ROWAN | {"given_name": "Zebedee", "family_name": "Quenby"}
SAID = "It is recorded. It holds from now on, whether or not there is a record."


def when_they_say_so(username: str, **changes: Any) -> str:
    answer = client_as(username).post("/exclusions/", ROWAN | changes, follow=True)
    assert answer.status_code == 200
    body: str = answer.content.decode()
    return body


def identified(enquiry: Enquiry) -> None:
    with as_member("ama") as me:
        for child in ReferralChild.objects.filter(referral_id=enquiry.referral_id):
            screening.identify_child(practitioner=me, at=TUESDAY, child_id=child.pk, person_id=None)


def sees(username: str, enquiry: Enquiry) -> bool:
    return client_as(username).get(f"/enquiries/{enquiry.pk}/").status_code == 200


def test_it_hides_a_case_that_was_sent_before_and_nobody_has_identified() -> None:
    enquiry = given_enquiry()
    assert sees("owen", enquiry)
    assert SAID in when_they_say_so("owen")
    assert not sees("owen", enquiry)
    assert sees("ama", enquiry)
    assert enquiry.reference not in client_as("owen").get("/worklist/").content.decode()


def test_it_hides_somebody_on_record() -> None:
    enquiry = given_enquiry()
    identified(enquiry)
    assert sees("owen", enquiry)
    when_they_say_so("owen")
    assert not sees("owen", enquiry)


def test_it_hides_a_case_that_is_sent_later_and_somebody_who_comes_on_record_later() -> None:
    when_they_say_so("owen")
    enquiry = given_enquiry()
    assert not sees("owen", enquiry), "before anybody has said who it is"
    identified(enquiry)
    assert not sees("owen", enquiry), "and after"
    other = given_referral(TUESDAY + timedelta(days=3), by="ben", reference="STORY-2")
    assert client_as("owen").get(f"/referrals/{other.pk}/").status_code == 404


def test_the_answer_is_the_same_whether_or_not_there_is_a_record() -> None:
    identified(given_enquiry())
    there, absent = when_they_say_so("flo"), when_they_say_so("flo", **NOBODY)
    assert SAID in there
    assert SAID in absent
    assert "Rowan" not in there
    page = client_as("flo").get("/exclusions/").content.decode()
    assert "twins" not in page, "nobody reads their own exclusions"
    with as_member("flo") as me:
        entries = list(Entry.objects.filter(kind="exclusion").values_list("verb", "row", "case", "detail"))
        assert entries == [("declare", me.id, None, {})] * 2, "nor does the ledger tell one from the other"


def test_too_little_to_tell_somebody_apart_is_refused() -> None:
    answer = client_as("flo").post("/exclusions/", ROWAN | {"born_year": ""})
    assert "There is a problem" in answer.content.decode()
    answer = client_as("flo").post("/exclusions/", ROWAN | {"nhs_number": "1234567890"})
    assert "Enter an NHS number of 10 digits" in answer.content.decode()


def test_the_hub_records_it_for_a_colleague_and_others_do_not() -> None:
    enquiry = given_enquiry()
    owen = of("owen")
    when_they_say_so("ama", who=str(owen), reason="Owen's nephew.")
    assert not sees("owen", enquiry)
    # Dev's page does not ask whom it is about: what he posts is about himself.
    when_they_say_so("dev", who=str(of("priya")))
    assert sees("priya", enquiry)
    priya = of("priya")
    with as_member("dev"), connection.cursor() as cursor, pytest.raises(Exception, match="themself"):
        cursor.execute("SELECT access.declare_exclusion(%s, ARRAY['nhs:1'], 'mischief')", (priya,))


def of(username: str) -> UUID:
    with as_member("ada"):
        return Practitioner.objects.values_list("pk", flat=True).get(username=username)


def the_only_one(username: str) -> UUID:
    with as_member(username), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM access.exclusions()")
        [(found,)] = cursor.fetchall()
        return UUID(str(found))


def test_ending_one_takes_two_others_and_a_reason() -> None:
    enquiry = given_enquiry()
    identified(enquiry)
    when_they_say_so("owen")
    one = the_only_one("ada")
    ada, hana = client_as("ada"), client_as("hana")
    page = f"/exclusions/{one}/end/"
    assert "twins" in ada.get("/exclusions/").content.decode()
    assert "Enter why" in ada.post(page, {"reason": ""}).content.decode()
    ada.post(page, {"reason": "It was another family."})
    ada.post(page, {"reason": "Twice."})
    assert not sees("owen", enquiry), "one is not enough, asking twice neither"
    assert "Ada Whitfield" in hana.get(page).content.decode()
    assert hana.post(page)["Location"] == "/exclusions/"
    assert sees("owen", enquiry)
    assert hana.post(page).status_code == 404
    with as_member("hana"):
        assert Entry.objects.filter(kind="exclusion", verb="agree_to_end", row=one).count() == 1


def test_whom_it_is_about_ends_nothing_and_finds_nothing() -> None:
    when_they_say_so("hana")
    hana, ada = client_as("hana"), client_as("ada")
    one = the_only_one("ada")
    for which in (one, uuid4()):
        assert hana.get(f"/exclusions/{which}/end/").status_code == 404
        assert hana.post(f"/exclusions/{which}/end/", {"reason": "Let me."}).status_code == 404
    assert "None." in hana.get("/exclusions/").content.decode()
    ada.post(f"/exclusions/{one}/end/", {"reason": "Not needed."})
    assert hana.post(f"/exclusions/{one}/end/").status_code == 404


@pytest.mark.parametrize("username", ["ama", "priya", "ben", "dev", "gil"])
def test_nobody_else_ends_one(username: str) -> None:
    when_they_say_so("owen")
    one, client = the_only_one("ada"), client_as(username)
    for which in (one, uuid4()):
        assert client.get(f"/exclusions/{which}/end/").status_code == 404
        assert client.post(f"/exclusions/{which}/end/", {"reason": "x"}).status_code == 404
    with as_member(username), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access.exclusions()")
        assert cursor.fetchone() == (0,)
