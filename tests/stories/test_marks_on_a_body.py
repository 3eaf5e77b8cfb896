"""Marks on a body are written by name, drawn with their numbers, and read by whoever may read the whole note."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from tessera.people.queries import people_of_cases
from tessera.records.models import BodyMark
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry
from tests.stories.test_a_note_is_on_the_chronology import NOTE, page_of, when_somebody_writes
from tests.stories.test_a_note_line_by_line import OURS, form_of

pytestmark = pytest.mark.django_db(transaction=True)
MARKS = {
    "figure": "child",
    "part_1": "front:left_forearm",
    "size_1": "2 cm",
    "colour_1": "purple",
    "seen_1": "A round bruise.",
    "part_2": "back:right_calf",
    "seen_2": "Four small marks in a row.",
}


def test_marks_are_drawn_with_their_numbers_and_told_in_a_table() -> None:
    enquiry = given_enquiry()
    note = when_somebody_writes(client_as("ben"), enquiry, **MARKS)
    page = page_of(client_as("ama"), f"/notes/{note}/")
    assert "Left forearm, front" in page
    assert "Right calf, back" in page
    assert "Four small marks in a row." in page
    picture = re.findall(r'<svg class="tessera-body".*?</svg>', page, re.S)
    assert len(picture) == 1, "the outline that the marks are on, and no other"
    assert re.findall(r">(\d)</text>", picture[0]) == ["1", "2"]


def test_marks_go_no_further_than_the_narrowest_line() -> None:
    enquiry = given_enquiry()
    note = when_somebody_writes(client_as("ben"), enquiry, **MARKS, **OURS)
    assert "A round bruise." in page_of(client_as("ben"), f"/notes/{note}/")
    page = page_of(client_as("ama"), f"/notes/{note}/")
    assert NOTE["text"] in page
    assert "A round bruise." not in page
    assert "tessera-body" not in page
    with as_member("ama"):
        assert not BodyMark.objects.filter(note=note).exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"part_1": "front:left_ear"}, "Enter what you see there"),
        ({"seen_1": "A scratch."}, "Select where the mark is"),
        ({"part_1": "front:wing", "seen_1": "A scratch."}, "Select a valid choice"),
    ],
)
def test_a_mark_has_a_place_and_what_was_seen(given: dict[str, str], said: str) -> None:
    enquiry, ben = given_enquiry(), client_as("ben")
    answer = ben.post(f"/cases/{enquiry.case_id}/notes/new/", NOTE | {"draft": str(uuid4())} | given)
    assert said in answer.content.decode()
    with as_member("ben"):
        assert not BodyMark.objects.filter(case_id=enquiry.case_id).exists()


def test_what_is_wrong_with_the_note_and_with_its_marks_is_told_in_one_place() -> None:
    enquiry = given_enquiry()
    wrong = NOTE | {"text": "", "draft": str(uuid4()), "part_1": "front:left_forearm", "seen_1": ""}
    answer = client_as("ben").post(f"/cases/{enquiry.case_id}/notes/new/", wrong)
    [told] = re.findall(
        r'class="govuk-list govuk-error-summary__list".*?</ul>', answer.content.decode(), re.S
    )
    assert told.count("<li>") > 1


def test_marks_are_of_the_one_child_whom_the_note_is_about() -> None:
    enquiry, ben = given_enquiry(), client_as("ben")
    new = f"/cases/{enquiry.case_id}/notes/new/"
    with as_member("ben"):
        people = [str(one.id) for one in people_of_cases([enquiry.case_id])]
    if len(people) > 1:
        answer = ben.post(new, NOTE | MARKS | {"draft": str(uuid4()), "people": people})
        assert "Select the one child whose body it is" in answer.content.decode()
    assert ben.post(new, NOTE | MARKS | {"draft": str(uuid4()), "people": people[:1]}).status_code == 302


def test_a_row_is_added_and_removed_with_no_script_and_a_press_keeps_its_place() -> None:
    enquiry, ben, draft = given_enquiry(), client_as("ben"), str(uuid4())
    save, new = f"/cases/{enquiry.case_id}/notes/save/", f"/cases/{enquiry.case_id}/notes/new/"
    answer = ben.post(save, NOTE | MARKS | {"draft": draft, "add_mark": "front:nose"})
    assert answer["Location"] == f"{new}#mark-3"
    assert form_of(ben, new)["part_3"] == "front:nose"
    ben.post(save, NOTE | MARKS | {"draft": draft, "remove_mark": "1"})
    form = form_of(ben, new)
    assert (form["part_1"], form["seen_1"]) == ("back:right_calf", "Four small marks in a row.")
    note = when_somebody_writes(ben, enquiry, **MARKS, x_1="840", y_1="450", x_2="1", y_2="9999")
    with as_member("ben"):
        first, second = BodyMark.objects.filter(note=note).order_by("pk")
        assert (first.x, first.y) == (840, 450), "where it was pressed, as it lies in the part"
        assert (second.x, second.y) != (1, 9999), "a point outside the part is not taken"


def test_a_correction_shows_the_marks_and_keeps_what_is_not_changed() -> None:
    enquiry, ben = given_enquiry(), client_as("ben")
    note = when_somebody_writes(ben, enquiry, **MARKS)
    form = form_of(ben, f"/notes/{note}/correct/")
    answer = ben.post(f"/notes/{note}/correct/", form | {"size_2": "1 cm each", "reason": "I measured them."})
    assert answer.status_code == 302, re.findall(r"error-message.*", answer.content.decode())
    new = answer["Location"].split("/")[2]
    with as_member("ben"):
        facts = ("figure", "view", "part", "x", "y", "size", "colour", "words")
        was, now = (
            list(BodyMark.objects.filter(note=one).order_by("pk").values(*facts)) for one in (note, new)
        )
    assert now == [was[0], was[1] | {"size": "1 cm each"}]
