"""Two agencies wrote of one event: they stand side by side, a person says whether they are, and nothing is merged."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from tessera.enquiries.models import Enquiry
from tessera.records.models import Note, SameEvent
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_request
from tests.stories.test_a_note_is_on_the_chronology import page_of, when_somebody_writes

pytestmark = pytest.mark.django_db(transaction=True)
SCHOOL = {"text": "Rowan fell from the kitchen window on Tuesday and hurt his wrist.", "promote": "on"}
HEALTH = {"text": "Wrist hurt in a fall from the kitchen window; mother says Wednesday.", "promote": "on"}
HARM = {"nature": "harm"}


def given_two(share: str = "whole_case") -> tuple[Enquiry, str]:
    """What the school and community health wrote, and the page of the hub that compares them."""
    enquiry = given_enquiry()
    given_request(enquiry, "Thornmere Community Health")
    when_somebody_writes(client_as("ben"), enquiry, **SCHOOL, **HARM, when="day", day="2 June 2026")
    when_somebody_writes(
        client_as("hana"), enquiry, **HEALTH, **HARM, when="day", day="3 June 2026", share=share
    )
    page = page_of(client_as("ama"), f"/cases/{enquiry.case_id}/chronology/")
    found = re.findall(r'href="(/cases/[^"]*/chronology/compare/[^"]*)"', page)
    assert len(found) == 1
    assert "They do not say the same time" in page
    return enquiry, unquote(found[0]).replace("&amp;", "&")


def test_what_two_agencies_told_is_proposed_and_said_and_both_stay() -> None:
    enquiry, compare = given_two()
    chronology = f"/cases/{enquiry.case_id}/chronology/"
    ama = client_as("ama")
    page = page_of(ama, compare)
    assert SCHOOL["text"] in page
    assert HEALTH["text"] in page
    assert "Enter why you think so" in ama.post(compare, {"same": "yes"}).content.decode()
    said = {"same": "yes", "reason": "One fall, told on two days."}
    assert ama.post(compare, said).status_code == 302
    for reader in ("ama", "ben", "hana"):
        page = page_of(client_as(reader), chronology)
        assert page.count("One fall, told on two days.") == 2, "it stands beside both"
        assert "Told by two agencies" not in page
        assert SCHOOL["text"] in page
        assert HEALTH["text"] in page
    # Somebody else thinks otherwise: the newest counts, and the older can be read.
    assert client_as("ben").post(compare, {"same": "no", "reason": "He fell twice."}).status_code == 302
    page = page_of(ama, chronology)
    assert "Not the event that" in page
    assert "One fall" not in page
    assert "One fall, told on two days." in page_of(ama, compare)
    with as_member("ama"):
        assert SameEvent.objects.count() == 2
        assert Note.objects.filter(kind="observation").count() == 2


def test_what_is_said_of_what_only_some_may_read_is_for_them() -> None:
    enquiry, compare = given_two(share="hub")
    said = {"same": "yes", "reason": "One fall, told on two days."}
    ben, ama = client_as("ben"), client_as("ama")
    assert ben.get(compare).status_code == 404
    assert ben.post(compare, said).status_code == 404
    assert ama.post(compare, said).status_code == 302
    for reader, read in (("hana", True), ("ama", True), ("ben", False)):
        page = page_of(client_as(reader), f"/cases/{enquiry.case_id}/chronology/")
        assert ("One fall" in page) is read, reader
        with as_member(reader):
            assert SameEvent.objects.exists() is read, reader
    for stranger in ("dev", "eve", "flo"):
        assert client_as(stranger).get(compare).status_code == 404
    page = f"/cases/{enquiry.case_id}/chronology/compare/"
    assert ama.get(f"{page}?one=note-x&other=decision-y").status_code == 404
