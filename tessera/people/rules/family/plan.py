"""A picture of a family as places and lines, before anybody draws it. Units are those of the drawing."""

from __future__ import annotations

from dataclasses import dataclass

BOX = 46
"""Height and width of the shape that stands for somebody."""

CELL = 182
"""Width of one person's place: the shape, the words beside it and a gap."""

WORDS = 112
"""Room for the words beside a shape."""

CONTENT, HEAD, FOOT = 78, 22, 10
"""Height of a row: what stands in it, and above and below it the room for the outline of a home."""

LANE = 22
"""Width of the way past a row, for a line to a generation further down."""

STEP = 14
"""Between two lines that run side by side."""

MARGIN = 12


@dataclass(frozen=True)
class Place:
    """Where somebody stands: the corner of their cell. The shape is at its left, their words at its right."""

    key: str
    x: int
    y: int
    row: int

    @property
    def middle(self) -> int:
        """The middle of the shape, from the left."""
        return self.x + 8 + BOX // 2

    @property
    def box(self) -> tuple[int, int, int, int]:
        """The shape: left, top, right, bottom."""
        top = self.y + HEAD
        return self.x + 8, top, self.x + 8 + BOX, top + BOX

    @property
    def words(self) -> tuple[int, int, int, int]:
        """The room for the words: left, top, right, bottom."""
        left = self.x + 8 + BOX + 8
        return left, self.y + HEAD, left + WORDS, self.y + HEAD + CONTENT

    @property
    def cell(self) -> tuple[int, int, int, int]:
        """All that is theirs: left, top, right, bottom. The gap to the next is outside it."""
        return self.x, self.y, self.words[2] + 2, self.y + HEAD + CONTENT + FOOT


@dataclass(frozen=True)
class Line:
    """A straight line of one union or one group of siblings. `kind`: couple, child, sibling."""

    x1: float
    y1: float
    x2: float
    y2: float
    net: str
    kind: str = "child"
    state: str = ""

    @property
    def is_level(self) -> bool:
        return self.y1 == self.y2


@dataclass(frozen=True)
class Mark:
    """Strokes across the line of a couple: one for separated, two for divorced or ended."""

    x: float
    y: float
    strokes: int


@dataclass(frozen=True)
class Home:
    """The outline of those who live together: its edges, and where its name is written."""

    name: str
    edges: tuple[tuple[int, int, int, int], ...]
    names: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Plan:
    width: int
    height: int
    places: dict[str, Place]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    homes: tuple[Home, ...]
