"""The lines of a family: of couples, of children, of siblings. Each runs at a height of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from tessera.people.rules.family.ordering import Rows, lane
from tessera.people.rules.family.placing import Xs, centre, drop
from tessera.people.rules.family.plan import BOX, CONTENT, FOOT, HEAD, MARGIN, STEP, Line, Mark, Place
from tessera.people.rules.family.tree import Tree, Union
from tessera.people.rules.words import TieState

STROKES = {TieState.SEPARATED: 1, TieState.DIVORCED: 2, TieState.ENDED: 2}
ROW = HEAD + CONTENT + FOOT
ASIDE = 8


@dataclass
class _Bar:
    """One union's level line in the room above a row: where it comes from, and what hangs from it."""

    net: str
    top: float
    feet: tuple[float, ...]
    track: int = 0

    @property
    def span(self) -> tuple[float, float]:
        return min(self.top, *self.feet), max(self.top, *self.feet)

    def crossed_below(self, other: _Bar) -> int:
        """How often the two cross where this one runs above the other."""
        left, right = other.span
        mine, yours = self.span
        feet = sum(left < foot < right for foot in self.feet)
        return feet + (mine < other.top < yours)


@dataclass
class Drawn:
    """What is drawn so far, and how high the room below each row has to be."""

    height: int = 0
    places: dict[str, Place] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def draw(tree: Tree, rows: Rows, xs: Xs) -> Drawn:
    """Every place and every line, from the oldest generation down."""
    drawn = Drawn()
    order = {key: n for row in rows for n, key in enumerate(key for block in row for key in block)}
    by_row = [[union for union in tree.unions if tree.rank[union.parents[0]] == n] for n in range(len(rows))]
    brackets = _brackets(tree, xs, order)
    at = MARGIN
    for n, row in enumerate(rows):
        for block in row:
            for key in block:
                if key in tree.members:
                    drawn.places[key] = Place(key, MARGIN + xs[key], at, n)
        _siblings(drawn, brackets.get(n, []), at)
        foot = at + ROW
        couples = _tracks(by_row[n], xs, order)
        depth = max(couples.values(), default=0)
        bars = list(_bars(tree, n, xs, order))
        _stack(bars)
        below = foot + STEP * (depth + 1)
        levels = max((bar.track for bar in bars), default=-1) + 1
        for union in by_row[n]:
            _couple(drawn, union, xs, order, at + HEAD + BOX, foot + STEP * couples[union.key] - STEP // 2)
        for bar in bars:
            _children(drawn, bar, n, below + STEP * bar.track)
        _begin(drawn, by_row[n], bars, couples, (at + HEAD + BOX, foot, below))
        _through(drawn, n, at, bars, below, xs)
        wanted = max((len(group) for group in [brackets.get(n + 1, [])]), default=0)
        at = below + STEP * levels + (STEP if levels else 0) + (STEP if wanted else 0) + 4
        drawn.height = foot + MARGIN
    drawn.lines = [line for line in drawn.lines if (line.x1, line.y1) != (line.x2, line.y2)]
    return drawn


def _tracks(unions: list[Union], xs: Xs, order: dict[str, int]) -> dict[str, int]:
    """The height of each couple's line, the shortest nearest to the row. A lone parent's needs none."""
    taken: list[list[tuple[float, float]]] = []
    found: dict[str, int] = {}
    for union in sorted(unions, key=lambda u: (abs(order[u.parents[0]] - order[u.parents[-1]]), u.key)):
        if len(union.parents) == 1:
            found[union.key] = 0
            continue
        left, right = sorted(centre(one, xs) for one in union.parents)
        for number, spans in enumerate(taken, start=1):
            if all(right <= start or left >= end for start, end in spans):
                spans.append((left, right))
                found[union.key] = number
                break
        else:
            taken.append([(left, right)])
            found[union.key] = len(taken)
    return found


def start_of(union: Union, unions: list[Union], xs: Xs, order: dict[str, int]) -> float:
    """Where the line to a union's children begins. A lone parent's is beside the line of a couple they are of."""
    if len(union.parents) == 2:
        return drop(union, xs, order)
    (parent,) = union.parents
    others = [
        other
        for one in unions
        if parent in one.parents and len(one.parents) == 2
        for other in one.parents
        if other != parent
    ]
    sides = {order[other] < order[parent] for other in others}
    aside = {frozenset(): 0, frozenset({True}): ASIDE, frozenset({False}): -ASIDE}
    return centre(parent, xs) + aside.get(frozenset(sides), 0)


def _bars(tree: Tree, row: int, xs: Xs, order: dict[str, int]) -> Iterator[_Bar]:
    for union in tree.unions:
        start = tree.rank[union.parents[0]]
        if start > row:
            continue
        level = [one for one in tree.unions if tree.rank[one.parents[0]] == start]
        feet = [_foot(tree, child, union, xs) for child in union.children if tree.rank[child] == row + 1]
        if lane(union.key, row + 1) in xs:
            feet.append(MARGIN + centre(lane(union.key, row + 1), xs))
        if feet:
            top = start_of(union, level, xs, order) if start == row else centre(lane(union.key, row), xs)
            yield _Bar(union.key, MARGIN + top, tuple(sorted(feet)))


def _foot(tree: Tree, child: str, union: Union, xs: Xs) -> float:
    """Where a child's line ends. Lines from two lone parents end beside each other."""
    those = [one for one in tree.unions if child in one.children]
    aside = (those.index(union) * 2 - 1) * 8 if len(those) > 1 else 0
    return MARGIN + centre(child, xs) + aside


def _stack(bars: list[_Bar]) -> None:
    """Give each bar a height, so that those that lie over each other cross as seldom as can be."""
    done: list[_Bar] = []
    for bar in sorted(bars, key=lambda bar: (bar.span, bar.net)):
        costs = []
        for at in range(len(done) + 1):
            above, below = done[:at], done[at:]
            cost = sum(one.crossed_below(bar) for one in above) + sum(bar.crossed_below(one) for one in below)
            costs.append((cost, at))
        done.insert(min(costs)[1], bar)
    for n, bar in enumerate(done):
        over = [
            one.track + 1
            for one in done[:n]
            if one.span[0] <= bar.span[1] + ASIDE and bar.span[0] <= one.span[1] + ASIDE
        ]
        bar.track = max(over, default=0)


def _couple(drawn: Drawn, union: Union, xs: Xs, order: dict[str, int], top: int, y: float) -> None:
    if len(union.parents) == 1:
        return
    left, right = sorted(MARGIN + centre(one, xs) for one in union.parents)
    for x in (left, right):
        drawn.lines.append(Line(x, top, x, y, union.key, "couple", union.state))
    drawn.lines.append(Line(left, y, right, y, union.key, "couple" if union.told else "parents", union.state))
    if strokes := STROKES.get(union.state, 0):  # type: ignore[call-overload]
        down = MARGIN + drop(union, xs, order)
        drawn.marks.append(Mark((left + down) / 2 if down > left + 30 else (down + right) / 2, y, strokes))


def _begin(
    drawn: Drawn,
    unions: list[Union],
    bars: list[_Bar],
    couples: dict[str, int],
    heights: tuple[int, int, int],
) -> None:
    """The line from a couple, or from a lone parent's shape, down to the bar of its children."""
    shape, foot, below = heights
    of = {bar.net: bar for bar in bars}
    for union in unions:
        if (bar := of.get(union.key)) is None:
            continue
        top = shape if len(union.parents) == 1 else foot + STEP * couples[union.key] - STEP // 2
        drawn.lines.append(Line(bar.top, top, bar.top, below + STEP * bar.track, union.key))


def _children(drawn: Drawn, bar: _Bar, row: int, y: float) -> None:
    left, right = bar.span
    drawn.lines.append(Line(left, y, right, y, bar.net))
    for foot in bar.feet:
        # The row below begins where the room ends; `_through` ends the line there.
        drawn.lines.append(Line(foot, y, foot, -(row + 1), bar.net))


def _through(drawn: Drawn, row: int, at: int, bars: list[_Bar], below: int, xs: Xs) -> None:
    """Close the lines that end at this row, and lead those on that pass it."""
    passing = {MARGIN + centre(key, xs): key for key in xs if key.startswith(f"lane:{row}:")}
    of = {bar.net: bar for bar in bars}
    closed = []
    for line in drawn.lines:
        if line.y2 != -row or row == 0:
            closed.append(line)
            continue
        key = passing.get(line.x2)
        if key is not None and key == lane(line.net, row):
            end: float = below + STEP * of[line.net].track
        else:
            end = at + HEAD
        closed.append(Line(line.x1, line.y1, line.x2, end, line.net))
    drawn.lines = closed


def _brackets(tree: Tree, xs: Xs, order: dict[str, int]) -> dict[int, list[tuple[float, float]]]:
    """Of each row, the links between siblings whose parents are not in the picture, from shape to shape."""
    found: dict[int, list[tuple[float, float]]] = {}
    for group in tree.siblings:
        those = sorted(group, key=lambda one: order[one])
        for one, other in pairwise(those):
            span = MARGIN + centre(one, xs) + ASIDE, MARGIN + centre(other, xs) - ASIDE
            found.setdefault(tree.rank[one], []).append(span)
    return found


def _siblings(drawn: Drawn, brackets: list[tuple[float, float]], at: int) -> None:
    for left, right in brackets:
        y = at - 2
        net = f"siblings:{left}:{right}"
        drawn.lines += [
            Line(left, y, right, y, net, "sibling"),
            Line(left, y, left, at + HEAD, net, "sibling"),
            Line(right, y, right, at + HEAD, net, "sibling"),
        ]
