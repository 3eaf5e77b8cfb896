"""What a whole section holds, told from its state in one go, with nothing made of its words.

The state of a section of a hundred thousand edits is tens of thousands of runs. To open it four things are wanted: how
far each client wrote, what is deleted, which roots were begun, and where a character takes two units. What
codec.read_own refuses is refused here.
"""

import re
from typing import NamedTuple

from tessera.live_forms.rules.codec import (
    LARGEST_CLIENT,
    LARGEST_CLOCK,
    Deletion,
    read_deletions,
    read_number,
    read_root,
    units,
)
from tessera.live_forms.rules.words import NotAccepted, Reason

__all__ = ("Survey", "survey")

_DELETED, _TEXT = 1, 4
_ANCHORS = {kind | bits: bin(bits).count("1") for kind in (_DELETED, _TEXT) for bits in (0, 0x40, 0x80, 0xC0)}
_USUAL = 5  # bytes that the number of most clients takes
_ASTRAL = re.compile(r"[\U00010000-\U0010ffff]")  # a character that takes two UTF-16 units


class Survey(NamedTuple):
    """`lows` are the clocks of second halves of surrogate pairs, by client."""

    vector: dict[int, int]
    deletions: list[Deletion]
    roots: set[str]
    lows: dict[int, set[int]]


class _Seen(NamedTuple):
    clients: set[bytes]  # their numbers as they are written, where that takes five bytes
    plain: list[bytes]  # texts of ASCII
    roots: set[str]
    lows: dict[int, set[int]]


def survey(state: bytes) -> Survey:
    """What a state holds. Raises NotAccepted where read_own would."""
    seen = _Seen(set(), [], set(), {})
    vector: dict[int, int] = {}
    clients, at = read_number(state, 0, LARGEST_CLOCK)
    for _ in range(clients):
        count, at = read_number(state, at, LARGEST_CLOCK)
        client, at = read_number(state, at, LARGEST_CLIENT)
        clock, at = read_number(state, at, LARGEST_CLOCK)
        if not count:
            raise NotAccepted(Reason.EMPTY)
        if client in vector:
            raise NotAccepted(Reason.TWICE)
        try:
            vector[client], at = _runs(state, at, count, (client, clock), seen)
        except IndexError:
            raise NotAccepted(Reason.TRUNCATED) from None
        if vector[client] > LARGEST_CLOCK:
            raise NotAccepted(Reason.NUMBER)
    deletions, at = read_deletions(state, at, LARGEST_CLOCK)
    if at != len(state):
        raise NotAccepted(Reason.TRAILING)
    _check(b"".join(seen.plain))
    return Survey(vector, deletions, seen.roots, seen.lows)


def _runs(state: bytes, at: int, count: int, begin: tuple[int, int], seen: _Seen) -> tuple[int, int]:
    """Go through one client's runs: the clock after the last, and where the next byte is."""
    client, clock = begin
    clients, plain = seen.clients, seen.plain
    for _ in range(count):
        info = state[at]
        at += 1
        if info not in _ANCHORS:
            raise NotAccepted(Reason.CONTENT)
        for _ in range(_ANCHORS[info]):
            # Written out, with what is usual first: a call for each number would take most of the time.
            if state[at : at + _USUAL] in clients:
                at += _USUAL
            else:
                start = at
                _, at = read_number(state, at, LARGEST_CLIENT)
                if at == start + _USUAL:
                    clients.add(state[start:at])
            if state[at] < 128:
                at += 1
            elif 0 < state[at + 1] < 128:
                at += 2
            else:
                _, at = read_number(state, at, LARGEST_CLOCK)
        if info < 0x40:
            root, at = read_root(state, at)
            seen.roots.add(root)
        length = state[at]
        at += 1
        if length >= 128:
            length, at = read_number(state, at - 1, LARGEST_CLOCK)
        if info & _TEXT:
            text = state[at : at + length]
            at += length
            if text.isascii():
                plain.append(text)
            else:
                length = _wide(text, client, clock, seen.lows)
        if not length:
            raise NotAccepted(Reason.EMPTY)
        clock += length
    return clock, at


def _wide(text: bytes, client: int, clock: int, lows: dict[int, set[int]]) -> int:
    """The units of a text that is not ASCII; where its characters take two of them is noted."""
    try:
        words = text.decode("utf-8")
    except UnicodeDecodeError:
        raise NotAccepted(Reason.UTF8) from None
    _check(text)
    for before, found in enumerate(_ASTRAL.finditer(words)):
        lows.setdefault(client, set()).add(clock + found.start() + before + 1)
    return units(words)


def _check(text: bytes) -> None:
    if b"\x00" in text:
        raise NotAccepted(Reason.NUL)
    if b"\r" in text:
        raise NotAccepted(Reason.LINE_END)
