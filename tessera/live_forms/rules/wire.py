"""The frames of the live form's protocol (docs/concepts/live-forms.md): read from a client, written to one.

A message is one frame or more. A frame is its length and its body; a body is one byte of type and its parts.
"""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import Any
from uuid import UUID

from tessera.live_forms.rules.codec import buf, read_number
from tessera.live_forms.rules.words import NotAccepted, Reason

__all__ = (
    "LARGEST_NUMBER",
    "LONGEST_MESSAGE",
    "Close",
    "FromClient",
    "Here",
    "Leave",
    "Open",
    "Ping",
    "Push",
    "Reader",
    "Sent",
    "Set",
    "ToClient",
    "Write",
    "frame",
    "jot",
    "push_frames",
    "read_message",
    "split",
)

LONGEST_MESSAGE = 256 * 1024  # bytes
MOST_FRAMES = 64
LARGEST_NUMBER = 2**53 - 1  # what a browser counts to exactly
LARGEST_CHANNEL = 2**31 - 1
LONGEST_HERE = 512  # bytes of JSON
LONGEST_VALUE = 16 * 1024  # bytes of JSON
LONGEST_VECTOR = 128 * 1024  # bytes


class FromClient(IntEnum):
    OPEN = 2
    WRITE = 3
    LEAVE = 4
    HERE = 5
    PING = 6
    SET = 7
    PUSH = 8


class ToClient(IntEnum):
    WELCOME = 64
    OPENED = 65
    WRITTEN = 66
    SAVED = 67
    REFUSED = 68
    SHUT = 69
    PRESENT = 70
    RESET = 71
    PONG = 72
    VALUE = 73
    NAMES = 74
    CLOSED = 75


class Close(IntEnum):
    """Why a connection was closed."""

    NOT_ACCEPTED = 1008
    TOO_LARGE = 1009
    SIGNED_OUT = 4401
    NOTHING_HERE = 4404
    TOO_SLOW = 4408
    FLOOD = 4429
    START_ANEW = 4500


@dataclass(frozen=True, slots=True)
class Open:
    channel: int
    section: UUID
    epoch: int
    vector: bytes


@dataclass(frozen=True, slots=True)
class Write:
    channel: int
    number: int
    update: bytes


@dataclass(frozen=True, slots=True)
class Leave:
    channel: int


@dataclass(frozen=True, slots=True)
class Here:
    """Where a practitioner is. `at` and `to` are UTF-16 units in the field's text."""

    channel: int
    field: str | None
    at: int
    to: int


@dataclass(frozen=True, slots=True)
class Ping:
    pass


@dataclass(frozen=True, slots=True)
class Set:
    channel: int
    number: int
    field: str
    base: int
    value: str


@dataclass(frozen=True, slots=True)
class Push:
    section: UUID
    epoch: int
    number: int
    update: bytes


Sent = Open | Write | Leave | Here | Ping | Set | Push


