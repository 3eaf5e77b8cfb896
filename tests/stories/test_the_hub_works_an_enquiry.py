"""An enquiry's page, and what is changed from it: how urgent, whose, when a clock stands still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from tessera.access.models import Practitioner
from tessera.audit.models import Entry
from tessera.enquiries.actions import asking, deciding, enquiring
from tessera.enquiries.models import Clock, Danger, Enquiry, Pause, Rating, Request
from tessera.enquiries.queries.enquiring import overview
from tessera.notifications.models import Message
from tessera.records.actions import NewLine
from tessera.records.queries import lines_to_read
from tessera.records.rules.words import LineKind
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_referral, given_request

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC).replace(microsecond=0)


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def when_the_police_answer(request: Request, rating: str = "", ago: int = 5) -> None:
    with as_member("cass") as me:
        asking.see(practitioner=me, at=NOW - timedelta(minutes=ago + 3), request_id=request.pk)
        asking.answer(
            practitioner=me,
            at=NOW - timedelta(minutes=ago),
            request_id=request.pk,
            lines=[NewLine(kind=LineKind.RECORD, text="Two calls to the address since October.")],
            could_not_say="The outcome of bail conditions.",
            rating=rating,
            rating_reason="The second call came with a weapon." if rating else "",
        )


def test_the_page_shows_the_child_first_then_what_is_not_known_and_what_each_agency_knows() -> None:
    enquiry = given_enquiry(NOW - timedelta(minutes=40))
    police = given_request(enquiry)
    given_request(enquiry, "Kestrel Lane Primary")
    when_the_police_answer(police, rating="red")
    page = page_of(client_as("ama"), f"/enquiries/{enquiry.pk}/")
    assert (
        page.index("I do the nights.")
        < page.index("What each agency knows")
        < page.index("Wet shoes on Monday")
    )
    assert "What Robin Ashdown says or shows" in page  # nobody asked her
    assert "Thornmere Police could not say: The outcome of bail conditions." in page
    assert "Two calls to the address since October." in page
    assert "Ratings differ" in page
    assert "The second call came with a weapon." in page
    assert "1 of 2 answered" in page


def test_each_answer_stands_with_the_rating_that_was_given_in_it() -> None:
    """An agency that was asked again rates as it knows then; what it said before is not rewritten by that."""
    enquiry = given_enquiry(NOW - timedelta(minutes=90))
    asked = []
    for rating, ago in (("red", 20), ("green", 10), ("", 5)):
        asked.append(given_request(enquiry, at=NOW - timedelta(minutes=ago + 4)))
        when_the_police_answer(asked[-1], rating, ago)
    first, again, last = asked
    page = page_of(client_as("ama"), f"/enquiries/{enquiry.pk}/")
    with as_member("ama") as me:
        shown = overview(practitioner=me, at=NOW, enquiry_id=enquiry.pk)
    given = {card.request_id: card.rating and card.rating.value for card in shown.agencies}
    assert given == {first.pk: "red", again.pk: "green", last.pk: None}
    assert [rating.value for rating in shown.agency_ratings] == ["green"], "the latest counts"
    assert "The second call came with a weapon." in page


def test_opening_the_page_is_recorded_and_hidden_from_everyone_else() -> None:
    enquiry = given_enquiry(NOW - timedelta(minutes=40))
    given_request(enquiry)
    page_of(client_as("ama"), f"/enquiries/{enquiry.pk}/")
    with as_member("ama"):
        assert Entry.objects.filter(verb="see", kind="enquiry", row=enquiry.pk).count() == 1
    for username in ("ben", "cass", "dev", "eve", "flo", "gil", "ada"):
        client = client_as(username)
        for path in ("", "rate/", "allocate/", "clock/decision/pause/"):
            assert client.get(f"/enquiries/{enquiry.pk}/{path}").status_code == 404, (username, path)
        assert client.post(f"/enquiries/{enquiry.pk}/clock/decision/resume/").status_code == 404, username


def test_rating_again_brings_the_time_nearer_and_never_puts_it_off() -> None:
    enquiry = given_enquiry(NOW - timedelta(hours=2), rating="green")
    request = given_request(enquiry)
    client = client_as("ama")
    answer = client.post(
        f"/enquiries/{enquiry.pk}/rate/", {"value": "red", "reason": "No heating, and snow."}
    )
    assert answer.status_code == 302
    with as_member("ama"):
        clock = Clock.objects.get(enquiry=enquiry, kind="decision")
        soon = clock.due_at
        assert soon < NOW + timedelta(hours=5)
        asked = Request.objects.get(pk=request.pk).due_at
        assert asked < NOW + timedelta(hours=3)
    client.post(f"/enquiries/{enquiry.pk}/rate/", {"value": "green", "reason": "The heating is on again."})
    with as_member("ama"):
        assert Clock.objects.get(enquiry=enquiry, kind="decision").due_at == soon
        assert Request.objects.get(pk=request.pk).due_at == asked
        assert Enquiry.objects.get(pk=enquiry.pk).rating == "green"
        assert Rating.objects.filter(enquiry=enquiry, by_hub=True).count() == 3
    client.post(f"/enquiries/{enquiry.pk}/rate/", {"value": "green", "reason": "The heating is on again."})
    with as_member("ama"):
        assert Rating.objects.filter(enquiry=enquiry, by_hub=True).count() == 3


def test_an_agency_rates_beside_the_hub_and_moves_no_clock() -> None:
    enquiry = given_enquiry(NOW - timedelta(minutes=40), rating="green")
    given_request(enquiry)
    with as_member("ama"):
        before = Clock.objects.get(enquiry=enquiry, kind="decision").due_at
    with as_member("cass") as me:
        made = enquiring.rate(practitioner=me, at=NOW, enquiry_id=enquiry.pk, value="red", reason="A weapon.")
        assert made is not None
        assert not made.by_hub
    with as_member("ama"):
        assert Clock.objects.get(enquiry=enquiry, kind="decision").due_at == before
        assert Enquiry.objects.get(pk=enquiry.pk).rating == "green"


def test_an_enquiry_is_allocated_to_someone_in_the_hub_who_is_told() -> None:
    enquiry = given_enquiry(NOW - timedelta(minutes=40))
    with as_member("priya"):
        leila, dev = (Practitioner.objects.get(username=name) for name in ("leila", "dev"))
    client = client_as("priya")
    refused = client.post(f"/enquiries/{enquiry.pk}/allocate/", {"to": str(dev.pk)})
    assert refused.status_code == 200
    for _ in range(2):
        assert client.post(f"/enquiries/{enquiry.pk}/allocate/", {"to": str(leila.pk)}).status_code == 302
    with as_member("leila"):
        assert Enquiry.objects.get(pk=enquiry.pk).allocated_to_id == leila.pk
        assert Message.objects.filter(word="enquiry_allocated").count() == 1


def test_a_clock_is_paused_with_a_reason_and_keeps_the_time_that_was_left() -> None:
    enquiry = given_enquiry(NOW - timedelta(hours=2))
    with as_member("ama") as me:
        before = Clock.objects.get(enquiry=enquiry, kind="decision").due_at
        paused = enquiring.pause(
            practitioner=me,
            at=NOW - timedelta(hours=1),
            enquiry_id=enquiry.pk,
            kind="decision",
            reason_code="police_ask_to_wait",
            words="DI 412 asks us to wait until noon.",
        )
        assert paused is not None
        assert Clock.objects.get(enquiry=enquiry, kind="decision").due_at is None
    client = client_as("ama")
    assert "DI 412" in page_of(client, f"/enquiries/{enquiry.pk}/")
    again = {"reason_code": "police_ask_to_wait", "words": "Again."}
    client.post(f"/enquiries/{enquiry.pk}/clock/decision/pause/", again)
    with as_member("ama") as me:
        assert Pause.objects.filter(clock__enquiry=enquiry).count() == 1
        enquiring.resume(practitioner=me, at=NOW, enquiry_id=enquiry.pk, kind="decision")
        assert Clock.objects.get(enquiry=enquiry, kind="decision").due_at == before + timedelta(hours=1)
    assert client.post(f"/enquiries/{enquiry.pk}/clock/decision/resume/").status_code == 302
    assert client.post(f"/enquiries/{enquiry.pk}/clock/nonsense/resume/").status_code == 404
    empty = client.post(
        f"/enquiries/{enquiry.pk}/clock/decision/pause/", {"reason_code": "police_ask_to_wait"}
    )
    assert "Enter what is being waited for" in empty.content.decode()


def test_a_clock_that_ran_out_cannot_be_paused() -> None:
    enquiry = given_enquiry(NOW - timedelta(hours=9), rating="red")
    client = client_as("ama")
    assert "/clock/decision/pause/" not in page_of(client, f"/enquiries/{enquiry.pk}/")
    why = {"reason_code": "police_ask_to_wait", "words": "Until noon."}
    refused = client.post(f"/enquiries/{enquiry.pk}/clock/decision/pause/", why)
    assert "This time is up" in refused.content.decode()
    with as_member("ama"):
        assert not Pause.objects.filter(clock__enquiry=enquiry).exists()


def test_danger_is_called_from_any_state_and_waits_for_nothing() -> None:
    new = given_referral(NOW - timedelta(minutes=5), reference="D1")
    enquiry = given_enquiry(NOW - timedelta(minutes=50), reference="D2")
    with as_member("ama"):
        line = _a_line(enquiry)
    with as_member("priya") as me:
        deciding.decide(
            practitioner=me,
            at=NOW,
            enquiry_id=enquiry.pk,
            outcome="no_further_action",
            closure="met_by_those_around",
            level=2,
            reasons="The school will help.",
            relied_on=[line],
            would_change="Another night alone.",
            safety_meanwhile="A neighbour looks in.",
        )
    for referral, username in ((new.pk, "ben"), (new.pk, "ama"), (enquiry.referral_id, "ama")):
        client = client_as(username)
        for _ in range(2):
            answer = client.post(f"/referrals/{referral}/danger/", {"reason": "He is on the roof."})
            assert answer.status_code == 302
    with as_member("ama"):
        assert Danger.objects.filter(referral_id=new.pk).count() == 2
        assert Danger.objects.filter(referral_id=enquiry.referral_id).count() == 1
    with as_member("priya"):
        assert Message.objects.filter(word="danger_called").count() == 3
    for path in (f"/enquiries/{enquiry.pk}/", f"/referrals/{new.pk}/screen/"):
        page = page_of(client_as("priya"), path)
        assert page.index("strategy discussion now") < page.index("<h1")
    assert client_as("dev").get(f"/referrals/{new.pk}/danger/").status_code == 404


def _a_line(enquiry: Enquiry) -> UUID:
    return lines_to_read(enquiry.case_id)[0].id
