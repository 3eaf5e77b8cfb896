"""A decision cites what a child said, as it cites a line: on the page, in the audit, and never from another case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import deciding
from tessera.enquiries.models import Decision, Enquiry, ReliedOn
from tessera.records.queries import lines_to_read, voices_to_read
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC).replace(microsecond=0)
SAID = "“I do the nights.”"


def decided(enquiry: Enquiry, *relied_on: UUID) -> Decision:
    with as_member("priya") as me:
        return deciding.decide(
            practitioner=me,
            at=NOW,
            enquiry_id=enquiry.pk,
            outcome="no_further_action",
            closure="met_by_those_around",
            level=2,
            reasons="The school will help.",
            relied_on=relied_on,
            would_change="Another night alone.",
            safety_meanwhile="A neighbour looks in.",
        )


def cited(enquiry: Enquiry) -> tuple[UUID, UUID]:
    """What Rowan said, and the first line of the referral."""
    with as_member("priya"):
        return voices_to_read(enquiry.case_id)[0].id, lines_to_read(enquiry.case_id)[0].id


def test_what_a_child_said_is_chosen_on_the_page_and_read_wherever_the_decision_is() -> None:
    enquiry = given_enquiry(NOW - timedelta(hours=1))
    voice, _ = cited(enquiry)
    client = client_as("priya")
    page = client.get(f"/enquiries/{enquiry.pk}/decide/").content.decode()
    assert f'value="{voice}"' in page
    assert page.index(SAID) < page.index("Wet shoes on Monday")
    answer = client.post(
        f"/enquiries/{enquiry.pk}/decide/",
        {
            "outcome": "no_further_action", "ends_no_further_action": "looked_into", "level": "2",
            "reasons": "The school will help.",
            "relied_on": [str(voice)], "would_change": "Another night alone.",
            "safety_meanwhile": "A neighbour looks in.",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    with as_member("priya"):
        found = ReliedOn.objects.get(decision__enquiry=enquiry)
        assert (found.line_id, found.voice_id) == (None, voice)
    for path in ("", "audit/"):
        page = client_as("ama").get(f"/enquiries/{enquiry.pk}/{path}").content.decode()
        rests = page[page.index('id="decision"' if not path else "What it rests on") :]
        assert "Rowan Ashdown" in rests
        assert SAID in rests, path


def test_the_words_of_another_case_are_not_cited() -> None:
    enquiry = given_enquiry(NOW - timedelta(hours=1), reference="ONE")
    other = given_enquiry(NOW - timedelta(hours=2), reference="TWO")
    voice, line = cited(enquiry)
    with pytest.raises(NotAllowed, match="a child's words"):
        decided(enquiry, line, cited(other)[0])
    with pytest.raises(NotAllowed, match="a child's words"):
        decided(enquiry)
    with as_member("priya"):
        assert not Decision.objects.filter(enquiry=enquiry).exists()
    decision = decided(enquiry, line, voice, voice)
    with as_member("priya"):
        assert decision.relied_on.count() == 2


@pytest.mark.parametrize("which", ["both", "neither"])
def test_the_database_takes_exactly_one_of_the_two(which: str) -> None:
    enquiry = given_enquiry(NOW - timedelta(hours=1))
    voice, line = cited(enquiry)
    decision = decided(enquiry, line)
    given = {"line_id": line, "voice_id": voice} if which == "both" else {}
    with as_member("priya"), pytest.raises(IntegrityError, match="relied_on_one_thing"), transaction.atomic():
        ReliedOn.objects.create(
            decision=decision, case_id=enquiry.case_id, agency_id=decision.agency_id,
            author_id=decision.author_id, audience="named", named=decision.named, **given,
        )  # fmt: skip
