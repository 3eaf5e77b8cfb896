"""Swimlanes: what happened, lane by lane, along time. Drawn on the server, with presentation attributes alone.

A mark has a shape, a colour and a number, so that no two kinds differ by colour only; its number is that of the same
thing in the list that always stands beside the picture, and it leads there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from tessera.core.text import month_words
from tessera.ui.components.markup import NOTHING, Attributes, element, join
from tessera.ui.svg import FONT, INK, LINE, MUTED

WIDTH, LEFT, RIGHT, TOP = 1120, 150, 24, 34
ROW, APART = 30, 27
NAME = 96  # what the name of a month needs
SHADE, SOFT = "#fff1d2", "#f3f5f5"
FIGURES = 'text-anchor="middle" fill="#fff" font-weight="700"'  # how the figure in a mark is set
Across = Callable[[date], float]


@dataclass(frozen=True)
class Point:
    """Something in a lane, on a day. `label` is spoken, `href` where it leads, `ringed`: it matters more."""

    lane: str
    day: date
    number: int
    shape: str
    label: str
    href: str
    ringed: bool = False


Placed = tuple[Point, float, int]  # with how far along the lane, and in which row of it


@dataclass(frozen=True)
class Shade:
    """Days that are shaded, with what is said of them."""

    first: date
    last: date
    words: str


# Each shape as it is drawn about 0, 0, with its colour: white figures on each have a contrast of at least 4.5 to 1.
SHAPES = {
    "harm": ("M0 -13 13 11H-13Z", "#b3261e"),
    "missed": ("M-10.5 -10.5h21v21h-21Z", "#5f3a00"),
    "change": ("M0 -12.5 12 -4 7.5 10.5H-7.5L-12 -4Z", "#0f5a5a"),
    "contact": ("M-11.5 0a11.5 11.5 0 1 0 23 0a11.5 11.5 0 1 0 -23 0Z", "#1d5c9e"),
    "strength": ("M0 -14 14 0 0 14 -14 0Z", "#0b6b3a"),
    "voice": ("M-12 -10.5h24v17h-13l-5 6v-6h-6Z", "#4c2c92"),
    "decision": ("M-6.5 -11.5h13l6.5 11.5 -6.5 11.5h-13l-6.5 -11.5Z", "#383f43"),
}


def drawn_shape(shape: str, x: float = 0, y: float = 0, figure: str = "", ringed: bool = False) -> SafeString:
    """One mark about a point, with the figure in it."""
    return mark_safe(shaped(shape, x, y, figure, ringed))  # noqa: S308  all that is not ours is escaped


def shaped(shape: str, x: float, y: float, figure: str, ringed: bool) -> str:
    """The same, for what draws hundreds and says once that all of it is safe."""
    # There are hundreds in a picture and a dozen kinds of them.
    return _pattern(shape, min(len(figure), 3), ringed)(x=f"{x:g}", y=f"{y:g}", figure=escape(figure))


@cache
def _pattern(shape: str, letters: int, ringed: bool) -> Callable[..., str]:
    """A mark with room for where it stands and for a figure of so many letters; 3: of that many or more.

    What is the same for every figure is said once, by what stands around the marks (`FIGURES`).
    """
    path, colour = SHAPES[shape]
    down, size = (2.0 if shape == "voice" else 4.0), (12.0 if letters < 3 else 9.5)
    if shape == "harm":  # a triangle has room at its foot, and little of it
        down, size = {2: (7.5, 10.0), 3: (8.0, 8.0)}.get(letters, (6.0, 12.0))
    parts = []
    if ringed:
        parts.append(element("circle", "", {"r": 16.5, "fill": "none", "stroke": INK, "stroke-width": 1.6}))
    parts.append(element("path", "", {"d": path, "fill": colour, "stroke": "#fff"}))
    if letters:
        parts.append(element("text", "{figure}", {"y": f"{down:g}", "font-size": f"{size:g}"}))
    return str(element("g", join(parts), {"transform": "translate({x} {y})"})).format


def swimlanes(
    lanes: Sequence[str], marks: Sequence[Point], shades: Sequence[Shade], *, title: str
) -> SafeString:
    """The picture, the lanes from the top down, an empty one too. Nothing where there is no mark."""
    if not marks:
        return NOTHING
    days = [mark.day for mark in marks] + [day for one in shades for day in (one.first, one.last)]
    begins, ends = min(days), max(days)
    span = max((ends - begins).days, 1)

    def across(day: date) -> float:
        return round(LEFT + 20 + (day - begins).days / span * (WIDTH - LEFT - RIGHT - 40), 1)

    rows = {lane: _stacked([m for m in marks if m.lane == lane], across) for lane in lanes}
    tops, y = {}, TOP
    for lane in lanes:
        tops[lane] = y
        y += max((row for _, _, row in rows[lane]), default=0) * ROW + ROW + 10
    parts = [
        element("title", title, {}),
        *_bands(lanes, tops, y),
        *_shades(shades, across, y),
        *_ticks(begins, ends, across, y),
        *_names(lanes, tops),
    ]
    parts += (_linked(rows[lane], tops[lane] + 20) for lane in lanes)
    box: Attributes = {"class": "tessera-lanes", "viewBox": f"0 0 {WIDTH} {y + 8}", "role": "group"}
    return element("svg", join(parts), {**box, "aria-label": title, "font-family": FONT, "font-size": 14})


def _linked(placed: Sequence[Placed], y: float) -> SafeString:
    """The marks of a lane, each leading to its entry. In one piece, since there are hundreds."""
    linked = (
        f'<a href="{escape(mark.href)}" aria-label="{escape(mark.label)}">'
        f"{shaped(mark.shape, x, y + row * ROW, str(mark.number), mark.ringed)}</a>"
        for mark, x, row in placed
    )
    return mark_safe(f"<g {FIGURES}>{''.join(linked)}</g>")  # noqa: S308  what is not ours is escaped


def _stacked(marks: Sequence[Point], across: Across) -> list[Placed]:
    """Each mark with its place along the lane and its row: the first in which it covers no other."""
    reached: list[float] = []
    found = []
    for mark in sorted(marks, key=lambda one: (one.day, one.number)):
        x = across(mark.day)
        row = next((place for place, last in enumerate(reached) if x - last >= APART), len(reached))
        if row == len(reached):
            reached.append(x)
        reached[row] = x
        found.append((mark, x, row))
    return found


def _bands(lanes: Sequence[str], tops: dict[str, int], foot: int) -> Iterator[SafeString]:
    bounds = [*(tops[lane] for lane in lanes), foot]
    for place, lane in enumerate(lanes):
        if place % 2 == 0:
            high = bounds[place + 1] - tops[lane]
            yield element("rect", "", {"x": 0, "y": tops[lane], "width": WIDTH, "height": high, "fill": SOFT})


def _shades(shades: Sequence[Shade], across: Across, foot: int) -> Iterator[SafeString]:
    for shade in shades:
        left, right = across(shade.first), across(shade.last)
        wide = max(right - left, 2)
        at: Attributes = {"x": left, "y": TOP, "width": wide, "height": foot - TOP, "fill": SHADE}
        yield element("rect", "", {**at, "fill-opacity": 0.8})
        if wide > len(shade.words) * 7:
            middle: Attributes = {"x": round(left + wide / 2, 1), "y": foot - 4, "text-anchor": "middle"}
            yield element(
                "text", shade.words, {**middle, "fill": "#594000", "font-size": 12, "font-weight": 700}
            )


def _ticks(begins: date, ends: date, across: Across, foot: int) -> Iterator[SafeString]:
    """The first of each month, of each quarter or of each year, so that their names have room."""
    months = max((ends.year - begins.year) * 12 + ends.month - begins.month, 1)
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120, 600) if months / s <= 9 or s == 600)
    drawn = 0.0
    for number in range(months + 1):
        month = begins.month - 1 + number
        first = date(begins.year + month // 12, month % 12 + 1, 1)
        if (first.year * 12 + first.month - 1) % step or not begins - timedelta(days=31) < first <= ends:
            continue
        x = across(max(first, begins))
        yield element("path", "", {"d": f"M{x:g} {TOP}V{foot}", "stroke": LINE})
        if x - drawn < NAME:
            continue
        drawn = x
        words = str(first.year) if step >= 12 else month_words(first)
        yield element(
            "text", words, {"x": x, "y": TOP - 12, "text-anchor": "middle", "fill": MUTED, "font-size": 12}
        )


def _names(lanes: Sequence[str], tops: dict[str, int]) -> Iterator[SafeString]:
    for lane in lanes:
        first, second = _two_lines(lane)
        y = tops[lane] + (25 if not second else 17)
        yield element("text", first, {"x": 10, "y": y, "font-weight": 700, "fill": INK, "font-size": 13})
        if second:
            yield element(
                "text", second, {"x": 10, "y": y + 16, "font-weight": 700, "fill": INK, "font-size": 13}
            )


def _two_lines(words: str, room: int = 20) -> tuple[str, str]:
    """A name in at most two lines of so many letters."""
    if len(words) <= room:
        return words, ""
    head = words[: room + 1].rsplit(" ", 1)[0]
    rest = words[len(head) :].strip()
    return head, rest if len(rest) <= room else rest[: room - 1] + "…"
