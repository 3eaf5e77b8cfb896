"""What an agency holds is its own until it hands it over: line by line, as it is or in new words, or not at all."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tessera.audit.models import Entry
from tessera.enquiries.models import HandedLine, HandOver, Rating, Request, Return
from tessera.notifications.models import Message
from tessera.records.models import Line, Withheld
from tests.cast import as_member, client_as
from tests.stories.test_an_agency_answers import live_request, page, posted

pytestmark = pytest.mark.django_db(transaction=True)
PLAIN = {"kind": "record", "text": "Quillwort: two calls in March.", "source": "incident log"}
SECRET = {"kind": "told", "text": "Bladderwrack said he keeps a knife.", "source": "Sorrel the informant"}
OTHER = {"kind": "opinion", "text": "Samphire: he is not to be believed."}
WORDS = ("Quillwort", "Bladderwrack", "Sorrel", "Samphire", "Tamarisk")
EVERYONE_ELSE = ("ama", "priya", "ben", "hana", "eve", "dev", "gil")


def kept(cass: Client) -> Request:
    """A return that the police keep to themselves: three lines, the second of them marked."""
    request = live_request()
    given = posted(PLAIN, SECRET, OTHER, share="own", rating="red", rating_reason="Tamarisk.")
    given["line-1-marks"] = ["police_intelligence"]
    answer = cass.post(f"/requests/{request.pk}/answer/", given)
    assert answer["Location"] == f"/requests/{request.pk}/hand-over/"
    return request


def drawn(client: Client, path: str) -> dict[str, str]:
    """What stands hidden on the page: which line each choice is for, and what makes a double press one hand-over."""
    found = re.findall(r'name="(line-\d+-line|line-[A-Z]+_FORMS|once)" value="([^"]+)"', page(client, path))
    return dict(found)


def chosen(client: Client, request: Request, **more: str) -> dict[str, str]:
    """The page as it is drawn now, with the first line as it is, the second in new words, the third held back."""
    first = {"line-0-choice": "as_it_is", "line-1-choice": "new_words", "line-2-choice": "held_back"}
    words = {
        "line-1-words": "He may be armed.",
        "line-2-reason": "not_relevant",
        "line-2-why": "Mere gossip.",
    }
    return drawn(client, f"/requests/{request.pk}/hand-over/") | first | words | more


def everything(username: str, request: Request) -> str:
    """All that somebody gets of it: its pages, the file of the case, what they find, their messages and the ledger."""
    client, enquiry = client_as(username), f"/enquiries/{request.enquiry_id}/"
    said = []
    for path in (
        f"/requests/{request.pk}/",
        f"/requests/{request.pk}/hand-over/",
        enquiry,
        f"{enquiry}decide/",
        f"{enquiry}audit/",
        "/messages/",
        "/requests/",
        "/worklist/",
    ):
        answer = client.get(path, follow=True)
        said.append(answer.content.decode())
    for word in (*WORDS, "armed"):
        said.append(
            client.post("/search/", {"words": word}, follow=True).content.decode().replace(word, "", 2)
        )
    with as_member(username):
        said += [str(row) for row in Line.objects.values_list("text", "source", "marks")]
        said += [str(row) for row in Rating.objects.values_list("reason", flat=True)]
        said += [f"withheld {row}" for row in Withheld.objects.values_list("number", flat=True)]
        said += [str(row) for row in HandedLine.objects.values_list("why", "reason", "choice")]
        said += [str(row) for row in Entry.objects.values_list("detail", flat=True)]
    return " ".join(said)


def test_before_it_is_handed_over_nothing_leaves_the_agency() -> None:
    cass = client_as("cass")
    request = kept(cass)
    for username in EVERYONE_ELSE:
        told = everything(username, request)
        assert not [word for word in WORDS if word in told], username
        assert "withheld " not in told, username
    with as_member("ama"):
        assert not Return.objects.filter(request=request).exists()
        assert Request.objects.get(pk=request.pk).state == "sent"
        assert not Message.objects.filter(word="request_answered").exists()
    assert "has got none of it, and still waits" in page(cass, f"/requests/{request.pk}/")


def test_then_the_hub_has_exactly_the_chosen_lines_and_nobody_else_has_any() -> None:
    cass = client_as("cass")
    request = kept(cass)
    path = f"/requests/{request.pk}/hand-over/"
    check = cass.post(path, chosen(cass, request, check="1", could_not_say="There is more."))
    assert check.status_code == 200
    for words in ("Quillwort", "He may be armed.", "Samphire", "There is more."):
        assert words in check.content.decode()
    assert "Bladderwrack" not in check.content.decode()
    with as_member("cass"):
        assert not HandOver.objects.exists()
    assert (
        cass.post(path, chosen(cass, request, confirm="1", could_not_say="There is more.")).status_code == 302
    )
    for username in ("ama", "priya"):
        told = everything(username, request)
        assert "Quillwort" in told, username
        assert "He may be armed." in told, username
        assert "There is more." in told, username
        for hidden in ("Bladderwrack", "Sorrel", "Samphire", "Mere gossip", "held_back", "Tamarisk"):
            assert hidden not in told, (username, hidden)
        assert "Summary by Thornmere Police" in page(client_as(username), f"/enquiries/{request.enquiry_id}/")
    for username in ("ben", "hana", "eve", "dev", "gil"):
        told = everything(username, request)
        assert not [word for word in (*WORDS, "armed") if word in told], username
    with as_member("ama"):
        assert Request.objects.get(pk=request.pk).state == "returned"
        assert Message.objects.filter(word="request_answered", reference=request.reference).exists()
        assert Entry.objects.get(verb="hand_over").detail == {"as_it_is": 1, "new_words": 1}


def test_the_agency_reads_what_it_handed_over_and_what_it_held_back_and_why() -> None:
    cass = client_as("cass")
    request = kept(cass)
    cass.post(f"/requests/{request.pk}/hand-over/", chosen(cass, request, confirm="1"))
    shown = page(cass, f"/requests/{request.pk}/")
    for words in ("He may be armed.", "Bladderwrack", "Samphire", "Mere gossip.", "Held back"):
        assert words in shown, words
    # A colleague who is not cleared for the mark reads the rest, and nothing of that line.
    colleague = page(client_as("tariq"), f"/requests/{request.pk}/")
    assert "Mere gossip." in colleague
    assert "Bladderwrack" not in colleague


def test_it_is_done_again_and_takes_nothing_back() -> None:
    cass = client_as("cass")
    request = kept(cass)
    path = f"/requests/{request.pk}/hand-over/"
    cass.post(path, chosen(cass, request, confirm="1"))
    again = {"line-0-choice": "leave", "line-1-choice": "leave", "line-2-choice": "new_words"}
    cass.post(path, chosen(cass, request, confirm="1") | again | {"line-2-words": "We doubt what he says."})
    with as_member("ama"):
        texts = set(Line.objects.filter(note__kind="handed_over").values_list("text", flat=True))
    assert texts == {PLAIN["text"], "He may be armed.", "We doubt what he says."}
    with as_member("cass"):
        assert HandOver.objects.filter(request=request).count() == 2


def test_a_rating_goes_only_when_it_is_handed_over() -> None:
    cass = client_as("cass")
    request = kept(cass)
    cass.post(f"/requests/{request.pk}/hand-over/", chosen(cass, request, confirm="1", rating="on"))
    assert "Tamarisk" in page(client_as("ama"), f"/enquiries/{request.enquiry_id}/")


def test_a_line_that_is_marked_in_an_answer_to_the_hub_is_given_in_new_words() -> None:
    request, cass = live_request(), client_as("cass")
    cass.post(
        f"/requests/{request.pk}/answer/", posted(PLAIN, SECRET) | {"line-1-marks": ["police_intelligence"]}
    )
    path = f"/requests/{request.pk}/hand-over/"
    assert "Hand it over as it is" not in page(cass, path)
    one = drawn(cass, path) | {"line-0-choice": "new_words"}
    cass.post(path, one | {"line-0-words": "He may be armed.", "confirm": "1"})
    told = page(client_as("ama"), f"/enquiries/{request.enquiry_id}/")
    assert "He may be armed." in told
    assert "Bladderwrack" not in told
    assert "1 line withheld by Thornmere Police (police intelligence)" in told


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"line-0-choice": ""}, "Select what to do with each line"),
        ({"line-1-words": ""}, "Enter the new words"),
        ({"line-2-why": ""}, "Enter why it is held back"),
        ({"line-2-reason": ""}, "Select why it is held back"),
    ],
)
def test_what_is_missing_is_said(changes: dict[str, Any], problem: str) -> None:
    cass = client_as("cass")
    request = kept(cass)
    answer = cass.post(f"/requests/{request.pk}/hand-over/", chosen(cass, request, confirm="1") | changes)
    assert answer.status_code == 200
    assert problem in answer.content.decode()
    with as_member("cass"):
        assert not HandOver.objects.exists()


@pytest.mark.parametrize("username", EVERYONE_ELSE)
def test_nobody_else_hands_it_over(username: str) -> None:
    cass = client_as("cass")
    request = kept(cass)
    sent = chosen(cass, request, confirm="1")
    for method in ("get", "post"):
        answer = getattr(client_as(username), method)(f"/requests/{request.pk}/hand-over/", sent)
        assert answer.status_code == 404
