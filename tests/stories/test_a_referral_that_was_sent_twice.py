"""A referral that tells of what is here already is closed with a reason, linked to the other, and its referrer told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tessera.audit import NotHere
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import screening
from tessera.enquiries.models import Enquiry, Feedback, Referral, Screening
from tests.cast import as_member, client_as
from tests.stories.front_door import given_referral

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC).replace(microsecond=0)
WHY = {"outcome": "duplicate", "reason": "Mr Aldous pressed the button twice."}


def page_of(username: str, referral: Referral) -> str:
    answer = client_as(username).get(f"/referrals/{referral.pk}/screen/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_closed_as_the_same_linked_both_ways_and_its_referrer_is_owed_an_answer() -> None:
    first = given_referral(NOW - timedelta(hours=2), reference="ONCE")
    again = given_referral(NOW - timedelta(hours=1), reference="TWICE")
    client = client_as("ama")
    path = f"/referrals/{again.pk}/screen/"
    assert "Enter the reference" in client.post(path, WHY).content.decode()
    unknown = client.post(path, WHY | {"duplicate_of": "TH-0000-0000"})
    assert "no referral with this reference" in unknown.content.decode()
    itself = client.post(path, WHY | {"duplicate_of": again.reference})
    assert "Choose another referral" in itself.content.decode()
    typed = first.reference.lower().replace("-", " ")
    assert client.post(path, WHY | {"duplicate_of": typed}).status_code == 302
    with as_member("ama"):
        assert Screening.objects.get(referral=again).duplicate_of_id == first.pk
        assert Feedback.objects.get(referral=again).told_at is None
        assert not Enquiry.objects.filter(referral=again).exists()
    page = page_of("ama", again)
    assert "pressed the button twice" in page
    assert f"/referrals/{first.pk}/screen/" in page
    page = page_of("ama", first)
    assert "Sent again" in page
    assert again.reference in page
    assert f"/referrals/{again.pk}/screen/" in page


def test_two_cannot_be_closed_as_each_other() -> None:
    one = given_referral(NOW - timedelta(hours=2), reference="ONE")
    two = given_referral(NOW - timedelta(hours=1), reference="TWO")
    with as_member("ama") as me:
        screening.screen(practitioner=me, at=NOW, referral_id=two.pk, duplicate_of=one.pk, **WHY)
    with as_member("ama") as me, pytest.raises(NotAllowed, match="itself closed"):
        screening.screen(practitioner=me, at=NOW, referral_id=one.pk, duplicate_of=two.pk, **WHY)
    with as_member("ben") as me, pytest.raises(NotHere):
        screening.screen(practitioner=me, at=NOW, referral_id=one.pk, duplicate_of=two.pk, **WHY)


def test_the_database_keeps_the_link_and_the_outcome_together() -> None:
    one = given_referral(NOW - timedelta(hours=2), reference="ONE")
    two = given_referral(NOW - timedelta(hours=1), reference="TWO")
    with (
        as_member("ama") as me,
        pytest.raises(IntegrityError, match="screening_duplicate"),
        transaction.atomic(),
    ):
        Screening.objects.create(
            case_id=one.case_id, agency_id=me.agency_id, author_id=me.id, audience="named", named=[me.hub],
            referral=one, outcome="advice_only", reason="x", advice="x", duplicate_of=two, screened_at=NOW,
        )  # fmt: skip
