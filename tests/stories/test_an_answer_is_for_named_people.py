"""An agency may answer to people that it chooses by name: they read it, and their colleagues do not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tessera.access.models import Practitioner
from tessera.enquiries.models import Rating, Request, Return
from tessera.enquiries.queries.who_will_see import CHOOSE_PEOPLE
from tessera.records.models import Line
from tests.cast import as_member, client_as
from tests.stories.test_an_agency_answers import live_request, page, posted

pytestmark = pytest.mark.django_db(transaction=True)
LINE = {"kind": "record", "text": "Marigold four."}


def ids(*usernames: str) -> list[str]:
    with as_member("ama"):
        found = dict(Practitioner.objects.filter(username__in=usernames).values_list("username", "id"))
    return [str(found[username]) for username in usernames]


def answered(request: Request, *usernames: str, **more: Any) -> Any:
    sent = posted(LINE, share="people", named_people=ids(*usernames), tab="one", **more)
    return client_as("cass").post(f"/requests/{request.pk}/answer/", sent)


def read_by(username: str) -> bool:
    with as_member(username):
        return Line.objects.filter(text=LINE["text"]).exists()


def test_those_who_are_chosen_read_it_and_their_colleagues_do_not() -> None:
    request = live_request()
    assert answered(request, "priya", rating="red", rating_reason="Saffron two.").status_code == 302
    assert {name: read_by(name) for name in ("priya", "cass", "ama", "tariq", "ben", "hana", "gil")} == {
        "priya": True, "cass": True, "ama": False, "tariq": False, "ben": False, "hana": False, "gil": False,
    }  # fmt: skip
    with as_member("ama"):
        assert Request.objects.get(pk=request.pk).state == "returned"
        assert not Return.objects.filter(request=request).exists()
        assert not Rating.objects.filter(reason="Saffron two.").exists()
    enquiry = f"/enquiries/{request.enquiry_id}/"
    for username, reads in (("priya", True), ("ama", False)):
        shown = page(client_as(username), enquiry)
        assert (LINE["text"] in shown) == ("Saffron two." in shown) == reads, username
        assert "For people whom the agency named, and nobody else" in shown
    receipt = page(client_as("cass"), f"/requests/{request.pk}/")
    assert "Priya Raman and Cass Wheeler, and nobody else" in receipt
    colleague = page(client_as("tariq"), f"/requests/{request.pk}/")
    assert "For people whom the agency named" in colleague
    assert LINE["text"] not in colleague


def test_at_least_one_of_them_is_of_the_hub() -> None:
    request = live_request()
    for chosen in (("tariq",), ()):
        refused = answered(request, *chosen)
        assert refused.status_code == 200
        assert "There is a problem" in refused.content.decode()
    assert str(CHOOSE_PEOPLE) in answered(request, "tariq").content.decode()
    assert answered(request, "tariq", "ama").status_code == 302
    assert read_by("tariq")


def test_nobody_who_is_not_offered_is_named() -> None:
    request = live_request()
    refused = answered(request, "ama", "eve")
    assert refused.status_code == 200
    assert "There is a problem" in refused.content.decode()
    assert not read_by("ama")


def test_who_will_see_this_says_them_by_name() -> None:
    request, cass = live_request(), client_as("cass")
    assert said(cass, request, []) == [CHOOSE_PEOPLE]
    told = said(cass, request, ids("priya", "tariq"))
    assert told[0] == "Your answer"
    assert told[1].startswith("Priya Raman, ")
    assert told[2].startswith("Tariq Mirza, ")
    assert told[3] == "You"
    assert "not their colleagues nor yours" in told[4]
    sent = posted(LINE, share="people", named_people=ids("priya")) | {"who": "1"}
    cass.post(f"/requests/{request.pk}/save/", sent)
    assert "Priya Raman, " in page(cass, f"/requests/{request.pk}/").split("Who will see this", 1)[1]


def test_neither_the_list_nor_what_is_said_tells_that_a_case_is_kept_from_somebody(
    administrator: Any,
) -> None:
    """Priya must never see somebody of this case: she is offered, and said to read it, as before."""
    request, cass = live_request(), client_as("cass")
    before = page(cass, f"/requests/{request.pk}/"), said(cass, request, ids("priya"))
    [priya] = ids("priya")
    administrator.execute(
        "INSERT INTO access_exclusion (id, practitioner_id, person_id, reason, made_at) "
        "SELECT gen_random_uuid(), %s, s.person_id, 'family', now() FROM access_subject s WHERE s.case_id = %s",
        [priya, request.case_id],
    )
    after = page(cass, f"/requests/{request.pk}/"), said(cass, request, [priya])
    assert before[1] == after[1]
    assert ("Priya Raman, " in before[0]) is ("Priya Raman, " in after[0]) is True


def said(client: Client, request: Request, people: list[str]) -> list[str]:
    sent = posted(LINE, share="people", named_people=people)
    told = json.loads(client.post(f"/requests/{request.pk}/who-will-see/", sent).content)
    parts = [words for part in told["parts"] for words in (part["title"], *part["read_by"])]
    return [*parts, *told["besides"]]
