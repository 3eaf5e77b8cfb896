"""Screening: advice that is found again, who the people are, and nothing done twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tessera.enquiries.models import Enquiry, Feedback, Referral, ReferralChild, Screening
from tessera.people.models import Person
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_referral

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC).replace(microsecond=0)
ADVICE = {
    "outcome": "advice_only",
    "reason": "The school knows the family and can help.",
    "advice": "Keep a diary of wet shoes, and ring us after the third.",
}


def when_ama_posts(referral: Referral, **answers: str) -> tuple[int, str]:
    answer = client_as("ama").post(f"/referrals/{referral.pk}/screen/", answers)
    return answer.status_code, answer.content.decode()


def when_ama_opens(referral: Referral) -> str:
    answer = client_as("ama").get(f"/referrals/{referral.pk}/screen/")
    assert answer.status_code == 200
    return answer.content.decode()


def when_ama_says_who(referral: Referral, child: ReferralChild, person: str) -> int:
    path = f"/referrals/{referral.pk}/child/{child.pk}/who/"
    return client_as("ama").post(path, {"person": person}).status_code


def child_of(referral: Referral, position: int = 1) -> ReferralChild:
    with as_member("ama"):
        return ReferralChild.objects.get(referral=referral, position=position)


def test_advice_is_kept_and_the_referrer_is_owed_an_answer() -> None:
    referral = given_referral(NOW - timedelta(hours=1))
    assert when_ama_posts(referral, **ADVICE)[0] == 302
    assert "Keep a diary of wet shoes" in when_ama_opens(referral)
    with as_member("ama"):
        owed = Feedback.objects.get(referral=referral)
        assert (owed.kind, owed.told_at) == ("referrer", None)
        assert owed.due_at is not None
        assert not Enquiry.objects.filter(referral=referral).exists()


def test_each_outcome_asks_for_what_it_needs_and_keeps_what_was_typed() -> None:
    referral = given_referral(NOW - timedelta(hours=1))
    for given, wanted in (
        ({}, "Select what happens with this referral"),
        ({"outcome": "advice_only"}, "Enter the advice you gave"),
        ({"outcome": "family_help"}, "Enter the team it was passed to"),
        ({"outcome": "open_case"}, "Enter who is working with the family"),
        ({"outcome": "enquiry"}, "Select how urgent it is"),
    ):
        status, page = when_ama_posts(referral, reason="Because of the shoes.", **given)
        assert (status, wanted in page) == (200, True), given
        assert "Because of the shoes." in page
    with as_member("ama"):
        assert not Screening.objects.filter(referral=referral).exists()


def test_a_second_post_says_what_stands_and_changes_nothing() -> None:
    referral = given_referral(NOW - timedelta(hours=1))
    when_ama_posts(referral, **ADVICE)
    again = {"outcome": "enquiry", "rating": "red", "rating_reason": "x", "reason": "y"}
    client = client_as("ama")
    answer = client.post(f"/referrals/{referral.pk}/screen/", again, follow=True)
    assert "screened already" in answer.content.decode()
    with as_member("ama"):
        assert Screening.objects.get(referral=referral).outcome == "advice_only"
        assert not Enquiry.objects.filter(referral=referral).exists()


def test_whoever_is_not_in_the_hub_screens_nothing_and_identifies_nobody() -> None:
    referral = given_referral(NOW - timedelta(hours=1))
    child = child_of(referral)
    for username in ("ben", "cass", "dev", "eve", "gil", "ada"):
        client = client_as(username)
        for path, answers in (
            (f"/referrals/{referral.pk}/screen/", ADVICE),
            (f"/referrals/{referral.pk}/child/{child.pk}/who/", {"person": "new"}),
        ):
            assert client.get(path).status_code == 404, (username, path)
            assert client.post(path, answers).status_code == 404, (username, path)
    with as_member("ama"):
        assert not Screening.objects.filter(referral=referral).exists()
        assert not Person.objects.exists()


def test_a_child_is_put_on_record_once_and_found_again_with_the_advice_given_then() -> None:
    first = given_referral(NOW - timedelta(days=40), reference="FIRST")
    assert when_ama_says_who(first, child_of(first), "new") == 302
    assert when_ama_says_who(first, child_of(first), "new") == 302
    when_ama_posts(first, **ADVICE)
    second = given_referral(NOW - timedelta(hours=1), by="eve", reference="SECOND")
    page = when_ama_opens(second)
    assert "1 in the last 12 months" in page
    assert "Keep a diary of wet shoes" in page
    child = child_of(second)
    who = client_as("ama").get(f"/referrals/{second.pk}/child/{child.pk}/who/").content.decode()
    assert "Very likely" in who
    with as_member("ama"):
        person = Person.objects.get()
    assert when_ama_says_who(second, child, str(person.pk)) == 302
    with as_member("ama"):
        assert Person.objects.count() == 1
        assert ReferralChild.objects.get(pk=child.pk).person_id == person.pk
    other = child_of(second, 2)
    assert when_ama_says_who(second, other, "new") == 302
    with as_member("ama"):
        assert Person.objects.count() == 2
        assert ReferralChild.objects.get(pk=other.pk).person_id != person.pk


def test_someone_who_was_not_offered_cannot_be_chosen() -> None:
    enquiry = given_enquiry(NOW - timedelta(hours=1))
    with as_member("ama"):
        referral = Referral.objects.get(pk=enquiry.referral_id)
    child = child_of(referral)
    assert when_ama_says_who(referral, child, "019b2d6e-0000-7000-8000-000000000000") == 200
    assert when_ama_says_who(referral, child, "") == 200
    with as_member("ama"):
        assert ReferralChild.objects.get(pk=child.pk).person_id is None


def test_an_old_contact_outside_the_window_is_not_counted() -> None:
    seen = [{"kind": "seen", "text": "Wet shoes."}]
    old = given_referral(NOW - timedelta(days=400), reference="OLD", lines=seen)
    assert when_ama_says_who(old, child_of(old), "new") == 302
    new = given_referral(NOW - timedelta(hours=1), reference="NEW")
    assert "None that you may see in the last 12 months" in when_ama_opens(new)
