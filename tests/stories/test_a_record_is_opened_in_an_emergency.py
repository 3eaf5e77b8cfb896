"""Somebody opens a child's record in an emergency, reads it for hours, and answers for it the next day."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.test import Client

from tessera.access.models import EmergencyAccess
from tessera.audit.models import Entry
from tessera.enquiries.actions import enquiring, screening
from tessera.enquiries.models import Enquiry, ReferralChild
from tessera.notifications.models import Message
from tessera.oversight.jobs import remind_of_reviews
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC).replace(microsecond=0)
PAGE = "/emergency-access/"
WHY = "Her mother is at the counter and says she cannot go home tonight."
ROWAN = {
    "known": "names",
    "given_name": "Rowan",
    "family_name": "Ashdown",
    "born_day": "4",
    "born_month": "3",
    "born_year": "2018",
}
Worker = Callable[[], AbstractContextManager[None]]


def given_a_child_on_record(*, allocated: bool = False) -> Enquiry:
    """Rowan Ashdown, whom the hub has identified, in an open enquiry."""
    enquiry = given_enquiry(NOW - timedelta(hours=1))
    with as_member("ama") as me:
        for child in ReferralChild.objects.filter(referral_id=enquiry.referral_id):
            screening.identify_child(practitioner=me, at=NOW, child_id=child.pk, person_id=None)
        if allocated:
            enquiring.allocate(practitioner=me, at=NOW, enquiry_id=enquiry.pk, to_id=me.id)
    return enquiry


def once_on(client: Client) -> str:
    found = re.search(r'name="once" value="([0-9a-f-]{36})"', client.get(PAGE).content.decode())
    assert found
    return found[1]


def when_opened(client: Client, **changes: str) -> Any:
    """What the page answers to somebody who opens Rowan's record, with these changes."""
    typed = {"once": once_on(client), **ROWAN, "ground": "present", "words": WHY, "hours": "2"}
    return client.post(PAGE, typed | changes)


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def told(username: str, word: str) -> list[Message]:
    with as_member(username) as me:
        return list(Message.objects.filter(word=word, recipient_id=me.id))


def test_it_opens_to_read_the_lead_is_told_and_the_guardian_reviews_it() -> None:
    enquiry = given_a_child_on_record(allocated=True)
    raj, page = client_as("raj"), f"/enquiries/{enquiry.pk}/"
    assert raj.get(page).status_code == 404
    for words in (
        "Every use is reviewed",
        "This is no way to search",
        "Each page you look at is written down",
    ):
        assert words in page_of(raj, PAGE)
    answer = when_opened(raj)
    assert answer.status_code == 302
    opened = page_of(raj, answer["Location"])
    assert "Opened until" in opened
    assert "Rowan" in opened
    assert page in opened
    shown = page_of(raj, page)
    assert "I do the nights." in shown
    assert "You may read this and change nothing in it." in shown
    # A clock that is not theirs to see is not said to stand.
    assert "Not started" not in shown
    assert "Not shown" in shown
    # The lead hears of it, by reference and link alone; the rest of the hub need not.
    [message] = told("ama", "emergency_opened")
    assert (message.reference, message.link) == (enquiry.reference, page)
    assert told("priya", "emergency_opened") == []
    [asked] = told("hana", "emergency_to_review")
    hana = client_as("hana")
    assert "Waiting for review (1)" in page_of(hana, "/emergency-access/reviews/")
    review = page_of(hana, asked.link)
    for words in ("Raj Bhandari", WHY, enquiry.reference, "Read the enquiry"):
        assert words in review
    assert "Rowan" not in review
    refused = hana.post(asked.link, {"finding": "misuse", "reason": "He had no need of it."})
    assert "Enter what follows" in refused.content.decode()
    done = hana.post(
        asked.link, {"finding": "justified", "reason": "The hub was shut and the child was there."}
    )
    assert done.status_code == 302
    assert "Waiting for review (0)" in page_of(hana, "/emergency-access/reviews/")
    assert "The hub was shut and the child was there." in page_of(raj, answer["Location"])
    [heard] = told("raj", "emergency_reviewed")
    assert heard.link == answer["Location"]


