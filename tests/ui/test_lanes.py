"""The picture of a chronology: nothing covers anything, nothing is said by colour alone, and no style is needed."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.ui.lanes import APART, SHAPES, Point, Shade, drawn_shape, swimlanes

DAY = date(2025, 3, 1)
LANES = ["Police", "Health", "Kestrel Lane Primary School and Nursery"]
POINTS = st.lists(
    st.tuples(st.sampled_from(LANES), st.integers(0, 900), st.sampled_from(sorted(SHAPES)), st.booleans()),
    min_size=1,
    max_size=60,
).map(
    lambda rows: [
        Point(lane, DAY + timedelta(days=days), n, shape, f"{n}. {lane}", f"#entry-{n}", ringed)
        for n, (lane, days, shape, ringed) in enumerate(rows, 1)
    ]
)


def drawn(points: list[Point], shades: list[Shade] | None = None) -> str:
    return str(swimlanes(LANES, points, shades or [], title="What happened"))


@settings(max_examples=60, deadline=None)
@given(POINTS)
def test_every_point_is_drawn_once_and_covers_no_other(points: list[Point]) -> None:
    picture = drawn(points)
    assert sorted(re.findall(r'href="#entry-(\d+)"', picture), key=int) == [str(one.number) for one in points]
    places = [(float(x), float(y)) for x, y in re.findall(r"translate\((\S+) (\S+)\)", picture)]
    for at, (x, y) in enumerate(places):
        assert all(abs(x - a) >= APART - 0.2 or abs(y - b) >= APART for a, b in places[:at])


@settings(max_examples=30, deadline=None)
@given(POINTS)
def test_the_picture_needs_no_style_and_every_point_speaks(points: list[Point]) -> None:
    picture = drawn(points, [Shade(DAY, DAY + timedelta(days=400), "400 days with no entry")])
    assert "style" not in picture
    assert picture.count("aria-label=") == len(points) + 1
    assert "400 days with no entry" in picture


def test_a_shape_goes_with_each_colour() -> None:
    assert len({path for path, _ in SHAPES.values()}) == len(SHAPES)
    assert len({colour for _, colour in SHAPES.values()}) == len(SHAPES)


@pytest.mark.parametrize("figure", ["7", "48", "250"])
def test_a_figure_stands_inside_a_triangle(figure: str) -> None:
    """White is read on the shape alone. A digit is some three fifths of its size wide, and two thirds of it high."""
    mark = drawn_shape("harm", 0, 0, figure)
    (down, size) = map(float, re.findall(r'<text y="([\d.]+)" font-size="([\d.]+)"', mark)[0])
    tip, foot, half = map(float, re.findall(r'd="M0 (-\d+) \d+ (\d+)H-(\d+)Z"', mark)[0])
    wide = 2 * half * (down - size * 2 / 3 - tip) / (foot - tip)
    assert len(figure) * size * 0.6 <= wide
    assert down <= foot


def test_words_are_escaped() -> None:
    nasty = Point(LANES[0], DAY, 1, "harm", '"><script>', "#entry-1")
    assert "<script>" not in drawn([nasty])
