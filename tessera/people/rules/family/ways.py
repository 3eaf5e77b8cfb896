"""Which way the line of each couple goes: below its row or over it, and where the line to their children goes down.

Of three partners of one person one stands between that person and another. A line below the row would shut in the
children of whoever stands there; over the row nothing is in its way, unless parents are drawn above them.
"""

from __future__ import annotations

from tessera.people.rules.family.ordering import Rows, Xs, centre
from tessera.people.rules.family.plan import BOX, CELL
from tessera.people.rules.family.tree import Tree, Union

ASIDE = 8
OVER = 14  # from the middle of a shape, so that two lone parents' lines end between two couples'


class Ways:
    """Of one order of the rows. Nothing here depends on how far apart anybody stands."""

    def __init__(self, tree: Tree, rows: Rows) -> None:
        self.order = {key: n for row in rows for n, key in enumerate(key for block in row for key in block)}
        self.over: set[str] = set()
        self._before: dict[str, str] = {}
        self._held, self._lone = tree.held, tree.alone
        self._sides: dict[tuple[bool, str], set[int]] = {}
        names = [[key for block in row for key in block] for row in rows]
        for number, row in enumerate(names):
            self._lay([one for one in tree.unions if tree.rank[one.parents[0]] == number], row)

    def _lay(self, unions: list[Union], row: list[str]) -> None:
        """Lay the couples of a row, the nearest first: `rays` are the lines to children that go down past it."""
        rays = [float(self.order[one.parents[0]]) for one in unions if len(one.parents) == 1 and one.children]
        above = [self.order[key] for key in row if key in self._held]
        laid: list[tuple[int, int, bool]] = []
        couples = [one for one in unions if len(one.parents) == 2]
        for union in sorted(couples, key=lambda one: (self.length(one), one.key)):
            left, right = self._span(union)
            at, over = (left + right) / 2, False
            if right - left > 1:
                shut_in = _between(left, right, rays) + _woven(left, right, laid, over=False)
                over = _between(left, right, above) + _woven(left, right, laid, over=True) < shut_in
                at = self._gap(union, couples, laid)
                self._before[union.key] = row[int(at + 0.5)]
            if union.children:
                rays.append(at)
            laid.append((left, right, over))
            if over:
                self.over.add(union.key)
            for number, side in ((left, 1), (right, -1)):
                self._sides.setdefault((over, row[number]), set()).add(side)

    def _gap(self, union: Union, couples: list[Union], laid: list[tuple[int, int, bool]]) -> float:
        """Beside which of the two their line goes down: where fewer lines lie, then where fewer partners are."""
        left, right = self._span(union)
        many = {key: sum(key in one.parents for one in couples) for key in union.parents}
        ends = {self.order[key]: many[key] for key in union.parents}
        return min(
            (_between_all(at, laid), ends[end], -at, at)
            for end, at in ((left, left + 0.5), (right, right - 0.5))
        )[-1]

    def length(self, union: Union) -> int:
        """How many places a couple's line goes past."""
        left, right = self._span(union)
        return right - left

    def _span(self, union: Union) -> tuple[int, int]:
        left, right = sorted(self.order[one] for one in union.parents)
        return left, right

    def drop(self, union: Union, xs: Xs) -> float:
        """From where the line to a union's children goes down: between the two, or below the one."""
        if len(union.parents) == 1:
            return centre(union.parents[0], xs)
        if (before := self._before.get(union.key)) is None:
            return (centre(union.parents[0], xs) + centre(union.parents[1], xs)) / 2
        # A line from over the row passes between two places; one from below it stands clear of the shape's own line.
        return xs[before] - (3 if union.key in self.over else (CELL - BOX) / 4)

    def start(self, union: Union, xs: Xs) -> float:
        """The same, of what is drawn: a lone parent's line begins beside the line of a couple they are of."""
        if len(union.parents) == 2:
            return self.drop(union, xs)
        (parent,) = union.parents
        return centre(parent, xs) - ASIDE * sum(self._sides.get((False, parent), ()))

    def leg(self, key: str, other: str, union: Union, xs: Xs) -> float:
        """Where the line of a couple leaves somebody's shape."""
        over = union.key in self.over
        side = 1 if self.order[other] > self.order[key] else -1
        both = len(self._sides[over, key]) == 2
        if over:
            return centre(key, xs) + (side * OVER if both or key in self._held else 0)
        return centre(key, xs) + (side * ASIDE if both and key in self._lone else 0)


def _between(left: int, right: int, places: list[float] | list[int]) -> int:
    return sum(left < at < right for at in places)


def _between_all(at: float, laid: list[tuple[int, int, bool]]) -> int:
    return sum(left < at < right for left, right, _ in laid)


def _woven(left: int, right: int, laid: list[tuple[int, int, bool]], *, over: bool) -> int:
    """How many of those that go the same way would cross this one."""
    return sum(
        way == over and (start < left < end < right or left < start < right < end) for start, end, way in laid
    )
