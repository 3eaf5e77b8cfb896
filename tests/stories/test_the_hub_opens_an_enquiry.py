"""The hub reads a referral and opens an enquiry: rated, its clock running, the first promise kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import screening
from tessera.enquiries.models import Clock, Enquiry, Feedback, Rating, Referral, Screening
from tessera.notifications.models import Message
from tests.cast import as_member
from tests.stories.front_door import TUESDAY, given_referral

pytestmark = pytest.mark.django_db(transaction=True)
LATER = TUESDAY + timedelta(minutes=30)


def when_ama_opens_an_enquiry(referral: Referral) -> Screening:
    with as_member("ama") as me:
        return screening.screen(
            practitioner=me,
            at=LATER,
            referral_id=referral.pk,
            outcome="enquiry",
            reason="Two worries that one agency cannot answer.",
            rating="red",
            rating_reason="The children are cold tonight.",
        )


def then_it_is_rated_and_its_clock_runs(referral: Referral) -> None:
    with as_member("priya"):
        enquiry = Enquiry.objects.get(referral=referral)
        assert (enquiry.rating, enquiry.state, enquiry.reference) == ("red", "open", referral.reference)
        assert Rating.objects.get(enquiry=enquiry).by_hub
        clock = Clock.objects.get(enquiry=enquiry, kind="decision")
        assert clock.due_at == LATER + timedelta(hours=4)
        assert clock.remind_next_at == LATER + timedelta(hours=2)
        assert clock.reference == referral.reference


def then_the_first_promise_is_kept(referral: Referral) -> None:
    with as_member("priya"):
        assert Referral.objects.get(pk=referral.pk).state == "screened"
        assert Clock.objects.get(referral=referral, kind="acknowledge").stopped_at == LATER
    with as_member("ben"):
        assert Message.objects.filter(word="referral_screened", reference=referral.reference).count() == 1


def then_nobody_else_sees_it(referral: Referral) -> None:
    for username in ("ben", "cass", "eve", "dev"):
        with as_member(username):
            assert not Enquiry.objects.filter(referral_id=referral.pk).exists()
            assert not Screening.objects.filter(referral_id=referral.pk).exists()


def test_the_hub_opens_an_enquiry() -> None:
    referral = given_referral()
    when_ama_opens_an_enquiry(referral)
    then_it_is_rated_and_its_clock_runs(referral)
    then_the_first_promise_is_kept(referral)
    then_nobody_else_sees_it(referral)
    with as_member("ama"):
        assert not Feedback.objects.filter(referral=referral).exists()  # the decision will owe it


def test_a_second_screening_changes_nothing() -> None:
    referral = given_referral()
    when_ama_opens_an_enquiry(referral)
    with pytest.raises(NotAllowed, match="screened already"):
        when_ama_opens_an_enquiry(referral)
    with as_member("ama"):
        assert Screening.objects.filter(referral=referral).count() == 1
        assert Enquiry.objects.filter(referral=referral).count() == 1
