"""Who stands beside whom in a row: partners side by side, as one block that moves and turns as a whole."""

from __future__ import annotations

from collections.abc import Iterable

from tessera.people.rules.family.chains import Block, chained
from tessera.people.rules.family.plan import BOX, CELL, LANE
from tessera.people.rules.family.tree import Tree

Rows = tuple[tuple[Block, ...], ...]
Xs = dict[str, int]
"""The left edge of each place."""

LANE_OF = "lane:"
CENTRE = 8 + BOX // 2


def lane(net: str, row: int) -> str:
    """The name of the way past a row that a line to a generation further down takes."""
    return f"{LANE_OF}{row}:{net}"


def width(key: str) -> int:
    """How wide a place is."""
    return LANE if key.startswith(LANE_OF) else CELL


def centre(key: str, xs: Xs) -> float:
    """The middle of somebody's shape, or of a lane."""
    return xs[key] + (LANE / 2 if key.startswith(LANE_OF) else CENTRE)


def first_rows(tree: Tree) -> Rows:
    """An order to begin with: outwards from the child, whoever belongs together near each other."""
    blocks = _blocks(tree)
    of = {key: block for block in blocks for key in block}
    rows: list[list[Block]] = [[] for _ in range(max(tree.rank.values(), default=-1) + 1)]
    begun, parents = set[Block](), _parents(tree)

    def visit(key: str) -> None:
        block = of[key]
        if block in begun:
            return
        begun.add(block)
        for one in block:
            for parent in parents.get(one, ()):
                visit(parent)
        rows[tree.rank[block[0]]].append(block)
        for union in tree.unions:
            if set(union.parents) & set(block):
                for child in union.children:
                    visit(child)
        for group in tree.siblings:
            if set(group) & set(block):
                for one in sorted(group, key=lambda one: (-tree.members[one].age, one)):
                    visit(one)

    everyone = sorted(tree.members.values(), key=lambda m: (not m.index, m.outside, -m.age, m.key))
    for member in everyone:
        visit(member.key)
    for row, name in _lanes(tree):
        rows[row].append((name,))
    return tuple(tuple(row) for row in rows)


def _lanes(tree: Tree) -> Iterable[tuple[int, str]]:
    for union in tree.unions:
        furthest = max((tree.rank[child] for child in union.children), default=0)
        for row in range(tree.rank[union.parents[0]] + 1, furthest):
            yield row, lane(union.key, row)


def _parents(tree: Tree) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for union in tree.unions:
        for child in union.children:
            found.setdefault(child, []).extend(union.parents)
    return found


def _blocks(tree: Tree) -> list[Block]:
    """Everyone, partners of one row together."""
    beside: dict[str, list[str]] = {key: [] for key in tree.members}
    for union in tree.unions:
        if len(union.parents) == 2:
            one, other = union.parents
            beside[one].append(other)
            beside[other].append(one)
    done, blocks = set[str](), list[Block]()
    for key in sorted(beside):
        if key not in done:
            block = chained(_joined(key, beside), beside, tree)
            done |= set(block)
            blocks.append(block)
    return blocks


def _joined(key: str, beside: dict[str, list[str]]) -> list[str]:
    found, left = [key], [key]
    while left:
        for other in beside[left.pop()]:
            if other not in found:
                found.append(other)
                left.append(other)
    return found
