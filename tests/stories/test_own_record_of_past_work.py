"""Whoever's work in a case has ended finds their own record of it, and reads nothing else of the case there."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tessera.access.models import Practitioner
from tessera.audit.models import Entry
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry
from tests.stories.test_who_may_open_a_case import (
    HUB_SAYS,
    given_a_note,
    when_dev_is_involved,
    when_the_child_moves,
)

pytestmark = pytest.mark.django_db(transaction=True)
SHOES = "Wet shoes on Monday, and no socks."


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_a_school_that_a_child_has_left_reads_its_own_record_by_search_and_by_past_work() -> None:
    enquiry = given_enquiry()
    given_a_note(enquiry, "ama", HUB_SAYS)
    path = f"/own-record/{enquiry.case_id}/"
    ben = client_as("ben")
    assert ben.get(path).status_code == 404, "his work goes on"
    when_the_child_moves(enquiry)
    ben = client_as("ben")
    assert path in page(ben, "/own-record/")
    assert path in page(ben, ben.post("/search/", {"words": "socks"})["Location"])
    for start in ("/requests/", "/search/"):
        assert "/own-record/" in page(ben, start)
    own = page(ben, path)
    assert SHOES in own
    assert "I do the nights." in own
    assert HUB_SAYS not in own
    with as_member("ama"):
        assert Entry.objects.filter(verb="see", kind="case", case=enquiry.case_id, by__isnull=False).exists()


def test_somebody_who_handed_over_reads_what_they_wrote() -> None:
    enquiry = given_enquiry()
    one = when_dev_is_involved(enquiry)
    given_a_note(enquiry, "dev", "Dev saw the kitchen.")
    given_a_note(enquiry, "ama", HUB_SAYS)
    with as_member("ama"):
        nia = Practitioner.objects.get(username="nia").principal_id
    client_as("ama").post(f"/involvements/{one.pk}/hand-over/", {"who": nia, "reason": "Nia takes it on."})
    dev = client_as("dev")
    [path] = set(re.findall(r"/own-record/[0-9a-f-]{36}/", page(dev, "/own-record/")))
    own = page(dev, path)
    assert "Dev saw the kitchen." in own
    assert HUB_SAYS not in own
    assert SHOES not in own


def test_nobody_else_finds_a_page_there() -> None:
    enquiry = given_enquiry()
    when_the_child_moves(enquiry)
    for username in ("ama", "priya", "cass", "eve", "flo", "gil", "ada", "raj"):
        client = client_as(username)
        assert client.get(f"/own-record/{enquiry.case_id}/").status_code == 404, username
        assert str(enquiry.case_id) not in page(client, "/own-record/"), username
