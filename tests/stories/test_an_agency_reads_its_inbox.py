"""An agency's inbox: least time left first, counts that filter, its own flag, and what was answered."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.enquiries.actions import asking
from tessera.enquiries.models import Request
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_request

pytestmark = pytest.mark.django_db(transaction=True)


def asked(hours_ago: float, rating: str, agency: str = "Thornmere Police") -> Request:
    return given_request(given_enquiry(datetime.now(UTC) - timedelta(hours=hours_ago), rating=rating), agency)


def inbox(username: str, query: str = "") -> str:
    answer = client_as(username).get("/requests/" + query)
    assert answer.status_code == 200
    return answer.content.decode()


def then_they_stand_in_this_order(page: str, *requests: Request) -> None:
    found = dict.fromkeys(re.findall(r"/requests/([0-9a-f-]{36})/\"", page))
    assert list(found) == [str(request.pk) for request in requests]


def test_least_time_left_stands_first_whatever_its_colour() -> None:
    green, red, amber = asked(40, "green"), asked(1, "red"), asked(6, "amber")
    page = inbox("cass")
    then_they_stand_in_this_order(page, green, red, amber)
    assert "Overdue" in page
    assert "Rowan and Robin Ashdown" in page
    then_they_stand_in_this_order(inbox("cass", "?show=late"), green)
    then_they_stand_in_this_order(inbox("cass", "?show=soon"), red)
    then_they_stand_in_this_order(inbox("cass", "?show=unopened"), green, red, amber)
    then_they_stand_in_this_order(inbox("cass", "?show=urgent"))


def test_an_agencys_own_flag_leaves_the_hubs_urgency_alone() -> None:
    request = asked(1, "amber")
    cass = client_as("cass")
    assert cass.post(f"/requests/{request.pk}/urgent/", {"urgent": "yes"})["Location"] == "/requests/"
    then_they_stand_in_this_order(inbox("cass", "?show=urgent"), request)
    assert "Amber" in inbox("cass")
    here = {"urgent": "no", "here": "1"}
    assert cass.post(f"/requests/{request.pk}/urgent/", here)["Location"] == f"/requests/{request.pk}/"
    then_they_stand_in_this_order(inbox("cass", "?show=urgent"))
    with as_member("ama"):
        assert Request.objects.get(pk=request.pk).rating == "amber"


def then_the_form_keeps_the_place(page: str, place: str) -> None:
    assert f'name="list" value="{place}"' in page


def test_the_inbox_comes_in_pages_that_keep_the_filter() -> None:
    asks = [asked(30 - number, "amber") for number in range(22)]
    then_they_stand_in_this_order(inbox("cass"), *asks[:20])
    then_they_stand_in_this_order(inbox("cass", "?page=2"), *asks[20:])
    late = inbox("cass", "?show=unopened&page=2")
    assert "Waiting for an answer (22)" in late
    assert "Showing 22 of 22" in late
    assert 'href="?show=unopened&amp;page=1"' in late
    then_they_stand_in_this_order(late, *asks[20:])
    then_the_form_keeps_the_place(late, "show=unopened&amp;page=2")
    for nonsense, nearest in (("0", 1), ("-7", 1), ("", 1), ("two", 1), ("3", 2), ("9" * 99, 2)):
        shown = asks[:20] if nearest == 1 else asks[20:]
        then_they_stand_in_this_order(inbox("cass", f"?page={nonsense}"), *shown)
    cass, flag = client_as("cass"), {"urgent": "yes", "list": "show=late&page=2&next=//elsewhere.example"}
    answer = cass.post(f"/requests/{asks[21].pk}/urgent/", flag)
    assert answer["Location"] == "/requests/?show=late&page=2"


def test_what_was_answered_has_pages_of_its_own() -> None:
    waiting = [asked(30 - number, "amber") for number in range(21)]
    done = [asked(2, "green") for _ in range(21)]
    at = datetime.now(UTC)
    with as_member("cass") as me:
        for number, request in enumerate(done):
            asking.nothing_known(practitioner=me, at=at + timedelta(seconds=number), request_id=request.pk)
    page = inbox("cass", "?page=2&answered=2")
    then_they_stand_in_this_order(page, waiting[20], done[0])
    assert 'href="?page=2&amp;answered=1#answered"' in page
    assert 'href="?answered=2&amp;page=1"' in page
    labels = re.findall(r'<nav class="govuk-pagination" aria-label="([^"]+)"', page)
    assert len(labels) == len(set(labels)) == 2


def test_what_was_answered_is_in_a_list_of_its_own() -> None:
    answered, waiting = asked(2, "amber"), asked(1, "amber")
    with as_member("cass") as me:
        asking.nothing_known(practitioner=me, at=datetime.now(UTC), request_id=answered.pk)
    page = inbox("cass")
    then_they_stand_in_this_order(page, waiting, answered)
    assert "Waiting for an answer (1)" in page
    assert "Answered (1)" in page
    assert "Nothing known" in page


@pytest.mark.parametrize(
    ("username", "agency"),
    [("ben", "Kestrel Lane Primary"), ("cass", "Thornmere Police"), ("hana", "Thornmere Community Health")],
)
def test_a_school_an_officer_and_a_nurse_each_find_their_own(username: str, agency: str) -> None:
    enquiry = given_enquiry(datetime.now(UTC) - timedelta(minutes=50))
    requests = {
        name: given_request(enquiry, name)
        for name in ("Kestrel Lane Primary", "Thornmere Police", "Thornmere Community Health")
    }
    then_they_stand_in_this_order(inbox(username), requests[agency])


@pytest.mark.parametrize("username", ["dev", "gil", "ada", "neil"])
def test_whoever_answers_for_no_agency_finds_no_inbox(username: str) -> None:
    assert client_as(username).get("/requests/").status_code == 404


def test_an_officer_of_another_agency_finds_an_empty_inbox() -> None:
    asked(1, "amber")
    assert "Nothing is waiting for you" in inbox("eve")


def questions(client: Client) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/requests/").status_code == 200
    return [query["sql"] for query in captured if query["sql"] not in ("BEGIN", "COMMIT")]


def test_the_inbox_asks_as_much_for_forty_as_for_three() -> None:
    cass = client_as("cass")
    done = [asked(3, "green"), asked(2, "red")]
    with as_member("cass") as me:
        for request in done:
            asking.nothing_known(practitioner=me, at=datetime.now(UTC), request_id=request.pk)
    for _ in range(3):
        asked(1, "amber")
    cass.get("/requests/")
    few = questions(cass)
    for _ in range(37):
        asked(1, "amber")
    many = questions(cass)
    assert len(many) == len(few) <= 12, "\n".join(many)