class Reader:
    """Reads the parts of one frame's body, one after another. Whatever is not there raises NotAccepted."""

    __slots__ = ("_at", "_body")

    def __init__(self, body: bytes, at: int = 0) -> None:
        self._body = body
        self._at = at

    def u(self, largest: int = LARGEST_NUMBER) -> int:
        value, self._at = read_number(self._body, self._at, largest)
        return value

    def buf(self, longest: int = LONGEST_MESSAGE) -> bytes:
        length = self.u(longest)
        part = self._body[self._at : self._at + length]
        if len(part) != length:
            raise NotAccepted(Reason.TRUNCATED)
        self._at += length
        return part

    def json(self, longest: int) -> dict[str, Any]:
        """An object in JSON. A nesting too deep for Python is a refusal like any other."""
        try:
            value = json.loads(self.buf(longest).decode("utf-8"), parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise NotAccepted(Reason.FRAME) from None
        if not isinstance(value, dict):
            raise NotAccepted(Reason.FRAME)
        return value

    def end(self) -> None:
        if self._at != len(self._body):
            raise NotAccepted(Reason.TRAILING)


def _no_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are Python's own, not JSON


def frame(kind: ToClient | FromClient, *parts: bytes) -> bytes:
    """One frame of parts that `number`, `buf` and `jot` made."""
    return buf(b"".join((bytes((kind,)), *parts)))


def jot(value: object) -> bytes:
    """A part of JSON, in as few bytes as it takes."""
    return buf(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def split(message: bytes) -> list[bytes]:
    """The bodies of the frames of a message. Raises NotAccepted where it is not whole frames, within the limits."""
    if len(message) > LONGEST_MESSAGE:
        raise NotAccepted(Reason.TOO_LONG)
    bodies: list[bytes] = []
    at = 0
    while at < len(message):
        length, at = read_number(message, at, LONGEST_MESSAGE)
        body = message[at : at + length]
        if not length or len(body) != length or len(bodies) == MOST_FRAMES:
            raise NotAccepted(Reason.FRAME)
        bodies.append(body)
        at += length
    return bodies


SOCKET = frozenset(FromClient) - {FromClient.PUSH}


def read_message(message: bytes, kinds: Collection[FromClient] = SOCKET) -> list[Sent]:
    """Read what a client sent: all of it, or NotAccepted. `kinds` are those allowed here."""
    return [_read(body, kinds) for body in split(message)]


def push_frames(body: bytes) -> list[Push]:
    """Read what was posted by a page as it went: PUSH frames alone. Raises NotAccepted."""
    return [sent for sent in read_message(body, {FromClient.PUSH}) if isinstance(sent, Push)]


def _read(body: bytes, kinds: Collection[FromClient]) -> Sent:
    if body[0] not in kinds:
        raise NotAccepted(Reason.FRAME)
    reader = Reader(body, 1)
    sent = _READERS[FromClient(body[0])](reader)
    reader.end()
    return sent


def _open(reader: Reader) -> Open:
    return Open(reader.u(LARGEST_CHANNEL), _section(reader), reader.u(), reader.buf(LONGEST_VECTOR))


def _write(reader: Reader) -> Write:
    return Write(reader.u(LARGEST_CHANNEL), reader.u(), reader.buf())


def _leave(reader: Reader) -> Leave:
    return Leave(reader.u(LARGEST_CHANNEL))


def _here(reader: Reader) -> Here:
    channel, place = reader.u(LARGEST_CHANNEL), reader.json(LONGEST_HERE)
    field = place.get("field")
    at, to = _whole(place.get("at", 0)), _whole(place.get("to", 0))
    return Here(channel, None if field is None else _text(field), at, to)


def _ping(_reader: Reader) -> Ping:
    return Ping()


def _set(reader: Reader) -> Set:
    channel, count, given = reader.u(LARGEST_CHANNEL), reader.u(), reader.json(LONGEST_VALUE)
    return Set(
        channel, count, _text(given.get("field")), _whole(given.get("base")), _text(given.get("value"))
    )


def _push(reader: Reader) -> Push:
    return Push(_section(reader), reader.u(), reader.u(), reader.buf())


def _section(reader: Reader) -> UUID:
    given = reader.buf(16)
    if len(given) != 16:
        raise NotAccepted(Reason.FRAME)
    return UUID(bytes=given)


def _text(value: object) -> str:
    """Text that can be kept: no NUL and no half of a surrogate pair, either of which JSON may spell out."""
    if not isinstance(value, str) or "\x00" in value:
        raise NotAccepted(Reason.FRAME)
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise NotAccepted(Reason.SURROGATE) from None
    return value


def _whole(value: object) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST_NUMBER:
        raise NotAccepted(Reason.FRAME)
    return value


_READERS: dict[FromClient, Callable[[Reader], Sent]] = {
    FromClient.OPEN: _open,
    FromClient.WRITE: _write,
    FromClient.LEAVE: _leave,
    FromClient.HERE: _here,
    FromClient.PING: _ping,
    FromClient.SET: _set,
    FromClient.PUSH: _push,
}
