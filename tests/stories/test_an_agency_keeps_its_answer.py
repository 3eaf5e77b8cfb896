"""What an agency keeps to itself is nobody else's to know: not that it holds something, nor how much of it."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tessera.audit.models import Entry
from tessera.enquiries.actions import asking, handing, waiting
from tessera.enquiries.models import Request, Return
from tessera.enquiries.queries import ending
from tessera.enquiries.queries.handing import held_lines
from tessera.enquiries.rules.handing import Choice
from tessera.records.actions import NewLine
from tessera.records.models import Attachment
from tests.cast import as_member, client_as
from tests.stories.front_door import TUESDAY
from tests.stories.test_an_agency_answers import LINES, live_request, page, posted

pytestmark = pytest.mark.django_db(transaction=True)
SOCIAL_CARE = "Thornmere Children's Social Care"
LINE = NewLine(kind="record", text="Quillwort: two calls in March.")


def keep(request: Request, by: str = "cass") -> Return:
    with as_member(by) as me:
        return asking.answer(
            practitioner=me,
            at=request.sent_at,
            request_id=request.pk,
            lines=[LINE],
            share="own",
        )


def hand_over(request: Request, by: str = "cass") -> None:
    with as_member(by) as me:
        chosen = [handing.Chosen(line.id, Choice.AS_IT_IS) for line in held_lines(request.pk)]
        handing.hand_over(
            practitioner=me, at=request.sent_at, request_id=request.pk, once=uuid4(), chosen=chosen
        )


def withdraw(request: Request) -> None:
    with as_member("ama") as me:
        waiting.withdraw(
            practitioner=me,
            at=request.sent_at,
            request_id=request.pk,
            reason="The school told us.",
            may_still_see=True,
        )


@pytest.mark.parametrize("username", ["ama", "priya"])
def test_the_ledger_of_the_case_does_not_tell_the_hub_that_something_is_held(username: str) -> None:
    request, cass = live_request(), client_as("cass")
    documents = [SimpleUploadedFile(f"{n}.txt", b"Two calls in March.") for n in range(3)]
    given = posted(*LINES, share="own", rating="red", rating_reason="Calls.") | {"documents": documents}
    assert cass.post(f"/requests/{request.pk}/answer/", given).status_code == 302
    with as_member("cass"):
        kept = list(Attachment.objects.filter(case_id=request.case_id).values_list("pk", flat=True))
        assert len(kept) == 3
    assert cass.get(f"/attachments/{kept[0]}/").status_code == 200
    assert cass.get(f"/requests/{request.pk}/hand-over/").status_code == 200
    with as_member("cass") as me:
        # The agency finds all of it by whoever did it.
        done = Entry.objects.filter(by=me.id, case=None).values_list("verb", "kind")
        assert sorted(done) == sorted(
            [
                ("write", "note"),
                *[("attach", "attachment")] * 3,
                ("answer", "return"),
                ("open", "attachment"),
                ("consider", "request"),
            ]
        )
    with as_member(username):
        told = set(Entry.objects.values_list("kind", flat=True))
        assert {"referral", "request"} <= told
        assert not Entry.objects.filter(verb="consider", kind="request").exists()
        assert not told & {"return", "attachment", "rating", "hand_over"}
        read = Entry.objects.filter(case=request.case_id, at__gt=request.sent_at).exclude(kind="request")
        assert not read.filter(kind="note", by=me.id).exists()
        assert "own" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_an_answer_to_the_hub_stands_in_the_ledger_of_the_case() -> None:
    request = live_request()
    sent = posted(*LINES) | {"documents": [SimpleUploadedFile("a.txt", b"Two calls in March.")]}
    client_as("cass").post(f"/requests/{request.pk}/answer/", sent)
    with as_member("ama"):
        kinds = set(Entry.objects.filter(case=request.case_id).values_list("verb", "kind"))
    assert {("answer", "return"), ("write", "note"), ("attach", "attachment")} <= kinds


def test_an_agency_whose_team_the_hub_is_is_not_offered_to_keep_it() -> None:
    request, helen = live_request(SOCIAL_CARE), client_as("helen")
    path = f"/requests/{request.pk}/"
    assert "My agency only" not in page(helen, path)
    assert "My agency only" in page(client_as("cass"), f"/requests/{live_request().pk}/")
    foreseen = helen.post(f"{path}who-will-see/", posted(*LINES, share="own")).json()
    assert foreseen["parts"] == []
    assert helen.post(f"{path}answer/", posted(*LINES, share="own")).status_code == 200
    with pytest.raises(asking.NotAllowed, match="The hub belongs to your agency"):
        keep(request, by="helen")
    with as_member("helen"):
        assert not Return.objects.filter(request=request).exists()
    assert helen.post(f"{path}answer/", posted(*LINES)).status_code == 302


def test_a_question_withdrawn_after_that_says_so_and_shows_what_is_kept() -> None:
    request = live_request()
    keep(request)
    withdraw(request)
    shown = page(client_as("cass"), f"/requests/{request.pk}/")
    assert "cannot answer" not in shown
    withdrawn, why = shown.index("has withdrawn this question"), shown.index("The school told us.")
    assert withdrawn < why < shown.index("has written down what it holds") < shown.index("Quillwort")
    assert "has been told" not in shown
    hub = page(client_as("ama"), f"/requests/{request.pk}/")
    assert hub.count("has withdrawn this question") == 1
    assert "written down what it holds" not in hub


def audit_of(request: Request, by: str = "ama") -> ending.Ending:
    with as_member(by) as me:
        return ending.ending(practitioner=me, at=TUESDAY, enquiry_id=request.enquiry_id)


def test_the_audit_says_who_handed_over_and_how_far_it_goes() -> None:
    request = live_request()
    keep(request)
    (before,) = audit_of(request).asked
    assert (before.answered_by, before.shared) == ("", "")
    hand_over(request, by="tariq")
    (asked,) = audit_of(request).asked
    assert (asked.answered_by, asked.shared) == ("Tariq Mirza", "For the hub alone.")
    assert asked.gave == "Gave 1 line that may be shown here."
    card = page(client_as("ama"), f"/enquiries/{request.enquiry_id}/")
    assert "Tariq Mirza" in card
    assert "For the hub only" in card


def test_to_whoever_reads_the_kept_answer_too_it_is_not_for_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    # Where the hub's own agency kept an answer before that was refused, the hub reads it.
    monkeypatch.setattr(asking, "runs_the_hub", lambda agency_id: False)
    request = live_request(SOCIAL_CARE)
    keep(request, by="helen")
    (asked,) = audit_of(request).asked
    assert (asked.answered_by, asked.shared) == ("", "Kept by the agency. Nothing is handed over.")
    assert "For the hub only" not in page(client_as("ama"), f"/enquiries/{request.enquiry_id}/")
    hand_over(request, by="helen")
    (asked,) = audit_of(request).asked
    assert asked.shared == "Kept by the agency. What was handed over is for the hub alone."
    assert asked.gave == "Gave 1 line that may be shown here."


def test_what_foresees_the_readers_while_one_types_is_not_a_look() -> None:
    request, cass = live_request(), client_as("cass")
    page(cass, f"/requests/{request.pk}/")

    def looks() -> int:
        with as_member("ama"):
            return Entry.objects.filter(case=request.case_id, verb="see", kind="request").count()

    before = looks()
    assert before
    for _ in range(3):
        assert cass.post(f"/requests/{request.pk}/who-will-see/", posted(*LINES)).json()["parts"]
    assert looks() == before
    page(cass, f"/requests/{request.pk}/")
    assert looks() == before + 1


def test_a_process_of_before_still_keeps_answers(administrator: psycopg.Connection[object]) -> None:
    left = administrator.execute(
        "SELECT column_name::text, column_default FROM information_schema.columns"
        " WHERE table_name = 'enquiries_return' AND column_name LIKE 'share\\_%'"
    ).fetchall()
    assert len(left) == 3
    assert all(default and default.startswith("''") for _, default in left), left
