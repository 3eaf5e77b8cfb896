"""The parts of a body by name, as a list offers them and as a table reads them."""

from __future__ import annotations

from collections.abc import Sequence

from tessera.core.language import Phrases
from tessera.core.language import gettext as _
from tessera.records.rules.words import BodyColour, BodyView, Figure

FIGURES = Phrases({Figure.CHILD: "A child", Figure.BABY: "A baby"})
VIEWS = Phrases({BodyView.FRONT: "Front", BodyView.BACK: "Back"})
COLOURS = Phrases(
    {
        BodyColour.RED: "Red",
        BodyColour.BLUE: "Blue",
        BodyColour.PURPLE: "Purple",
        BodyColour.GREEN: "Green",
        BodyColour.YELLOW: "Yellow",
        BodyColour.BROWN: "Brown",
        BodyColour.OTHER: "Another colour, or several",
    }
)
# In the order of a list, from the head down. Left and right are the child's own.
NAMES = Phrases(
    {
        "head": "Head",
        "back_of_head": "Back of the head",
        "forehead": "Forehead",
        "left_eye": "Left eye",
        "right_eye": "Right eye",
        "left_ear": "Left ear",
        "right_ear": "Right ear",
        "left_cheek": "Left cheek",
        "right_cheek": "Right cheek",
        "nose": "Nose",
        "mouth": "Mouth",
        "chin": "Chin",
        "neck": "Neck or throat",
        "back_of_neck": "Back of the neck",
        "left_shoulder": "Left shoulder",
        "right_shoulder": "Right shoulder",
        "chest": "Chest",
        "upper_back": "Upper back",
        "abdomen": "Stomach",
        "lower_back": "Lower back",
        "groin": "Groin, genitals or nappy area",
        "left_buttock": "Left buttock",
        "right_buttock": "Right buttock",
        "left_upper_arm": "Left upper arm",
        "right_upper_arm": "Right upper arm",
        "left_elbow": "Left elbow",
        "right_elbow": "Right elbow",
        "left_forearm": "Left forearm",
        "right_forearm": "Right forearm",
        "left_hand": "Left hand",
        "right_hand": "Right hand",
        "left_back_of_hand": "Back of the left hand",
        "right_back_of_hand": "Back of the right hand",
        "left_thigh": "Left thigh",
        "right_thigh": "Right thigh",
        "left_back_of_thigh": "Back of the left thigh",
        "right_back_of_thigh": "Back of the right thigh",
        "left_knee": "Left knee",
        "right_knee": "Right knee",
        "left_back_of_knee": "Back of the left knee",
        "right_back_of_knee": "Back of the right knee",
        "left_shin": "Left shin",
        "right_shin": "Right shin",
        "left_calf": "Left calf",
        "right_calf": "Right calf",
        "left_foot": "Left foot",
        "right_foot": "Right foot",
        "left_heel_or_sole": "Left heel or sole",
        "right_heel_or_sole": "Right heel or sole",
    }
)
# What each side shows; the rest of the names is of one side or of both.
_BEHIND = ("back", "buttock", "calf", "heel")
_BOTH = ("ear", "shoulder", "upper_arm", "elbow", "forearm")


def parts_of(view: BodyView) -> tuple[str, ...]:
    """The parts that are seen from this side, in the order of a list."""
    behind = view == BodyView.BACK
    return tuple(
        name
        for name in NAMES
        if name.removeprefix("left_").removeprefix("right_") in _BOTH
        or any(word in name for word in _BEHIND) == behind
    )


def offered() -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """The places of a list, front and back apart, as (value, words)."""
    return [
        (VIEWS[view], [(f"{view}:{name}", NAMES[name]) for name in parts_of(view)])
        for view in (BodyView.FRONT, BodyView.BACK)
    ]


def place_words(view: str, part: str) -> str:
    """Where a mark is, as a table says it: "Left forearm, front"."""
    name = NAMES.get(part, part)
    side = {BodyView.FRONT: _("front"), BodyView.BACK: _("back")}.get(BodyView(view), view)
    return _("{part}, {side}").format(part=name, side=side)
