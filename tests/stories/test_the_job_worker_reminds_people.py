"""Half, most and all of the time gone: the right people are told, once each, and the job sees no record."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from tessera.access.acting import acting_automatically
from tessera.access.models import Practitioner
from tessera.enquiries.actions import enquiring, screening
from tessera.enquiries.jobs import remind_everyone
from tessera.enquiries.models import Enquiry, Referral, ReferralChild
from tessera.notifications.models import Message
from tessera.people.models import Person
from tessera.records.models import ChildsVoice, Line
from tests.cast import as_member
from tests.stories.front_door import given_enquiry, given_referral, given_request

pytestmark = pytest.mark.django_db(transaction=True)
Worker = Callable[[], AbstractContextManager[None]]
NOW = datetime.now(UTC).replace(microsecond=0)


def messages_of(username: str, word: str) -> int:
    with as_member(username):
        return Message.objects.filter(word=word).count()


def given_allocated(enquiry: Enquiry, username: str) -> None:
    with as_member("priya") as me:
        to = Practitioner.objects.get(username=username)
        enquiring.allocate(practitioner=me, at=enquiry.opened_at, enquiry_id=enquiry.pk, to_id=to.pk)


def test_whoever_has_the_enquiry_is_reminded_at_half_and_their_lead_at_the_end(
    the_job_worker: Worker,
) -> None:
    opened = NOW - timedelta(hours=2, minutes=1)
    enquiry = given_enquiry(opened - timedelta(minutes=30), rating="red")  # a decision in four hours
    given_allocated(enquiry, "leila")
    with the_job_worker():
        assert remind_everyone(opened + timedelta(hours=1, minutes=59)) == 0
        assert remind_everyone(opened + timedelta(hours=2)) == 1
        assert remind_everyone(opened + timedelta(hours=2)) == 0
    assert messages_of("leila", "clock_half") == 1
    assert messages_of("ama", "clock_half") == 0
    with the_job_worker():
        assert remind_everyone(opened + timedelta(hours=9)) == 1  # the job was away: once, not twice
    assert messages_of("leila", "clock_up") == messages_of("priya", "clock_up") == 1
    assert messages_of("leila", "clock_soon") == 0


def test_an_agency_is_reminded_of_a_question_it_has_not_answered(the_job_worker: Worker) -> None:
    enquiry = given_enquiry(NOW - timedelta(hours=1), rating="red")
    request = given_request(enquiry, at=NOW)  # answers in two hours
    with the_job_worker():
        remind_everyone(NOW + timedelta(hours=1))
        remind_everyone(NOW + timedelta(hours=1, minutes=1))
    with as_member("cass"):
        told = Message.objects.get(word="clock_half")
        assert told.link == f"/requests/{request.pk}/"
        assert told.reference == enquiry.reference
    assert messages_of("hana", "clock_half") == 0


def test_a_promise_that_was_kept_reminds_nobody(the_job_worker: Worker) -> None:
    referral = given_referral(NOW - timedelta(days=30))
    with as_member("ama") as me:
        screening.screen(
            practitioner=me,
            at=NOW - timedelta(days=29),
            referral_id=referral.pk,
            outcome="advice_only",
            reason="The school can help.",
            advice="Ring us again if it happens twice.",
        )
    with the_job_worker():
        remind_everyone(NOW)
    for username in ("ama", "leila"):
        with as_member(username):
            assert not Message.objects.filter(word="clock_half", link=f"/referrals/{referral.pk}/").exists()
            assert Message.objects.filter(word="clock_up", link=f"/referrals/{referral.pk}/").count() == 1


def test_the_job_sees_no_person_and_no_record_and_nobody_else_may_be_it(the_job_worker: Worker) -> None:
    given_enquiry(NOW - timedelta(hours=1))
    with the_job_worker(), acting_automatically(), transaction.atomic():
        assert Enquiry.objects.exists()
        for hidden in (Referral, ReferralChild, Person, Line, ChildsVoice):
            assert not hidden.objects.exists(), hidden
    with pytest.raises(DatabaseError), acting_automatically(), transaction.atomic():
        Enquiry.objects.exists()
