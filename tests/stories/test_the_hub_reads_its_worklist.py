"""The worklist: most pressing first, counts that filter, replies as chips, and at most twelve questions asked."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from tests.cast import client_as
from tests.stories.front_door import given_enquiry, given_referral, given_request

pytestmark = pytest.mark.django_db(transaction=True)


def questions(client: Client, path: str) -> list[str]:
    """What the database is asked for one page, without the words that open and close the transaction."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(path)
    assert answer.status_code == 200
    return [query["sql"] for query in asked if query["sql"] not in ("BEGIN", "COMMIT")]


def given_live_work(number: int) -> None:
    now = datetime.now(UTC)
    for count in range(number):
        enquiry = given_enquiry(
            now - timedelta(minutes=40 + count),
            rating=("red", "amber", "green")[count % 3],
            reference=f"W{count}",
        )
        given_request(enquiry)
        given_request(enquiry, "Kestrel Lane Primary")


def when_ama_opens_the_worklist(query: str = "") -> str:
    answer = client_as("ama").get("/worklist/" + query)
    assert answer.status_code == 200
    return answer.content.decode()


def then_names_stand_in_this_order(page: str, *references: str) -> None:
    found = re.findall(r"[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert list(dict.fromkeys(found)) == list(references)


def test_what_is_overdue_stands_first_whatever_its_colour() -> None:
    now = datetime.now(UTC)
    red = given_enquiry(now - timedelta(hours=1), rating="red", reference="A")
    green = given_enquiry(now - timedelta(hours=90), rating="green", reference="B")
    amber = given_enquiry(now - timedelta(hours=20), rating="amber", reference="C")
    page = when_ama_opens_the_worklist()
    then_names_stand_in_this_order(page, green.reference, red.reference, amber.reference)
    assert "Rowan and Robin Ashdown" in page
    then_names_stand_in_this_order(when_ama_opens_the_worklist("?show=overdue"), green.reference)
    then_names_stand_in_this_order(when_ama_opens_the_worklist("?rating=amber"), amber.reference)
    then_names_stand_in_this_order(when_ama_opens_the_worklist(f"?q={red.reference.lower()}"), red.reference)
    then_names_stand_in_this_order(
        when_ama_opens_the_worklist("?q=nobody"),
    )


def test_new_referrals_wait_on_the_worklist_with_their_clock() -> None:
    referral = given_referral(datetime.now(UTC) - timedelta(minutes=5))
    page = when_ama_opens_the_worklist("?show=unscreened")
    then_names_stand_in_this_order(page, referral.reference)
    assert "Screen this referral" in page
    assert f"/referrals/{referral.pk}/" in page


def test_the_wallboard_names_nobody() -> None:
    enquiry = given_enquiry(datetime.now(UTC) - timedelta(minutes=40))
    answer = client_as("ama").get("/worklist/wallboard/")
    page = answer.content.decode()
    assert enquiry.reference in page
    assert 'data-refresh="60"' in page
    assert answer["Refresh"] == "60"
    assert "Refresh" not in client_as("ama").get("/worklist/wallboard/?still")
    for name in ("Rowan", "Ashdown", "Neglect", "Kestrel"):
        assert name not in page


def test_the_wallboard_counts_the_answers_that_are_late() -> None:
    enquiry = given_enquiry(datetime.now(UTC) - timedelta(hours=30), rating="red")
    for agency in ("Thornmere Police", "Thornmere Housing"):
        given_request(enquiry, agency)
    page = html.fromstring(client_as("ama").get("/worklist/wallboard/").content)
    tiles = {" ".join(tile.text_content().split()) for tile in page.find_class("tessera-tile")}
    assert {"1 Enquiries with late answers", "2 Late answers in all"} <= tiles, tiles


@pytest.mark.parametrize("username", ["ben", "cass", "dev", "eve", "gil", "ada"])
@pytest.mark.parametrize("path", ["/worklist/", "/worklist/wallboard/"])
def test_whoever_is_not_in_the_hub_finds_no_worklist(username: str, path: str) -> None:
    assert client_as(username).get(path).status_code == 404


def test_the_worklist_asks_as_much_for_sixty_as_for_five() -> None:
    client = client_as("ama")
    given_live_work(5)
    client.get("/worklist/")
    few = questions(client, "/worklist/")
    given_live_work(55)
    many = questions(client, "/worklist/")
    assert len(many) == len(few) <= 12, "\n".join(many)
