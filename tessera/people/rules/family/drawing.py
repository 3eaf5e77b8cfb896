"""The lines of a family: of couples, of children, of siblings. Each runs at a height of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from tessera.people.rules.family.ordering import Rows, Xs, centre, lane
from tessera.people.rules.family.plan import BOX, CONTENT, FOOT, HEAD, MARGIN, STEP, Line, Mark, Place
from tessera.people.rules.family.tree import Tree, Union
from tessera.people.rules.family.ways import ASIDE, Ways
from tessera.people.rules.words import TieState

STROKES = {TieState.SEPARATED: 1, TieState.DIVORCED: 2, TieState.ENDED: 2}
ROW = HEAD + CONTENT + FOOT


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
        """How often the two cross, or cover each other, where this one runs above the other."""
        left, right = other.span
        mine, yours = self.span
        feet = sum(left < foot < right or foot == other.top for foot in self.feet)
        return feet + (mine < other.top < yours)


@dataclass
class Drawn:
    """What is drawn so far, and how high the room below each row has to be."""

    height: int = 0
    places: dict[str, Place] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def draw(tree: Tree, rows: Rows, xs: Xs, ways: Ways) -> Drawn:
    """Every place and every line, from the oldest generation down."""
    drawn = Drawn()
    by_row = [[union for union in tree.unions if tree.rank[union.parents[0]] == n] for n in range(len(rows))]
    over = [_tracks([one for one in unions if one.key in ways.over], xs, ways) for unions in by_row]
    brackets = _brackets(tree, xs, ways)
    at = MARGIN
    for n, row in enumerate(rows):
        higher = STEP * max(over[n].values(), default=0)
        at += higher
        for block in row:
            for key in block:
                if key in tree.members:
                    drawn.places[key] = Place(key, MARGIN + xs[key], at, n)
        _siblings(drawn, brackets.get(n, []), at, at - 2 - (higher + 6 if higher else 0))
        foot = at + ROW
        couples = _tracks([one for one in by_row[n] if one.key not in ways.over], xs, ways)
        depth = max(couples.values(), default=0)
        bars = list(_bars(tree, n, xs, ways))
        _stack(bars)
        below = foot + STEP * (depth + 1)
        levels = max((bar.track for bar in bars), default=-1) + 1
        heights = {key: foot + STEP * track - STEP // 2 for key, track in couples.items()}
        heights |= {key: at + 4 - STEP * track for key, track in over[n].items()}
        for union in by_row[n]:
            if len(union.parents) == 2:
                shape = at + HEAD + (0 if union.key in ways.over else BOX)
                _couple(drawn, union, xs, ways, shape, heights[union.key])
            else:
                heights[union.key] = at + HEAD + BOX
        for bar in bars:
            _children(drawn, bar, n, below + STEP * bar.track)
        _begin(drawn, by_row[n], bars, heights, below)
        _through(drawn, n, at, bars, below, xs)
        wanted = max((len(group) for group in [brackets.get(n + 1, [])]), default=0)
        at = below + STEP * levels + (STEP if levels else 0) + (STEP if wanted else 0) + 4
        drawn.height = foot + MARGIN
    drawn.lines = [line for line in drawn.lines if (line.x1, line.y1) != (line.x2, line.y2)]
    return drawn


def _tracks(unions: list[Union], xs: Xs, ways: Ways) -> dict[str, int]:
    """The height of each couple's line, the shortest nearest to the row."""
    taken: list[list[tuple[float, float]]] = []
    found: dict[str, int] = {}
    couples = [one for one in unions if len(one.parents) == 2]
    for union in sorted(couples, key=lambda one: (ways.length(one), one.key)):
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


def _bars(tree: Tree, row: int, xs: Xs, ways: Ways) -> Iterator[_Bar]:
    for union in tree.unions:
        start = tree.rank[union.parents[0]]
        if start > row:
            continue
        feet = [_foot(tree, child, union, xs) for child in union.children if tree.rank[child] == row + 1]
        if lane(union.key, row + 1) in xs:
            feet.append(MARGIN + centre(lane(union.key, row + 1), xs))
        if feet:
            top = ways.start(union, xs) if start == row else centre(lane(union.key, row), xs)
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


def _couple(drawn: Drawn, union: Union, xs: Xs, ways: Ways, shape: int, y: int) -> None:
    one, other = union.parents
    left, right = sorted((MARGIN + ways.leg(one, other, union, xs), MARGIN + ways.leg(other, one, union, xs)))
    for x in (left, right):
        drawn.lines.append(Line(x, shape, x, y, union.key, "couple", union.state))
    drawn.lines.append(Line(left, y, right, y, union.key, "couple" if union.told else "parents", union.state))
    if strokes := STROKES.get(union.state, 0):  # type: ignore[call-overload]
        down = MARGIN + ways.drop(union, xs)
        drawn.marks.append(Mark((left + down) / 2 if down > left + 30 else (down + right) / 2, y, strokes))


def _begin(drawn: Drawn, unions: list[Union], bars: list[_Bar], heights: dict[str, int], below: int) -> None:
    """The line from a couple's line, or from a lone parent's shape, down to the bar of its children."""
    of = {bar.net: bar for bar in bars}
    for union in unions:
        if (bar := of.get(union.key)) is not None:
            drawn.lines.append(
                Line(bar.top, heights[union.key], bar.top, below + STEP * bar.track, union.key)
            )


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


def _brackets(tree: Tree, xs: Xs, ways: Ways) -> dict[int, list[tuple[float, float]]]:
    """Of each row, the links between siblings whose parents are not in the picture, from shape to shape."""
    found: dict[int, list[tuple[float, float]]] = {}
    for group in tree.siblings:
        those = sorted(group, key=lambda one: ways.order[one])
        for one, other in pairwise(those):
            span = MARGIN + centre(one, xs) + ASIDE, MARGIN + centre(other, xs) - ASIDE
            found.setdefault(tree.rank[one], []).append(span)
    return found


def _siblings(drawn: Drawn, brackets: list[tuple[float, float]], at: int, y: int) -> None:
    for left, right in brackets:
        net = f"siblings:{left}:{right}"
        drawn.lines += [
            Line(left, y, right, y, net, "sibling"),
            Line(left, y, left, at + HEAD, net, "sibling"),
            Line(right, y, right, at + HEAD, net, "sibling"),
        ]
