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
MOST_BLOCKS = 512  # in one array: a long text has many, so that a place in it is soon found


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
    for client in queues:
        waiting = [client]  # each for the one after it, as far as its next run needs
        while waiting:
            queue = queues[waiting[-1]]
            other = _waits_for(queue[-1], reach) if queue else None
            if other is not None:
                if other in waiting or not queues.get(other):
                    raise NotAccepted(Reason.CIRCLE)
                waiting.append(other)
                continue
            if queue:
                found.append(queue.pop())
                reach[waiting[-1]] = found[-1].end
            if not queue or (len(waiting) > 1 and _waits_for(queues[waiting[-2]][-1], reach) != waiting[-1]):
                waiting.pop()
    return found


def _waits_for(run: Run, reach: Mapping[int, int]) -> int | None:
    """The client of a unit that a run stands beside and that is not there yet."""
    for anchor in (run.left, run.right):
        if anchor is not None and anchor[1] >= reach.get(anchor[0], 0):
            return anchor[0]
    return None


class _Chunk:
    """Some blocks of one root, in order: the first unit of each, how many it has, what it was written between."""

    __slots__ = ("firsts", "lefts", "number", "rights", "root", "sizes")

    def __init__(self, number: int, root: int) -> None:
        self.number, self.root = number, root
        self.firsts, self.lefts, self.rights = array("Q"), array("Q"), array("Q")
        self.sizes = array("I")

    def place(self, first: int) -> int:
        """Which block begins with this unit: one does. Searched as bytes, because that is fast."""
        wanted, blocks = first.to_bytes(8, sys.byteorder), self.firsts.tobytes()
        at = blocks.index(wanted)
        while at % 8:
            at = blocks.index(wanted, at + 1)
        return at // 8

    def insert(self, place: int, first: int, size: int, between: tuple[int, int]) -> None:
        self.firsts.insert(place, first)
        self.sizes.insert(place, size)
        self.lefts.insert(place, between[0])
        self.rights.insert(place, between[1])

    def remove(self, place: int) -> None:
        for each in (self.firsts, self.sizes, self.lefts, self.rights):
            each.pop(place)

    def move_half(self, other: "_Chunk") -> None:
        half = len(self.firsts) // 2
        for name in ("firsts", "sizes", "lefts", "rights"):
            mine = getattr(self, name)
            getattr(other, name).extend(mine[half:])
            del mine[half:]


Spot = tuple[int, int]  # between two blocks: which chunk of the root, and the block after it there


class _Place(NamedTuple):
    """Where a unit is: its chunk, its block there, and which of its client's blocks that is."""

    chunk: _Chunk
    block: int
    which: int


