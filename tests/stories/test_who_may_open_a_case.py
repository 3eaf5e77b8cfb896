"""The hub says who works with a family and when that ends; whoever has left keeps what they wrote and nothing else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tessera.access.models import Agency, Case, Involvement, Practitioner, Subject
from tessera.access.rules import InvolvementKind
from tessera.audit import NotHere
from tessera.audit.models import Entry
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import asking
from tessera.enquiries.models import Clock, Enquiry, Feedback, Referral, ReferralChild, Request
from tessera.oversight.actions import involving
from tessera.oversight.queries import involving as queries
from tessera.records import actions as records
from tessera.records.actions import NewLine
from tessera.records.models import Line
from tessera.records.rules.words import LineKind, NoteKind
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_request

pytestmark = pytest.mark.django_db(transaction=True)

SCHOOL, NEXT = "Kestrel Lane Primary", "Millrace Primary"
HUB_SAYS = "The hub wrote this for everyone."
WRONG = ("ben", "cass", "hana", "dev", "eve", "flo", "gil", "ada", "raj")


def given_a_note(enquiry: Enquiry, by: str, text: str) -> None:
    with as_member(by) as me:
        records.write_note(
            practitioner=me,
            at=timezone.now(),
            case_id=enquiry.case_id,
            kind=NoteKind.OBSERVATION,
            lines=[NewLine(kind=LineKind.RECORD, text=text)],
        )


def when_dev_is_involved(enquiry: Enquiry) -> Involvement:
    with as_member("ama") as me:
        made = involving.add(
            practitioner=me,
            at=timezone.now(),
            case_id=enquiry.case_id,
            principal=Practitioner.objects.get(username="dev").principal_id,
            reason="He knows the family.",
        )
        assert made is not None
        return made


def when_the_child_moves(enquiry: Enquiry, days: int = 0) -> None:
    with as_member("ama") as me:
        agencies = dict(Agency.objects.values_list("name", "pk"))
        involving.move_school(
            practitioner=me,
            at=timezone.now(),
            case_id=enquiry.case_id,
            from_agency_id=agencies[SCHOOL],
            to_agency_id=agencies[NEXT],
            on=timezone.localdate() + timedelta(days=days),
        )


def test_a_practitioner_is_involved_by_name_and_the_page_says_so() -> None:
    enquiry = given_enquiry()
    ama, dev = client_as("ama"), client_as("dev")
    with as_member("ama"):
        who = Practitioner.objects.get(username="dev").principal_id
    for address in (f"/referrals/{enquiry.referral_id}/", f"/enquiries/{enquiry.pk}/"):
        assert dev.get(address).status_code == 404
    page = f"/cases/{enquiry.case_id}/access/"
    assert "Who works with this family?" in ama.get(f"{page}add/").content.decode()
    assert "Enter why" in ama.post(f"{page}add/", {"who": who}).content.decode()
    for _ in range(2):
        answer = ama.post(f"{page}add/", {"who": who, "reason": "He knows the family."})
        assert answer["Location"] == page
    assert dev.get(f"/referrals/{enquiry.referral_id}/").status_code == 200
    read = dev.get(f"/enquiries/{enquiry.pk}/").content.decode()
    assert "You may read this and change nothing in it." in read
    assert "<form" not in read.partition("<main")[2].partition("</main>")[0], "the hub's work is the hub's"
    shown = ama.get(page).content.decode()
    for words in (
        "Dev Chaudhry",
        "He knows the family.",
        "Works with the family",
        "Made the referral",
        "Ama Mensah",
    ):
        assert words in shown
    with as_member("ama"):
        assert Involvement.objects.filter(principal_id=who).count() == 1, "sent twice is done once"
        assert Entry.objects.filter(kind="involvement", verb="add").count() == 1


def test_work_that_has_ended_is_told_with_its_reason() -> None:
    enquiry = given_enquiry()
    one = when_dev_is_involved(enquiry)
    ama = client_as("ama")
    for _ in range(2):
        ama.post(f"/involvements/{one.pk}/end/", {"reason": "The work is done.", "keeps": "no"})
    assert client_as("dev").get(f"/referrals/{enquiry.referral_id}/").status_code == 404
    shown = ama.get(f"/cases/{enquiry.case_id}/access/").content.decode()
    assert "Who had access before" in shown
    assert "The work is done." in shown
    with as_member("ama"):
        row = Involvement.objects.get(pk=one.pk)
        assert row.ended_by is not None
        assert row.ended_by.username == "ama"
        assert row.valid_to is not None
        assert row.valid_to > row.valid_from, "never ended in the past"


def test_the_hub_s_own_involvement_cannot_be_ended() -> None:
    enquiry = given_enquiry()
    with as_member("ama"):
        hub = Involvement.objects.get(case_id=enquiry.case_id, kind=InvolvementKind.HUB)
    answer = client_as("ama").post(f"/involvements/{hub.pk}/end/", {"reason": "No.", "keeps": "no"})
    assert "This cannot be ended here." in answer.content.decode()
    assert client_as("ama").get(f"/enquiries/{enquiry.pk}/").status_code == 200


def test_whoever_hands_over_keeps_their_own_record_and_nothing_else() -> None:
    enquiry = given_enquiry()
    one = when_dev_is_involved(enquiry)
    given_a_note(enquiry, "dev", "Dev saw the kitchen.")
    given_a_note(enquiry, "ama", HUB_SAYS)
    with as_member("dev"):
        assert {"Dev saw the kitchen.", HUB_SAYS} <= set(Line.objects.values_list("text", flat=True))
    with as_member("ama"):
        nia = Practitioner.objects.get(username="nia").principal_id
    client_as("ama").post(f"/involvements/{one.pk}/hand-over/", {"who": nia, "reason": "Nia takes it on."})
    with as_member("dev") as me:
        # Dev's agency runs the hub; what the hub wrote is not his own record.
        assert list(Line.objects.values_list("text", flat=True)) == ["Dev saw the kitchen."]
        assert not Referral.objects.exists()
        assert not Subject.objects.exists()
        with pytest.raises(NotHere):
            queries.who_has_access(practitioner=me, at=timezone.now(), case_id=enquiry.case_id)
    with as_member("nia"):
        assert {"Dev saw the kitchen.", HUB_SAYS} <= set(Line.objects.values_list("text", flat=True))


def test_when_the_child_changes_school_the_old_one_keeps_its_own_record() -> None:
    enquiry = given_enquiry()
    given_a_note(enquiry, "ama", HUB_SAYS)
    with as_member("eve"):
        assert not Case.objects.exists()
    when_the_child_moves(enquiry)
    with as_member("ben"):
        own = set(Line.objects.values_list("text", flat=True))
        assert "Wet shoes on Monday, and no socks." in own
        assert HUB_SAYS not in own
        assert Referral.objects.count() == 1
        assert ReferralChild.objects.count() == 2
        assert not Enquiry.objects.exists()
        assert not Clock.objects.exclude(agency__name=SCHOOL).exists()
    with as_member("eve"):
        assert HUB_SAYS in set(Line.objects.values_list("text", flat=True))
    page = client_as("ama").get(f"/cases/{enquiry.case_id}/access/").content.decode()
    assert "Reads what they wrote" in page
    assert "The child’s school" in page


def test_the_old_school_reads_its_pages_and_writes_nothing_more() -> None:
    enquiry = given_enquiry()
    asked = given_request(enquiry, SCHOOL)
    with as_member("ben") as me:
        asking.see(practitioner=me, at=enquiry.opened_at + timedelta(hours=1), request_id=asked.pk)
        asking.answer(
            practitioner=me,
            at=enquiry.opened_at + timedelta(hours=2),
            request_id=asked.pk,
            lines=[NewLine(kind=LineKind.RECORD, text="Late eleven times.")],
        )
    when_the_child_moves(enquiry)
    ben = client_as("ben")
    for page in (f"/referrals/{enquiry.referral_id}/", f"/requests/{asked.pk}/", "/requests/", "/referrals/"):
        assert ben.get(page).status_code == 200, page
    assert "Late eleven times." in ben.get(f"/requests/{asked.pk}/").content.decode()
    with as_member("ben"):
        assert Request.objects.count() == 1
        assert Feedback.objects.exclude(to_agency__name=SCHOOL).count() == 0
    with pytest.raises(Exception, match="row-level security"):
        given_a_note(enquiry, "ben", "Something more.")


def test_a_school_moves_from_a_later_day() -> None:
    enquiry = given_enquiry()
    given_a_note(enquiry, "ama", HUB_SAYS)
    when_the_child_moves(enquiry, days=7)
    when_the_child_moves(enquiry, days=7)
    with as_member("ben"):
        assert Line.objects.filter(text=HUB_SAYS).exists(), (
            "until that day the old school is in the case as before"
        )
    with as_member("eve"):
        assert not Case.objects.exists()
    with as_member("ama"):
        assert Involvement.objects.filter(kind=InvolvementKind.SCHOOL).count() == 1
    assert "From a later day" in client_as("ama").get(f"/cases/{enquiry.case_id}/access/").content.decode()


def test_work_does_not_end_while_a_question_waits() -> None:
    enquiry = given_enquiry()
    given_request(enquiry, SCHOOL)
    with as_member("ama"):
        row = Involvement.objects.get(case_id=enquiry.case_id, kind=InvolvementKind.ASKED)
    answer = client_as("ama").post(f"/involvements/{row.pk}/end/", {"reason": "Done.", "keeps": "yes"})
    assert "They have not answered a question." in answer.content.decode()
    with pytest.raises(NotAllowed):
        when_the_child_moves(enquiry)


def test_the_page_of_the_school_asks_for_another_school() -> None:
    enquiry = given_enquiry()
    ama, page = client_as("ama"), f"/cases/{enquiry.case_id}/access/school/"
    with as_member("ama"):
        same = Agency.objects.get(name=SCHOOL).pk
    answer = ama.post(page, {"old": same, "new": same, "on": "2026-11-02"})
    assert "Select a school other than the one the child leaves" in answer.content.decode()


@pytest.mark.parametrize("username", WRONG)
def test_whoever_is_not_in_the_hub_finds_none_of_these_pages(username: str) -> None:
    enquiry = given_enquiry()
    one = when_dev_is_involved(enquiry)
    client = client_as(username)
    for path in (
        "/cases/{}/access/",
        "/cases/{}/access/add/",
        "/cases/{}/access/school/",
        "/cases/{}/seal/",
        "/cases/{}/seal/name/",
        "/cases/{}/seal/open/",
    ):
        there, nowhere = client.get(path.format(enquiry.case_id)), client.get(path.format(uuid4()))
        assert (there.status_code, nowhere.status_code) == (404, 404), path
        answer = client.post(path.format(enquiry.case_id), {"reason": "x"})
        assert answer.status_code == (405 if path == "/cases/{}/access/" else 404)
    for path in ("end", "hand-over", "take-away"):
        assert client.post(f"/involvements/{one.pk}/{path}/", {"reason": "x"}).status_code == 404
