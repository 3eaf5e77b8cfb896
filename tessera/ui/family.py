"""A family and those round it, drawn: shape and words, never colour alone. Presentation attributes only.

The places and lines are worked out elsewhere and given (`Plan`); here they get their ink. Beside each picture stands a
table that says the same.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tessera.ui.components.markup import Attributes, element, join
from tessera.ui.svg import FONT, INK, MUTED

BOX, SIZE, LEADING, LINES, ROOM = 46, 13, 15, 5, 112
BENEATH = 18
SOFT, OWN = "#ffffff", "#f3f0fa"
_WIDE = {"W": 0.95, "M": 0.85, "m": 0.84, "w": 0.73, "@": 1.02, "…": 1.0}
_NARROW = frozenset("ijl.,:;'’!|I ")


class Someone(Protocol):
    """Who stands at a place: `beside` are the words at the right of the shape, each with whether it is bold."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def sex(self) -> str: ...
    @property
    def index(self) -> bool: ...
    @property
    def unborn(self) -> bool: ...
    @property
    def died(self) -> bool: ...
    @property
    def beside(self) -> Sequence[tuple[str, bool]]: ...


def breadth(text: str, size: float = SIZE) -> float:
    """About how wide a text is drawn: never less than it is, in the fonts that are asked for, when it is bold."""
    return size * sum(_WIDE.get(c, 0.34 if c in _NARROW else 0.76 if c.isupper() else 0.62) for c in text)


def wrapped(text: str, room: float = ROOM) -> list[str]:
    """The lines of a text that must fit. A word that is too long is broken."""
    lines: list[str] = []
    for word in text.split():
        if lines and breadth(f"{lines[-1]} {word}") <= room:
            lines[-1] = f"{lines[-1]} {word}"
            continue
        while breadth(word) > room:
            cut = max(n for n in range(1, len(word)) if n == 1 or breadth(word[:n] + "-") <= room)
            lines.append(word[:cut] + "-")
            word = word[cut:]
        lines.append(word)
    return lines


