"""At the end the hub sees who was asked, who gave what and when, who was late, who was told, and who has looked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tessera.access.models import Agency
from tessera.audit.models import Entry
from tessera.enquiries.actions import asking, deciding
from tessera.enquiries.models import Enquiry, Feedback, Request
from tessera.enquiries.queries import ending as queries
from tessera.records.actions import NewLine
from tessera.records.models import Line
from tests.cast import as_member, client_as
from tests.stories.front_door import TUESDAY, given_enquiry, given_request

pytestmark = pytest.mark.django_db(transaction=True)

POLICE, HEALTH, SCHOOL = "Thornmere Police", "Thornmere Community Health", "Millrace Primary"
LATER = TUESDAY + timedelta(days=3)
DRIFT = "Nothing has happened since the decision"
SECRET = "She told the nurse where the spare key is kept."


def given_an_answer(request: Request, by: str, at: datetime, *texts: str) -> None:
    with as_member(by) as me:
        asking.see(practitioner=me, at=at - timedelta(minutes=5), request_id=request.pk)
        asking.answer(
            practitioner=me,
            at=at,
            request_id=request.pk,
            lines=[NewLine(kind="record", text=text) for text in texts],
        )


def given_a_referral_that_ran_its_course() -> Enquiry:
    """The police answer late and after a chase, health refuses, the school never answers, the family is decided on."""
    enquiry = given_enquiry(rating="red")
    police, health = given_request(enquiry, POLICE), given_request(enquiry, HEALTH)
    given_request(enquiry, SCHOOL)
    with as_member("ama") as me:
        asking.chase(practitioner=me, at=TUESDAY + timedelta(hours=5), request_id=police.pk)
        housing = Agency.objects.get(name="Thornmere Housing")
        asking.do_not_share(
            practitioner=me,
            at=TUESDAY + timedelta(hours=1),
            enquiry_id=enquiry.pk,
            to_agency_id=housing.pk,
            reason="They hold nothing we need.",
        )
    given_an_answer(police, "cass", TUESDAY + timedelta(hours=30), "Two calls in March.", SECRET)
    with as_member("hana") as me:
        asking.refuse(
            practitioner=me, at=TUESDAY + timedelta(hours=1), request_id=health.pk, reason="No record found."
        )
    given_the_decision(enquiry)
    return enquiry


def given_the_decision(enquiry: Enquiry) -> None:
    with as_member("priya") as me:
        line = Line.objects.filter(case_id=enquiry.case_id, text="Two calls in March.").get()
        deciding.decide(
            practitioner=me,
            at=TUESDAY + timedelta(hours=31),
            enquiry_id=enquiry.pk,
            outcome="family_help" if "family_help" in outcomes(me) else next(iter(outcomes(me))),
            level=3,
            reasons="The children are cold.",
            relied_on=[line.pk],
            would_change="A second winter without heating.",
            safety_meanwhile="Their grandmother has them.",
        )
        told = Feedback.objects.filter(enquiry=enquiry, to_agency__name=POLICE).get()
        deciding.tell(
            practitioner=me, at=TUESDAY + timedelta(hours=32), feedback_id=told.pk, words="Thank you."
        )
    with as_member("cass") as me:
        deciding.open_feedback(practitioner=me, at=TUESDAY + timedelta(hours=33), feedback_id=told.pk)
    with as_member("ben") as me:
        deciding.challenge(
            practitioner=me,
            at=LATER,
            referral_id=enquiry.referral_id,
            reason="The heating is still off.",
            about="drift",
        )


def outcomes(me: Any) -> dict[str, Any]:
    from tessera.partnership.queries import in_force

    return dict(in_force(me.partnership_id, TUESDAY).settings.outcomes)


def when_the_audit_is_read(enquiry: Enquiry, by: str = "ama", at: datetime = LATER) -> queries.Ending:
    with as_member(by) as me:
        return queries.ending(practitioner=me, at=at, enquiry_id=enquiry.pk)


def test_who_gave_what_and_when_and_who_did_not() -> None:
    audit = when_the_audit_is_read(given_a_referral_that_ran_its_course())
    asked = {one.agency: one for one in audit.asked}
    assert list(asked) == [POLICE, HEALTH, SCHOOL]
    police = asked[POLICE]
    assert (police.stands.words, police.gave) == ("Late", "Gave 2 lines that may be shown here.")
    assert (police.answered_at, police.answered_by) == (TUESDAY + timedelta(hours=30), "Cass Wheeler")
    assert police.chased_at == (TUESDAY + timedelta(hours=5),)
    assert police.due_at is not None
    assert police.due_at < TUESDAY + timedelta(hours=30)
    assert police.told_family == "The family was told."
    assert (asked[HEALTH].stands.words, asked[HEALTH].gave) == ("Refused", "Refused: No record found.")
    assert (asked[SCHOOL].stands.words, asked[SCHOOL].seen_at) == ("Never answered", None)
    assert [(n.agency, n.reason) for n in audit.not_shared] == [
        ("Thornmere Housing", "They hold nothing we need.")
    ]


def test_what_was_decided_on_which_lines_and_who_was_told() -> None:
    audit = when_the_audit_is_read(given_a_referral_that_ran_its_course())
    assert audit.decision is not None
    assert [found.words for found in audit.decision.rests_on] == ["Two calls in March."]
    assert audit.decision.by == "Priya Raman"
    told = {one.agency: one for one in audit.tellings}
    assert set(told) == {POLICE, HEALTH, SCHOOL, "Kestrel Lane Primary"}
    assert told[POLICE].seen_at == TUESDAY + timedelta(hours=33)
    assert (told[POLICE].stands.words, told[POLICE].told_by) == ("In time", "Priya Raman")
    assert told["Kestrel Lane Primary"].told_at is None
    assert told["Kestrel Lane Primary"].stands.words in ("Running", "Overdue")
    assert [(c.by, c.about, c.reason, c.replied_at) for c in audit.challenges] == [
        ("Ben Aldous", DRIFT, "The heating is still off.", None)
    ]


def test_every_clock_says_whether_it_was_kept() -> None:
    audit = when_the_audit_is_read(given_a_referral_that_ran_its_course(), at=LATER + timedelta(days=30))
    stands = {clock.label: clock.stands.words for clock in audit.clocks}
    assert len(stands) == 6
    assert list(stands.values()) == ["In time", "Late", "Refused", "Never answered", "Late", "Overdue"]


def test_who_has_looked_is_counted_agency_by_agency() -> None:
    enquiry = given_enquiry()
    assert not [look for look in when_the_audit_is_read(enquiry, "priya").looks if look.by == "Ama Mensah"]
    for _ in range(3):
        when_the_audit_is_read(enquiry, "ama")
    looks = {look.by: look for look in when_the_audit_is_read(enquiry, "priya").looks}
    assert set(looks) >= {"Ama Mensah", "Priya Raman"}
    assert (looks["Ama Mensah"].times, looks["Priya Raman"].times) == (3, 1)
    assert looks["Ama Mensah"].agency == "Thornmere Children's Social Care"
    assert looks["Ama Mensah"].first_at < looks["Ama Mensah"].last_at


@pytest.mark.parametrize("username", ["ben", "cass", "hana", "dev", "eve", "flo", "gil", "ada", "raj"])
def test_whoever_is_not_in_the_hub_finds_no_audit(username: str) -> None:
    enquiry = given_enquiry()
    given_request(enquiry)
    client = client_as(username)
    for path in ("audit/", "audit.pdf"):
        answer = client.get(f"/enquiries/{enquiry.pk}/{path}")
        absent = client.get(f"/enquiries/{uuid4()}/{path}")
        assert (answer.status_code, absent.status_code) == (404, 404)


def test_a_new_enquiry_has_an_audit_too() -> None:
    audit = when_the_audit_is_read(given_enquiry())
    assert (audit.asked, audit.decision, audit.tellings, audit.challenges) == ((), None, (), ())
    client = client_as("ama")
    assert "This enquiry is not closed" in page_of(client, audit.id)
    assert client.get(f"/enquiries/{audit.id}/audit.pdf").content.startswith(b"%PDF")


def page_of(client: Client, enquiry_id: Any) -> str:
    answer = client.get(f"/enquiries/{enquiry_id}/audit/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_it_and_the_lines_that_were_given_are_not_on_it() -> None:
    enquiry = given_a_referral_that_ran_its_course()
    page = page_of(client_as("ama"), enquiry.pk)
    for words in ("Gave 2 lines", "Never answered", "Cass Wheeler", "Two calls in March.", "Not told", DRIFT):
        assert words in page
    assert SECRET not in page


def test_each_download_is_in_the_ledger() -> None:
    enquiry = given_a_referral_that_ran_its_course()
    client = client_as("ama")
    for _ in range(2):
        answer = client.get(f"/enquiries/{enquiry.pk}/audit.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == f'attachment; filename="audit-{enquiry.reference}.pdf"'
    with as_member("priya") as me:
        entries = Entry.objects.filter(verb="export", row=enquiry.pk)
        assert entries.count() == 2
        assert {entry.case for entry in entries} == {enquiry.case_id}
        assert me.id not in {entry.by for entry in entries}
