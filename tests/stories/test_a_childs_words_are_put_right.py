"""What a child said is written down whole, read, corrected and taken back; silence after it is said."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tessera.core.text import date_words
from tessera.enquiries.models import Enquiry
from tessera.people.queries import people_of_cases
from tessera.records.actions import record_voice
from tessera.records.models import ChildsVoice, Withdrawal
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry
from tests.stories.test_a_family_is_in_one_file import on_record
from tests.stories.test_a_note_is_on_the_chronology import page_of

pytestmark = pytest.mark.django_db(transaction=True)
SAID = {
    "how": "signed",
    "words": "SORE, twice.",
    "wants": "To stop.",
    "asked_by": "Miss Hale, learning mentor",
    "setting": "The reading corner",
    "alone": "yes",
    "when": "16 June 2026",
    "communication": "Forty signs and a picture board",
    "interpreter": "Nobody",
    "response": "Seen by the nurse.",
    "told_back": "We looked at your leg, and the nurse comes again.",
    "share": "whole_case",
}


def pages_of(enquiry: Enquiry) -> tuple[str, ...]:
    """The pages about a child, at the top of which what the child says stands."""
    case = f"/cases/{enquiry.case_id}"
    return f"/enquiries/{enquiry.pk}/", f"{case}/chronology/", f"{case}/family/"


def when_ben_writes_down(enquiry: Enquiry, **given: str) -> str:
    """The address of the words."""
    with as_member("ben"):
        people = people_of_cases([enquiry.case_id])
        child = next((str(one.id) for one in people if one.is_child(timezone.localdate())), "")
        before = set(ChildsVoice.objects.values_list("pk", flat=True))
    answer = client_as("ben").post(f"/cases/{enquiry.case_id}/voice/new/", SAID | {"person": child} | given)
    assert answer.status_code == 302, re.findall(r"error-message.*", answer.content.decode())
    with as_member("ben"):
        [new] = set(ChildsVoice.objects.values_list("pk", flat=True)) - before
    return f"/voices/{new}/"


def test_everything_about_it_is_written_down_and_stands_on_the_case() -> None:
    enquiry = given_enquiry()
    voice = when_ben_writes_down(enquiry)
    page = page_of(client_as("ama"), voice)
    for words in (value for key, value in SAID.items() if key not in ("how", "alone", "share")):
        assert words in page, words
    for address in pages_of(enquiry):
        case = page_of(client_as("ama"), address)
        assert "SORE, twice." in case
        assert "Forty signs and a picture board" in case
        assert voice in case
    assert client_as("dev").get(voice).status_code == 404


def test_it_goes_no_further_than_was_chosen() -> None:
    voice = when_ben_writes_down(given_enquiry(), share="own")
    assert "SORE, twice." in page_of(client_as("ben"), voice)
    assert client_as("ama").get(voice).status_code == 404


def test_its_own_agency_puts_it_right_and_what_stood_can_be_read() -> None:
    enquiry = given_enquiry()
    voice = when_ben_writes_down(enquiry)
    refused = client_as("ama").post(f"{voice}correct/", SAID | {"words": "No.", "reason": "No."})
    assert "Another agency wrote this down" in refused.content.decode()
    changed = SAID | {"words": "SORE, three times.", "reason": "I looked at my notes of the day."}
    answer = client_as("ben").post(f"{voice}correct/", changed)
    assert answer.status_code == 302, re.findall(r"error-message.*", answer.content.decode())
    new = page_of(client_as("ama"), answer["Location"])
    assert SAID["told_back"] in new, "what the child was told stands with what replaces it"
    assert "SORE, three times." in new
    assert "I looked at my notes of the day." in new
    old = page_of(client_as("ama"), voice)
    assert "This was corrected" in old
    assert "SORE, twice." in old
    for address in pages_of(enquiry):
        page = page_of(client_as("ama"), address)
        assert "SORE, three times." in page
        assert "SORE, twice." not in page
    again = client_as("ben").post(f"{voice}correct/", changed)
    assert "has been corrected or withdrawn meanwhile" in again.content.decode()


def test_what_was_of_another_child_is_taken_back_with_why() -> None:
    enquiry = given_enquiry()
    voice = when_ben_writes_down(enquiry)
    with as_member("ama") as me:
        # Another agency's row takes back nothing, even where SQL wrote it.
        worn = {"case_id": enquiry.case_id, "agency_id": me.agency_id, "author_id": me.id}
        Withdrawal.objects.create(
            **worn, voice_id=voice.split("/")[2], reason="No.", withdrawn_at=timezone.now()
        )
    assert "SORE, twice." in page_of(client_as("ama"), f"/enquiries/{enquiry.pk}/")
    assert client_as("ben").post(f"{voice}withdraw/", {"reason": "It was his cousin."}).status_code == 302
    for address in pages_of(enquiry):
        assert "SORE, twice." not in page_of(client_as("ama"), address)
    page = page_of(client_as("ama"), voice)
    assert "It was his cousin." in page
    assert "SORE, twice." in page


def test_a_long_silence_after_it_is_said_on_the_case() -> None:
    long_ago = datetime.now(UTC) - timedelta(days=90)
    enquiry = given_enquiry(long_ago)
    day = date_words(timezone.localtime(long_ago).date())
    told = {"case_id": enquiry.case_id, "child": "Rowan"}
    with as_member("ben") as me:
        record_voice(practitioner=me, at=timezone.now(), words="It was cold.", when=day, **told)
    for address in pages_of(enquiry):
        assert f"thinks since {day}" in page_of(client_as("ama"), address), "it is of when the child said it"
    with as_member("ben") as me:
        record_voice(practitioner=me, at=timezone.now(), words="It is warm now.", **told)
    for address in pages_of(enquiry):
        assert "thinks since" not in page_of(client_as("ama"), address)


def test_words_of_long_ago_that_are_written_down_today_break_no_silence_of_today() -> None:
    enquiry = given_enquiry()
    on_record(enquiry)
    when_ben_writes_down(enquiry)
    page = page_of(client_as("ama"), f"/cases/{enquiry.case_id}/chronology/")
    assert "Nobody has recorded seeing Rowan Ashdown alone since 16 June 2026." in page


def test_of_an_adult_nobody_is_told_that_their_voice_is_missing() -> None:
    enquiry = given_enquiry()
    mother = on_record(enquiry)
    page = page_of(client_as("ama"), f"/people/{mother}/chronology/")
    assert "Nobody has recorded" not in page


def test_what_a_child_said_last_stands_at_the_top_whenever_it_was_written_down() -> None:
    enquiry = given_enquiry()
    on_record(enquiry)
    when_ben_writes_down(enquiry)
    when_ben_writes_down(enquiry, words="BED, cold.", when="1 March 2026")
    _, chronology, family = (page_of(client_as("ama"), page) for page in pages_of(enquiry))
    assert chronology.index("SORE, twice.") < chronology.index("BED, cold.")
    assert "SORE, twice." in family
    assert "BED, cold." not in family
