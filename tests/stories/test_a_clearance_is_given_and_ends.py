"""A Caldicott guardian gives a clearance with a reason and an end. Until then somebody reads a marked line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.test import Client

from tessera.access.models import Clearance
from tessera.access.rules import NEEDS_CLEARANCE, Mark
from tessera.audit.models import Entry
from tessera.enquiries.actions import asking
from tessera.enquiries.models import Enquiry
from tessera.oversight.rules import MARKS, latest_clearance
from tessera.records.actions import NewLine
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_request

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC).replace(microsecond=0)
PAGE, GIVE = "/clearances/", "/clearances/give/"
SECRET = "Two reports from a source name the uncle."
SOON = NOW.date() + timedelta(days=60)


def given_intelligence() -> Enquiry:
    """An enquiry in which the police share a line of intelligence with the hub."""
    enquiry = given_enquiry(NOW - timedelta(hours=1))
    request = given_request(enquiry)
    with as_member("cass") as me:
        asking.see(practitioner=me, at=NOW, request_id=request.pk)
        asking.answer(
            practitioner=me,
            at=NOW,
            request_id=request.pk,
            lines=[NewLine(kind="record", text=SECRET, marks=(Mark.POLICE_INTELLIGENCE,))],
        )
    return enquiry


def when_given(client: Client, **changes: Any) -> Any:
    typed = {
        "email": "ama.mensah@example.org",
        "mark": "police_intelligence",
        "reason": "Works the exploitation cases until the new year.",
        "last_day": SOON.isoformat(),
    }
    return client.post(GIVE, typed | changes)


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_it_lets_somebody_read_until_it_is_ended() -> None:
    enquiry = given_intelligence()
    ama, hana, page = client_as("ama"), client_as("hana"), f"/enquiries/{enquiry.pk}/"
    assert SECRET not in page_of(ama, page)
    assert "withheld by Thornmere Police" in page_of(ama, page)
    assert when_given(hana)["Location"] == PAGE
    assert SECRET in page_of(ama, page)
    shown = page_of(hana, PAGE)
    for words in ("Ama Mensah", "Police intelligence", "Works the exploitation cases", "Hana Yilmaz"):
        assert words in shown
    with as_member("hana") as me:
        given = Clearance.objects.get(given_by_id=me.id)
        assert Entry.objects.get(verb="give", kind="clearance").row == given.pk
    end = f"{PAGE}{given.pk}/end/"
    assert "End this clearance now?" in page_of(hana, end)
    assert hana.post(end)["Location"] == PAGE
    assert SECRET not in page_of(ama, page)
    assert hana.post(end).status_code == 404
    with as_member("hana"):
        assert Entry.objects.filter(verb="end", kind="clearance", row=given.pk).count() == 1


def test_it_ends_by_itself(administrator: psycopg.Connection[Any]) -> None:
    enquiry = given_intelligence()
    when_given(client_as("hana"))
    ama, page = client_as("ama"), f"/enquiries/{enquiry.pk}/"
    assert SECRET in page_of(ama, page)
    administrator.execute("UPDATE access_clearance SET valid_to = now() WHERE given_by_id IS NOT NULL")
    assert SECRET not in page_of(ama, page)
    assert "Ended" in page_of(client_as("hana"), PAGE)


def test_what_is_wrong_is_said_and_nothing_is_given() -> None:
    hana = client_as("hana")
    year = latest_clearance(NOW.date())
    for changes, words in (
        ({"email": "nobody@example.org"}, "Nobody in this partnership has this email address."),
        ({"email": "hana.yilmaz@example.org"}, "Somebody else must decide what you are cleared for."),
        ({"mark": "adult_health"}, "They are cleared for this already."),
        ({"mark": "third_party"}, "There is a problem"),
        ({"reason": " "}, "Enter why they need it"),
        ({"last_day": ""}, "Enter the last day"),
        ({"last_day": (year + timedelta(days=2)).isoformat()}, "no later than"),
        ({"last_day": (NOW.date() - timedelta(days=2)).isoformat()}, "The last day must be"),
    ):
        assert words in when_given(hana, **changes).content.decode(), changes
    with as_member("hana"):
        assert not Clearance.objects.filter(given_by__isnull=False).exists()


def test_an_administrator_reads_the_list_and_changes_nothing() -> None:
    ada = client_as("ada")
    shown = page_of(ada, PAGE)
    assert "Priya Raman" in shown
    assert GIVE not in shown
    assert "/end/" not in shown
    with as_member("ada"):
        theirs = Clearance.objects.first()
    assert theirs is not None
    for answer in (ada.get(GIVE), when_given(ada), ada.post(f"{PAGE}{theirs.pk}/end/")):
        assert answer.status_code == 404


@pytest.mark.parametrize("username", ["ama", "priya", "ben", "cass", "dev", "gil", "raj"])
def test_nobody_else_finds_such_a_page(username: str) -> None:
    client = client_as(username)
    for answer in (client.get(PAGE), client.get(GIVE), when_given(client)):
        assert answer.status_code == 404
    assert client.get(f"{PAGE}{uuid4()}/end/").status_code == 404


def test_a_guardian_does_not_end_their_own() -> None:
    hana = client_as("hana")
    with as_member("hana") as me:
        own = Clearance.objects.get(practitioner_id=me.id)
    assert hana.get(f"{PAGE}{own.pk}/end/").status_code == 404
    with as_member("hana"):
        assert Clearance.objects.filter(pk=own.pk).update(valid_to=NOW) == 0


def test_every_mark_that_needs_a_clearance_has_its_words() -> None:
    assert set(MARKS) == set(NEEDS_CLEARANCE)
