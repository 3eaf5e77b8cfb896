"""A note that was corrected or withdrawn stands nowhere as if it still held: not where the hub reads and decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest

from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import deciding
from tessera.enquiries.models import Decision, Enquiry
from tessera.records import actions as records
from tessera.records.models import Line
from tessera.records.queries import voices_to_read
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_request
from tests.stories.test_a_note_is_on_the_chronology import NOTE, page_of, when_somebody_writes
from tests.stories.test_searching import when_somebody_searches

pytestmark = pytest.mark.django_db(transaction=True)
WRONG = "A lantern burned in the shed."
TAKEN_BACK = "A lantern burned at the harbour."
RIGHT = "A lantern burned in the porch."
STANDS = "A lantern burned in the kitchen."
GIVEN = {
    "outcome": "no_further_action", "ends_no_further_action": "looked_into", "level": "2",
    "reasons": "The school will help.", "would_change": "Another night alone.",
    "safety_meanwhile": "A neighbour looks in.",
}  # fmt: skip


class Notes(NamedTuple):
    """Three notes of a school: two that are going to end, and one that stands."""

    enquiry: Enquiry
    wrong: UUID
    taken_back: UUID
    stands: UUID


def given_notes() -> Notes:
    enquiry, ben = given_enquiry(datetime.now(UTC) - timedelta(hours=2)), client_as("ben")
    return Notes(
        enquiry, *(when_somebody_writes(ben, enquiry, text=text) for text in (WRONG, TAKEN_BACK, STANDS))
    )


def when_two_end(notes: Notes) -> UUID:
    """One is corrected and one withdrawn, by whoever wrote them. The note that replaces the first."""
    ben = client_as("ben")
    changed = NOTE | {"text": RIGHT, "reason": "It was the porch.", "draft": str(uuid4())}
    answer = ben.post(f"/notes/{notes.wrong}/correct/", changed)
    assert answer.status_code == 302
    withdrawn = ben.post(f"/notes/{notes.taken_back}/withdraw/", {"reason": "It was another child."})
    assert withdrawn.status_code == 302
    return UUID(answer["Location"].split("/")[2])


def line_of(note: UUID) -> UUID:
    with as_member("priya"):
        return Line.objects.get(note_id=note).pk


def decided(enquiry: Enquiry, *relied_on: UUID) -> Decision:
    with as_member("priya") as me:
        return deciding.decide(
            practitioner=me, at=datetime.now(UTC), enquiry_id=enquiry.pk, outcome="no_further_action",
            closure="met_by_those_around", level=2, reasons="The school will help.", relied_on=relied_on,
            would_change="Another night alone.", safety_meanwhile="A neighbour looks in.",
        )  # fmt: skip


def test_the_enquiry_shows_what_stands_and_not_what_it_replaced() -> None:
    notes = given_notes()
    before = page_of(client_as("ama"), f"/enquiries/{notes.enquiry.pk}/")
    assert all(text in before for text in (WRONG, TAKEN_BACK, STANDS))
    when_two_end(notes)
    page = page_of(client_as("ama"), f"/enquiries/{notes.enquiry.pk}/")
    assert RIGHT in page
    assert STANDS in page
    assert WRONG not in page
    assert TAKEN_BACK not in page
    assert WRONG in page_of(client_as("ama"), f"/notes/{notes.wrong}/"), "it is not deleted"


def test_a_decision_rests_on_what_stands_and_on_nothing_else() -> None:
    notes = given_notes()
    gone = [line_of(notes.wrong), line_of(notes.taken_back)]
    when_two_end(notes)
    address, priya = f"/enquiries/{notes.enquiry.pk}/decide/", client_as("priya")
    page = page_of(priya, address)
    assert RIGHT in page
    assert STANDS in page
    assert WRONG not in page
    assert TAKEN_BACK not in page
    for line in gone:
        # A page that was open before it ended sends it all the same.
        late = priya.post(address, GIVEN | {"relied_on": [str(line), str(line_of(notes.stands))]})
        assert late.status_code == 200
        said = late.content.decode()
        assert "Something that you chose was corrected or withdrawn meanwhile" in said
        assert str(line) not in said
        with pytest.raises(NotAllowed, match="corrected or withdrawn meanwhile"):
            decided(notes.enquiry, line_of(notes.stands), line)
    with as_member("priya"):
        assert not Decision.objects.filter(enquiry=notes.enquiry).exists()
    decided(notes.enquiry, line_of(notes.stands))


def test_what_a_child_said_is_no_ground_once_it_is_withdrawn() -> None:
    enquiry = given_enquiry(datetime.now(UTC) - timedelta(hours=2))
    with as_member("ben") as me:
        voice = voices_to_read(enquiry.case_id)[0].id
        records.withdraw_voice(
            practitioner=me, at=datetime.now(UTC), voice_id=voice, reason="It was his sister."
        )
    with pytest.raises(NotAllowed, match="corrected or withdrawn meanwhile"):
        decided(enquiry, voice)


def test_a_decision_made_before_says_what_became_of_its_grounds() -> None:
    notes = given_notes()
    with as_member("ben"):
        voice = voices_to_read(notes.enquiry.case_id)[0].id
    decided(notes.enquiry, *map(line_of, notes[1:]), voice)
    pages = (("", 'id="decision"'), ("audit/", "What it rests on"))
    for path, begins in pages:
        page = page_of(client_as("ama"), f"/enquiries/{notes.enquiry.pk}/{path}")
        rests = page[page.index(begins) :]
        assert all(text in rests for text in (WRONG, TAKEN_BACK, STANDS))
        assert "Corrected since" not in page
        assert "Withdrawn since" not in page
    when_two_end(notes)
    with as_member("ben") as me:
        records.withdraw_voice(
            practitioner=me, at=datetime.now(UTC), voice_id=voice, reason="It was his sister."
        )
    for path, begins in pages:
        page = page_of(client_as("ama"), f"/enquiries/{notes.enquiry.pk}/{path}")
        rests = page[page.index(begins) :]
        assert all(text in rests for text in (WRONG, TAKEN_BACK, STANDS)), (
            "what it rested on is shown all the same"
        )
        assert rests.count("Corrected since") == 1
        assert rests.count("Withdrawn since") == 2


def test_search_finds_what_ended_and_says_so() -> None:
    notes = given_notes()
    new = when_two_end(notes)
    page = when_somebody_searches(client_as("ama"), "lantern burned")
    found = dict.fromkeys((WRONG, TAKEN_BACK, RIGHT, STANDS), "")
    for item in page.split("<li")[1:]:
        for text in found:
            if text in item:
                found[text] = item
    assert "Corrected since" in found[WRONG]
    assert f"/notes/{notes.wrong}/" in found[WRONG]
    assert "Withdrawn since" in found[TAKEN_BACK]
    assert all("since" not in found[text] for text in (RIGHT, STANDS))
    assert f"/notes/{new}/" in page_of(client_as("ama"), f"/notes/{notes.wrong}/")


def test_another_agency_reads_only_what_stands_beside_its_question() -> None:
    notes = given_notes()
    request = given_request(notes.enquiry)
    assert WRONG in page_of(client_as("cass"), f"/requests/{request.pk}/")
    when_two_end(notes)
    page = page_of(client_as("cass"), f"/requests/{request.pk}/")
    assert RIGHT in page
    assert WRONG not in page
    assert TAKEN_BACK not in page