class Order:
    """The units of every root of a section, in order. What it is given is whole: nothing it refers to is missing."""

    __slots__ = ("_begins", "_chunks", "_next", "_roots", "_texts", "_within")

    def __init__(self) -> None:
        self._chunks: list[_Chunk] = []
        self._texts: list[list[_Chunk]] = []  # of each root, in order
        self._roots: dict[str, int] = {}  # the name of a root: its number
        self._begins: dict[int, array[int]] = {}  # client: the clocks at which its blocks begin, ascending
        self._within: dict[int, array[int]] = {}  # client: the number of the chunk that each of them is in
        self._next: dict[int, int] = {}

    @property
    def blocks(self) -> int:
        return sum(map(len, self._begins.values()))

    def before(self, left: Id, right: Id) -> bool:
        """Whether one unit stands before the other, in one text."""
        place, other = self._find(left), self._find(right)
        if place.chunk.root != other.chunk.root:
            return False
        return (*self._spot(place), left[1]) < (*self._spot(other), right[1])

    def units(self, root: str) -> list[Id]:
        """Every unit of a root, in order."""
        if root not in self._roots:
            return []
        return [
            divmod(first + place, _CLOCKS)
            for chunk in self._texts[self._roots[root]]
            for first, size in zip(chunk.firsts, chunk.sizes, strict=True)
            for place in range(size)
        ]

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
        root = self._find(anchor).chunk.root if anchor else self._root(run.root)
        if run.right:
            self._cut(run.right, run.right[1])
        start = (0, 0)
        if left:
            self._cut(left, left[1] + 1)
            chunk, block = self._spot(self._find(left))
            start = (chunk, block + 1)
        between = (_pack(left), _pack(run.right))
        spot = self._choose(self._texts[root], start, between, run.client)
        chunk_at = self._texts[root][spot[0]]
        begins = self._begins.setdefault(run.client, array("I"))
        begins.append(clock)
        self._within.setdefault(run.client, array("I")).append(chunk_at.number)
        self._insert(chunk_at, spot[1], _pack((run.client, clock)), run.end - clock, between)

    def forget(self, client: int, clock: int) -> None:
        """Take out what a client wrote from a clock on: what nothing else refers to yet."""
        begins, within = self._begins.get(client, array("I")), self._within.get(client, array("I"))
        while begins and self._next[client] > clock:
            chunk, begin = self._chunks[within[-1]], begins[-1]
            block = chunk.place(_pack((client, begin)))
            if begin < clock:
                chunk.sizes[block] = clock - begin
            else:
                chunk.remove(block)
                begins.pop()
                within.pop()
            self._next[client] = max(begin, clock)

    def _root(self, name: str) -> int:
        number = self._roots.setdefault(name, len(self._roots))
        if number == len(self._texts):
            self._texts.append([self._new_chunk(number)])
        return number

    def _new_chunk(self, root: int) -> _Chunk:
        self._chunks.append(_Chunk(len(self._chunks), root))
        return self._chunks[-1]

    def _find(self, unit: Id) -> _Place:
        begins = self._begins[unit[0]]
        which = bisect_right(begins, unit[1]) - 1
        chunk = self._chunks[self._within[unit[0]][which]]
        return _Place(chunk, chunk.place(_pack((unit[0], begins[which]))), which)

    def _spot(self, place: _Place) -> Spot:
        return self._texts[place.chunk.root].index(place.chunk), place.block

    def _insert(self, chunk: _Chunk, place: int, first: int, size: int, between: tuple[int, int]) -> None:
        chunk.insert(place, first, size, between)
        if len(chunk.firsts) <= MOST_BLOCKS:
            return
        text, other = self._texts[chunk.root], self._new_chunk(chunk.root)
        text.insert(text.index(chunk) + 1, other)
        chunk.move_half(other)
        for moved in other.firsts:
            client, clock = divmod(moved, _CLOCKS)
            self._within[client][bisect_right(self._begins[client], clock) - 1] = other.number

    def _go_on(self, left: Id, right: Id | None, size: int) -> bool:
        """Make the block that ends with `left` longer, if its client writes on before `right` and nobody is between."""
        chunk, block, _ = self._find(left)
        if chunk.rights[block] != _pack(right):
            return False
        if block + 1 < len(chunk.firsts):
            beyond = chunk.firsts[block + 1]
        else:
            text = self._texts[chunk.root]
            later = (each.firsts[0] for each in text[text.index(chunk) + 1 :] if each.firsts)
            beyond = next(later, _NOTHING)
        if beyond != chunk.rights[block]:
            return False
        chunk.sizes[block] += size
        return True

    def _cut(self, unit: Id, clock: int) -> None:
        """Cut the block of a unit in two before this clock, unless it begins or ends there."""
        client = unit[0]
        chunk, block, which = self._find(unit)
        begins = self._begins[client]
        size, rest = clock - begins[which], begins[which] + chunk.sizes[block] - clock
        if size and rest:
            first = _pack((client, clock))
            chunk.sizes[block] = size
            begins.insert(which + 1, clock)
            self._within[client].insert(which + 1, chunk.number)
            self._insert(chunk, block + 1, first, rest, (first - 1, chunk.rights[block]))

    def _choose(self, text: list[_Chunk], start: Spot, between: tuple[int, int], client: int) -> Spot:
        """Where to put what was written between two units, beside others written there too.

        Of two that were written between the same two units the one of the lower client stands first, and what was
        written after either stays with it.
        """
        left, right = between
        target = start
        number, block = start
        while number < len(text):
            chunk = text[number]
            if block == len(chunk.firsts):
                number, block = number + 1, 0
                continue
            if chunk.firsts[block] == right:
                break
            theirs = chunk.lefts[block]
            if theirs == left:
                if chunk.firsts[block] // _CLOCKS < client:
                    target = (number, block + 1)
                elif chunk.rights[block] == right:
                    break
            else:
                follows = self._follows(chunk, number, block)
                if follows < start:
                    break
                if follows < target:
                    target = (number, block + 1)
            block += 1
        return target

    def _follows(self, chunk: _Chunk, number: int, block: int) -> Spot:
        """Where the block is that this one was written after."""
        left = chunk.lefts[block]
        if left == _NOTHING:
            return (-1, 0)
        if block and left == chunk.firsts[block - 1] + chunk.sizes[block - 1] - 1:
            return (number, block - 1)
        return self._spot(self._find(divmod(left, _CLOCKS)))
