"""The hub asks agencies one question each: prefilled, due by the rating, the share recorded; or decides not to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tessera.access.models import Agency
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import asking
from tessera.enquiries.models import Chase, Enquiry, NotShared, Request
from tessera.notifications.models import Message
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_request

pytestmark = pytest.mark.django_db(transaction=True)

ANSWERS = {
    "question": "Which calls has this address had since March?",
    "context": "The referral is about neglect.",
    "necessity": "Only the police hold the calls.",
    "told_family": "no",
    "told_family_reason": "Nobody could be reached.",
    "purpose": "decide_next_steps",
    "basis": "public_task",
}


def live_enquiry(rating: str | None = "amber") -> Enquiry:
    return given_enquiry(datetime.now(UTC) - timedelta(minutes=50), rating=rating)


def agency_id(name: str) -> str:
    with as_member("ama"):
        return str(Agency.objects.get(name=name).pk)


def ask_path(enquiry: Enquiry, agency: str = "") -> str:
    path = f"/enquiries/{enquiry.pk}/ask/"
    return f"{path}?agency={agency_id(agency)}" if agency else path


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_hub_chooses_whom_to_ask() -> None:
    enquiry = live_enquiry()
    shown = page(client_as("ama"), ask_path(enquiry))
    assert "Kestrel Lane Primary" in shown
    assert "made the referral" in shown
    assert "Usually asked about this" in shown
    assert shown.index("Named in the referral") < shown.index("Usually asked about this")
    assert "12 hours" in shown
    assert "Thornmere Safeguarding Children Partnership" not in shown  # it answers no requests


def test_the_question_is_ready_and_says_why_and_by_when() -> None:
    enquiry = live_enquiry("red")
    shown = page(client_as("ama"), ask_path(enquiry, "Thornmere Community Health"))
    assert "last three heights and weights" in shown  # the question about neglect to this kind of agency
    assert "Growth and missed appointments show" in shown  # why it is asked
    assert "2 hours" in shown
    assert (
        "They could not be reached. Rang three times on Monday." in shown
    )  # what the referrer said of the family
    assert 'value="public_task" checked' in shown
    assert "UK GDPR, article 6(1)(e)" in shown
    assert "Check before use" in shown


def test_the_hub_asks_several_agencies_one_after_the_other() -> None:
    enquiry, ama = live_enquiry(), client_as("ama")
    for agency in ("Thornmere Police", "Thornmere Housing"):
        answer = ama.post(ask_path(enquiry, agency), ANSWERS)
        assert (answer.status_code, answer["Location"]) == (302, ask_path(enquiry))
    shown = page(ama, ask_path(enquiry))
    assert shown.count("Waiting for the answer") == 2
    with as_member("ama"):
        asked = Request.objects.get(enquiry=enquiry, to_agency__name="Thornmere Police")
        assert asked.due_at == asked.sent_at + timedelta(hours=12)
        assert (asked.basis, asked.told_family) == ("public_task", False)
        assert asked.purpose == "To decide what should happen next for this child"
        assert asked.told_family_reason == "Nobody could be reached."
    with as_member("cass"):
        assert Message.objects.filter(word="request_received", reference=enquiry.reference).count() == 1


def test_an_unrated_enquiry_can_be_asked_about() -> None:
    enquiry = live_enquiry(None)
    assert client_as("ama").post(ask_path(enquiry, "Thornmere Police"), ANSWERS).status_code == 302


@pytest.mark.parametrize(
    "missing", ["question", "necessity", "told_family", "told_family_reason", "purpose", "basis"]
)
def test_a_share_is_not_recorded_by_halves(missing: str) -> None:
    enquiry = live_enquiry()
    answer = client_as("ama").post(ask_path(enquiry, "Thornmere Police"), ANSWERS | {missing: ""})
    assert answer.status_code == 200
    said = answer.content.decode()
    assert "There is a problem" in said
    assert "Only the police hold the calls." in said or missing == "necessity"  # what was typed is kept
    with as_member("ama"):
        assert not Request.objects.filter(enquiry=enquiry).exists()


def test_an_agency_that_has_not_answered_is_not_asked_again() -> None:
    enquiry, ama = live_enquiry(), client_as("ama")
    ama.post(ask_path(enquiry, "Thornmere Police"), ANSWERS)
    answer = ama.post(ask_path(enquiry, "Thornmere Police"), ANSWERS)
    assert "has been asked already" in answer.content.decode()
    with as_member("ama"):
        assert Request.objects.filter(enquiry=enquiry).count() == 1


def test_a_decision_not_to_share_is_recorded_once() -> None:
    enquiry, ama = live_enquiry(), client_as("ama")
    given = {"agency": agency_id("Thornmere Housing"), "reason": "Her tenancy worker is his cousin."}
    path = f"/enquiries/{enquiry.pk}/do-not-share/"
    assert "Select an agency" in ama.post(path, given | {"agency": ""}).content.decode()
    assert "Enter why" in ama.post(path, given | {"reason": ""}).content.decode()
    for _ in range(2):
        assert ama.post(path, given).status_code == 302
    with as_member("priya"):
        kept = NotShared.objects.get(enquiry=enquiry)
        assert kept.reason == "Her tenancy worker is his cousin."
    assert "Her tenancy worker" in page(ama, ask_path(enquiry))


def test_an_agency_is_reminded_until_it_has_answered() -> None:
    enquiry, ama = live_enquiry(), client_as("ama")
    request = given_request(enquiry)
    for _ in range(2):  # a second click within ten minutes is no second reminder
        assert ama.post(f"/requests/{request.pk}/chase/")["Location"] == f"/enquiries/{enquiry.pk}/"
    with as_member("ama"):
        assert Chase.objects.filter(request=request).count() == 1
    with as_member("cass") as me:
        assert Message.objects.filter(word="request_chased", reference=enquiry.reference).count() == 1
        asking.nothing_known(practitioner=me, at=datetime.now(UTC), request_id=request.pk)
    with as_member("ama") as me, pytest.raises(NotAllowed, match="has answered"):
        asking.chase(practitioner=me, at=datetime.now(UTC) + timedelta(hours=1), request_id=request.pk)
    assert ama.post(f"/requests/{request.pk}/chase/").status_code == 302


@pytest.mark.parametrize("username", ["ben", "cass", "dev", "eve", "gil", "ada", "neil"])
def test_only_the_hub_asks(username: str) -> None:
    enquiry = live_enquiry()
    request = given_request(enquiry)
    client = client_as(username)
    for path in (f"/enquiries/{enquiry.pk}/ask/", f"/enquiries/{enquiry.pk}/do-not-share/"):
        assert client.get(path).status_code == 404
        assert client.post(path, ANSWERS).status_code == 404
    assert client.post(f"/requests/{request.pk}/chase/").status_code == 404