def test_whoever_was_let_in_to_read_finds_no_button_and_no_way_to_write() -> None:
    enquiry = given_a_child_on_record()
    raj = client_as("raj")
    when_opened(raj)
    for path in (f"/enquiries/{enquiry.pk}/", f"/referrals/{enquiry.referral_id}/"):
        shown = page_of(raj, path)
        main = shown[shown.index("<main") : shown.index("</main>")]
        assert "<form" not in main, path
        assert "govuk-button--warning" not in main, path
        for link in re.findall(r'href="(/(?:enquiries|referrals|feedback|challenges)/[^"]*)"', main):
            assert raj.get(link).status_code == 200, link
    for path in ("rate/", "allocate/", "ask/", "decide/", "close/", "audit/", "audit.pdf"):
        assert raj.get(f"/enquiries/{enquiry.pk}/{path}").status_code == 404, path
    typed = {"reason": "Come quickly, she is hurt."}
    assert raj.post(f"/referrals/{enquiry.referral_id}/danger/", typed).status_code == 404


def test_nobody_allocated_the_whole_hub_is_told() -> None:
    given_a_child_on_record()
    when_opened(client_as("dev"))
    assert len(told("ama", "emergency_opened")) == len(told("priya", "emergency_opened")) == 1


def test_a_child_who_is_not_on_record_opens_nothing_and_is_reviewed_all_the_same() -> None:
    given_a_child_on_record()
    raj = client_as("raj")
    for changes in ({"given_name": "Robin"}, {"born_day": "5"}, {"family_name": "Ashford"}):
        answer = when_opened(raj, **changes)
        page = page_of(raj, answer["Location"])
        assert "Nothing was opened" in page
        assert "This use is recorded and will be reviewed." in page
    assert len(told("hana", "emergency_to_review")) == 3
    assert told("ama", "emergency_opened") == []


def test_a_number_is_enough_and_a_slip_of_the_pen_is_said() -> None:
    raj = client_as("raj")
    for typed, words in (
        ({"known": "number", "nhs_number": "999 000 0000"}, "Enter an NHS number with 10 digits"),
        ({"words": "Help"}, "Say what is happening in at least 10 characters"),
        ({"hours": "5"}, "Select one of the times"),
        ({"born_day": ""}, "Date of birth must include a day"),
        ({"once": "not one"}, "Open this page anew"),
    ):
        assert words in when_opened(raj, **typed).content.decode(), typed
    with as_member("raj"):
        assert not EmergencyAccess.objects.exists()


def test_the_same_page_sent_twice_is_one_use_and_another_child_is_another() -> None:
    given_a_child_on_record()
    raj = client_as("raj")
    once = once_on(raj)
    first, again = when_opened(raj, once=once), when_opened(raj, once=once)
    assert first["Location"] == again["Location"]
    other = when_opened(raj, once=once, given_name="Robin", born_day="9", born_month="7", born_year="2020")
    assert other["Location"] != first["Location"]
    assert "Opened until" in page_of(raj, other["Location"])
    # The identifier of somebody else's page opens a use of one's own.
    mine = when_opened(client_as("dev"), once=once)
    assert mine["Location"] not in (first["Location"], other["Location"])
    with as_member("raj"):
        assert EmergencyAccess.objects.count() == 2
        assert Entry.objects.filter(verb="open_in_emergency", kind="emergency_access").count() == 2
    assert len(told("hana", "emergency_to_review")) == 3


