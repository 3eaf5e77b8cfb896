"""Two people changed one text, one without seeing what the other did: what can be put together, what must be asked.

Somebody who writes without a script writes for a while on their own, from the text their page was drawn with. Compared
word by word with that text, what they did is a few hunks, and so is what the others did meanwhile. Where nobody else
touched the same words a hunk is an ordinary edit of the text as it stands (`Document.write` makes it an update). Where
both changed the same words, or both wrote at one spot, nothing is merged: a person is shown both.

The hunks are moved to the text as it stands and not made on the document as it stood: whoever retyped a paragraph to
change one word of it deleted every letter, and an edit anchored to those would end up beside the words it is for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import NamedTuple

__all__ = ("Clash", "Hunk", "Merged", "apply", "hunks", "merge")

# A word with the marks and joiners that belong to its letters; a stretch of space; or one sign.
_TOKENS = re.compile(r"(?:\w[\u0300-\u036f\u200c\u200d\ufe0f]*)+|\s+|[^\w\s][\u0300-\u036f\u200d\ufe0f]*")
MOST_STEPS = 400_000  # of comparing: beyond it, all between the first and the last difference is one hunk


class Hunk(NamedTuple):
    """`words` in place of the characters from `start` up to `end`. Characters are code points of the text before."""

    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Merged:
    """What is still to be done to the text as it stands: nothing, if all of it is there already."""

    edits: tuple[Hunk, ...]


@dataclass(frozen=True)
class Clash:
    """Both changed the same words. `now` is the text as it stands, `mine` what was sent."""

    base: str
    now: str
    mine: str


def merge(base: str, now: str, mine: str) -> Merged | Clash:
    """What becomes of `mine`, written from `base`, when the text says `now`. All three with line feeds for line ends.

    What both did alike is done once. A text sent back as it was drawn changes nothing.
    """
    if mine in (base, now):
        return Merged(())
    theirs = hunks(base, now)
    alike = set(theirs)
    edits = [hunk for hunk in hunks(base, mine) if hunk not in alike]
    moved, place, shift = [], 0, 0
    for edit in edits:
        while place < len(theirs) and theirs[place].end < edit.start:
            shift += len(theirs[place].words) - (theirs[place].end - theirs[place].start)
            place += 1
        if place < len(theirs) and theirs[place].start <= edit.end:
            return Clash(base, now, mine)  # they overlap, or stand side by side: which is to come first?
        moved.append(Hunk(edit.start + shift, edit.end + shift, edit.words))
    return Merged(tuple(moved))


def apply(base: str, edits: Sequence[Hunk]) -> str:
    """The text after hunks that stand in order and apart."""
    parts, at = [], 0
    for start, end, words in edits:
        parts += [base[at:start], words]
        at = end
    return "".join((*parts, base[at:]))


def hunks(before: str, after: str) -> tuple[Hunk, ...]:
    """What was done to a text, as whole words, in order. Changes with nothing but space between them are one."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    places = list(accumulate(map(len, old), initial=0))
    found: list[Hunk] = []
    for start, end, first, last in _changes(old, new):
        hunk = Hunk(places[start], places[end], "".join(new[first:last]))
        if found and (between := before[found[-1].end : hunk.start]).isspace():
            earlier = found.pop()
            hunk = Hunk(earlier.start, hunk.end, earlier.words + between + hunk.words)
        found.append(hunk)
    return tuple(found)


Change = tuple[int, int, int, int]  # old[start:end] became new[first:last]


def _changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """The fewest tokens taken out and put in, after E. W. Myers, "An O(ND) Difference Algorithm" (1986).

    Two texts with little in common take long to compare: past MOST_STEPS the rest is one change.
    """
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    pairs = zip(reversed(old[head:]), reversed(new[head:]), strict=False)
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if not a and not b:
        return []
    trace = _furthest(a, b) if a and b else None
    if trace is None:
        return [(head, head + len(a), head, head + len(b))]
    return [(head + i, head + j, head + k, head + m) for i, j, k, m in _walk_back(trace, len(a), len(b))]


def _furthest(a: Sequence[str], b: Sequence[str]) -> list[dict[int, int]] | None:
    """How far each diagonal reaches with 0, 1, 2 ... changes, until one reaches the end. None if it takes too long."""
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    steps = 0
    for changes in range(len(a) + len(b) + 1):
        trace.append(reach.copy())
        for diagonal in range(-changes, changes + 1, 2):
            x = _next(reach, diagonal, changes)
            start, y = x, x - diagonal
            while x < len(a) and y < len(b) and a[x] == b[y]:
                x, y = x + 1, y + 1
            reach[diagonal] = x
            steps += x - start + 1
            if x >= len(a) and y >= len(b):
                return trace
        if steps > MOST_STEPS:
            return None
    raise AssertionError("a text can always be taken out whole and another put in")


def _next(reach: dict[int, int], diagonal: int, changes: int) -> int:
    """Where a diagonal begins with one more change: one put in from the diagonal above, or one taken out from below."""
    if diagonal == -changes or (diagonal != changes and reach[diagonal - 1] < reach[diagonal + 1]):
        return reach[diagonal + 1]
    return reach[diagonal - 1] + 1


def _walk_back(trace: list[dict[int, int]], x: int, y: int) -> list[Change]:
    """The changes on the way that `trace` found, in order."""
    found: list[Change] = []
    for changes in range(len(trace) - 1, 0, -1):
        reach, diagonal = trace[changes], x - y
        put_in = diagonal == -changes or (diagonal != changes and reach[diagonal - 1] < reach[diagonal + 1])
        above = diagonal + 1 if put_in else diagonal - 1
        from_x = reach[above]
        from_y = from_x - above
        to_x, to_y = (from_x, from_y + 1) if put_in else (from_x + 1, from_y)
        if found and (found[-1][0], found[-1][2]) == (to_x, to_y):
            _, end, _, last = found.pop()
            found.append((from_x, end, from_y, last))
        else:
            found.append((from_x, to_x, from_y, to_y))
        x, y = from_x, from_y
    return found[::-1]
