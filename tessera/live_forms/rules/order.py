"""Which unit of a text stands before which, deleted ones too: the rule by which Yjs places what is written at one spot.

A run is written between two units. Yjs takes it on trust that the left one stands before the right one. Where it
does not, the run ends in one place on the server and in another on the screen of whoever was typing nearby, for good.
So the gate asks before it lets a run in. The order is kept in arrays of numbers, some 40 bytes for each block: a
stretch of units that one client wrote from left to right and that nobody has written into.
"""

import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tessera.live_forms.rules.codec import LARGEST_CLOCK, Id, Run
from tessera.live_forms.rules.words import NotAccepted, Reason

__all__ = ("Order", "causal")

_NOTHING = 2**64 - 1  # no unit: an end of the text
_CLOCKS = LARGEST_CLOCK + 1


def _pack(unit: Id | None) -> int:
    return _NOTHING if unit is None else unit[0] * _CLOCKS + unit[1]


def causal(runs: Iterable[Run], known: Mapping[int, int]) -> list[Run]:
    """The runs in an order in which each stands between units that are there by then. A circle raises NotAccepted."""
    reach = dict(known)
    found: list[Run] = []
    queues: dict[int, list[Run]] = {}
    for run in runs:
        queues.setdefault(run.client, []).append(run)
    for queue in queues.values():
        queue.reverse()
    while queues:
        before = len(found)
        for client, queue in list(queues.items()):
            while queue and _ready(queue[-1], reach):
                found.append(queue.pop())
                reach[client] = found[-1].end
            if not queue:
                del queues[client]
        if len(found) == before:
            raise NotAccepted(Reason.CIRCLE)
    return found


def _ready(run: Run, reach: Mapping[int, int]) -> bool:
    return all(anchor is None or anchor[1] < reach.get(anchor[0], 0) for anchor in (run.left, run.right))


class _Text:
    """The blocks of one root in order: the first unit of each, how many it has, what it was written between."""

    __slots__ = ("firsts", "lefts", "rights", "sizes")

    def __init__(self) -> None:
        self.firsts, self.lefts, self.rights = array("Q"), array("Q"), array("Q")
        self.sizes = array("I")

    def place(self, first: int) -> int:
        """Which block begins with this unit: one does. Searched as bytes, because that is fast."""
        wanted, blocks = first.to_bytes(8, sys.byteorder), self.firsts.tobytes()
        at = blocks.index(wanted)
        while at % 8:
            at = blocks.index(wanted, at + 1)
        return at // 8

    def insert(self, place: int, first: int, size: int, left: int, right: int) -> None:
        self.firsts.insert(place, first)
        self.sizes.insert(place, size)
        self.lefts.insert(place, left)
        self.rights.insert(place, right)

    def remove(self, place: int) -> None:
        for each in (self.firsts, self.sizes, self.lefts, self.rights):
            each.pop(place)


