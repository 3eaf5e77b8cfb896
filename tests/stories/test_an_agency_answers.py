"""An agency answers the hub: what it knows line by line, how far it may go, or that it knows nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tessera.access.models import Agency
from tessera.audit.models import Entry
from tessera.enquiries.models import Enquiry, Rating, Request, Return
from tessera.enquiries.queries.answering import draft_of
from tessera.notifications.models import Message
from tessera.records.models import Line
from tests.cast import as_member, client_as
from tests.stories.front_door import WIDER, given_enquiry, given_request

pytestmark = pytest.mark.django_db(transaction=True)
LINES = (
    {
        "kind": "record",
        "text": "Two calls to the address in March.",
        "source": "incident log",
        "when": "March 2026",
    },
    {"kind": "told", "text": "The neighbour heard crying.", "source": "the neighbour", "about": "Robin"},
)


def live_request(agency: str = "Thornmere Police", minutes: int = 50) -> Request:
    enquiry = given_enquiry(datetime.now(UTC) - timedelta(minutes=minutes))
    return given_request(enquiry, agency)


def posted(*lines: dict[str, str], **more: Any) -> dict[str, Any]:
    """What a browser sends from the answer page."""
    sent: dict[str, Any] = {"line-TOTAL_FORMS": str(len(lines)), "line-INITIAL_FORMS": str(len(lines))}
    for place, line in enumerate(lines):
        for field in ("kind", "text", "source", "when", "about"):
            sent[f"line-{place}-{field}"] = line.get(field, "")
    return sent | {"share": "hub"} | (WIDER if more.get("share", "hub") != "hub" else {}) | more


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def agency_id(name: str) -> str:
    with as_member("ama"):
        return str(Agency.objects.get(name=name).pk)


def test_the_question_comes_with_what_the_agency_may_know() -> None:
    request = live_request()
    shown = page(client_as("cass"), f"/requests/{request.pk}/")
    for words in (
        "What do you know of the adults at the address?",
        "Nobody else holds it.",
        "Has been told that the hub is asking you",
        "Rowan Ashdown",
        "Wet shoes on Monday, and no socks.",
        "I do the nights.",
        "Ama Mensah",
    ):
        assert words in shown, words


def test_opening_the_question_is_seen_by_the_hub_once() -> None:
    request, cass = live_request(), client_as("cass")
    page(cass, f"/requests/{request.pk}/")
    with as_member("ama"):
        first = Request.objects.get(pk=request.pk)
        assert first.state == "seen"
    page(cass, f"/requests/{request.pk}/")
    with as_member("ama"):
        assert Request.objects.get(pk=request.pk).seen_at == first.seen_at
        assert (
            Entry.objects.filter(verb="see", kind="request", row=request.pk).count() == 3
        )  # once seen, twice read


def test_the_hub_reading_the_question_is_not_the_agency_seeing_it() -> None:
    request = live_request()
    assert "has not answered yet" in page(client_as("ama"), f"/requests/{request.pk}/")
    with as_member("ama"):
        assert Request.objects.get(pk=request.pk).state == "sent"


def test_an_answer_is_read_by_the_hub_and_stays_as_it_is() -> None:
    request, cass = live_request(), client_as("cass")
    given = posted(
        *LINES, could_not_say="An inquiry is under way.", rating="red", rating_reason="Calls at night."
    )
    assert cass.post(f"/requests/{request.pk}/answer/", given)["Location"] == f"/requests/{request.pk}/"
    receipt = page(cass, f"/requests/{request.pk}/")
    for words in (
        "Thornmere Police answered",
        "Two calls to the address",
        "An inquiry is under way.",
        "Calls at night.",
    ):
        assert words in receipt, words
    assert "Thornmere MASH and Thornmere Police, and nobody else" in receipt
    assert "<textarea" not in receipt
    with as_member("ama"):
        kept = Return.objects.get(request=request)
        assert [line.kind for line in Line.objects.filter(note=kept.note)] == ["record", "told"]
        rated = Rating.objects.get(enquiry_id=request.enquiry_id, by_hub=False)
        assert (rated.value, rated.reason, rated.agency.name) == (
            "red",
            "Calls at night.",
            "Thornmere Police",
        )
        assert Message.objects.filter(word="request_answered", reference=request.reference).exists()
    again = cass.post(f"/requests/{request.pk}/answer/", posted({"kind": "seen", "text": "Something else."}))
    assert again.status_code == 409
    cass.post(f"/requests/{request.pk}/refuse/", {"why": "privileged", "words": "no"})
    cass.post(f"/requests/{request.pk}/nothing-known/", {"words": "no"})
    assert (
        cass.post(
            f"/requests/{request.pk}/save/", posted(*LINES), headers={"X-Requested-With": "autosave"}
        ).status_code
        == 409
    )
    shown = page(cass, f"/requests/{request.pk}/")
    assert "Something else." not in shown
    assert "Two calls to the address" in shown
    with as_member("ama"):
        assert Return.objects.filter(request=request).count() == 1
        assert Request.objects.get(pk=request.pk).state == "returned"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"line-0-text": ""}, "Enter what you know in line 1"),
        ({"line-0-kind": ""}, "Select what kind of statement line 1 is"),
        ({"line-1-source": ""}, "Enter who told you what line 2 says"),
        ({"share": ""}, "Select who may read your answer"),
        ({"share": "named"}, "Select at least one agency"),
        ({"share": "whole_case"}, "Enter why it is shared with more than the hub"),
        ({"share": "whole_case"}, "Select what the sharing is for"),
        ({"share": "whole_case"}, "Select on which lawful basis it is shared"),
        ({"rating": "red"}, "Enter why you rate it so"),
        ({"line-TOTAL_FORMS": "0"}, "Enter what you know"),
        ({"line-TOTAL_FORMS": "many"}, "There is a problem"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(changes: dict[str, str], problem: str) -> None:
    request, cass = live_request(), client_as("cass")
    answer = cass.post(f"/requests/{request.pk}/answer/", posted(*LINES, could_not_say="A thing.") | changes)
    assert answer.status_code == 200
    assert problem in answer.content.decode()
    assert "A thing." in answer.content.decode()
    assert "A thing." in page(cass, f"/requests/{request.pk}/")  # kept, not only shown once more
    with as_member("ama"):
        assert not Return.objects.filter(request=request).exists()


def test_what_is_typed_is_kept_and_comes_back() -> None:
    request, cass = live_request(), client_as("cass")
    path, typing = f"/requests/{request.pk}/save/", posted(*LINES, share="named", rating="amber")
    assert cass.post(path, typing, headers={"X-Requested-With": "autosave"}).status_code == 204
    shown = page(cass, f"/requests/{request.pk}/")
    assert "The neighbour heard crying." in shown
    assert 'value="named" checked' in shown
    assert "Begun" in page(cass, "/requests/")
    # A colleague finds it; the hub does not.
    assert "The neighbour heard crying." in page(client_as("tariq"), f"/requests/{request.pk}/")
    assert "The neighbour heard crying." not in page(client_as("ama"), f"/requests/{request.pk}/")


def test_lines_are_added_and_removed_without_a_script() -> None:
    request, cass = live_request(), client_as("cass")
    path = f"/requests/{request.pk}/save/"
    added = cass.post(path, posted(*LINES) | {"add": "1", "tab": "one"})
    assert added["Location"] == f"/requests/{request.pk}/#line-2"
    assert page(cass, f"/requests/{request.pk}/").count("Remove line") == 3
    cass.post(path, posted(*LINES) | {"remove": "0", "tab": "one"})
    shown = page(cass, f"/requests/{request.pk}/")
    assert "Two calls to the address" not in shown
    assert "The neighbour heard crying." in shown
    assert cass.post(path, posted(*LINES, tab="one"))["Location"] == "/requests/"  # saved, to come back later


def hidden(shown: str, name: str) -> str:
    """What a page would send along with what is typed on it."""
    (value,) = set(re.findall(rf'name="{name}" value="([^"]*)"', shown))
    return str(value)


def test_two_officers_write_one_answer_and_nothing_is_written_over() -> None:
    request = live_request()
    cass, tariq = client_as("cass"), client_as("tariq")
    path, save = f"/requests/{request.pk}/", f"/requests/{request.pk}/save/"
    pages = {client: page(client, path) for client in (cass, tariq)}
    sees = {
        client: {name: hidden(shown, name) for name in ("version", "tab")} for client, shown in pages.items()
    }
    script = {"X-Requested-With": "autosave"}
    assert cass.post(save, posted(LINES[0], **sees[cass]), headers=script).status_code == 204
    refused = tariq.post(save, posted(LINES[1], **sees[tariq]), headers=script)
    assert (refused.status_code, refused["X-Kept"]) == (409, "beside")
    assert refused["Content-Type"].startswith("text/plain")
    assert "A colleague has changed this answer" in refused.content.decode()
    # The same with a button, and by sending it: both answers are shown, and neither is sent.
    for to in (save, f"{path}answer/"):
        answer = tariq.post(to, posted(LINES[1], **sees[tariq]))
        assert answer["Location"] == f"{path}#two-answers"
    shown = page(tariq, path)
    for words in (
        "Two answers were written at once",
        "Two calls to the address",
        "The neighbour heard crying.",
    ):
        assert words in shown, words
    assert "Cass Wheeler" in shown
    # Cass, who has not seen Tariq's, cannot send hers over it.
    early = cass.post(f"{path}answer/", posted(LINES[0], **sees[cass]))
    assert early.status_code == 200
    assert "A colleague has written an answer to this too" in early.content.decode()
    choice = {"window": hidden(shown, "window"), "version": hidden(shown, "version"), "keep": "both"}
    assert tariq.post(save, choice | {"version": "0"})["Location"] == f"{path}#two-answers"
    assert tariq.post(save, choice)["Location"] == f"{path}#answer"
    shown = page(tariq, path)
    assert "Two answers" not in shown
    assert shown.count("Remove line") == 2
    sent = posted(*LINES, version=hidden(shown, "version"), tab=hidden(shown, "tab"))
    assert tariq.post(f"{path}answer/", sent)["Location"] == path
    with as_member("ama"):
        kept = Return.objects.get(request=request)
        texts = [line.text for line in Line.objects.filter(note=kept.note).order_by("position")]
    assert texts == [LINES[0]["text"], LINES[1]["text"]]


def test_whoever_was_shown_both_answers_may_send_one() -> None:
    request = live_request()
    cass, tariq = client_as("cass"), client_as("tariq")
    path, save = f"/requests/{request.pk}/", f"/requests/{request.pk}/save/"
    cass.post(save, posted(LINES[0], tab="one"))
    tariq.post(save, posted(LINES[1], tab="two"))
    shown = page(tariq, path)
    assert hidden(shown, "settled") == "yes"
    seen = {name: hidden(shown, name) for name in ("version", "tab", "settled")}
    assert tariq.post(f"{path}answer/", posted(LINES[0], LINES[1], **seen))["Location"] == path
    late = cass.post(save, posted(LINES[0], tab="one"), headers={"X-Requested-With": "autosave"})
    assert late.status_code == 409
    assert late["X-Kept"] == "no"
    assert "still on this page" in late.content.decode()


def test_hostile_typing_is_kept_and_harms_nothing() -> None:
    request, cass = live_request(), client_as("cass")
    hostile = {"kind": "<b>", "text": "\x00<script>alert(1)</script>", "source": "'; DROP TABLE x; --"}
    sent = posted(hostile) | {
        "line-TOTAL_FORMS": "99999",
        "named_agencies": ["not-an-id"],
        "rating": "purple",
    }
    assert cass.post(f"/requests/{request.pk}/save/", sent).status_code == 302
    shown = page(cass, f"/requests/{request.pk}/")
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_nothing_known_says_where_the_agency_looked() -> None:
    request, hana = live_request("Thornmere Community Health"), client_as("hana")
    path = f"/requests/{request.pk}/nothing-known/"
    assert "Enter where you looked" in hana.post(path, {"words": ""}).content.decode()
    assert hana.post(path, {"words": "SystmOne, all four names."}).status_code == 302
    assert "SystmOne, all four names." in page(hana, f"/requests/{request.pk}/")
    assert "SystmOne, all four names." in page(client_as("ama"), f"/requests/{request.pk}/")
    with as_member("ama"):
        assert Request.objects.get(pk=request.pk).state == "nothing_known"


def test_a_refusal_has_a_reason_from_the_list_and_words() -> None:
    request, cass = live_request(), client_as("cass")
    path = f"/requests/{request.pk}/refuse/"
    assert "Select why you cannot answer" in cass.post(path, {"words": "x"}).content.decode()
    assert "Enter what you can say" in cass.post(path, {"why": "live_investigation"}).content.decode()
    cass.post(path, {"why": "live_investigation", "words": "Ask again on Friday."})
    with as_member("ama"):
        kept = Request.objects.get(pk=request.pk)
        assert kept.state == "refused"
        assert kept.refusal_reason == "It would harm a live investigation. Ask again on Friday."


# ------------------------------------------- who may see what


def enquiry_asked_of(*agencies: str) -> tuple[Enquiry, dict[str, Request]]:
    enquiry = given_enquiry(datetime.now(UTC) - timedelta(minutes=50))
    return enquiry, {agency: given_request(enquiry, agency) for agency in agencies}


def pages_of(username: str, *requests: Request) -> str:
    """Every page that shows this practitioner anything of a case, one after the other; 404s left out."""
    client, said = client_as(username), []
    with as_member("ama"):
        case = requests[0].case_id
        enquiry, referral = requests[0].enquiry, requests[0].enquiry.referral_id
    assert case
    paths = [
        "/requests/", "/referrals/", "/messages/", "/worklist/", f"/enquiries/{enquiry.pk}/",
        f"/enquiries/{enquiry.pk}/ask/", f"/enquiries/{enquiry.pk}/audit/", f"/referrals/{referral}/",
        *(f"/requests/{one.pk}/{rest}" for one in requests for rest in ("", "refuse/", "nothing-known/")),
    ]  # fmt: skip
    for path in paths:
        answer = client.get(path)
        assert answer.status_code in (200, 302, 404), (path, answer.status_code)
        said.append(answer.content.decode() if answer.status_code == 200 else "")
    return "".join(said)


def test_no_agency_learns_of_another_agencys_question_or_answer() -> None:
    _, asked = enquiry_asked_of("Thornmere Police", "Thornmere Community Health")
    police, health = asked["Thornmere Police"], asked["Thornmere Community Health"]
    client_as("cass").post(
        f"/requests/{police.pk}/answer/", posted({"kind": "record", "text": "Marigold seven."})
    )
    said = pages_of("hana", health, police)
    assert "Marigold" not in said
    assert "Cass Wheeler" not in said
    assert str(police.pk) not in said
    hana = client_as("hana")
    for rest in ("", "answer/", "save/", "urgent/", "refuse/", "nothing-known/", "chase/"):
        path = f"/requests/{police.pk}/{rest}"
        # The same answer as for a question that does not exist.
        for method in (hana.get, hana.post):
            there, nowhere = (
                method(path),
                method(path.replace(str(police.pk), "01890000-0000-7000-8000-000000000000")),
            )
            assert there.status_code == nowhere.status_code, path
            assert there.status_code in (404, 405), path


@pytest.mark.parametrize("username", ["ben", "hana", "eve", "tariq", "dev"])
def test_what_the_police_told_the_hub_alone_reaches_nobody_else(username: str) -> None:
    _, asked = enquiry_asked_of("Thornmere Police", "Kestrel Lane Primary", "Thornmere Community Health")
    answer = posted({"kind": "record", "text": "Marigold seven."}, could_not_say="Marigold eight.")
    client_as("cass").post(f"/requests/{asked['Thornmere Police'].pk}/answer/", answer)
    assert ("Marigold" in pages_of(username, *asked.values())) is (
        username == "tariq"
    )  # the police's own officer


def test_what_is_shared_with_one_agency_reaches_that_one() -> None:
    _, asked = enquiry_asked_of("Thornmere Police", "Kestrel Lane Primary", "Thornmere Community Health")
    answer = posted(
        {"kind": "record", "text": "Marigold seven."},
        share="named",
        named_agencies=[agency_id("Kestrel Lane Primary")],
    )
    cass = client_as("cass")
    path = f"/requests/{asked['Thornmere Police'].pk}/"
    assert cass.post(f"{path}answer/", answer).status_code == 302
    assert "Thornmere MASH, Thornmere Police and Kestrel Lane Primary, and nobody else" in page(cass, path)
    assert "Marigold" in pages_of("ben", *asked.values())
    assert "Marigold" not in pages_of("hana", *asked.values())


def test_what_is_shared_with_everyone_involved_reaches_them_and_nobody_else() -> None:
    _, asked = enquiry_asked_of("Thornmere Police", "Thornmere Community Health")
    answer = posted({"kind": "record", "text": "Marigold seven."}, share="whole_case")
    client_as("cass").post(f"/requests/{asked['Thornmere Police'].pk}/answer/", answer)
    assert "Marigold" in pages_of("hana", *asked.values())
    for username in ("ama", "hana", "ben"):  # the hub, who was asked, who referred
        with as_member(username):
            assert Line.objects.filter(text="Marigold seven.").exists(), username
    for username in ("eve", "dev", "gil", "ada"):
        assert "Marigold" not in pages_of(username, *asked.values()), username


def test_someone_who_only_refers_cannot_answer_for_their_agency() -> None:
    # Neil of the police made the referral himself, so the case is open to him; his agency's questions are not.
    referrer = {"name": "Neil Farrant", "role": "constable", "agency": "Thornmere Police"}
    enquiry = given_enquiry(datetime.now(UTC) - timedelta(minutes=50), by="neil", referrer=referrer)
    request, neil = given_request(enquiry), client_as("neil")
    with as_member("neil"):
        assert Line.objects.filter(case_id=request.case_id).exists()
    assert neil.get("/requests/").status_code == 404
    for rest in ("", "answer/", "save/", "urgent/", "refuse/", "nothing-known/"):
        path = f"/requests/{request.pk}/{rest}"
        seen = neil.get(path, follow=True)
        assert seen.status_code in (404, 405), path
        assert neil.post(path, posted(*LINES), follow=True).status_code in (404, 405), path
    with as_member("ama"):
        kept = Request.objects.get(pk=request.pk)
        assert (kept.state, kept.urgent_for_them) == ("sent", None)
    with as_member("cass") as me:
        assert draft_of(me, request.pk) == {}
