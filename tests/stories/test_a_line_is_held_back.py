"""An agency marks one line of its answer: who is not cleared is told that a line is held back, and nothing more."""

from __future__ import annotations

import re

import pytest

from tests.cast import client_as
from tests.stories.test_an_agency_answers import LINES, live_request, page, posted

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = {"kind": "record", "text": "He is watched at the kiosk.", "source": "intelligence log"}


def answered(mark: str) -> tuple[str, str]:
    """An answer of two lines, the second of them marked: where its question is, and where the enquiry is."""
    request, cass = live_request(), client_as("cass")
    given = posted(LINES[0], SECRET, share="whole_case") | {"line-1-marks": [mark]}
    assert cass.post(f"/requests/{request.pk}/answer/", given).status_code == 302
    return f"/requests/{request.pk}/", f"/enquiries/{request.enquiry_id}/"


def test_whoever_is_cleared_reads_it_and_others_are_told_that_it_is_held_back() -> None:
    _, enquiry = answered("police_intelligence")
    cleared, other = page(client_as("priya"), enquiry), page(client_as("ama"), enquiry)
    assert SECRET["text"] in cleared
    assert "withheld" not in cleared
    assert SECRET["text"] not in other
    assert SECRET["source"] not in other
    assert "1 line withheld by Thornmere Police (police intelligence). Ask their hub officer." in other
    assert LINES[0]["text"] in other


def test_of_an_address_that_is_kept_from_somebody_nothing_is_said() -> None:
    _, enquiry = answered("adoption")
    for username in ("ama", "priya"):
        shown = page(client_as(username), enquiry)
        assert SECRET["text"] not in shown
        assert "withheld" not in shown


def test_whoever_wrote_it_reads_it_and_a_colleague_who_is_not_cleared_does_not() -> None:
    request, _ = answered("police_intelligence")
    assert SECRET["text"] in page(client_as("cass"), request)
    assert SECRET["text"] not in page(client_as("tariq"), request)


def test_a_mark_is_kept_while_the_answer_is_written() -> None:
    request, cass = live_request(), client_as("cass")
    path = f"/requests/{request.pk}/"
    given = posted(SECRET) | {"line-0-marks": ["police_intelligence", "made-up"], "share": ""}
    assert cass.post(f"{path}save/", given).status_code == 302
    shown = page(cass, path)
    boxes = re.findall(r"<input[^>]*line-0-marks[^>]*>", shown)
    assert [re.search(r'value="(\w+)"', box)[1] for box in boxes if " checked" in box] == [
        "police_intelligence"
    ]  # type: ignore[index]
    assert "made-up" not in shown
