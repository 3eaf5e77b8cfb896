"""Quality assurance reads named cases until a day and changes nothing; one file leaves, with a second yes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tessera.access.models import Assurance, Case, Export, Involvement
from tessera.access.rules import InvolvementKind
from tessera.audit.models import Entry
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import deciding
from tessera.enquiries.models import Enquiry, Feedback
from tessera.oversight.actions import assuring
from tessera.records import actions as records
from tessera.records.actions import NewLine
from tessera.records.rules.words import LineKind, NoteKind
from tests.cast import as_member, client_as
from tests.stories.front_door import TUESDAY, given_enquiry

pytestmark = pytest.mark.django_db(transaction=True)

PURPOSE, SCOPE = "How children's own words bear on decisions.", "Twenty closed in June, any outcome."


def given_closed() -> Enquiry:
    enquiry = given_enquiry()
    with as_member("priya") as me:
        from tessera.partnership.queries import in_force
        from tessera.records.models import Line

        line = Line.objects.filter(case_id=enquiry.case_id).first()
        assert line is not None
        deciding.decide(
            practitioner=me,
            at=TUESDAY + timedelta(hours=31),
            enquiry_id=enquiry.pk,
            outcome="no_further_action",
            closure=in_force(me.partnership_id, TUESDAY).settings.outcomes["no_further_action"].closures[0],
            level=3,
            reasons="The children are cold.",
            relied_on=[line.pk],
            would_change="A second winter.",
            safety_meanwhile="Their grandmother has them.",
        )
        for told in Feedback.objects.filter(referral_id=enquiry.referral_id):
            deciding.tell(
                practitioner=me, at=TUESDAY + timedelta(hours=32), feedback_id=told.pk, words="Thank you."
            )
        deciding.close(practitioner=me, at=TUESDAY + timedelta(hours=40), enquiry_id=enquiry.pk)
    return enquiry


def when_gil_asks(days: int = 30) -> Assurance:
    with as_member("gil") as me:
        at = timezone.now()
        return assuring.ask(
            practitioner=me, at=at, purpose=PURPOSE, scope=SCOPE, until=at + timedelta(days=days)
        )


def when_priya_agrees(asked: Assurance, *cases: UUID) -> None:
    with as_member("priya") as me:
        assuring.agree(practitioner=me, at=timezone.now(), assurance_id=asked.pk, case_ids=cases)


def page_of(username: str, page: str) -> str:
    body: str = client_as(username).get(page).content.decode()
    return body


def test_gil_asks_and_priya_picks_the_cases() -> None:
    enquiry, other = given_closed(), given_enquiry(reference="STORY-2")
    gil, priya = client_as("gil"), client_as("priya")
    assert "Enter what it is for" in gil.post("/assurance/ask/", {"purpose": ""}).content.decode()
    day = timezone.localdate() + timedelta(days=120)
    given: dict[str, Any] = {"purpose": PURPOSE, "scope": SCOPE}
    late = gil.post("/assurance/ask/", given | {"until": day.isoformat()}).content.decode()
    assert "at most 89 days" in late
    day = timezone.localdate() + timedelta(days=30)
    for _ in range(2):
        assert gil.post("/assurance/ask/", given | {"until": day.isoformat()})["Location"] == "/assurance/"
    with as_member("gil"):
        asked = Assurance.objects.get()
    page = f"/assurance/{asked.pk}/"
    shown = priya.get(f"{page}?begins=2026-06-01&ends=2026-06-30").content.decode()
    assert enquiry.reference in shown
    assert other.reference not in shown, "only closed ones"
    assert "Ashdown" not in shown
    assert enquiry.reference not in priya.get(f"{page}?begins=2026-07-01").content.decode()
    assert enquiry.reference in priya.get(f"{page}?begins=0001-01-01&ends=9999-12-31").content.decode()
    assert "Select the cases they may read" in priya.post(page, {"x": ""}).content.decode()
    for _ in range(2):
        priya.post(page, {"cases": [str(enquiry.case_id)]})
    with as_member("priya"):
        assert Involvement.objects.filter(kind=InvolvementKind.ASSURANCE).count() == 1
    assert enquiry.reference in gil.get(page).content.decode()
    assert gil.get(f"/enquiries/{enquiry.pk}/").status_code == 200
    assert gil.get(f"/enquiries/{enquiry.pk}/audit/").status_code == 200
    assert gil.get(f"/enquiries/{other.pk}/").status_code == 404


def test_it_reads_and_never_writes_and_ends_by_itself() -> None:
    enquiry = given_closed()
    asked = when_gil_asks()
    when_priya_agrees(asked, enquiry.case_id)
    with pytest.raises(Exception, match="row-level security"), as_member("gil") as me:
        records.write_note(
            practitioner=me,
            at=timezone.now(),
            case_id=enquiry.case_id,
            kind=NoteKind.OBSERVATION,
            lines=[NewLine(kind=LineKind.RECORD, text="Not mine to write.")],
        )
    with as_member("priya"):
        row = Involvement.objects.get(kind=InvolvementKind.ASSURANCE)
        assert row.valid_to == asked.until
        Involvement.objects.filter(pk=row.pk).update(valid_to=timezone.now() - timedelta(seconds=1))
    with as_member("gil"):
        assert not Case.objects.exists()
    assert client_as("gil").get(f"/enquiries/{enquiry.pk}/").status_code == 404


def test_longer_than_ninety_days_is_refused_by_the_database_too() -> None:
    with pytest.raises(NotAllowed):
        when_gil_asks(days=91)
    with pytest.raises(Exception, match="assurance_is_not_for_ever"), as_member("gil") as me:
        Assurance.objects.create(
            practitioner_id=me.id,
            partnership_id=me.partnership_id,
            purpose=PURPOSE,
            scope=SCOPE,
            asked_at=timezone.now(),
            until=timezone.now() + timedelta(days=91),
        )


def test_it_is_refused_or_ended_early() -> None:
    enquiry = given_closed()
    asked = when_gil_asks()
    when_priya_agrees(asked, enquiry.case_id)
    priya = client_as("priya")
    assert "End it now" in priya.get(f"/assurance/{asked.pk}/").content.decode()
    for _ in range(2):
        assert priya.post(f"/assurance/{asked.pk}/stop/")["Location"] == "/assurance/"
    assert client_as("gil").get(f"/enquiries/{enquiry.pk}/").status_code == 404
    assert "Ended" in page_of("gil", "/assurance/")


def test_a_file_leaves_once_and_only_with_a_second_yes() -> None:
    enquiry = given_closed()
    when_priya_agrees(when_gil_asks(), enquiry.case_id)
    gil, file = client_as("gil"), f"/enquiries/{enquiry.pk}/audit.pdf"
    assert gil.get(file).status_code == 404, "PostgreSQL refuses it"
    ask = f"/cases/{enquiry.case_id}/file/"
    assert "Enter what the file is for" in gil.post(ask, {"reason": ""}).content.decode()
    for _ in range(2):
        gil.post(ask, {"reason": "For the panel; kept in its safe."})
    with as_member("gil"):
        wanted = Export.objects.get()
    assert gil.get(file).status_code == 404
    assert gil.post(f"/exports/{wanted.pk}/agree/").status_code == 404, "not their own second person"
    assert "For the panel" in page_of("priya", "/assurance/")
    for _ in range(2):
        client_as("priya").post(f"/exports/{wanted.pk}/agree/")
    assert gil.get(file).content.startswith(b"%PDF")
    assert gil.get(file).status_code == 404, "once"
    with as_member("priya"):
        taken = Entry.objects.filter(kind="export", verb="take_out", case=enquiry.case_id)
        assert taken.count() == 1
    assert client_as("ama").get(file).content.startswith(b"%PDF"), "the hub takes it in one step"


def test_whoever_forges_the_row_is_refused() -> None:
    enquiry = given_closed()
    when_priya_agrees(when_gil_asks(), enquiry.case_id)
    with pytest.raises(Exception, match="row-level security"), as_member("gil") as me:
        Export.objects.create(
            case_id=enquiry.case_id, asked_by_id=me.id, asked_at=timezone.now(), taken_at=timezone.now()
        )
    with as_member("gil") as me:
        row = Export.objects.create(case_id=enquiry.case_id, asked_by_id=me.id, asked_at=timezone.now())
        assert Export.objects.filter(pk=row.pk).update(taken_at=timezone.now()) == 0


@pytest.mark.parametrize("username", ["ama", "ben", "dev", "ada"])
def test_whoever_neither_asks_nor_agrees_finds_no_page(username: str) -> None:
    enquiry, asked = given_closed(), when_gil_asks()
    client = client_as(username)
    pages = ("/assurance/", "/assurance/ask/", f"/assurance/{asked.pk}/", f"/cases/{enquiry.case_id}/file/")
    for page in (*pages, f"/assurance/{uuid4()}/", f"/cases/{uuid4()}/file/"):
        assert client.get(page).status_code == 404, page
    assert client.post(f"/assurance/{asked.pk}/", {"cases": [str(enquiry.case_id)]}).status_code == 404
    assert client.post(f"/assurance/{asked.pk}/stop/").status_code == 404
