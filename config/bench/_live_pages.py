"""A page that types, as light as it can be, the same for our server and for its peers.

It keeps no document. What it types is a Yjs update written here, and what it hears is looked through for the words that
other pages typed: each holds the moment it was typed at, so that nothing has to be remembered. Ours speaks the protocol
of docs/concepts/live-forms.md; the peers speak y-protocols, Hocuspocus with a name before each message.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import re
import time
from array import array
from collections import deque
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

FIELD = "words"
WORD = re.compile(rb"~([0-9a-f]{2})([0-9a-f]{13})")
WORD_LENGTH = 16
OPEN, WRITE = 2, 3
WELCOME, OPENED, WRITTEN, SAVED, REFUSED, SHUT = 64, 65, 66, 67, 68, 69


def moment() -> int:
    """Microseconds that only grow, the same for every process of this machine."""
    return time.monotonic_ns() // 1000


def number(value: int) -> bytes:
    """An unsigned LEB128 integer."""
    out = bytearray()
    while value > 127:
        out.append(128 | (value & 127))
        value >>= 7
    out.append(value)
    return bytes(out)


def read_number(data: bytes, at: int) -> tuple[int, int]:
    """The integer there, and where the next byte is."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def buf(data: bytes) -> bytes:
    return number(len(data)) + data


@dataclass(slots=True)
class Place:
    """A section as one page writes in it. `client` is who its edits are by, `clock` how many units it has written."""

    section: str
    channel: int
    client: int
    clock: int = 0
    opened: bool = False
    waiting: deque[bytes] = field(default_factory=deque)

    def typed(self, words: bytes) -> bytes:
        """A Yjs update (v1) that puts ASCII words after what this client wrote last."""
        start = b"\x01\x01" + number(self.client) + number(self.clock)
        if self.clock:
            where = b"\x84" + number(self.client) + number(self.clock - 1)
        else:
            where = b"\x04\x01" + buf(FIELD.encode())
        self.clock += len(words)
        return start + where + buf(words) + b"\x00"


@dataclass
class Watch:
    """What all pages saw: how long words took to get from one to another, and how long until they were saved."""

    begin: int = 0
    end: int = 2**62
    deliveries: array[int] = field(default_factory=lambda: array("q"))
    saved: array[int] = field(default_factory=lambda: array("q"))
    refused: int = 0
    acknowledged: set[bytes] = field(default_factory=set)
    seen: dict[bytes, int] = field(default_factory=dict)
    keeps_words: bool = False  # which words, and not only how many


class Page(asyncio.Protocol):
    """One socket of one writer. What differs from server to server is in those below."""

    scans = False  # once everything is open, messages need not be told apart

    def __init__(self, who: int, sections: list[str], watch: Watch, given: dict[str, str]) -> None:
        self.who, self.watch, self.given = who, watch, given
        self.places = [
            Place(section, channel, random.getrandbits(31)) for channel, section in enumerate(sections, 1)
        ]
        self.ready, self.lost = asyncio.Event(), asyncio.Event()
        self._own = b"%02x" % who
        self._rest = b""
        self._shaken = self._raw = False
        self._transport: asyncio.WriteTransport | None = None

    # ---------------------------------------- the socket

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = socket = cast(asyncio.WriteTransport, transport)
        key = base64.b64encode(os.urandom(16)).decode()
        port = self.given["port"]
        lines = [
            f"GET {self.path()} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Origin: http://127.0.0.1:{port}",
            "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
            *self.headers(), "", "",
        ]  # fmt: skip
        socket.write("\r\n".join(lines).encode())

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self.lost.set()

    def data_received(self, data: bytes) -> None:
        if self._raw:
            self._scan(data)
            return
        self._rest += data
        if not self._shaken:
            head, found, rest = self._rest.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head[:20]:
                raise RuntimeError(head[:200].decode("latin-1"))
            self._shaken, self._rest = True, rest
            self.shaken()
        for message in self._messages():
            self.heard(message)
        if not self.ready.is_set() and all(place.opened for place in self.places):
            self.ready.set()
            self._raw = self.scans and not self.watch.keeps_words

    def _messages(self) -> list[bytes]:
        """The whole messages among what came; the rest is kept. Servers send none in pieces."""
        data, at, found = self._rest, 0, []
        while len(data) >= at + 2:
            kind, length, start = data[at] & 15, data[at + 1] & 127, at + 2
            if length > 125:
                size = 2 if length == 126 else 8
                if len(data) < start + size:
                    break
                length, start = int.from_bytes(data[start : start + size]), start + size
            if len(data) < start + length:
                break
            at = start + length
            if kind == 2:
                found.append(data[start:at])
            elif kind == 9:
                self.send(data[start:at], kind=10)
        self._rest = data[at:]
        return found

    def send(self, message: bytes, *, kind: int = 2) -> None:
        """Send a message; to a socket that was lost, nothing. The mask is of zeros, which changes no byte."""
        if self._transport is None:
            return
        size = len(message)
        if size < 126:
            head = bytes((128 | kind, 128 | size))
        elif size < 65536:
            head = bytes((128 | kind, 254)) + size.to_bytes(2)
        else:
            head = bytes((128 | kind, 255)) + size.to_bytes(8)
        self._transport.write(head + b"\x00\x00\x00\x00" + message)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    # ---------------------------------------- words

    def type(self, place: Place) -> bytes:
        """Type a word that says when; the word."""
        word = b"~%s%013x" % (self._own, moment())
        self.write(place, place.typed(word), word)
        return word

    def _scan(self, data: bytes) -> None:
        data = self._rest + data
        self.words_in(data)
        last = data.rfind(b"~")
        self._rest = data[last:] if last > len(data) - WORD_LENGTH else b""

    def words_in(self, data: bytes) -> None:
        """Note the words of others that came, and how long they took."""
        now, watch, own = moment(), self.watch, self._own
        for who, when in WORD.findall(data):
            if watch.keeps_words:
                word = b"~" + who + when
                watch.seen[word] = watch.seen.get(word, 0) + 1
            elif who != own:
                typed = int(when, 16)
                if watch.begin <= typed < watch.end:
                    watch.deliveries.append(now - typed)

    # ---------------------------------------- what each server is spoken to in

    def path(self) -> str:
        raise NotImplementedError

    def headers(self) -> list[str]:
        return []

    def shaken(self) -> None:
        """The socket is open: open the sections."""
        raise NotImplementedError

    def heard(self, message: bytes) -> None:
        raise NotImplementedError

    def write(self, place: Place, update: bytes, word: bytes) -> None:
        raise NotImplementedError


