"""Yjs updates (v1) and state vectors, read and written by ourselves.

No byte of a client reaches native code: it is read here, and what is stored and sent on is what is written here. The
grammar is what shared plain text needs: runs of text, and runs that were deleted. Anything else is refused by name.

Clocks and lengths count UTF-16 code units, as Yjs does. One client's n-th unit is the pair (client, n), an `Id`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tessera.live_forms.rules.words import NotAccepted, Reason

__all__ = (
    "LARGEST_CLIENT",
    "LARGEST_CLOCK",
    "Deletion",
    "Id",
    "Run",
    "Update",
    "buf",
    "number",
    "read",
    "read_deletions",
    "read_number",
    "read_own",
    "read_root",
    "read_vector",
    "tail",
    "units",
    "write",
    "write_vector",
    "writers",
)

LARGEST_CLIENT = 2**32 - 1
LARGEST_CLOCK = 2**31 - 1
LONGEST_UPDATE = 64 * 1024  # bytes
MOST_RUNS = 4096  # of text and of deletions together
MOST_CLIENTS = 64
MOST_VECTOR = 100_000  # clients in a state vector
LONGEST_ROOT = 128  # bytes

_DELETED, _TEXT = 1, 4  # kinds of content
_KIND, _MAP_ENTRY, _RIGHT, _LEFT = 0x1F, 0x20, 0x40, 0x80  # the bits of a run's first byte
_INFO = [bytes((info,)) for info in range(256)]

Id = tuple[int, int]


class Deletion(NamedTuple):
    """`length` units of `client` from `clock` on are deleted."""

    client: int
    clock: int
    length: int


@dataclass(slots=True)
class Run:
    """What one client wrote in one go, from `clock` up to `end`. `text` is None where it has been deleted since.

    `left` and `right` are the units it was written between, None at an end of the text. With neither it names its
    `root`, the shared text it belongs to; otherwise `root` is "".
    """

    client: int
    clock: int
    end: int
    text: str | None
    left: Id | None
    right: Id | None
    root: str

    @property
    def length(self) -> int:
        return self.end - self.clock


class Update(NamedTuple):
    runs: list[Run]
    deletions: list[Deletion]


class _Most(NamedTuple):
    runs: int
    clients: int
    text: int  # bytes


_CLIENTS_OWN = _Most(MOST_RUNS, MOST_CLIENTS, LONGEST_UPDATE)
_OURS = _Most(LARGEST_CLOCK, LARGEST_CLOCK, LARGEST_CLOCK)


def read_number(data: bytes, at: int, largest: int) -> tuple[int, int]:
    """Read an unsigned LEB128 integer: (the number, where the next byte is). Raises NotAccepted."""
    value = shift = 0
    try:
        byte = data[at]
        if byte < 128 and byte <= largest:  # most are small
            return byte, at + 1
        while True:
            byte = data[at]
            at += 1
            if byte < 128:
                value |= byte << shift
                if value > largest or (shift and not byte):
                    raise NotAccepted(Reason.NUMBER)
                return value, at
            value |= (byte & 127) << shift
            shift += 7
            if shift > 56:
                raise NotAccepted(Reason.NUMBER)
    except IndexError:
        raise NotAccepted(Reason.TRUNCATED) from None


@lru_cache(maxsize=2048)
def number(value: int) -> bytes:
    """Write a number that is not negative as unsigned LEB128."""
    out = bytearray()
    while value > 127:
        out.append(128 | (value & 127))
        value >>= 7
    out.append(value)
    return bytes(out)


def buf(data: bytes) -> bytes:
    """Write bytes with their length before them."""
    return number(len(data)) + data


def units(text: str) -> int:
    """The length of text in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) >> 1


def read(data: bytes) -> Update:
    """Read what a client sent. Raises NotAccepted for anything but plain text and deletions within the limits."""
    if len(data) > LONGEST_UPDATE:
        raise NotAccepted(Reason.TOO_LONG)
    return _read(data, _CLIENTS_OWN)


def read_own(data: bytes) -> Update:
    """Read what this server made: the same grammar, as long as it may be. Raises NotAccepted if it is damaged."""
    return _read(data, _OURS)


