"""No file for a court, a family or learning tells where somebody lives, as case 14 of the demonstration would."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tessera.enquiries.models import Enquiry, ReferralAddress, ReferralAdult
from tests.cast import as_member, client_as
from tests.making import Worker, taken
from tests.stories.front_door import given_enquiry
from tests.stories.test_a_file_is_made_for_a_reader import words_of
from tests.stories.test_a_note_is_on_the_chronology import when_somebody_writes

pytestmark = pytest.mark.django_db(transaction=True)
FOLDER = Path(__file__).resolve().parents[2] / "demonstration" / "cases"
POPPY = {"given_name": "Poppy", "family_name": "Sandford", "date_of_birth": "2023-07-20", "sex": "F"}


def given_case_14() -> Enquiry:
    """Case 14 of the demonstration: where a girl lives is on record, and written in notes in other words."""
    told = yaml.safe_load((FOLDER / "14-poppy-sandford.yaml").read_text())
    enquiry = given_enquiry(
        children=[POPPY | {"address": told["referral"]["children"][0]["address"]}],
        adults=[
            {key: one[key] for key in ("given_name", "family_name", "relationship_to_children")}
            for one in told["referral"]["adults"]
            if "given_name" in one
        ],
        child_voice=[],
    )
    lines = [line["text"] for event in told["events"] for line in event.get("lines", [])]
    for text in lines:
        if re.search("Market Passage|Pitch 41|Dyer|Bankside", text):
            when_somebody_writes(client_as("ben"), enquiry, text=text, promote="on", nature="change")
    return enquiry


@pytest.mark.parametrize("purpose", ["court", "family", "learning"])
def test_no_file_of_case_14_tells_where_she_lives(purpose: str, the_job_worker: Worker) -> None:
    enquiry = given_case_14()
    with as_member("ama") as me:
        adult = ReferralAdult.objects.get(case_id=enquiry.case_id, given_name="Jordan")
        ReferralAddress.objects.create(
            case_id=enquiry.case_id, agency_id=me.agency_id, author_id=me.id, audience="named", named=[me.hub],
            marks=["domestic_abuse_address"], adult=adult, lines=["Top floor 9 Harbour Steps"], postcode="TH9 9ZZ",
        )  # fmt: skip
    when_somebody_writes(
        client_as("ben"), enquiry, text="Fled to Harbour steps, and then away.", promote="on", nature="change"
    )
    for file_format in ("pdf", "xlsx"):
        words = words_of(
            taken(
                client_as("ama"),
                the_job_worker,
                enquiry.case_id,
                purpose=purpose,
                file_format=file_format,
                kind="record",
                reader="Chloe",
            ).content
        )
        assert "I went to [address] this morning" in words
        assert "Fled to [address], and then away." in words
        assert re.search(r"days? ago: \[address\] with", words)
        assert "(put in by the hospital) and [address] (put in" in words
        assert "Somebody must read the whole file before it leaves" in words
        assert "what looks like" in words
        assert "wherever they were found" not in words
        for never in ("Market", "Passage", "Pitch", "Bankside", "Dyer", "Harbour", "6MD", "9ZZ"):
            assert never not in words, never
        if purpose == "learning":
            assert "with Adult 1." in words, "Mr Pike has the name of Jordan Pike"
            assert "Mr Family" not in words
