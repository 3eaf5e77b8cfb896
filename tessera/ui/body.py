"""Outlines of a child and of a baby, front and back, in parts that have names; and numbered marks on them.

Drawn from circles, ellipses and limbs between two joints, by nobody's picture but our own. The list of parts beside it
does all that the picture does: what stands where is a name first, and a point in the picture second.

The child's own left stands on the right of the front and on the left of the back, as whoever looks sees it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import acos, atan2, cos, hypot, sin

from django.utils.safestring import SafeString

from tessera.ui.components.markup import Attributes, element, join
from tessera.ui.svg import FONT, INK, MUTED

WIDTH, HEIGHT, APART = 600, 1000, 40
SKIN, EDGE, MARK = "#f3efe9", "#8d8577", "#b3261e"
VIEWS = ("front", "back")
ROOM = 38  # between two numbers, so that neither covers the other
Point = tuple[float, float]


@dataclass(frozen=True)
class Oval:
    """A part that is round."""

    x: float
    y: float
    across: float
    down: float

    @property
    def middle(self) -> Point:
        """Where a mark stands whose place is known by its name alone."""
        return self.x, self.y

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        return self.x - self.across, self.y - self.down, self.x + self.across, self.y + self.down

    @property
    def path(self) -> str:
        """As SVG draws it."""
        left, right = self.x - self.across, self.x + self.across
        arc = f"A{self.across:g} {self.down:g} 0 1 0"
        return f"M{left:g} {self.y:g}{arc} {right:g} {self.y:g}{arc} {left:g} {self.y:g}Z"


@dataclass(frozen=True)
class Limb:
    """A part between two joints, as thick at each as its radius."""

    x: float
    y: float
    thick: float
    to_x: float
    to_y: float
    to_thick: float

    @property
    def middle(self) -> Point:
        """Halfway between the joints."""
        return (self.x + self.to_x) / 2, (self.y + self.to_y) / 2

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        return (
            min(self.x - self.thick, self.to_x - self.to_thick),
            min(self.y - self.thick, self.to_y - self.to_thick),
            max(self.x + self.thick, self.to_x + self.to_thick),
            max(self.y + self.thick, self.to_y + self.to_thick),
        )

    @property
    def path(self) -> str:
        """Both ends, and the two lines that touch both."""
        along = atan2(self.to_y - self.y, self.to_x - self.x)
        away = acos((self.thick - self.to_thick) / hypot(self.to_x - self.x, self.to_y - self.y))

        def touched(x: float, y: float, thick: float, turn: float) -> str:
            return f"{x + thick * cos(along + turn):.1f} {y + thick * sin(along + turn):.1f}"

        first, last = (self.x, self.y, self.thick), (self.to_x, self.to_y, self.to_thick)
        return (
            f"M{touched(*first, away)}A{self.thick:g} {self.thick:g} 0 1 1 {touched(*first, -away)}"
            f"L{touched(*last, -away)}A{self.to_thick:g} {self.to_thick:g} 0 1 1 {touched(*last, away)}Z"
        )


@dataclass(frozen=True)
class Trunk:
    """A part between two levels, narrower or wider below."""

    top: float
    half: float
    bottom: float
    to_half: float

    @property
    def middle(self) -> Point:
        """The middle of the body, halfway down."""
        return WIDTH / 2, (self.top + self.bottom) / 2

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        wide = max(self.half, self.to_half)
        return WIDTH / 2 - wide, self.top, WIDTH / 2 + wide, self.bottom

    @property
    def path(self) -> str:
        """Its four corners."""
        middle = WIDTH / 2
        return (
            f"M{middle - self.half:g} {self.top:g}H{middle + self.half:g}"
            f"L{middle + self.to_half:g} {self.bottom:g}H{middle - self.to_half:g}Z"
        )


Shape = Oval | Limb | Trunk
# The left half of what is on both sides, from the middle of the body outwards, as the front is seen.
_CHILD: Mapping[str, Shape] = {
    "ear": Oval(72, 110, 13, 24),
    "shoulder": Oval(108, 256, 40, 36),
    "upper_arm": Limb(126, 272, 33, 162, 386, 27),
    "elbow": Oval(168, 404, 30, 27),
    "forearm": Limb(173, 424, 26, 202, 516, 20),
    "hand": Oval(214, 566, 26, 44),
    "thigh": Limb(54, 550, 55, 60, 686, 42),
    "knee": Oval(60, 712, 40, 34),
    "shin": Limb(60, 742, 37, 60, 878, 25),
    "foot": Limb(62, 916, 26, 80, 958, 26),
}
_CHILDS_TRUNK: Mapping[str, Shape] = {
    "neck": Limb(300, 186, 32, 300, 232, 36),
    "chest": Trunk(232, 108, 372, 86),
    "abdomen": Trunk(372, 86, 470, 90),
    "groin": Trunk(470, 90, 556, 100),
}
_BABY: Mapping[str, Shape] = {
    "ear": Oval(124, 200, 16, 30),
    "shoulder": Oval(104, 384, 44, 38),
    "upper_arm": Limb(128, 404, 40, 184, 462, 35),
    "elbow": Oval(200, 474, 35, 32),
    "forearm": Limb(212, 458, 33, 240, 390, 27),
    "hand": Oval(250, 346, 30, 36),
    "thigh": Limb(76, 706, 62, 148, 776, 48),
    "knee": Oval(166, 796, 46, 42),
    "shin": Limb(156, 816, 42, 122, 888, 32),
    "foot": Limb(116, 926, 30, 138, 954, 26),
}
_BABYS_TRUNK: Mapping[str, Shape] = {
    "neck": Limb(300, 322, 44, 300, 352, 50),
    "chest": Trunk(352, 104, 488, 112),
    "abdomen": Trunk(488, 112, 622, 124),
    "groin": Trunk(622, 124, 716, 108),
}
# What the front and the back call the same place.
_BEHIND = {
    "neck": "back_of_neck",
    "chest": "upper_back",
    "abdomen": "lower_back",
    "knee": "back_of_knee",
    "shin": "calf",
    "foot": "heel_or_sole",
    "hand": "back_of_hand",
    "thigh": "back_of_thigh",
}


def _face(head: Oval) -> dict[str, Shape]:
    """The parts of a face, by the head they are in."""

    def at(x: float, y: float, across: float, down: float) -> Oval:
        return Oval(head.x + x * head.across, head.y + y * head.down, across * head.across, down * head.down)

    return {
        "forehead": at(0, -0.55, 0.6, 0.28),
        "left_eye": at(0.4, -0.08, 0.22, 0.14),
        "right_eye": at(-0.4, -0.08, 0.22, 0.14),
        "left_cheek": at(0.55, 0.3, 0.27, 0.22),
        "right_cheek": at(-0.55, 0.3, 0.27, 0.22),
        "nose": at(0, 0.12, 0.17, 0.22),
        "mouth": at(0, 0.52, 0.34, 0.13),
        "chin": at(0, 0.82, 0.32, 0.15),
    }


def _parts(head: Oval, trunk: Mapping[str, Shape], sides: Mapping[str, Shape], view: str) -> dict[str, Shape]:
    """Every part that is seen from this side, what lies over others last."""
    front = view == "front"
    found: dict[str, Shape] = {}
    for name, shape in sides.items():
        called = name if front else _BEHIND.get(name, name)
        for side, turn in (("left", 1 if front else -1), ("right", -1 if front else 1)):
            found[f"{side}_{called}"] = _turned(shape, turn)
    middle = {name if front else _BEHIND.get(name, name): shape for name, shape in trunk.items()}
    if not front:
        lowest = middle.pop("groin")
        x, y, right, bottom = lowest.box
        across, down = (right - x) / 4, (bottom - y) / 2 + 14
        for side, turn in (("left", -1), ("right", 1)):
            middle[f"{side}_buttock"] = Oval(WIDTH / 2 + turn * across, y + down - 26, across + 6, down + 6)
    found |= middle
    found["head" if front else "back_of_head"] = head
    return found | (_face(head) if front else {})


def _turned(shape: Shape, turn: int) -> Shape:
    middle = WIDTH / 2
    if isinstance(shape, Oval):
        return Oval(middle + turn * shape.x, shape.y, shape.across, shape.down)
    if isinstance(shape, Limb):
        return Limb(
            middle + turn * shape.x,
            shape.y,
            shape.thick,
            middle + turn * shape.to_x,
            shape.to_y,
            shape.to_thick,
        )
    return shape


_HEADS = {"child": Oval(300, 108, 70, 88), "baby": Oval(300, 190, 124, 142)}
_BODIES = {"child": (_CHILDS_TRUNK, _CHILD), "baby": (_BABYS_TRUNK, _BABY)}
FIGURES = tuple(_HEADS)
# By figure and view, each part by its name.
PARTS: Mapping[tuple[str, str], Mapping[str, Shape]] = {
    (figure, view): _parts(head, *_BODIES[figure], view) for figure, head in _HEADS.items() for view in VIEWS
}


@dataclass(frozen=True)
class Mark:
    """A mark with the number that the table beside the picture gives it, in thousandths of the width and height."""

    number: int
    view: str
    x: int
    y: int


def place_of(figure: str, view: str, part: str, pressed: tuple[int, int] | None = None) -> tuple[int, int]:
    """Where a mark stands, in thousandths: where it was pressed if that is in the part, else in the middle of it."""
    shape = PARTS[figure, view][part]
    left, top, right, bottom = shape.box
    if pressed is not None:
        x, y = pressed[0] * WIDTH / 1000, pressed[1] * HEIGHT / 1000
        if left <= x <= right and top <= y <= bottom:
            return pressed
    x, y = shape.middle
    return round(x * 1000 / WIDTH), round(y * 1000 / HEIGHT)


def outlines(
    figure: str,
    marks: Sequence[Mark],
    *,
    title: str,
    names: Mapping[str, str],
    views: Mapping[str, str],
    pick: bool,
) -> SafeString:
    """Front and back side by side, with the marks. `pick`: a script may take a press on a part for its choice."""
    drawn = [element("title", title)]
    for place, view in enumerate(VIEWS):
        own = [mark for mark in marks if mark.view == view]
        parts = join([*_figure(figure, view, names, pick), *_numbers(own)])
        at: Attributes = {"transform": f"translate({place * (WIDTH + APART)} 60)"}
        heading: Attributes = {
            "x": WIDTH / 2,
            "y": -20,
            "text-anchor": "middle",
            "font-weight": 700,
            "fill": INK,
        }
        drawn.append(element("g", join([element("text", views[view], heading), parts]), at))
    box: Attributes = {
        "class": "tessera-body",
        "viewBox": f"0 0 {2 * WIDTH + APART} {HEIGHT + 70}",
        "role": "img",
        "font-family": FONT,
        "font-size": 34,
    }
    return element("svg", join(drawn), {**box, **({"data-body": figure} if pick else {})})


def _figure(figure: str, view: str, names: Mapping[str, str], pick: bool) -> Iterator[SafeString]:
    """All parts with a wide edge, then all again without: what is left of the edges is the outline of the whole."""
    parts = PARTS[figure, view]
    for shape in parts.values():
        yield element("path", "", {"d": shape.path, "fill": SKIN, "stroke": EDGE, "stroke-width": 7})
    for name, shape in parts.items():
        at: Attributes = {"d": shape.path, "fill": SKIN}
        if name in _drawn_lightly(view):
            at = {**at, "stroke": EDGE, "stroke-width": 2, "stroke-dasharray": "5 7"}
        if pick:
            at = {**at, "data-part": f"{view}:{name}"}
        yield element("path", element("title", names[name]) if pick else "", at)
    if view == "front":
        for name in ("left_eye", "right_eye"):
            x, y = parts[name].middle
            yield element("circle", "", {"cx": x, "cy": y, "r": 6, "fill": MUTED, "pointer-events": "none"})
        left, _top, right, _bottom = parts["mouth"].box
        y = parts["mouth"].middle[1]
        smile = f"M{left + 8:g} {y:g}Q{WIDTH / 2} {y + 14:g} {right - 8:g} {y:g}"
        line: Attributes = {"d": smile, "fill": "none", "stroke": MUTED, "stroke-width": 4}
        yield element("path", "", {**line, "pointer-events": "none"})


def _drawn_lightly(view: str) -> tuple[str, ...]:
    """Parts whose bounds help to find them."""
    return (
        ("chest", "abdomen", "groin", "forehead", "nose") if view == "front" else ("upper_back", "lower_back")
    )


def _numbers(marks: Sequence[Mark]) -> Iterator[SafeString]:
    """The marks, each where it is, or beside the one that is there already."""
    taken: list[Point] = []
    for mark in marks:
        x, y = mark.x * WIDTH / 1000, mark.y * HEIGHT / 1000
        while any(hypot(x - one, y - other) < ROOM for one, other in taken):
            x += ROOM
        taken.append((x, y))
        ring: Attributes = {"r": 20, "fill": MARK, "stroke": "#fff", "stroke-width": 3}
        words: Attributes = {
            "y": 9,
            "text-anchor": "middle",
            "fill": "#fff",
            "font-size": 26,
            "font-weight": 700,
        }
        parts = [element("circle", "", ring), element("text", str(mark.number), words)]
        yield element("g", join(parts), {"transform": f"translate({x:g} {y:g})"})
