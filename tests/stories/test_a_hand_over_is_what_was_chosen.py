"""What goes to the hub is what was chosen, for the lines it was chosen for, once, with all that goes shown before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tessera.access.models import Clearance
from tessera.enquiries.actions import handing
from tessera.enquiries.models import Enquiry, HandOver, Rating, Request
from tessera.enquiries.rules.handing import Choice
from tessera.records.models import Line
from tests.cast import as_member, client_as
from tests.stories.front_door import given_request
from tests.stories.test_an_agency_answers import live_request, page, posted
from tests.stories.test_an_agency_hands_over import OTHER, PLAIN, SECRET, chosen, drawn, kept

pytestmark = pytest.mark.django_db(transaction=True)
CHANGED = "The lines have changed. Look at them and choose again."
LAST_HELD_BACK = {"line-2-choice": "held_back", "line-2-reason": "not_relevant", "line-2-why": "Mere gossip."}


def path_of(request: Request) -> str:
    return f"/requests/{request.pk}/hand-over/"


def given_to_the_hub() -> list[str]:
    with as_member("ama"):
        return list(Line.objects.filter(note__kind="handed_over").values_list("text", flat=True))


def cleared(username: str, email: str) -> Clearance:
    """A clearance for police intelligence, as its guardian gives it."""
    last = datetime.now(UTC).date() + timedelta(days=60)
    typed = {"email": email, "mark": "police_intelligence", "reason": "Works these cases.", "last_day": last}
    assert client_as("hana").post("/clearances/give/", typed).status_code == 302
    with as_member(username) as me:
        who = me.id
    with as_member("hana"):
        return Clearance.objects.filter(practitioner_id=who).latest("valid_from")


def then_it_is_refused(client: Client, request: Request, sent: dict[str, Any]) -> str:
    for step in ("check", "confirm", "back"):
        answer = client.post(path_of(request), sent | {step: "1"})
        assert answer.status_code == 200, step
        assert CHANGED in answer.content.decode(), step
        assert "Hand over now" not in answer.content.decode(), step
    with as_member("cass"):
        assert not HandOver.objects.exists()
    return str(answer.content.decode())


def test_a_choice_made_for_one_line_is_never_done_with_another() -> None:
    request = kept(client_as("cass"))
    clearance, tariq = cleared("tariq", "tariq.mirza@example.org"), client_as("tariq")
    sent = drawn(tariq, path_of(request)) | {"line-0-choice": "as_it_is", "line-1-choice": "as_it_is"}
    sent |= LAST_HELD_BACK
    client_as("hana").post(f"/clearances/{clearance.pk}/end/")
    # The second line is not there for Tariq any more, and what he chose for it would fall on the third.
    shown = then_it_is_refused(tariq, request, sent)
    assert "Bladderwrack" not in shown
    assert given_to_the_hub() == []
    # What he wrote stands beside the line he wrote it for, and nothing is chosen.
    assert "Mere gossip." in shown
    assert "checked" not in shown
    again = drawn(tariq, path_of(request)) | {"line-0-choice": "as_it_is", "line-1-choice": "as_it_is"}
    assert "Hand over now" in tariq.post(path_of(request), again | {"check": "1"}).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda sent: {"line-0-line": sent["line-1-line"], "line-1-line": sent["line-0-line"]},
        lambda sent: {"line-2-line": str(uuid4())},
        lambda sent: {"line-2-line": ""},
        lambda sent: {"line-3-line": str(uuid4())},
        lambda sent: {"line-0-line": None},
    ],
)
def test_what_was_sent_says_which_line_each_choice_is_for(wrong: Any) -> None:
    cass = client_as("cass")
    request = kept(cass)
    sent = chosen(cass, request)
    sent = {name: value for name, value in (sent | wrong(sent)).items() if value is not None}
    then_it_is_refused(cass, request, sent)


def test_a_double_press_is_one_hand_over() -> None:
    cass = client_as("cass")
    request = kept(cass)
    sent = chosen(cass, request, confirm="1")
    for _ in range(2):
        assert cass.post(path_of(request), sent)["Location"] == f"/requests/{request.pk}/"
    assert "nothing went twice" in page(cass, f"/requests/{request.pk}/")
    assert given_to_the_hub() == [PLAIN["text"], "He may be armed."]
    with as_member("cass") as me:
        assert HandOver.objects.filter(request=request).count() == 1
        # The second of two that come at the very same time waits for the first, and then finds it.
        once, line = uuid4(), handing.held_lines(request.pk)[2].id
        act = {"practitioner": me, "at": datetime.now(UTC), "request_id": request.pk, "once": once}
        handing.hand_over(**act, chosen=[handing.Chosen(line, Choice.NEW_WORDS, "We doubt him.")])
        with pytest.raises(handing.HandedOverAlready):
            handing.hand_over(**act, chosen=[handing.Chosen(line, Choice.NEW_WORDS, "We doubt him.")])
    assert given_to_the_hub().count("We doubt him.") == 1


def test_what_the_hub_has_as_it_is_does_not_go_again() -> None:
    cass = client_as("cass")
    request = kept(cass)
    here, there = (chosen(cass, request, confirm="1") for _ in range(2))
    assert here["once"] != there["once"]
    assert cass.post(path_of(request), here).status_code == 302
    answer = cass.post(path_of(request), there)
    assert "Choose again what to do with this line" in answer.content.decode()
    assert "The hub has this line as it is." in answer.content.decode()
    assert given_to_the_hub() == [PLAIN["text"], "He may be armed."]


@pytest.mark.parametrize("once", ["", "not one"])
def test_a_page_that_was_not_drawn_here_hands_nothing_over(once: str) -> None:
    cass = client_as("cass")
    request = kept(cass)
    answer = cass.post(path_of(request), chosen(cass, request, confirm="1") | {"once": once})
    assert "Open this page anew and choose again" in answer.content.decode()
    assert given_to_the_hub() == []


def test_all_that_goes_with_a_line_is_shown_before_it_goes() -> None:
    request, cass = live_request(), client_as("cass")
    told = {"kind": "seen", "text": "Quillwort was there.", "source": "Sorrel", "when": "5 March 2026"}
    back = OTHER | {"source": "Fennel", "about": "Rowan", "when": "April 2026"}
    sent = posted(told | {"about": "Robin"}, SECRET, back, share="own") | {
        "line-2-marks": ["legal_privilege"]
    }
    cass.post(f"/requests/{request.pk}/answer/", sent | {"line-0-marks": ["police_intelligence"]})
    first = page(cass, path_of(request))
    check = cass.post(path_of(request), chosen(cass, request, check="1")).content.decode()
    for shown in (first, check):
        assert "Sorrel, about Robin, 5 March 2026" in shown
        assert "police intelligence" in shown
        assert "tessera-lines__saw" in shown
        assert "tessera-lines__seen" not in shown
    assert "Fennel, about Rowan, April 2026" in first
    assert "Fennel, about Rowan, April 2026" in check
    # New words say nothing of who said it, and the page shows them as the hub will read them.
    assert "Summary by Thornmere Police" in check
    assert "Sorrel the informant" in first
    assert "Sorrel the informant" not in check


def test_each_answers_rating_is_handed_over_by_itself() -> None:
    cass = client_as("cass")
    first = kept(cass)
    cass.post(path_of(first), chosen(cass, first, confirm="1", rating="on"))
    with as_member("ama"):
        enquiry = Enquiry.objects.get(pk=first.enquiry_id)
    second = given_request(enquiry, at=datetime.now(UTC))
    rated = {"share": "own", "rating": "amber", "rating_reason": "Juniper."}
    cass.post(f"/requests/{second.pk}/answer/", posted(PLAIN, **rated))
    one = drawn(cass, path_of(second)) | {"line-0-choice": "as_it_is", "confirm": "1"}
    assert "Hand over how urgent we think it is" in page(cass, path_of(second))
    assert "Hand over how urgent we think it is" not in page(cass, path_of(first))
    cass.post(path_of(second), one | {"rating": "on"})
    with as_member("ama"):
        assert list(Rating.objects.filter(by_hub=False).values_list("value", "reason")) == [
            ("red", "Tamarisk."),
            ("amber", "Juniper."),
        ]


def test_the_rating_that_goes_is_this_answers_own() -> None:
    cass = client_as("cass")
    first = kept(cass)
    cass.post(path_of(first), chosen(cass, first, confirm="1"))
    with as_member("ama"):
        enquiry = Enquiry.objects.get(pk=first.enquiry_id)
    second = given_request(enquiry, at=datetime.now(UTC))
    cass.post(f"/requests/{second.pk}/answer/", posted(PLAIN, share="own"))
    assert "Hand over how urgent we think it is" not in page(cass, path_of(second))
    assert "Hand over how urgent we think it is" in page(cass, path_of(first))


def test_what_is_kept_stands_in_the_inbox_as_to_hand_over() -> None:
    cass = client_as("cass")
    waiting = live_request()
    assert "To hand over" not in page(cass, "/requests/")
    request = kept(cass)
    assert page(cass, "/requests/").count("To hand over") == 1
    cass.post(path_of(request), chosen(cass, request, confirm="1"))
    shown = page(cass, "/requests/")
    assert "To hand over" not in shown
    assert waiting.reference in shown


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"line-INITIAL_FORMS": "0"}, "Choose what to do with at least one line."),
        ({"line-INITIAL_FORMS": "none"}, "Open this page anew and choose again"),
        ({"line-TOTAL_FORMS": ""}, "Open this page anew and choose again"),
    ],
)
def test_a_form_that_was_counted_wrong_is_refused(changes: dict[str, str], problem: str) -> None:
    cass = client_as("cass")
    request = kept(cass)
    cass.post(path_of(request), chosen(cass, request, confirm="1"))
    left = {f"line-{place}-choice": "leave" for place in range(3)}
    answer = cass.post(path_of(request), drawn(cass, path_of(request)) | left | changes | {"confirm": "1"})
    assert answer.status_code == 200
    assert problem in answer.content.decode()