def beside(words: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """The lines beside a shape: no more than fit. What is left out stands in the table."""
    lines = [(line, bold) for text, bold in words for line in wrapped(text)]
    if len(lines) <= LINES:
        return lines
    last, bold = lines[LINES - 1]
    while last and breadth(last + "…") > ROOM:
        last = last[:-1]
    return [*lines[: LINES - 1], (last + "…", bold)]


def family(plan: Any, people: Iterable[Someone], *, title: str) -> SafeString:
    """The picture of a family: each shape with its words, lines of descent and of couples, homes, strokes."""
    of = {one.key: one for one in people}
    drawn = [element("title", title)]
    drawn += [_home(home) for home in plan.homes]
    drawn += [_line(line, plan) for line in plan.lines]
    drawn += [_strokes(mark) for mark in plan.marks]
    drawn += [
        _someone(plan.places[key], of[key]) for key in sorted(plan.places, key=lambda key: _order(plan, key))
    ]
    return format_html(
        '<svg class="tessera-spark" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}" font-family="{2}" '
        'font-size="{3}">{4}</svg>',
        plan.width,
        plan.height,
        FONT,
        SIZE,
        join(drawn),
    )


def _order(plan: Any, key: str) -> tuple[int, int]:
    return plan.places[key].row, plan.places[key].x


def _path(d: str, **more: Any) -> SafeString:
    values: Attributes = {"d": d, "fill": "none", "stroke": INK, "stroke-width": 2}
    return element("path", "", {**values, **{name.replace("_", "-"): value for name, value in more.items()}})


def _line(line: Any, plan: Any) -> SafeString:
    dashed = {"parents": "2 5", "sibling": "7 4"}.get(line.kind)
    y1, y2 = (_below(line.x1, y, plan) if line.x1 == line.x2 else y for y in (line.y1, line.y2))
    d = f"M{line.x1:g} {y1:g}L{line.x2:g} {y2:g}"
    return _path(d, stroke_dasharray=dashed, stroke_linecap="square" if dashed is None else None)


def _below(x: float, y: float, plan: Any) -> float:
    """Where an upright line ends: beneath the shape, which may be lower than its box is beside the middle."""
    for place in plan.places.values():
        left, top, right, bottom = place.box
        if left < x < right and y in (top, bottom):
            return y + BENEATH if y == top else y - BENEATH
    return y


def _strokes(mark: Any) -> SafeString:
    shift = 4 if mark.strokes == 2 else 0
    xs = (mark.x - shift, mark.x + shift) if shift else (mark.x,)
    return _path("".join(f"M{x - 4:g} {mark.y + 7:g}L{x + 4:g} {mark.y - 7:g}" for x in xs))


def _home(home: Any) -> SafeString:
    edges = "".join(f"M{x1} {y1}L{x2} {y2}" for x1, y1, x2, y2 in home.edges)
    names = [
        element("text", home.name, {"x": x, "y": y + 15, "fill": MUTED, "font-size": 12})
        for x, y in home.names
    ]
    return join([_path(edges, stroke=MUTED, stroke_width=1.5, stroke_dasharray="6 5"), *names])


def _someone(place: Any, one: Someone) -> SafeString:
    left, top, right, bottom = place.box
    parts = _shape(left, top, one)
    if one.died:
        parts.append(_path(f"M{left} {top}L{right} {bottom}M{right} {top}L{left} {bottom}"))
    x, y = place.words[0], place.words[1] + SIZE
    for number, (line, bold) in enumerate(beside(one.beside)):
        weight = 700 if bold else None
        parts.append(
            element("text", line, {"x": x, "y": y + LEADING * number, "fill": INK, "font-weight": weight})
        )
    return element("g", join(parts))


def _shape(left: int, top: int, one: Someone) -> list[SafeString]:
    """Square, circle, diamond or triangle; twice for the child whom it is about."""
    fill = OWN if one.index else SOFT
    drawn = [_outline(left, top, BOX, one, fill)]
    if one.index:
        drawn.append(_outline(left + 5, top + 5, BOX - 10, one, fill))
    return drawn


def _outline(left: float, top: float, size: float, one: Someone, fill: str) -> SafeString:
    ink: Attributes = {"fill": fill, "stroke": INK, "stroke-width": 2}
    middle, right, bottom = left + size / 2, left + size, top + size
    if one.unborn:
        return element(
            "path", "", {"d": f"M{middle:g} {top:g}L{right:g} {bottom:g}L{left:g} {bottom:g}Z", **ink}
        )
    if one.sex == "F":
        return element("circle", "", {"cx": middle, "cy": top + size / 2, "r": size / 2, **ink})
    if one.sex == "M":
        return element("rect", "", {"x": left, "y": top, "width": size, "height": size, **ink})
    half = top + size / 2
    d = f"M{middle:g} {top:g}L{right:g} {half:g}L{middle:g} {bottom:g}L{left:g} {half:g}Z"
    return element("path", "", {"d": d, **ink})


class _Sample:
    """Somebody of the key to the picture."""

    name, key, beside = "", "", ()

    def __init__(
        self, sex: str = "", *, index: bool = False, unborn: bool = False, died: bool = False
    ) -> None:
        self.sex, self.index, self.unborn, self.died = sex, index, unborn, died


def key() -> SafeString:
    """What each shape and line means, in words beside it."""
    rows: list[tuple[SafeString, str]] = [
        (_small(_Sample("F")), _("Female")),
        (_small(_Sample("M")), _("Male")),
        (_small(_Sample()), _("Sex not known")),
        (_small(_Sample(unborn=True)), _("Unborn")),
        (_small(_Sample("M", died=True)), _("Has died")),
        (_small(_Sample("F", index=True)), _("The child whom this is about: two outlines")),
        (_drawing(_path("M2 15H58")), _("A couple")),
        (
            _drawing(_path("M2 15H58", stroke_dasharray="2 5")),
            _("Parents of a child; nobody said that they are a couple"),
        ),
        (_drawing(_path("M2 15H58M26 22L34 8")), _("Separated: one stroke")),
        (_drawing(_path("M2 15H58M22 22L30 8M30 22L38 8")), _("Divorced, or it has ended: two strokes")),
        (
            _drawing(_path("M4 26V8H56V26", stroke_dasharray="7 4")),
            _("Brothers and sisters whose parents are not shown"),
        ),
        (
            _drawing(_path("M4 4H56V26H4Z", stroke=MUTED, stroke_width=1.5, stroke_dasharray="6 5")),
            _("Live together: Home A, Home B"),
        ),
        (
            _drawing(element("text", "PR", {"x": 18, "y": 20, "font-weight": 700, "fill": INK})),
            _("Parental responsibility for the child"),
        ),
    ]
    return format_html(
        '<ul class="tessera-legend">{}</ul>',
        join(element("li", join([picture, " ", words])) for picture, words in rows),
    )


def _small(one: Any) -> SafeString:
    parts = [_outline(17, 2, 26, one, OWN if one.index else SOFT)]
    if one.index:
        parts.append(_outline(21, 6, 18, one, OWN))
    if one.died:
        parts.append(_path("M17 2L43 28M43 2L17 28"))
    return _drawing(join(parts))


def _drawing(content: SafeString) -> SafeString:
    return format_html(
        '<svg class="tessera-spark" viewBox="0 0 60 30" width="60" height="30" aria-hidden="true" focusable="false" '
        'font-size="14">{}</svg>',
        content,
    )


# Width of a line and its dashes, by how near.
_NEAR = {"strong": (6, None), "some": (2, None), "ended": (2, "3 6")}
_ROW, _LEFT, _RIGHT = 52, 150, 330


def network(child: str, round_them: Sequence[tuple[str, str, str]], *, title: str) -> SafeString:
    """The child and whoever works with them: (who, how, near) each, a line to each as wide as they are near."""
    height = max(len(round_them), 2) * _ROW + 12
    middle = height / 2
    drawn = [element("title", title)]
    for number, (who, how, near) in enumerate(round_them):
        y = 6 + _ROW * number + _ROW / 2
        wide, dashes = _NEAR[near]
        drawn += [
            _path(f"M{_LEFT} {middle:g}L{_RIGHT} {y:g}", stroke_width=wide, stroke_dasharray=dashes),
            _text(_fit(who, 380), _RIGHT + 12, y - 3, 700),
            _text(_fit(how, 380), _RIGHT + 12, y + 14),
        ]
    drawn.append(
        element(
            "circle", "", {"cx": 80, "cy": middle, "r": 72, "fill": OWN, "stroke": INK, "stroke-width": 2}
        )
    )
    lines = wrapped(child, 124)[:4]
    for number, line in enumerate(lines):
        y = middle + 5 + LEADING * (number - (len(lines) - 1) / 2)
        drawn.append(_text(line, 80, y, 700, anchor="middle"))
    return format_html(
        '<svg class="tessera-spark" role="img" viewBox="0 0 730 {0}" width="730" height="{0}" font-family="{1}" '
        'font-size="{2}">{3}</svg>',
        int(height),
        FONT,
        SIZE,
        join(drawn),
    )


def _text(words: str, x: float, y: float, weight: int | None = None, anchor: str | None = None) -> SafeString:
    return element("text", words, {"x": x, "y": y, "fill": INK, "font-weight": weight, "text-anchor": anchor})


def _fit(text: str, room: float) -> str:
    if breadth(text) <= room:
        return text
    while breadth(text + "…") > room:
        text = text[:-1]
    return text + "…"