class Ours(Page):
    """docs/concepts/live-forms.md."""

    def __init__(self, who: int, sections: list[str], watch: Watch, given: dict[str, str]) -> None:
        super().__init__(who, sections, watch, given)
        self.client = self._count = 0
        self._sent: dict[int, tuple[bytes, int]] = {}

    def path(self) -> str:
        return f"/live/{self.given['form']}/"

    def headers(self) -> list[str]:
        return ["Sec-WebSocket-Protocol: tessera-live-1", f"Cookie: {self.given['cookie']}"]

    def shaken(self) -> None:
        for place in self.places:
            section = buf(UUID(place.section).bytes)
            self.frame(bytes((OPEN,)), number(place.channel), section, b"\x00", buf(b"\x00"))

    def frame(self, *parts: bytes) -> None:
        self.send(buf(b"".join(parts)))

    def write(self, place: Place, update: bytes, word: bytes) -> None:
        self._count += 1
        self._sent[self._count] = word, moment()
        self.frame(bytes((WRITE,)), number(place.channel), number(self._count), buf(update))

    def heard(self, message: bytes) -> None:
        at = 0
        while at < len(message):
            length, at = read_number(message, at)
            kind = message[at]
            if kind == WRITTEN:
                self.words_in(message[at : at + length])
            elif kind == SAVED:
                self._saved(message, at + 1)
            elif kind == OPENED:
                self._opened(message[at : at + length])
            elif kind == WELCOME:
                _, start = read_number(message, at + 1)
                self.client = json.loads(message[start : at + length])["client"]
            elif kind in (REFUSED, SHUT):
                self.watch.refused += 1
            at += length

    def _opened(self, body: bytes) -> None:
        channel, _ = read_number(body, 1)
        place = self.places[channel - 1]
        place.opened, place.client = True, self.client
        if self.watch.keeps_words:
            self.words_in(body)

    def _saved(self, message: bytes, at: int) -> None:
        _, at = read_number(message, at)
        count, at = read_number(message, at)
        word, sent = self._sent.pop(count)
        if self.watch.keeps_words:
            self.watch.acknowledged.add(word)
        elif self.watch.begin <= sent < self.watch.end:
            self.watch.saved.append(moment() - sent)


class YWebsocket(Page):
    """y-websocket: one socket for each document. It confirms nothing: what another page shows counts as confirmed."""

    scans = True

    def path(self) -> str:
        return "/" + self.places[0].section

    def shaken(self) -> None:
        self.send(b"\x00\x00" + buf(b"\x00"))

    def heard(self, message: bytes) -> None:
        if message[:2] == b"\x00\x01":
            self.places[0].opened = True
        self.words_in(message)
        if self.watch.keeps_words and message[:2] == b"\x00\x02":
            self.watch.acknowledged |= {
                b"~" + who + when for who, when in WORD.findall(message) if who != self._own
            }

    def write(self, place: Place, update: bytes, word: bytes) -> None:
        self.send(b"\x00\x02" + buf(update))


class Hocuspocus(Page):
    """Hocuspocus: many documents on one socket, each message with its document's name before it."""

    scans = True

    def path(self) -> str:
        return "/"

    def shaken(self) -> None:
        for place in self.places:
            name = buf(place.section.encode())
            self.send(name + b"\x02\x00" + buf(b"any"))
            self.send(name + b"\x00\x00" + buf(b"\x00"))

    def heard(self, message: bytes) -> None:
        length, at = read_number(message, 0)
        name = message[at : at + length].decode()
        kind = message[at + length :]
        place = next(place for place in self.places if place.section == name)
        if kind[:2] == b"\x00\x01":
            place.opened = True
        elif kind[:2] == b"\x08\x01" and place.waiting:
            self.watch.acknowledged.add(place.waiting.popleft())
        self.words_in(kind)

    def write(self, place: Place, update: bytes, word: bytes) -> None:
        if self.watch.keeps_words:
            place.waiting.append(word)
        self.send(buf(place.section.encode()) + b"\x00\x02" + buf(update))


KINDS: dict[str, type[Page]] = {"ours": Ours, "y-websocket": YWebsocket, "hocuspocus": Hocuspocus}


async def connect(
    kind: str, who: int, sections: list[str], watch: Watch, given: dict[str, str]
) -> list[Page]:
    """The sockets of one writer, every section open. Raises TimeoutError."""
    each = [[section] for section in sections] if kind == "y-websocket" else [sections]
    pages = [KINDS[kind](who, some, watch, given) for some in each]
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(60):
        for page in pages:
            await loop.create_connection(lambda page=page: page, "127.0.0.1", int(given["port"]))  # type: ignore[misc]
            await page.ready.wait()
    return pages
