"""The partners may agree for whom an agency's answer usually is. The agency chooses, and says why it widens it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tessera.enquiries.models import Request, Return
from tests.cast import as_member, client_as
from tests.stories.front_door import WIDER, given_enquiry, given_request
from tests.stories.test_partners_agree_who_does_what import Console, given_process

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = {
    "tab": "one-window",
    "line-TOTAL_FORMS": "1",
    "line-INITIAL_FORMS": "0",
    "line-0-kind": "record",
    "line-0-text": "Called to the address twice.",
}


def asked(agency: str = "Thornmere Police") -> Request:
    return given_request(given_enquiry(), agency)


def chosen(client: Client, request: Request) -> list[str]:
    page = client.get(f"/requests/{request.pk}/").content.decode()
    return re.findall(r'name="share" type="radio" value="(\w+)" checked', page)


def test_nothing_is_chosen_where_the_partners_have_not_agreed() -> None:
    assert chosen(client_as("cass"), asked()) == []


@pytest.mark.parametrize(
    ("goes_to", "share"), [("own_agency", "own"), ("hub", "hub"), ("everyone_involved", "whole_case")]
)
def test_what_was_agreed_is_chosen_beforehand(the_console: Console, goes_to: str, share: str) -> None:
    given_process(the_console, answers_go_to=goes_to)
    request, cass = asked(), client_as("cass")
    assert chosen(cass, request) == [share]
    assert "What the partners have agreed is chosen." in cass.get(f"/requests/{request.pk}/").content.decode()
    assert "nswers " in cass.get("/how-we-work/").content.decode()


def test_to_widen_it_the_agency_says_why_whatever_was_agreed(the_console: Console) -> None:
    given_process(the_console, answers_go_to="everyone_involved")
    request, cass = asked(), client_as("cass")
    answer = f"/requests/{request.pk}/answer/"
    refused = cass.post(answer, TYPED | {"share": "whole_case"}).content.decode()
    assert "Enter why it is shared with more than the hub" in refused
    with as_member("ama"):
        assert not Return.objects.exists()
    cass.post(answer, TYPED | {"share": "whole_case"} | WIDER)
    with as_member("ama"):
        assert Return.objects.get(request=request).audience == "whole_case"


def test_the_agency_narrows_it_and_its_choice_is_kept(the_console: Console) -> None:
    given_process(the_console, answers_go_to="everyone_involved")
    request, cass = asked(), client_as("cass")
    cass.post(f"/requests/{request.pk}/save/", TYPED | {"share": "hub"})
    assert chosen(cass, request) == ["hub"]
    cass.post(f"/requests/{request.pk}/answer/", TYPED | {"share": "hub"})
    with as_member("ama"):
        assert Return.objects.get(request=request).audience == "named"


def test_nothing_is_sent_to_anybody_by_what_was_agreed_alone(the_console: Console) -> None:
    """Whoever posts no audience is asked for one: what is chosen beforehand is on the page and nowhere else."""
    given_process(the_console, answers_go_to="hub")
    request, cass = asked(), client_as("cass")
    assert (
        "Select who may read your answer"
        in cass.post(f"/requests/{request.pk}/answer/", TYPED).content.decode()
    )
