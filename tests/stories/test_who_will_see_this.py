"""Before an agency sends its answer the page says who will see it, by agency and role, and changes as it is chosen."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from tessera.audit.models import Entry
from tessera.enquiries.actions import asking
from tessera.enquiries.models import Enquiry, Request, Return
from tessera.records.actions import NewLine
from tests.cast import as_member, client_as
from tests.stories.front_door import given_request
from tests.stories.test_an_agency_answers import LINES, agency_id, live_request, page, posted

pytestmark = pytest.mark.django_db(transaction=True)
HEALTH = "Thornmere Community Health"


def told(client: Client, request: Request, **chosen: object) -> dict[str, str]:
    """What the panel says of who will see each part, and what it says besides."""
    answer = client.post(f"/requests/{request.pk}/who-will-see/", posted(*LINES, **chosen))
    assert answer.status_code == 200
    said = json.loads(answer.content)
    parts = {part["title"]: " ".join([*part["read_by"], part["nobody"]]) for part in said["parts"]}
    return parts | {"besides": " ".join(said["besides"])}


def test_the_hub_alone_is_the_hub_and_ones_own_agency() -> None:
    request = live_request()
    said = told(client_as("cass"), request)
    assert "hub practitioner" in said["Your answer"]
    assert "Thornmere Police: " in said["Your answer"]
    assert "Kestrel" not in said["Your answer"]
    assert "any other agency" not in said["besides"]


def test_choosing_more_agencies_names_them_at_once() -> None:
    request, cass = live_request(), client_as("cass")
    said = told(cass, request, share="named", named_agencies=[agency_id(HEALTH)])
    assert re.search(
        f"{HEALTH}: [1-9] agency officers?, while the hub has them in this case", said["Your answer"]
    )
    everyone = told(cass, request, share="whole_case")
    assert re.search("Kestrel Lane Primary: [1-9] safeguarding lead", everyone["Your answer"])
    assert "any other agency that the hub brings into this case" in everyone["besides"]


def test_a_mark_narrows_who_reads_that_line() -> None:
    request, cass = live_request(), client_as("cass")
    sent = posted(*LINES) | {"line-1-marks": ["police_intelligence"]}
    said = json.loads(cass.post(f"/requests/{request.pk}/who-will-see/", sent).content)["parts"]
    whole, marked = said
    assert marked["title"] == "Line 2: police intelligence"

    def people(part: dict[str, list[str]]) -> int:
        return sum(int(number) for words in part["read_by"] for number in re.findall(r"\d+", words))

    assert 0 < people(marked) < people(whole)  # Priya is cleared for it, Ama is not


def test_it_does_not_tell_whom_else_the_hub_has_asked() -> None:
    request, cass = live_request(), client_as("cass")
    ways = ({"share": "whole_case"}, {"share": "named", "named_agencies": [agency_id(HEALTH)]})
    before = [told(cass, request, **way) for way in ways]
    with as_member("ama"):
        enquiry = Enquiry.objects.get(pk=request.enquiry_id)
    given_request(enquiry, HEALTH)
    assert [told(cass, request, **way) for way in ways] == before
    assert HEALTH not in before[0]["Your answer"]


def test_without_a_script_a_button_says_it_and_keeps_what_was_typed() -> None:
    request, cass = live_request(), client_as("cass")
    path = f"/requests/{request.pk}/"
    assert "Choose who may read your answer, and this says who that is." in page(cass, path)
    sent = posted(*LINES, share="whole_case", could_not_say="A thing.") | {"who": "1"}
    answer = cass.post(f"{path}save/", sent)
    assert answer["Location"] == f"{path}#who-will-see"
    shown = page(cass, path)
    assert re.search("Kestrel Lane Primary: [1-9] safeguarding lead", shown)
    for words in ("A thing.", "The school sees the children each day.", "The neighbour heard crying."):
        assert words in shown
    with as_member("ama"):
        assert not Return.objects.filter(request=request).exists()


def test_sharing_wider_is_kept_with_why_on_the_row_and_in_the_ledger() -> None:
    request, cass = live_request(), client_as("cass")
    path = f"/requests/{request.pk}/"
    assert cass.post(f"{path}answer/", posted(*LINES, share="whole_case")).status_code == 302
    assert "The school sees the children each day." in page(cass, path)
    with as_member("ama"):
        kept = Return.objects.get(request=request)
        assert (kept.share_purpose, kept.share_basis) == ("decide_next_steps", "public_task")
        entry = Entry.objects.get(verb="answer", row=kept.pk)
        assert entry.detail["basis"] == "public_task"
        assert entry.detail["share"] == "whole_case"


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("reason", "Say why it is shared"),
        ("purpose", "what the sharing is for"),
        ("basis", "Choose a lawful basis"),
    ],
)
def test_sharing_wider_is_refused_without_why_whoever_asks_it(missing: str, words: str) -> None:
    request = live_request()
    why = {"reason": "The school sees them.", "purpose": "decide_next_steps", "basis": "public_task"}

    def send(**said: str) -> Return:
        return asking.answer(
            practitioner=me,
            at=request.sent_at,
            request_id=request.pk,
            lines=[NewLine(kind="record", text="Two calls in March.")],
            share="whole_case",
            wider=asking.Wider(**said),
        )

    with as_member("cass") as me, pytest.raises(asking.NotAllowed, match=words):
        send(**why | {missing: ""})
    with as_member("cass") as me:
        assert send(**why).share_reason == "The school sees them."


@pytest.mark.parametrize("username", ["ama", "ben", "hana", "flo", "dev"])
def test_whoever_was_not_asked_is_told_nothing(username: str) -> None:
    request = live_request()
    answer = client_as(username).post(f"/requests/{request.pk}/who-will-see/", posted(*LINES))
    assert answer.status_code == 404 or (answer.status_code, answer.content) == (204, b"")