def _read(data: bytes, most: _Most) -> Update:
    clients, at = read_number(data, 0, LARGEST_CLOCK)
    if clients > most.clients:
        raise NotAccepted(Reason.TOO_MANY)
    runs: list[Run] = []
    seen: set[int] = set()
    for _ in range(clients):
        count, at = read_number(data, at, LARGEST_CLOCK)
        client, at = read_number(data, at, LARGEST_CLIENT)
        clock, at = read_number(data, at, LARGEST_CLOCK)
        if not count:
            raise NotAccepted(Reason.EMPTY)
        if client in seen:
            raise NotAccepted(Reason.TWICE)
        if len(runs) + count > most.runs:
            raise NotAccepted(Reason.TOO_MANY)
        seen.add(client)
        for _ in range(count):
            run, at = _read_run(data, at, client, clock, most)
            clock = run.end
            if clock > LARGEST_CLOCK:
                raise NotAccepted(Reason.NUMBER)
            runs.append(run)
    deletions, at = read_deletions(data, at, most.runs - len(runs))
    if at != len(data):
        raise NotAccepted(Reason.TRAILING)
    return Update(runs, deletions)


def _read_run(data: bytes, at: int, client: int, clock: int, most: _Most) -> tuple[Run, int]:
    if at >= len(data):
        raise NotAccepted(Reason.TRUNCATED)
    info = data[at]
    at += 1
    kind = info & _KIND
    if kind not in (_TEXT, _DELETED):
        raise NotAccepted(Reason.CONTENT)
    if info & _MAP_ENTRY:
        raise NotAccepted(Reason.MAP)
    left = right = None
    root = ""
    if info & _LEFT:
        other, at = read_number(data, at, LARGEST_CLIENT)
        place, at = read_number(data, at, LARGEST_CLOCK)
        left = (other, place)
    if info & _RIGHT:
        other, at = read_number(data, at, LARGEST_CLIENT)
        place, at = read_number(data, at, LARGEST_CLOCK)
        right = (other, place)
    if left is None and right is None:
        root, at = read_root(data, at)
    text = None
    if kind == _TEXT:
        text, at = _read_text(data, at, most.text)
        length = units(text)
    else:
        length, at = read_number(data, at, LARGEST_CLOCK)
    if not length:
        raise NotAccepted(Reason.EMPTY)
    return Run(client, clock, clock + length, text, left, right, root), at


def read_root(data: bytes, at: int) -> tuple[str, int]:
    """Read the name of a shared text that a run begins: (the name, where the next byte is). Raises NotAccepted."""
    is_root, at = read_number(data, at, LARGEST_CLOCK)
    if is_root != 1:
        raise NotAccepted(Reason.NESTED)
    length, at = read_number(data, at, LARGEST_CLOCK)
    name = data[at : at + length]
    if not 0 < length <= LONGEST_ROOT or not name.isascii():
        raise NotAccepted(Reason.ROOT)
    if len(name) != length:
        raise NotAccepted(Reason.TRUNCATED)
    return name.decode("ascii"), at + length


def _read_text(data: bytes, at: int, longest: int) -> tuple[str, int]:
    length, at = read_number(data, at, LARGEST_CLOCK)
    if length > longest:
        raise NotAccepted(Reason.TOO_LONG)
    end = at + length
    if end > len(data):
        raise NotAccepted(Reason.TRUNCATED)
    try:
        text = data[at:end].decode("utf-8")
    except UnicodeDecodeError:
        raise NotAccepted(Reason.UTF8) from None
    if "\x00" in text:
        raise NotAccepted(Reason.NUL)
    if "\r" in text:
        raise NotAccepted(Reason.LINE_END)
    return text, end


def read_deletions(data: bytes, at: int, left: int) -> tuple[list[Deletion], int]:
    """Read the delete set; each client once, its ranges one after another. At most `left` of them."""
    clients, at = read_number(data, at, LARGEST_CLOCK)
    if clients > left:
        raise NotAccepted(Reason.TOO_MANY)
    deletions: list[Deletion] = []
    seen: set[int] = set()
    for _ in range(clients):
        client, at = read_number(data, at, LARGEST_CLIENT)
        count, at = read_number(data, at, LARGEST_CLOCK)
        if client in seen:
            raise NotAccepted(Reason.TWICE)
        if len(deletions) + count > left:
            raise NotAccepted(Reason.TOO_MANY)
        seen.add(client)
        end = 0
        for _ in range(count):
            clock, at = read_number(data, at, LARGEST_CLOCK)
            length, at = read_number(data, at, LARGEST_CLOCK)
            if clock < end:
                raise NotAccepted(Reason.OUT_OF_ORDER)
            end = clock + length
            if not length or end > LARGEST_CLOCK:
                raise NotAccepted(Reason.NUMBER if length else Reason.EMPTY)
            deletions.append(Deletion(client, clock, length))
    return deletions, at


