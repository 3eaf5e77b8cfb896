"""The parts of a body that a list offers are those that the outlines have, and none lies outside the picture."""

from __future__ import annotations

import pytest

from tessera.records.rules.body import FIGURES, NAMES, offered, parts_of
from tessera.records.rules.words import BodyView
from tessera.ui import body


@pytest.mark.parametrize("figure", list(FIGURES))
@pytest.mark.parametrize("view", [BodyView.FRONT, BodyView.BACK])
def test_the_list_and_the_picture_have_the_same_parts(figure: str, view: BodyView) -> None:
    assert set(parts_of(view)) == set(body.PARTS[figure, view])
    for name in parts_of(view):
        x, y = body.place_of(figure, view, name)
        assert 0 < x < 1000, name
        assert 0 < y < 1000, name


def test_left_is_the_childs_own_left() -> None:
    front, back = (body.place_of("child", view, "left_forearm")[0] for view in body.VIEWS)
    assert front > 500 > back


def test_a_press_outside_a_part_is_the_middle_of_it() -> None:
    middle = body.place_of("child", "front", "chest")
    assert body.place_of("child", "front", "chest", (5, 5)) == middle
    near = (middle[0] + 20, middle[1])
    assert body.place_of("child", "front", "chest", near) == near


def test_marks_in_one_place_do_not_cover_each_other() -> None:
    x, y = body.place_of("baby", "back", "upper_back")
    marks = [body.Mark(number, "back", x, y) for number in (1, 2, 3)]
    views = {"front": "Front", "back": "Back"}
    drawn = str(body.outlines("baby", marks, title="Marks", names=NAMES, views=views, pick=False))
    places = {line.partition('"')[0] for line in drawn.split("translate(")[3:]}
    assert len(places) == 3
    assert "data-" not in drawn


def test_every_name_is_offered_on_one_side_at_least() -> None:
    shown = {value.partition(":")[2] for _side, options in offered() for value, _words in options}
    assert shown == set(NAMES)
