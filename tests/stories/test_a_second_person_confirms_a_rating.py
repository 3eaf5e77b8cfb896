"""Where the partners have agreed so, a rating of the hub is proposed until a second person agrees to it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tessera.audit.models import Entry
from tessera.core.identifiers import uuid7
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import confirming, enquiring
from tessera.enquiries.models import Clock, Confirmation, Enquiry, Rating
from tessera.notifications.models import Message
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_request
from tests.stories.test_partners_agree_who_does_what import given_process

pytestmark = pytest.mark.django_db(transaction=True)

Console = Callable[[], AbstractContextManager[None]]


def latest(enquiry: Enquiry) -> Rating:
    return Rating.objects.filter(enquiry=enquiry, by_hub=True).order_by("-rated_at").first()  # type: ignore[return-value]


def due(enquiry: Enquiry) -> object:
    return Clock.objects.get(enquiry=enquiry, kind="decision").due_at


def test_a_manager_confirms_what_an_officer_rates(the_console: Console) -> None:
    given_process(the_console, rating_confirmed_by="decision_maker")
    enquiry = given_enquiry(rating="amber")
    page = f"/enquiries/{enquiry.pk}/"
    with as_member("ama"):
        promised = due(enquiry)
        assert promised is not None, "the clock runs meanwhile"
    ama = client_as("ama")
    mine = ama.get(page).content.decode()
    assert "To be confirmed" in mine
    assert "Another person with the role Decision-maker must confirm it." in mine
    assert "Confirm that it is" not in mine, "whoever rated cannot confirm"
    assert "Confirm the rating" in ama.get("/worklist/").content.decode()
    assert "Amber is proposed" in ama.get("/worklist/").content.decode()
    priya = client_as("priya")
    theirs = priya.get(page).content.decode()
    assert "Confirm that it is Amber" in theirs
    with as_member("priya"):
        rating = latest(enquiry)
        assert Message.objects.filter(word="rating_proposed", reference=enquiry.reference).count() == 1
    priya.post(f"/enquiries/{enquiry.pk}/ratings/{rating.pk}/confirm/")
    after = priya.get(page).content.decode()
    assert "To be confirmed" not in after
    assert "Confirmed by Priya" in after
    assert "Confirm the rating" not in priya.get("/worklist/").content.decode()
    with as_member("priya"):
        assert due(enquiry) == promised, "what was promised when it was proposed stands"
        assert Entry.objects.filter(verb="confirm", kind="rating", case=enquiry.case_id).count() == 1
    audit = priya.get(f"/enquiries/{enquiry.pk}/audit/").content.decode()
    assert "Amber, confirmed" in audit


def test_whoever_rated_cannot_confirm(the_console: Console) -> None:
    given_process(the_console, rating_confirmed_by="hub")
    enquiry = given_enquiry(rating=None)
    at = enquiry.opened_at + timedelta(minutes=5)
    with as_member("priya") as me:
        made = enquiring.rate(practitioner=me, at=at, enquiry_id=enquiry.pk, value="red", reason="Tonight.")
        assert made is not None
        with pytest.raises(NotAllowed, match="somebody else must confirm"):
            confirming.confirm(practitioner=me, at=at, enquiry_id=enquiry.pk, rating_id=made.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            confirmation(made, me).save(force_insert=True)
    with as_member("ama") as me:
        assert confirming.confirm(practitioner=me, at=at, enquiry_id=enquiry.pk, rating_id=made.pk)
        assert confirming.confirm(practitioner=me, at=at, enquiry_id=enquiry.pk, rating_id=made.pk) is None
        assert Confirmation.objects.count() == 1


def confirmation(rating: Rating, me: object) -> Confirmation:
    return Confirmation(
        id=uuid7(),
        case_id=rating.case_id,
        agency_id=me.agency_id,  # type: ignore[attr-defined]
        author_id=me.id,  # type: ignore[attr-defined]
        audience="named",
        named=[me.hub],  # type: ignore[attr-defined]
        rating=rating,
        confirmed_at=rating.rated_at,
    )


def test_an_officer_cannot_confirm_for_a_manager(the_console: Console) -> None:
    given_process(the_console, rating_confirmed_by="decision_maker")
    enquiry = given_enquiry(rating=None)
    at = enquiry.opened_at + timedelta(minutes=5)
    with as_member("priya") as me:
        made = enquiring.rate(practitioner=me, at=at, enquiry_id=enquiry.pk, value="red", reason="Tonight.")
        assert made is not None
    with as_member("ama") as me:
        with pytest.raises(NotAllowed, match="Ask one of them"):
            confirming.confirm(practitioner=me, at=at, enquiry_id=enquiry.pk, rating_id=made.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            confirmation(made, me).save(force_insert=True)
        assert not Confirmation.objects.exists()


def test_a_rating_that_does_not_count_yet_moves_no_clock(the_console: Console) -> None:
    given_process(the_console, rating_confirmed_by="decision_maker", proposed_rating_counts="false")
    enquiry = given_enquiry(rating="green")
    request = given_request(enquiry)
    at = enquiry.opened_at + timedelta(hours=1)
    with as_member("ama") as me:
        assert Enquiry.objects.get(pk=enquiry.pk).rating == ""
        assert due(enquiry) is None, "Thornmere has no limit before there is a rating"
    page = client_as("ama").get(f"/enquiries/{enquiry.pk}/").content.decode()
    assert "Not rated" in page
    assert "Proposed: Green" in page
    with as_member("priya") as me:
        confirming.confirm(practitioner=me, at=at, enquiry_id=enquiry.pk, rating_id=latest(enquiry).pk)
        assert Enquiry.objects.get(pk=enquiry.pk).rating == "green"
        confirmed = due(enquiry)
        request.refresh_from_db()
        assert confirmed is not None
        assert request.due_at is not None
    with as_member("ama") as me:
        red = enquiring.rate(practitioner=me, at=at, enquiry_id=enquiry.pk, value="red", reason="Tonight.")
        assert red is not None
        assert due(enquiry) == confirmed
        assert Enquiry.objects.get(pk=enquiry.pk).rating == "green"
    with as_member("priya") as me:
        with pytest.raises(NotAllowed, match="rated again since"):
            confirming.confirm(practitioner=me, at=at, enquiry_id=enquiry.pk, rating_id=uuid7())
        confirming.confirm(practitioner=me, at=at, enquiry_id=enquiry.pk, rating_id=red.pk)
        assert due(enquiry) < confirmed  # type: ignore[operator]


def test_nobody_confirms_where_that_is_not_agreed() -> None:
    enquiry = given_enquiry(rating="amber")
    assert "To be confirmed" not in client_as("priya").get(f"/enquiries/{enquiry.pk}/").content.decode()
    with as_member("priya") as me, pytest.raises(NotAllowed, match="needs nobody"):
        confirming.confirm(
            practitioner=me,
            at=enquiry.opened_at,
            enquiry_id=enquiry.pk,
            rating_id=latest(enquiry).pk,
        )


def test_the_step_is_drawn(the_console: Console) -> None:
    given_process(the_console, rating_confirmed_by="decision_maker")
    page = client_as("ben").get("/how-we-work/").content.decode()
    assert page.count("Rating confirmed") == 2, "in the picture and in the table"
    assert page.count("<rect") == 9
