"""Whoever writes about a child is asked what the recorded facts call for, as far as they may see those."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tessera.audit.models import Entry
from tessera.enquiries.actions import screening
from tessera.enquiries.models import ReferralAdult
from tests.cast import as_member, client_as
from tests.stories.front_door import given_request
from tests.stories.test_a_note_is_on_the_chronology import page_of
from tests.stories.test_a_pattern_is_found import given_a_child, when_somebody_notes

pytestmark = pytest.mark.django_db(transaction=True)
HEADING = "Questions to think about"
QUESTION = "Whose task was it to bring them"


def questions(client: Client, page: str) -> str:
    """What a page asks; nothing where it asks nothing."""
    return page_of(client, page).partition(f">{HEADING}<")[2].partition("</section>")[0]


def test_a_question_is_asked_on_every_page_of_writing_with_the_facts_that_the_writer_may_see() -> None:
    (enquiry, _person), ben, ama = given_a_child(), client_as("ben"), client_as("ama")
    pages = [f"/cases/{enquiry.case_id}/{page}/" for page in ("notes/new", "voice/new")]
    pages.append(f"/requests/{given_request(enquiry, 'Kestrel Lane Primary').pk}/")
    for page in pages:
        assert QUESTION not in questions(ben, page)
    seen = when_somebody_notes(ben, enquiry, "Not at the eye clinic.", "not_brought")
    ours = when_somebody_notes(ama, enquiry, "Not at the dentist.", "not_brought", share="own")
    for page in pages:
        asked = questions(ben, page)
        assert QUESTION in asked
        assert f'<a class="govuk-link" href="/notes/{seen}/">Not at the eye clinic.</a>' in asked
        assert "dentist" not in asked, "nothing that the writer may not see stands under a question"
    asked = questions(ama, pages[0])
    assert f"/notes/{seen}/" in asked
    assert f"/notes/{ours}/" in asked
    assert ben.post(f"/notes/{seen}/withdraw/", {"reason": "Another child"}).status_code == 302
    assert not questions(ben, pages[0]).count(QUESTION), "it rests on what stands"


def test_it_is_left_or_answered_by_what_somebody_writes() -> None:
    (enquiry, _person), ben = given_a_child(), client_as("ben")
    page = f"/cases/{enquiry.case_id}/notes/new/"
    assert "What do we know of the father" in questions(ben, page)
    assert "Nobody is named as the father in the picture of the family" in questions(ben, page)
    when_somebody_notes(ben, enquiry, "His father rang.", "father")
    assert "What do we know of the father" not in questions(ben, page)


def test_a_father_whom_nobody_has_named_is_asked_for() -> None:
    for name, asked in (("Not known", True), ("Lee Sollis", False)):
        father = {"family_name": name, "relationship_to_children": "father"}
        (enquiry, _person), ben = given_a_child(adults=[father]), client_as("ben")
        with as_member("ama") as me:
            adult = ReferralAdult.objects.get(case_id=enquiry.case_id)
            at = timezone.now()
            screening.identify_adult(practitioner=me, at=at, adult_id=adult.pk, person_id=None)
        page = questions(ben, f"/cases/{enquiry.case_id}/notes/new/")
        assert ("What do we know of the father" in page) is asked, name


def test_a_fact_of_another_case_that_is_shown_is_a_look_at_that_case() -> None:
    (first, person), ama = given_a_child(), client_as("ama")
    when_somebody_notes(ama, first, "Not at the eye clinic.", "not_brought")
    second, _person = given_a_child(person)
    looks = {"verb": "consider", "kind": "chronology", "case": first.case_id}
    with as_member("ama"):
        assert not Entry.objects.filter(**looks).exists()
    assert "Not at the eye clinic." in questions(ama, f"/cases/{second.case_id}/notes/new/")
    with as_member("ama"):
        assert Entry.objects.filter(**looks).count() == 1