def test_when_it_ends_the_record_is_closed_at_the_instant(administrator: psycopg.Connection[Any]) -> None:
    enquiry = given_a_child_on_record()
    raj = client_as("raj")
    where = when_opened(raj)["Location"]
    assert raj.get(f"/enquiries/{enquiry.pk}/").status_code == 200
    # No sweep: only the time passes, for the involvement and for what the guardian reads.
    administrator.execute(
        "UPDATE access_involvement SET valid_from = now() - interval '2 hours', valid_to = now() "
        "WHERE kind = 'emergency'"
    )
    administrator.execute("UPDATE access_emergency SET ends_at = now()")
    assert raj.get(f"/enquiries/{enquiry.pk}/").status_code == 404
    page = page_of(raj, where)
    assert "Emergency access has ended" in page
    assert "Rowan" not in page


@pytest.mark.parametrize("username", ["ada", "gil", "neil"])
def test_a_role_that_may_not_finds_no_such_page(username: str) -> None:
    client = client_as(username)
    absent = client.get("/nowhere/")
    for answer in (client.get(PAGE), client.post(PAGE, {"known": "names"})):
        assert (answer.status_code, answer.content) == (404, absent.content)
    assert PAGE not in client.get("/messages/").content.decode()


def test_nobody_reads_or_reviews_what_is_not_theirs_to() -> None:
    given_a_child_on_record()
    where = when_opened(client_as("raj"))["Location"]
    use_id = UUID(where.split("/")[2])
    for username in ("dev", "ama", "priya", "ada", "hana"):
        assert client_as(username).get(where).status_code == 404, username
    for username in ("dev", "ama", "priya", "ada", "raj"):
        client = client_as(username)
        for path in ("/emergency-access/reviews/", f"/emergency-access/reviews/{use_id}/"):
            assert client.get(path).status_code == 404, (username, path)
        typed = {"finding": "justified", "reason": "I say so."}
        assert client.post(f"/emergency-access/reviews/{use_id}/", typed).status_code == 404
    # In the other partnership Raj finds nothing of it.
    assert client_as("raj", "eastmere").get(where).status_code == 404


def test_a_guardian_does_not_review_their_own_use() -> None:
    given_a_child_on_record()
    hana = client_as("hana")
    where = when_opened(hana)["Location"].replace("/emergency-access/", "/emergency-access/reviews/")
    assert "Yours: somebody else reviews it" in page_of(hana, "/emergency-access/reviews/")
    assert "Another Caldicott guardian must review it." in page_of(hana, where)
    typed = {"finding": "justified", "reason": "I needed it."}
    assert "Somebody else must review what you opened." in hana.post(where, typed).content.decode()
    assert told("hana", "emergency_to_review") == []


def test_a_review_that_is_due_is_asked_for_again_and_then_called_late(
    the_job_worker: Worker, administrator: psycopg.Connection[Any]
) -> None:
    given_a_child_on_record()
    when_opened(client_as("raj"))
    with the_job_worker():
        assert remind_of_reviews(NOW) == 0
    with as_member("raj"):
        due = EmergencyAccess.objects.get().review_due_at
    assert NOW < due <= NOW + timedelta(days=8)
    with the_job_worker():
        assert remind_of_reviews(due - timedelta(hours=2)) == 1
        assert remind_of_reviews(due - timedelta(hours=1)) == 0
        assert remind_of_reviews(due) == 1
        assert remind_of_reviews(due + timedelta(days=1)) == 0
    assert len(told("hana", "emergency_review_due")) == len(told("hana", "emergency_review_late")) == 1
    administrator.execute("UPDATE access_emergency SET review_due_at = now() - interval '1 hour'")
    assert "Late" in page_of(client_as("hana"), "/emergency-access/reviews/")


def test_a_session_that_has_ended_opens_nothing() -> None:
    given_a_child_on_record()
    raj = client_as("raj")
    once = once_on(raj)
    raj.post("/sign-out/")
    typed = {"once": once, **ROWAN, "ground": "present", "words": WHY, "hours": "2"}
    answer = raj.post(PAGE, typed)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")
    with as_member("raj"):
        assert not EmergencyAccess.objects.exists()
