"""A record whose case is open is read again by a day that plain facts give; a review is a reasoned note."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tessera.core.text import date_words
from tessera.enquiries.models import Enquiry
from tessera.records.models import Note, NoteDraft
from tests.cast import as_member, client_as
from tests.stories.test_a_pattern_is_found import given_a_child, when_somebody_notes

pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "/records-to-review/"
REVIEW: dict[str, Any] = {
    "review": "1",
    "changed": "He is at his nan’s in the week.",
    "means": "He sleeps, and looks forward to Fridays less.",
    "following": "Ama sees him alone at school by Friday.",
    "heard": "no",
    "why_not": "Nobody has asked. Ama will.",
    "share": "whole_case",
}
EXCEPT_THE_PAGE = 25  # questions: who asks, the navigation, the settings
AMBER, SOONEST = timedelta(7), timedelta(3)


def when_somebody_reviews(client: Client, enquiry: Enquiry, child: UUID, **given: Any) -> UUID:
    """The review they kept, by its identifier."""
    sent = REVIEW | {"people": str(child), "draft": str(uuid4())} | given
    answer = client.post(f"/cases/{enquiry.case_id}/review/", sent)
    assert answer.status_code == 302, re.findall(r"govuk-error-message.*", answer.content.decode())
    return UUID(answer["Location"].split("/")[2])


def told(client: Client, address: str) -> str:
    """The words of a page, without its markup."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def asked_for(client: Client, enquiry: Enquiry) -> str:
    """When the chronology says that the record is next reviewed, and why."""
    page = told(client, f"/cases/{enquiry.case_id}/chronology/")
    return page.partition("When the record is next reviewed")[2].partition("Review this record")[0]


def test_it_is_due_by_its_facts_and_a_review_sets_the_next() -> None:
    (enquiry, rowan), ama, today = given_a_child(), client_as("ama"), timezone.localdate()
    before = asked_for(ama, enquiry)
    assert "Rowan Ashdown: 23 June 2026 Overdue" in before
    assert "Opened 16 June 2026, and not reviewed since. Rated Amber 16 June 2026." in before
    note = when_somebody_reviews(ama, enquiry, rowan)
    after = asked_for(ama, enquiry)
    assert f"Rowan Ashdown: {date_words(today + AMBER)} Last reviewed {date_words(today)}." in after
    assert "Nothing recorded since." in after
    assert "Overdue" not in after
    page = told(client_as("ben"), f"/cases/{enquiry.case_id}/chronology/")
    for words in ("changed", "means", "following", "why_not"):
        assert REVIEW[words] in page, "it is on the chronology by itself"
    again = told(ama, f"/cases/{enquiry.case_id}/review/")
    assert "The last review" in again
    assert REVIEW["following"] in again
    when_somebody_notes(client_as("ben"), enquiry, "A bruise.", nature="harm")
    worse = asked_for(ama, enquiry)
    assert date_words(today + SOONEST) in worse
    assert f"Harm was noted, {date_words(today)}." in worse
    hidden = when_somebody_reviews(client_as("ben"), enquiry, rowan, share="own")
    assert ama.get(f"/notes/{hidden}/").status_code == 404
    assert asked_for(ama, enquiry) == worse, "what only the school may read moves no day of the hub"
    assert ama.post(f"/notes/{note}/withdraw/", {"reason": "Another child’s"}).status_code == 302
    assert "not reviewed since" in asked_for(ama, enquiry), "what was taken back set nothing"


def test_it_is_corrected_and_stays_of_its_day() -> None:
    (enquiry, rowan), ama = given_a_child(), client_as("ama")
    note = when_somebody_reviews(ama, enquiry, rowan)
    due = asked_for(ama, enquiry)
    page = ama.get(f"/notes/{note}/correct/").content.decode()
    lines = {f"text{n}": f"Put right {n}" for n in ("", "_2", "_3", "_4")}
    known = {"kind": "analysis", "kind_2": "record", "kind_3": "impact", "kind_4": "action"}
    when = {
        name: re.findall(r'value="([^"]*)"', re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)[0])[0]
        for name in ("day", "time")
    }
    sent = {
        "when": "day",
        **when,
        **lines,
        **known,
        "people": str(rowan),
        "reason": "Words",
        "draft": str(uuid4()),
    }
    answer = ama.post(f"/notes/{note}/correct/", sent)
    assert answer.status_code == 302, re.findall(r"govuk-error-message.*", answer.content.decode())
    assert asked_for(ama, enquiry) == due
    page = told(ama, f"/cases/{enquiry.case_id}/chronology/")
    assert "Put right" in page
    assert REVIEW["means"] not in page
    assert REVIEW["means"] in told(ama, f"/notes/{note}/"), "nothing is erased"


def test_it_asks_for_a_reason_and_keeps_what_is_typed() -> None:
    (enquiry, rowan), ama, draft = given_a_child(), client_as("ama"), str(uuid4())
    page, new = f"/cases/{enquiry.case_id}/review/", f"/cases/{enquiry.case_id}/notes/new/"
    wrong = told_of(ama.post(page, {"review": "1", "heard": "yes", "draft": draft}))
    for words in (
        "Enter what has changed",
        "Enter what it means for the child",
        "Enter what must happen next, by whom and when",
        "Enter what the child said or showed",
    ):
        assert words in wrong
    assert "Enter why not" not in wrong
    save = f"/cases/{enquiry.case_id}/notes/save/"
    assert ama.post(save, {"review": "1", "draft": draft, "changed": "Half a"})["Location"] == page
    assert "Half a" in told_of(ama.get(page))
    assert "Half a" not in told_of(ama.get(new)), "a note that is begun is another thing"
    assert draft not in told_of(ama.get(new))
    when_somebody_reviews(ama, enquiry, rowan, draft=draft)
    when_somebody_reviews(ama, enquiry, rowan, draft=draft)
    assert "Half a" not in told_of(ama.get(page))
    with as_member("ama"):
        assert Note.objects.filter(kind="review").count() == 1
        assert NoteDraft.objects.get(pk=draft).typed == {}
    assert client_as("dev").get(page).status_code == 404


def told_of(answer: Any) -> str:
    """The page as it was sent."""
    text: str = answer.content.decode()
    return text


def test_a_supervisor_has_a_queue_of_what_they_may_open() -> None:
    priya = client_as("priya")
    assert "Nothing is here" in told(priya, QUEUE)
    (enquiry, rowan), (other, _) = given_a_child(), given_a_child(rating="green")
    assert client_as("ama").get(QUEUE).status_code == 404, "she supervises nobody"
    first = told(priya, QUEUE)
    assert first.count("Rowan Ashdown 23 June 2026 Overdue") == 1
    assert first.index("23 June 2026") < first.index("14 July 2026"), "the first day first"
    with CaptureQueriesContext(connection) as few:
        priya.get(QUEUE)
    for _ in range(3):
        given_a_child()
    with CaptureQueriesContext(connection) as many:
        priya.get(QUEUE)
    assert len(few) == len(many) < EXCEPT_THE_PAGE
    when_somebody_reviews(client_as("ama"), enquiry, rowan)
    assert told(priya, QUEUE).count("Overdue") == 4
    due = told_of(priya.get(QUEUE))
    assert str(enquiry.case_id) not in due
    assert str(other.case_id) in due
    assert f"Rowan Ashdown {date_words(timezone.localdate() + AMBER)}" in told(priya, f"{QUEUE}?show=soon")
