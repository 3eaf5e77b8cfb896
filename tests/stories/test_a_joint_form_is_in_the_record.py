"""What agencies wrote in one form is in the record: found, read and relied on by those who took part in it alone."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tessera.records.models import Line
from tests.cast import as_member, client_as
from tests.stories.joint_form import POLICE, SCHOOL, Page, given_asked, given_form
from tests.stories.test_agencies_write_one_form import HELD, OWN, TOGETHER
from tests.stories.test_searching import when_somebody_searches

pytestmark = pytest.mark.django_db(transaction=True)
CALLS, NEIGHBOUR, INFORMANT = (
    "Two quillfeather calls to the house in October.",
    "The first quillfeather caller was the neighbour.",
    "A quillfeather informant lives next door.",
)
HEALTH = "Thornmere Community Health"


def read_by(username: str) -> set[str]:
    """The lines from joint forms that somebody sees."""
    with as_member(username):
        return set(Line.objects.filter(note__kind="joint_form").values_list("text", flat=True))


def given_a_form_that_health_is_not_in() -> Page:
    """The form of the police and the school; health was asked about the same child."""
    enquiry = given_form(POLICE, SCHOOL, asked=(POLICE, HEALTH))
    cass = Page(client_as("cass"), enquiry.pk)
    cass.save(TOGETHER, know__0001=CALLS, know__0001__kind="record", know__0001__source="police")
    cass.save(OWN, lines__0001=NEIGHBOUR, lines__0001__kind="told")
    cass.save(HELD, words=INFORMANT)
    return cass


def test_what_an_agency_signs_off_is_in_the_record_for_those_who_take_part() -> None:
    cass = given_a_form_that_health_is_not_in()
    assert read_by("ama") == set()
    assert cass.client.post(f"{cass.address}sign-off/").status_code == 302
    assert read_by("ama") == read_by("ben") == {NEIGHBOUR}
    assert read_by("cass") == {NEIGHBOUR, INFORMANT}
    assert read_by("hana") == set(), "health is in the case, and not in the form"
    with as_member("ama"):
        # Nobody said who told it, so that the record does not say that somebody did.
        assert list(Line.objects.filter(text=NEIGHBOUR).values_list("kind", "source")) == [
            ("record", "What we know")
        ]
    assert cass.client.post(f"{cass.address}sign-off/").status_code == 302
    assert len(read_by("cass")) == 2, "signed off once"


def test_it_is_found_by_search_and_relied_on_by_a_decision() -> None:
    cass = given_a_form_that_health_is_not_in()
    cass.client.post(f"{cass.address}sign-off/")
    assert NEIGHBOUR in when_somebody_searches(client_as("ama"), "quillfeather neighbour")
    assert "No " in when_somebody_searches(client_as("hana"), "quillfeather neighbour")
    assert NEIGHBOUR not in when_somebody_searches(client_as("hana"), "quillfeather neighbour")
    ama, enquiry = client_as("ama"), re.findall(r"[0-9a-f-]{36}", cass.address)[0]
    assert "From the joint form" in ama.get(f"/enquiries/{enquiry}/").content.decode()
    decide = client_as("priya").get(reverse("enquiry_decide", args=[enquiry])).content.decode()
    assert NEIGHBOUR in decide
    assert "informant" not in decide


def test_closing_and_adding_put_the_shared_words_into_the_record() -> None:
    cass = given_a_form_that_health_is_not_in()
    assert client_as("ama").post(f"{cass.address}close/").status_code == 302
    assert read_by("ben") == {CALLS, NEIGHBOUR}
    assert read_by("cass") == {CALLS, NEIGHBOUR}, (
        "what an agency held back and did not sign off it has not put there"
    )
    assert read_by("hana") == set()
    with as_member("ben"):
        assert list(Line.objects.filter(text=CALLS).values_list("kind", "source")) == [("record", "Police")]
        assert list(Line.objects.filter(text=NEIGHBOUR).values_list("kind", "source")) == [
            ("record", "Thornmere Police, not signed off: What we know")
        ]
    cass.open()
    section = re.findall(r"sections/([0-9a-f-]{36})/add/", cass.text)[0]
    cass.client.post(f"{cass.address}sections/{section}/add/", {"words": "He came in dry shoes today."})
    assert read_by("ben") == {CALLS, NEIGHBOUR, "He came in dry shoes today."}
    assert read_by("hana") == set()


def test_a_form_that_says_nothing_puts_nothing_there() -> None:
    enquiry = given_asked()
    assert client_as("ama").get(f"/enquiries/{enquiry.pk}/joint-form/").status_code == 404
    empty = Page(client_as("cass"), given_form().pk)
    assert empty.client.post(f"{empty.address}sign-off/").status_code == 302
    assert client_as("ama").post(f"{empty.address}close/").status_code == 302
    assert read_by("cass") == set()
