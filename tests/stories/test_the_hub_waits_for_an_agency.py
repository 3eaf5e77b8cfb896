"""While an agency is waited for: its time is paused with a reason and runs again, or the question is withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest

from tessera.access.models import Agency
from tessera.audit import NotHere
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import asking, deciding, enquiring, waiting
from tessera.enquiries.jobs import remind_everyone
from tessera.enquiries.models import Feedback, Pause, Request
from tessera.notifications.models import Message
from tessera.records.queries import lines_to_read
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_request

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
UNCLEAR = {"reason_code": "question_unclear", "words": "They ask which of two addresses is meant."}


def paused(request: Request, at: datetime) -> Pause | None:
    with as_member("ama") as me:
        return waiting.pause_request(practitioner=me, at=at, request_id=request.pk, **UNCLEAR)


def resumed(request: Request, at: datetime) -> None:
    with as_member("ama") as me:
        waiting.resume_request(practitioner=me, at=at, request_id=request.pk)


def now(request: Request) -> Request:
    with as_member("ama"):
        return Request.objects.get(pk=request.pk)


def page_of(username: str, path: str) -> str:
    answer = client_as(username).get(path)
    assert answer.status_code == 200, (username, path)
    return answer.content.decode()


def messages_of(username: str, word: str) -> int:
    with as_member(username):
        return Message.objects.filter(word=word).count()


def test_an_agencys_time_stands_still_with_a_reason_and_keeps_what_was_left() -> None:
    enquiry = given_enquiry(NOW - 2 * HOUR, rating="red")  # an agency answers in two hours
    request = given_request(enquiry, at=NOW - HOUR)
    other = given_request(enquiry, "Kestrel Lane Primary", at=NOW - HOUR)
    before, others = now(request).due_at, now(other).due_at
    path = f"/requests/{request.pk}/pause/"
    client = client_as("ama")
    assert "Select why the clock must wait" in client.post(path, {"words": "Wait."}).content.decode()
    assert client.post(path, UNCLEAR).status_code == 302
    assert client.post(path, UNCLEAR).status_code == 302  # again changes nothing
    still = now(request)
    assert (still.due_at, still.would_be_due_at, still.remind_next_at) == (None, before, None)
    assert now(other).due_at == others
    for username, where in (("ama", f"/enquiries/{enquiry.pk}/"), ("cass", f"/requests/{request.pk}/")):
        page = page_of(username, where)
        assert "The agency has asked what is meant" in page
        assert "which of two addresses" in page
        assert "Paused" in page
    assert "Paused" in page_of("cass", "/requests/")
    assert messages_of("cass", "request_paused") == 1
    resumed(request, NOW + 3 * HOUR)
    with as_member("ama"):
        stood = Pause.objects.get(request=request)
        assert now(request).due_at == before + (stood.ended_at - stood.began_at)
    assert now(request).would_be_due_at is None
    assert messages_of("cass", "request_resumed") == 1
    assert f"/requests/{request.pk}/pause/" in page_of("ama", f"/enquiries/{enquiry.pk}/")


def test_only_the_hub_pauses_withdraws_or_lets_it_run() -> None:
    enquiry = given_enquiry(NOW - 2 * HOUR)
    request = given_request(enquiry, at=NOW - HOUR)
    for username in ("ben", "cass", "dev", "eve", "flo", "gil", "ada"):
        client = client_as(username)
        for verb in ("pause", "withdraw"):
            assert client.get(f"/requests/{request.pk}/{verb}/").status_code == 404, (username, verb)
        assert client.post(f"/requests/{request.pk}/resume/").status_code == 404, username
    with as_member("cass") as me:
        with pytest.raises(NotHere):
            waiting.pause_request(practitioner=me, at=NOW, request_id=request.pk, **UNCLEAR)
        with pytest.raises(NotHere):
            waiting.withdraw(
                practitioner=me, at=NOW, request_id=request.pk, reason="Busy.", may_still_see=True
            )


def test_nobody_is_reminded_while_it_is_paused_and_then_of_what_is_left(
    the_job_worker: Callable[[], AbstractContextManager[None]],
) -> None:
    enquiry = given_enquiry(NOW - HOUR, rating="red")
    request = given_request(enquiry, at=NOW)  # reminded after one of two hours
    paused(request, NOW + HOUR / 2)
    with the_job_worker():
        remind_everyone(NOW + 2 * HOUR)
    assert messages_of("cass", "clock_half") == 0
    resumed(request, NOW + HOUR / 2 + 24 * HOUR)
    with the_job_worker():
        remind_everyone(NOW + 24 * HOUR + HOUR * 0.9)
        assert messages_of("cass", "clock_half") == 0
        remind_everyone(NOW + 25 * HOUR)
        remind_everyone(NOW + 25 * HOUR)
    assert messages_of("cass", "clock_half") == 1
    assert messages_of("cass", "clock_up") == 0


def test_rating_again_while_it_is_paused_keeps_the_sooner_limit() -> None:
    enquiry = given_enquiry(NOW - 2 * HOUR, rating="green")
    request = given_request(enquiry, at=NOW - HOUR)
    slow = now(request).due_at
    paused(request, NOW - HOUR / 2)
    for value in ("red", "green"):
        with as_member("ama") as me:
            enquiring.rate(
                practitioner=me, at=NOW, enquiry_id=enquiry.pk, value=value, reason=f"Now {value}."
            )
        assert now(request).due_at is None
        assert now(request).would_be_due_at < slow
    left = now(request).would_be_due_at - (NOW - HOUR / 2)
    assert left == 2 * HOUR  # red allows two hours from the rating, and none of them has run
    resumed(request, NOW + 5 * HOUR)
    assert now(request).due_at == NOW + 5 * HOUR + left


def test_what_is_up_or_over_cannot_be_paused() -> None:
    enquiry = given_enquiry(NOW - 9 * HOUR, rating="red")
    request = given_request(enquiry, at=NOW - 8 * HOUR)
    refused = client_as("ama").post(f"/requests/{request.pk}/pause/", UNCLEAR)
    assert "This time is up" in refused.content.decode()
    assert f"/requests/{request.pk}/pause/" not in page_of("ama", f"/enquiries/{enquiry.pk}/")
    with as_member("cass") as me:
        asking.nothing_known(practitioner=me, at=NOW, request_id=request.pk)
    with pytest.raises(NotAllowed, match="has answered"):
        paused(request, NOW)


def test_an_answer_that_comes_while_the_time_stands_still_came_in_time() -> None:
    enquiry = given_enquiry(NOW - 9 * HOUR, rating="red")
    request = given_request(enquiry, at=NOW - 8 * HOUR)
    paused(request, NOW - 7 * HOUR)
    with as_member("cass") as me:
        asking.nothing_known(practitioner=me, at=NOW, request_id=request.pk, words="We looked everywhere.")
    page = page_of("ama", f"/enquiries/{enquiry.pk}/audit/")
    assert "In time" in page
    assert "which of two addresses" in page
    assert "to spare" in page_of("cass", f"/requests/{request.pk}/")


def test_a_question_to_the_wrong_agency_is_withdrawn_and_shuts_the_case_again() -> None:
    enquiry = given_enquiry(NOW - 2 * HOUR)
    request = given_request(enquiry, at=NOW - HOUR)
    path = f"/requests/{request.pk}/withdraw/"
    client = client_as("ama")
    assert page_of("cass", f"/requests/{request.pk}/")
    assert "Enter why" in client.post(path, {"may_still_see": "no"}).content.decode()
    wrong = {"may_still_see": "no", "reason": "We meant the British Transport Police."}
    for _ in range(2):
        assert client.post(path, wrong).status_code == 302
    assert client_as("cass").get(f"/requests/{request.pk}/").status_code == 404
    assert "Rowan" not in page_of("cass", "/requests/")
    with as_member("cass"):
        told = Message.objects.get(word="request_withdrawn")
        assert told.link == "/requests/"
    for where in (f"/enquiries/{enquiry.pk}/", f"/enquiries/{enquiry.pk}/audit/"):
        assert "British Transport Police" in page_of("ama", where)
    again = given_request(enquiry, at=NOW)  # it may be asked anew, and then sees the case again
    assert page_of("cass", f"/requests/{again.pk}/")


def test_a_question_that_is_needed_no_more_is_withdrawn_and_its_agency_is_owed_nothing() -> None:
    enquiry = given_enquiry(NOW - 2 * HOUR)
    request = given_request(enquiry, at=NOW - HOUR)
    paused(request, NOW - HOUR / 2)
    with as_member("ama") as me:
        waiting.withdraw(
            practitioner=me, at=NOW, request_id=request.pk, reason="The school told us.", may_still_see=True
        )
        assert Pause.objects.get(request=request).ended_at == NOW
        line = lines_to_read(enquiry.case_id)[0].id
    page = page_of("cass", f"/requests/{request.pk}/")
    assert "has withdrawn this question" in page
    assert "The school told us." in page
    assert "Withdrawn" in page_of("cass", "/requests/")
    with as_member("cass") as me, pytest.raises(NotAllowed, match="withdrawn this question"):
        asking.nothing_known(practitioner=me, at=NOW, request_id=request.pk)
    with as_member("ama") as me, pytest.raises(NotAllowed):
        asking.chase(practitioner=me, at=NOW, request_id=request.pk)
    with as_member("priya") as me:
        deciding.decide(
            practitioner=me, at=NOW, enquiry_id=enquiry.pk, outcome="no_further_action", level=2,
            closure="met_by_those_around",
            reasons="The school will help.", relied_on=[line], would_change="Another night alone.",
            safety_meanwhile="A neighbour looks in.",
        )  # fmt: skip
        police = Agency.objects.get(name="Thornmere Police")
        assert not Feedback.objects.filter(enquiry=enquiry, to_agency=police).exists()
        assert Feedback.objects.filter(enquiry=enquiry).exists()


def test_what_was_answered_cannot_be_withdrawn() -> None:
    enquiry = given_enquiry(NOW - 2 * HOUR)
    request = given_request(enquiry, at=NOW - HOUR)
    with as_member("cass") as me:
        asking.nothing_known(practitioner=me, at=NOW, request_id=request.pk)
    with as_member("ama") as me, pytest.raises(NotAllowed, match="has answered"):
        waiting.withdraw(practitioner=me, at=NOW, request_id=request.pk, reason="Late.", may_still_see=False)
