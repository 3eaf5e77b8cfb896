"""Where in its row everyone stands: as near to below their parents and above their children as the others let them."""

from __future__ import annotations

from dataclasses import dataclass

from tessera.people.rules.family.chains import Block
from tessera.people.rules.family.ordering import CENTRE, LANE_OF, Rows, Xs, centre, lane, width
from tessera.people.rules.family.plan import LANE
from tessera.people.rules.family.tree import Tree, Union
from tessera.people.rules.family.ways import Ways

SWEEPS = 6


@dataclass(frozen=True)
class _Wish:
    at: float
    weight: float


def place(tree: Tree, rows: Rows, ways: Ways) -> Xs:
    """The left edge of each place. Nobody stands nearer to the next than their places are wide."""
    xs: Xs = {}
    for row in rows:
        at = 0
        for block in row:
            for key in block:
                xs[key] = at
                at += width(key)
    nets = _Nets(tree, ways)
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        for row in rows if downwards else reversed(rows):
            wishes = {
                key: (nets.from_above if downwards else nets.from_below)(key, xs)
                for block in row
                for key in block
            }
            _settle(row, xs, wishes)
    least = min(xs.values(), default=0)
    return {key: x - least for key, x in xs.items()}


class _Nets:
    """What hangs from what, by key: people, lanes and unions."""

    def __init__(self, tree: Tree, ways: Ways) -> None:
        self.above: dict[str, list[Union]] = {}
        self.below: dict[str, list[Union]] = {}
        self.tree, self.ways = tree, ways
        for union in tree.unions:
            for child in union.children:
                self.above.setdefault(child, []).append(union)
            for parent in union.parents:
                self.below.setdefault(parent, []).append(union)
        self.nets = {union.key: union for union in tree.unions}

    def from_above(self, key: str, xs: Xs) -> _Wish | None:
        """Below the parents, in the middle with whoever has the same ones."""
        if key.startswith(LANE_OF):
            row, net = self._lane(key)
            return _Wish(self._top(self.nets[net], row, xs) - LANE / 2, 1)
        wishes = []
        for union in self.above.get(key, ()):
            row = self.tree.rank[key]
            those = [one for one in union.children if self.tree.rank[one] == row]
            spread = sum(centre(child, xs) for child in those) / len(those)
            wishes.append(self._top(union, row, xs) + centre(key, xs) - spread - CENTRE)
        return _Wish(sum(wishes) / len(wishes), 2) if wishes else None

    def from_below(self, key: str, xs: Xs) -> _Wish | None:
        """Above the children: so that the line goes down in their middle."""
        if key.startswith(LANE_OF):
            row, net = self._lane(key)
            return _Wish(self._foot(self.nets[net], row, xs) - LANE / 2, 1)
        wishes = []
        for union in self.below.get(key, ()):
            if union.children:
                foot = self._foot(union, self.tree.rank[key], xs)
                wishes.append(foot + centre(key, xs) - self.ways.drop(union, xs) - CENTRE)
        return _Wish(sum(wishes) / len(wishes), 2) if wishes else None

    def _lane(self, key: str) -> tuple[int, str]:
        _, row, net = key.split(":", 2)
        return int(row), net

    def _top(self, union: Union, row: int, xs: Xs) -> float:
        """Where the line comes from, seen from this row."""
        start = self.tree.rank[union.parents[0]]
        return self.ways.drop(union, xs) if start >= row - 1 else centre(lane(union.key, row - 1), xs)

    def _foot(self, union: Union, row: int, xs: Xs) -> float:
        """Where the line goes, seen from this row."""
        near = [centre(child, xs) for child in union.children if self.tree.rank[child] == row + 1]
        if lane(union.key, row + 1) in xs:
            near.append(centre(lane(union.key, row + 1), xs))
        return (min(near) + max(near)) / 2


def _settle(row: tuple[Block, ...], xs: Xs, wishes: dict[str, _Wish | None]) -> None:
    """Move the blocks of a row as near as can be to where they wish to stand, in their order."""
    pools: list[list[float]] = []  # of blocks that touch: sum of weighted places, weight, how many
    starts, at = [], 0.0
    for block in row:
        offset, total, weight = 0.0, 0.0, 0.0
        for key in block:
            if (wish := wishes[key]) is not None:
                total += (wish.at - offset) * wish.weight
                weight += wish.weight
            offset += width(key)
        if not weight:
            # Nothing draws it anywhere: it stays, and gives way to whoever is drawn.
            total, weight = xs[block[0]] * 0.01, 0.01
        starts.append(at)
        pools.append([total - at * weight, weight, 1])
        at += offset
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1]:
            last = pools.pop()
            pools[-1] = [one + other for one, other in zip(pools[-1], last, strict=True)]
    moved = [total / weight for total, weight, many in pools for _ in range(int(many))]
    for block, start, by in zip(row, starts, moved, strict=True):
        left = int(start + by // 1)
        for key in block:
            xs[key] = left
            left += width(key)