class Order:
    """The units of every root of a section, in order. What it is given is whole: nothing it refers to is missing."""

    __slots__ = ("_begins", "_next", "_roots", "_texts", "_within")

    def __init__(self) -> None:
        self._texts: list[_Text] = []
        self._roots: dict[str, int] = {}  # the name of a root: its number
        self._begins: dict[int, array[int]] = {}  # client: the clocks at which its blocks begin, ascending
        self._within: dict[int, array[int]] = {}  # client: the number of the root that each of them is in
        self._next: dict[int, int] = {}

    def before(self, left: Id, right: Id) -> bool:
        """Whether one unit stands before the other, in one text."""
        place, other_place = self._find(left), self._find(right)
        if place.root != other_place.root:
            return False
        return (place.block, left[1]) < (other_place.block, right[1])

    def units(self, root: str) -> list[Id]:
        """Every unit of a root, in order."""
        if root not in self._roots:
            return []
        text = self._texts[self._roots[root]]
        blocks = zip(text.firsts, text.sizes, strict=True)
        return [divmod(first + place, _CLOCKS) for first, size in blocks for place in range(size)]

    def add(self, run: Run) -> None:
        """Put a run in its place, without what is known of it already."""
        left, clock = run.left, run.clock
        known = self._next.get(run.client, 0)
        if run.end <= known:
            return
        if clock < known:
            left, clock = (run.client, known - 1), known
        self._next[run.client] = run.end
        if left == (run.client, clock - 1) and self._go_on(left, run.right, run.end - clock):
            return
        anchor = left or run.right
        root = self._find(anchor).root if anchor else self._roots.setdefault(run.root, len(self._roots))
        if root == len(self._texts):
            self._texts.append(_Text())
        text = self._texts[root]
        start = self._after(left) if left else 0
        end = self._at(run.right) if run.right else len(text.firsts)
        between = (_pack(left), _pack(run.right))
        place = self._place(text, start, end, between, run.client)
        text.insert(place, _pack((run.client, clock)), run.end - clock, *between)
        self._begins.setdefault(run.client, array("I")).append(clock)
        self._within.setdefault(run.client, array("H")).append(root)

    def forget(self, client: int, clock: int) -> None:
        """Take out what a client wrote from a clock on: what nothing else refers to yet."""
        begins, within = self._begins.get(client, array("I")), self._within.get(client, array("H"))
        while begins and self._next[client] > clock:
            text, begin = self._texts[within[-1]], begins[-1]
            block = text.place(_pack((client, begin)))
            if begin < clock:
                text.sizes[block] = clock - begin
            else:
                text.remove(block)
                begins.pop()
                within.pop()
            self._next[client] = max(begin, clock)

    def _go_on(self, left: Id, right: Id | None, size: int) -> bool:
        """Make the block that ends with `left` longer, if its client writes on before `right` and nobody is between."""
        place = self._find(left)
        text, block = self._texts[place.root], place.block
        beyond = text.firsts[block + 1] if block + 1 < len(text.firsts) else _NOTHING
        if not beyond == text.rights[block] == _pack(right):
            return False
        text.sizes[block] += size
        return True

    def _find(self, unit: Id) -> "_Place":
        begins = self._begins[unit[0]]
        which = bisect_right(begins, unit[1]) - 1
        root = self._within[unit[0]][which]
        return _Place(root, self._texts[root].place(_pack((unit[0], begins[which]))), which)

    def _after(self, unit: Id) -> int:
        """The block after the one that ends with this unit: it is made to end there."""
        place = self._find(unit)
        return self._cut(place, unit[0], unit[1] + 1)

    def _at(self, unit: Id) -> int:
        """The block that begins with this unit: it is made to."""
        place = self._find(unit)
        return place.block if self._begins[unit[0]][place.which] == unit[1] else self._cut(place, *unit)

    def _cut(self, place: "_Place", client: int, clock: int) -> int:
        """Cut a block in two before this clock, unless it ends there. Gives the number of the block after it."""
        text, begins = self._texts[place.root], self._begins[client]
        size, rest = clock - begins[place.which], begins[place.which] + text.sizes[place.block] - clock
        if rest:
            first = _pack((client, clock))
            text.sizes[place.block] = size
            text.insert(place.block + 1, first, rest, first - 1, text.rights[place.block])
            begins.insert(place.which + 1, clock)
            self._within[client].insert(place.which + 1, place.root)
        return place.block + 1

    def _place(self, text: _Text, start: int, end: int, between: tuple[int, int], client: int) -> int:
        """Where to put what stands between the blocks `start - 1` and `end`, when others were written there too.

        Of two that were written between the same two units the one of the lower client stands first, and what was
        written after either stays with it.
        """
        left, right = between
        target = start
        for place in range(start, end):
            theirs = text.lefts[place]
            if theirs == left:
                if text.firsts[place] // _CLOCKS < client:
                    target = place + 1
                elif text.rights[place] == right:
                    break
            else:
                follows = -1 if theirs == _NOTHING else self._find(divmod(theirs, _CLOCKS)).block
                if follows < start:
                    break
                if follows < target:
                    target = place + 1
        return target


class _Place(NamedTuple):
    """Where a unit is: the number of its root, of its block there, and of its block among its client's."""

    root: int
    block: int
    which: int
