"""The hub asks an agency to add to the chronology, by when the settings say; the agency answers by adding to it."""

from __future__ import annotations

import re

import pytest

from tessera.access.models import Agency
from tessera.enquiries.models import Enquiry, Request
from tessera.enquiries.rules.words import AskedFor, RequestState
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_request
from tests.stories.test_a_note_is_on_the_chronology import page_of, when_somebody_writes

pytestmark = pytest.mark.django_db(transaction=True)
HEALTH = "Thornmere Community Health"


def when_the_hub_asks(enquiry: Enquiry) -> Request:
    """Ama follows the link that stands beside an agency on the chronology, and sends the form as it is offered."""
    ama = client_as("ama")
    with as_member("ama"):
        agency = Agency.objects.get(name=HEALTH)
    ask = f"/enquiries/{enquiry.pk}/ask/?agency={agency.pk}&for=chronology"
    page = page_of(ama, ask)
    assert "Add to the chronology what your agency knows" in page
    offered = dict(re.findall(r'type="radio" name="(purpose|basis)"[^>]* value="([^"]*)"', page))
    offered |= dict(re.findall(r'name="(purpose|basis)" type="radio" value="([^"]*)"', page))
    given = offered | {
        "question": "Add what you know.",
        "necessity": "Nobody else holds it.",
        "told_family": "yes",
    }
    answer = ama.post(ask, given)
    assert answer.status_code == 302, re.findall(r"govuk-error-message.*", answer.content.decode())
    assert answer["Location"] == f"/cases/{enquiry.case_id}/chronology/"
    with as_member("ama"):
        return Request.objects.get(enquiry=enquiry)


def test_an_agency_that_was_asked_answers_with_what_it_added() -> None:
    enquiry = given_enquiry()
    when_somebody_writes(client_as("ben"), enquiry, promote="on", nature="harm")
    chronology = f"/cases/{enquiry.case_id}/chronology/"
    page = page_of(client_as("ama"), chronology)
    assert "Ask to contribute" in page
    assert "Ask to contribute" not in page_of(client_as("ben"), chronology), "only the hub asks"
    asked = when_the_hub_asks(enquiry)
    assert asked.asked_for == AskedFor.CHRONOLOGY
    assert asked.due_at is not None, "it has the clock of every question"
    page = page_of(client_as("ama"), chronology)
    assert "Due " in page
    assert "Has not looked" in page
    hana = client_as("hana")
    assert str(asked.pk) in page_of(hana, "/requests/")
    assert "The hub asks your agency to contribute" in page_of(hana, chronology)
    assert "The hub asks your agency to contribute" not in page_of(client_as("ben"), chronology)
    contributed = f"/requests/{asked.pk}/contributed/"
    assert "We have added what we know" in page_of(hana, f"/requests/{asked.pk}/")
    answer = hana.post(contributed, follow=True).content.decode()
    assert "Your agency has added nothing since it was asked" in answer
    when_somebody_writes(hana, enquiry, promote="on", nature="missed", text="Not weighed in May.")
    assert client_as("ben").post(contributed).status_code == 404
    answer = hana.post(contributed, follow=True).content.decode()
    assert "The hub is told that your agency has added what it knows" in answer
    assert "Added 1 entry to the chronology." in answer
    page = page_of(client_as("ama"), chronology)
    assert "Answered" in page
    assert "Added 1 entry" not in page, "that it was added is no event"
    with as_member("ama"):
        assert Request.objects.get().state == RequestState.RETURNED


def test_a_question_is_not_answered_by_adding() -> None:
    enquiry = given_enquiry()
    asked = given_request(enquiry, HEALTH)
    hana = client_as("hana")
    page = hana.post(f"/requests/{asked.pk}/contributed/", follow=True).content.decode()
    assert "The hub asked you a question" in page
    assert "We have added what we know" not in page