def write(runs: Sequence[Run], deletions: Sequence[Deletion]) -> bytes:
    """Write an update in its one form: clients from the highest to the lowest, each one's runs by clock."""
    if len(runs) == 1 and not deletions:  # what nearly all are: somebody typed
        one = [b"\x01\x01", number(runs[0].client), number(runs[0].clock)]
        _write_run(one, runs[0])
        return b"".join((*one, b"\x00"))
    by_client: dict[int, list[Run]] = {}
    for run in runs:
        by_client.setdefault(run.client, []).append(run)
    parts = [number(len(by_client))]
    for client in sorted(by_client, reverse=True):
        own = by_client[client]
        own.sort(key=_clock)
        parts += (number(len(own)), number(client), number(own[0].clock))
        for run in own:
            _write_run(parts, run)
    gone: dict[int, list[Deletion]] = {}
    for deletion in deletions:
        gone.setdefault(deletion.client, []).append(deletion)
    parts.append(number(len(gone)))
    for client in sorted(gone, reverse=True):
        ranges = sorted(gone[client])
        parts += (number(client), number(len(ranges)))
        for _, clock, length in ranges:
            parts += (number(clock), number(length))
    return b"".join(parts)


def _clock(run: Run) -> int:
    return run.clock


def _write_run(parts: list[bytes], run: Run) -> None:
    left, right, text = run.left, run.right, run.text
    info = _DELETED if text is None else _TEXT
    parts.append(_INFO[info | (_LEFT if left else 0) | (_RIGHT if right else 0)])
    if left:
        parts += (number(left[0]), number(left[1]))
    if right:
        parts += (number(right[0]), number(right[1]))
    if not left and not right:
        parts += (b"\x01", number(len(run.root)), run.root.encode("ascii"))
    if text is None:
        parts.append(number(run.end - run.clock))
    else:
        words = text.encode()
        parts += (number(len(words)), words)


def writers(payloads: Iterable[bytes]) -> set[int]:
    """The clients whose runs are in what this server made. Raises NotAccepted if it is damaged."""
    return {run.client for payload in payloads for run in read_own(payload).runs}


def tail(run: Run, known: int, *, mend: bool = False) -> Run:
    """The part of a run from the clock `known` on: it follows the unit before it.

    Where that cuts a character in two it raises NotAccepted or, with `mend`, puts U+FFFD for the half, as Yjs does.
    """
    text = run.text
    if text is not None:
        try:
            rest = text.encode("utf-16-le")[2 * (known - run.clock) :]
            text = rest.decode("utf-16-le", "replace" if mend else "strict")
        except UnicodeDecodeError:
            raise NotAccepted(Reason.SURROGATE) from None
    return Run(run.client, known, run.end, text, (run.client, known - 1), run.right, "")


def read_vector(data: bytes) -> dict[int, int]:
    """Read a state vector: how many units of each client are known. Raises NotAccepted."""
    count, at = read_number(data, 0, LARGEST_CLOCK)
    if count > MOST_VECTOR:
        raise NotAccepted(Reason.TOO_MANY)
    vector: dict[int, int] = {}
    for _ in range(count):
        client, at = read_number(data, at, LARGEST_CLIENT)
        clock, at = read_number(data, at, LARGEST_CLOCK)
        if client in vector:
            raise NotAccepted(Reason.TWICE)
        vector[client] = clock
    if at != len(data):
        raise NotAccepted(Reason.TRAILING)
    return vector


def write_vector(vector: dict[int, int]) -> bytes:
    """Write a state vector in its one form: clients from the highest to the lowest."""
    pairs: Sequence[Id] = sorted(vector.items(), reverse=True)
    return number(len(pairs)) + b"".join(number(client) + number(clock) for client, clock in pairs)
