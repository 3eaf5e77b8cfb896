"""A page that somebody has open on a form, as the protocol's page describes it: typed at by tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from pycrdt import Doc, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tessera.live_forms.rules.codec import buf, number
from tessera.live_forms.rules.wire import FromClient, Reader, ToClient, frame, jot


class Section:
    """One section as this page has it."""

    def __init__(self, page: Page, channel: int, section: UUID) -> None:
        self.page, self.channel, self.id = page, channel, section
        self.doc: Doc[Text] = Doc()
        self.epoch = self.seq = 0
        self.writes = False
        self.opened = asyncio.Event()
        self.shut = ""
        self.closed = self.reset = False
        self.values: dict[str, Any] = {}
        self.names: dict[str, list[str]] = {}
        self.refused: list[tuple[int, str, Any]] = []

    def text(self, name: str) -> str:
        return str(self.doc.get(name, type=Text))

    def open(self) -> None:
        self.page.send(
            frame(
                FromClient.OPEN,
                number(self.channel),
                buf(self.id.bytes),
                number(self.epoch),
                buf(self.doc.get_state()),
            )
        )

    def type(self, name: str, words: str, at: int | None = None) -> int:
        """Type words into a field, at an index in bytes of UTF-8 or at the end; the number they were sent under."""
        before = self.doc.get_state()
        text = self.doc.get(name, type=Text)
        text.insert(len(text) if at is None else at, words)
        return self.send(self.doc.get_update(before))

    def delete(self, name: str, start: int, end: int) -> int:
        before = self.doc.get_state()
        text = self.doc.get(name, type=Text)
        del text[start:end]
        return self.send(self.doc.get_update(before))

    def send(self, update: bytes) -> int:
        count = self.page.count()
        self.page.outbox[count] = (self, update)
        self.page.send(frame(FromClient.WRITE, number(self.channel), number(count), buf(update)))
        return count

    def set(self, field: str, value: str, base: int | None = None) -> int:
        count = self.page.count()
        known = self.values.get(field, {}).get("seq", 0)
        told = {"field": field, "base": known if base is None else base, "value": value}
        self.page.send(frame(FromClient.SET, number(self.channel), number(count), jot(told)))
        return count


class Page:
    """Somebody's page. `bytes` is everything the server ever sent it."""

    def __init__(self, port: int, form: UUID, key: str) -> None:
        self.port, self.form, self.key = port, form, key
        self.sections: dict[int, Section] = {}
        self.outbox: dict[int, tuple[Section, bytes]] = {}
        self.saved: dict[int, int] = {}
        self.bytes = b""
        self.people: dict[int, Any] = {}
        self.client = 0
        self.closed_with: int | None = None
        self._count = 0
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None

    def count(self) -> int:
        self._count += 1
        return self._count

    async def connect(self) -> Page:
        """Connect, or connect again: sections that were open are opened, and what was not saved is sent again."""
        self.closed_with = None
        self._socket = await connect(
            f"ws://127.0.0.1:{self.port}/live/{self.form}/",
            subprotocols=["tessera-live-1"],  # type: ignore[list-item]
            origin=f"http://127.0.0.1:{self.port}",  # type: ignore[arg-type]
            additional_headers={"Cookie": f"tessera={self.key}"},
            max_size=None, compression=None,
        )  # fmt: skip
        self._reading = asyncio.create_task(self._read())
        for section in self.sections.values():
            section.opened.clear()
            section.open()
        return self

    async def open(self, section: UUID) -> Section:
        """Open a section, and wait for it or for its refusal."""
        made = Section(self, len(self.sections) + 1, section)
        self.sections[made.channel] = made
        made.open()
        await self.until(lambda: made.opened.is_set() or bool(made.shut))
        return made

    def send(self, *frames: bytes) -> None:
        socket = self._socket
        if socket is not None:
            asyncio.get_running_loop().create_task(_quietly(socket, b"".join(frames)))

    async def until(self, holds: Callable[[], bool], seconds: float = 60) -> None:
        """Wait until something holds, of this page or of several."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not holds():
            told = {s.channel: (s.shut, s.refused, s.seq) for s in self.sections.values()}
            assert loop.time() < end, (
                f"waited in vain; closed with {self.closed_with}, sections {told}, unsaved {list(self.outbox)}"
            )
            await asyncio.sleep(0.005)

    async def saved_all(self, seconds: float = 60) -> None:
        await self.until(lambda: not self.outbox, seconds)

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._reading is not None:
            await self._reading

    async def _read(self) -> None:
        assert self._socket is not None
        try:
            async for message in self._socket:
                assert isinstance(message, bytes)
                self.bytes += message
                at = 0
                while at < len(message):
                    reader = Reader(message, at)
                    body = reader.buf(2**40)
                    at += len(number(len(body))) + len(body)
                    self._take(body)
        except ConnectionClosed:
            pass
        self.closed_with = self._socket.close_code

    def _take(self, body: bytes) -> None:
        kind, reader = ToClient(body[0]), Reader(body, 1)
        if kind is ToClient.WELCOME:
            self.client = self.client or json.loads(reader.buf())["client"]
            return
        if kind is ToClient.PONG:
            return
        section = self.sections[reader.u()]
        match kind:
            case ToClient.OPENED:
                self._opened(section, reader)
            case ToClient.WRITTEN:
                section.seq = reader.u()
                for _ in range(reader.u()):
                    section.doc.apply_update(reader.buf(2**40))
            case ToClient.SAVED:
                count = reader.u()
                self.saved[count] = reader.u()
                self.outbox.pop(count, None)
            case ToClient.REFUSED:
                count, code = reader.u(), reader.buf().decode()
                section.refused.append((count, code, json.loads(reader.buf())))
                if code == "again":
                    if section.opened.is_set():  # or it is being opened already, and what waits is sent then
                        section.opened.clear()
                        section.open()
                else:
                    self.outbox.pop(count, None)
            case ToClient.SHUT:
                # A section that is shut and asked for again is shut again: the first says why.
                section.shut = section.shut or reader.buf().decode()
            case ToClient.RESET:
                section.reset, section.doc, section.epoch = True, Doc(), 0
                # What was typed before the epoch is its author's to type again: no page sends it by itself.
                self.outbox = {count: sent for count, sent in self.outbox.items() if sent[0] is not section}
            case ToClient.PRESENT:
                told = json.loads(reader.buf())
                self.people[told["who"]] = told
            case ToClient.VALUE:
                section.seq = reader.u()
                told = json.loads(reader.buf())
                section.values[told["field"]] = told
            case ToClient.NAMES:
                section.names |= json.loads(reader.buf())
            case ToClient.CLOSED:
                section.closed = True

    def _opened(self, section: Section, reader: Reader) -> None:
        section.epoch, section.seq, section.writes = reader.u(), reader.u(), bool(reader.u())
        diff, about = reader.buf(2**40), json.loads(reader.buf(2**40))
        if not section.opened.is_set() and not section.seq and not section.doc.keys():
            section.doc = Doc(client_id=self.client)
        elif section.doc.client_id != self.client:
            held = section.doc.get_update()
            section.doc = Doc(client_id=self.client)
            section.doc.apply_update(held)
        section.doc.apply_update(diff)
        section.values, section.names = about["values"], about["names"]
        section.opened.set()
        for count, (whose, update) in list(self.outbox.items()):
            if whose is section:
                self.send(frame(FromClient.WRITE, number(section.channel), number(count), buf(update)))


@asynccontextmanager
async def visiting(port: int, form: UUID, *keys: str) -> AsyncIterator[list[Page]]:
    """A page for each key, connected; every one of them closed at the end, and any that were added to the list."""
    pages: list[Page] = []
    try:
        for key in keys:
            pages.append(await Page(port, form, key).connect())
        yield pages
    finally:
        for page in pages:
            await page.close()


async def _quietly(socket: ClientConnection, message: bytes) -> None:
    try:
        await socket.send(message)
    except ConnectionClosed:
        return
