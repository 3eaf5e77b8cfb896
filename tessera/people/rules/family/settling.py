"""The picture of a family: of the orders that are tried, the one whose lines cross least.

It begins with everyone outwards from the child, then lets each row follow the rows beside it. Only where lines still
cross are blocks moved and turned one by one, and only so often that nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tessera.people.rules.family.chains import Block
from tessera.people.rules.family.crossing import of_lines
from tessera.people.rules.family.drawing import Drawn, draw
from tessera.people.rules.family.homes import outlines
from tessera.people.rules.family.ordering import Rows, Xs, centre, first_rows
from tessera.people.rules.family.placing import place
from tessera.people.rules.family.plan import CELL, MARGIN, Plan
from tessera.people.rules.family.tree import Tree
from tessera.people.rules.family.ways import Ways

ROUNDS, TRIES = 6, 1200  # tries of a family of one: the larger, the longer each takes, and the fewer they are
Cost = tuple[int, int, float]


@dataclass(frozen=True)
class _Tried:
    rows: Rows
    ways: Ways
    xs: Xs
    drawn: Drawn
    cost: Cost


def draw_up(tree: Tree, homes: Iterable[tuple[str, Iterable[str]]] = ()) -> Plan:
    """Where everyone and every line goes, always the same for one tree. `homes`: names, each with who lives there."""
    homes = [(name, tuple(who)) for name, who in homes]
    best = _settled(tree)
    drawn = best.drawn
    width = max((spot.cell[2] for spot in drawn.places.values()), default=CELL) + MARGIN
    return Plan(
        width=width,
        height=drawn.height,
        places=drawn.places,
        lines=tuple(drawn.lines),
        marks=tuple(drawn.marks),
        homes=tuple(outlines(drawn.places, homes)),
    )


def _settled(tree: Tree) -> _Tried:
    tried = best = _try(tree, first_rows(tree))
    for number in range(ROUNDS):
        tried = _try(tree, tuple(_followed(tree, tried, downwards=number % 2 == 0)))
        best = min(best, tried, key=lambda one: one.cost)
    # A round turns a block and orders the row below it by where it stood before: so down once more for each row.
    tried = best
    for _ in tried.rows if best.cost[0] else ():
        tried = _try(tree, tuple(_followed(tree, tried, downwards=True)))
        best = min(best, tried, key=lambda one: one.cost)
    left = TRIES // max(len(tree.members), 4)
    while best.cost[0] and left:
        better = None
        for rows in _moves(best.rows):
            tried, left = _try(tree, rows), left - 1
            if tried.cost < best.cost:
                better = tried
            if better or not left:
                break
        if better is None:
            break
        best = better
    return best


def _try(tree: Tree, rows: Rows) -> _Tried:
    ways = Ways(tree, rows)
    xs = place(tree, rows, ways)
    drawn = draw(tree, rows, xs, ways)
    age = {key: member.age for key, member in tree.members.items()}
    wrong = sum(
        age[one] < age[other] and xs[one] < xs[other]
        for union in tree.unions
        for n, other in enumerate(union.children)
        for one in union.children[n + 1 :]
    )
    length = sum(abs(line.x1 - line.x2) for line in drawn.lines)
    return _Tried(rows, ways, xs, drawn, (of_lines(drawn.lines), wrong, length))


def _followed(tree: Tree, tried: _Tried, *, downwards: bool) -> Iterator[tuple[Block, ...]]:
    """Each row in the order of what is above it, or below it."""
    wishes: dict[str, list[float]] = {}
    for union in tree.unions:
        if downwards:
            for child in union.children:
                wishes.setdefault(child, []).append(tried.ways.drop(union, tried.xs))
        elif union.children:
            middle = sum(centre(child, tried.xs) for child in union.children) / len(union.children)
            for parent in union.parents:
                wishes.setdefault(parent, []).append(middle)
    for group in tree.siblings:
        middle = sum(centre(one, tried.xs) for one in group) / len(group)
        for one in group:
            wishes.setdefault(one, []).append(middle)
    wish = {key: sum(those) / len(those) for key, those in wishes.items()}
    for row in tried.rows:
        turned = [_turned(block, wish) for block in row]
        oldest = {
            block: max(tree.members[k].age for k in block) if block[0] in tree.members else 0
            for block in turned
        }
        yield tuple(
            sorted(
                turned,
                key=lambda block: (
                    round(_mean(block, wish, tried.xs)),
                    -oldest[block] if len(block) == 1 else 0,
                ),
            )
        )


def _mean(block: Block, wish: dict[str, float], xs: Xs) -> float:
    known = [wish[key] for key in block if key in wish]
    return sum(known) / len(known) if known else sum(centre(key, xs) for key in block) / len(block)


def _turned(block: Block, wish: dict[str, float]) -> Block:
    known = [(n, wish[key]) for n, key in enumerate(block) if key in wish]
    if len(known) > 1:
        middle = sum(n for n, _ in known) / len(known)
        if sum((n - middle) * at for n, at in known) < 0:
            return block[::-1]
    return block


def _moves(rows: Rows) -> Iterator[Rows]:
    """Everything that one change can make of these rows: a block turned, or put somewhere else in its row."""
    for n, row in enumerate(rows):
        for at, block in enumerate(row):
            without = row[:at] + row[at + 1 :]
            for way in {block, block[::-1]}:
                for to in range(len(row)):
                    new = (*without[:to], way, *without[to:])
                    if new != row:
                        yield (*rows[:n], new, *rows[n + 1 :])
