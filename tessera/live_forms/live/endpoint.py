"""The doors of the live form: a socket for a page that is open, and a post for one that is going.

A raw ASGI application: a page must not be able to stall what others type, and nothing between the socket and the log
may drop a message. What it answers is in docs/concepts/live-forms.md.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from tessera.access.outside import SignedOut
from tessera.core.language import gettext as _
from tessera.live_forms.live.asking import Arrival, TooOften
from tessera.live_forms.live.connection import Connection
from tessera.live_forms.live.hub import Hub
from tessera.live_forms.queries import whose
from tessera.live_forms.rules.codec import number
from tessera.live_forms.rules.wire import (
    LONGEST_MESSAGE,
    Close,
    Open,
    Push,
    Reader,
    ToClient,
    Write,
    frame,
    jot,
    push_frames,
    read_message,
)
from tessera.live_forms.rules.words import NotAccepted, Refused

log = logging.getLogger("tessera.live_forms")
PROTOCOL = "tessera-live-1"
SENDING = 20.0  # seconds that one message may take to send
SLOWEST = 32 * 1024  # bytes for each of which it may take a second more
PUSHING = 10.0  # seconds that a post may take to be saved
NOTHING_KNOWN = b"\x00"  # the state vector of an empty document
Scope = dict[str, Any]


class Live:
    """The application of the process kind `rt`."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._started: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        match scope["type"]:
            case "lifespan":
                await self._live(receive, send)
            case "websocket":
                await self._socket(scope, receive, send)
            case _:
                await self._post(scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        while True:
            word = (await receive())["type"].removeprefix("lifespan.")
            if word == "startup":
                await self._ready()
            else:
                await self.hub.stop()
            await send({"type": f"lifespan.{word}.complete"})
            if word == "shutdown":
                return

    async def _ready(self) -> None:
        if self._started is None:
            self._started = asyncio.create_task(self.hub.start())
        await asyncio.shield(self._started)

    async def _arrive(self, scope: Scope, form: UUID, post: tuple[int, int] | None = None) -> Arrival | None:
        """Who this is, let into the form; None where there is no such form for them. Raises SignedOut and TooOften.

        `post`: how many frames and bytes are posted, where it is not a page that opens.
        """
        key = _cookie(scope)
        if key is None:
            raise SignedOut
        await self._ready()
        come, asking = self.hub.arrivals, self.hub.asking
        if post is None:
            return await asking.arrive(key, form, come.page)
        return await asking.arrive(key, form, lambda who: come.post(who, *post), stays=False)

    # ---------------------------------------- a socket

    async def _socket(self, scope: Scope, receive: Any, send: Any) -> None:
        await receive()
        form = _form(scope["path"], "/live/", "/")
        if form is None or not _from_our_page(scope) or PROTOCOL not in scope.get("subprotocols", ()):
            await send({"type": "websocket.close", "code": Close.NOTHING_HERE})
            return
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL})
        connection = await self._let_in(scope, form)
        if isinstance(connection, Close):
            await send({"type": "websocket.close", "code": connection})
            return
        self.hub.connections.add(connection)
        connection.push(_welcome(connection))
        writer = asyncio.create_task(_send(connection, send))
        try:
            await self._read(connection, receive)
        finally:
            self.hub.leave(connection)
            connection.close(Close.START_ANEW)
            await asyncio.wait([writer], timeout=2)
            writer.cancel()

    async def _let_in(self, scope: Scope, form: UUID) -> Connection | Close:
        """The connection of whoever comes to a form, or why there is none."""
        try:
            arrival = await self._arrive(scope, form)
        except SignedOut:
            return Close.SIGNED_OUT
        except TooOften:
            return Close.FLOOD
        if arrival is None:
            return Close.NOTHING_HERE
        connection = _connection(arrival, form)
        return connection if self.hub.admits(connection) else Close.FLOOD

    async def _read(self, connection: Connection, receive: Any) -> None:
        """Take in what a page sends until it goes or is closed."""
        while connection.closed is None:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            data = message.get("bytes")
            if data is None or len(data) > LONGEST_MESSAGE:
                connection.close(Close.TOO_LARGE if data else Close.NOT_ACCEPTED)
                return
            try:
                sent = read_message(data)
            except NotAccepted as refusal:
                log.warning("a message of %s was refused: %s", connection.practitioner, refusal.reason)
                connection.close(Close.NOT_ACCEPTED)
                return
            if not connection.allowance.spend(len(sent), len(data)):
                connection.close(Close.FLOOD)
                return
            for one in sent:
                self.hub.handle(connection, one)

    # ---------------------------------------- a post

    async def _post(self, scope: Scope, receive: Any, send: Any) -> None:
        """What a page had not yet sent when it went. The same door: judged, checked, committed, then acknowledged."""
        if scope["path"] == "/live/health/":
            await _answer(send, 200, json.dumps(self.hub.open_here()).encode())
            return
        form, ours = _form(scope["path"], "/live/", "/push/"), _from_our_page(scope)
        origin = _header(scope, b"origin")
        allowed = [(b"access-control-allow-origin", origin.encode())] if origin and ours else []
        if scope["method"] == "OPTIONS" and allowed:
            await _answer(send, 204, b"", [*allowed, *PREFLIGHT])
            return
        asked = _header(scope, b"x-requested-with") == "live" and ours
        if form is None or scope["method"] != "POST" or not asked:
            await _answer(send, 404, b"")
            return
        status, body = await self._pushed(scope, form, await _body(receive))
        credentials = [(b"access-control-allow-credentials", b"true")] if allowed and status == 200 else []
        await _answer(send, status, body, [*allowed, *credentials])

    async def _pushed(self, scope: Scope, form: UUID, body: bytes | None) -> tuple[int, bytes]:
        """The status and the body that answer a post; `body` is None where it was too long."""
        if body is None:
            return 413, b""
        try:
            pushed = push_frames(body)
        except NotAccepted:
            pushed = []
        if not pushed:
            return 400, b""
        try:
            arrival = await self._arrive(scope, form, (len(pushed), len(body)))
        except SignedOut:
            return 401, b""
        except TooOften:
            return 429, _too_often()
        if arrival is None:
            return 404, b""
        connection = _connection(arrival, form)
        connection.quiet = True
        if not self.hub.admits(connection):
            return 429, _too_often()
        self.hub.connections.add(connection)
        return 200, json.dumps(await self._push(connection, pushed)).encode()

    async def _push(self, connection: Connection, pushed: list[Push]) -> list[dict[str, Any]]:
        """Write what was posted, as a page that opens each section and leaves again."""
        channels = {
            section: channel for channel, section in enumerate(dict.fromkeys(p.section for p in pushed))
        }
        heard = _Heard(connection, asyncio.get_running_loop().time() + PUSHING)
        try:
            for section, channel in channels.items():
                self.hub.handle(connection, Open(channel, section, 0, NOTHING_KNOWN))
            await heard.until(lambda: len(heard.opened) == len(channels))
            self._write(heard, channels, pushed)
            each = {(one.section, one.number) for one in pushed}  # a page may send one twice
            await heard.until(lambda: len(heard.told) == len(each))
        finally:
            self.hub.leave(connection)
        told = (heard.told.get((channels[one.section], one.number), AGAIN) for one in pushed)
        return [{"number": one.number, **answer} for one, answer in zip(pushed, told, strict=True)]

    def _write(self, heard: "_Heard", channels: dict[UUID, int], pushed: list[Push]) -> None:
        """Write in the sections that opened; what was typed for another epoch is sent back."""
        epochs = {one.section: one.epoch for one in pushed}
        for one in pushed:
            channel = channels[one.section]
            if heard.opened.get(channel) == epochs[one.section]:
                self.hub.handle(heard.connection, Write(channel, one.number, one.update))
            else:
                heard.told[channel, one.number] = AGAIN


def _too_often() -> bytes:
    words = _("Too much was sent at once. Wait a few seconds, then send it again.")
    return json.dumps({"code": Refused.TOO_FAST, "words": words}).encode()


AGAIN = {"code": "again"}
PREFLIGHT = [
    (b"access-control-allow-methods", b"POST"),
    (b"access-control-allow-headers", b"x-requested-with, content-type"),
    (b"access-control-allow-credentials", b"true"),
    (b"access-control-max-age", b"600"),
]


class _Heard:
    """What would have been sent to a page that posts: which sections opened, and what became of each update."""

    def __init__(self, connection: Connection, deadline: float) -> None:
        self.connection, self.deadline = connection, deadline
        self.opened: dict[int, int] = {}
        self.told: dict[tuple[int, int], dict[str, Any]] = {}

    async def until(self, done: Callable[[], bool]) -> None:
        """Hear until that is so, or the time is over."""
        loop = asyncio.get_running_loop()
        while not done() and loop.time() < self.deadline:
            await asyncio.sleep(0.005)
            self._hear()

    def _hear(self) -> None:
        for body in _frames(self.connection.sent()):
            reader, kind = Reader(body, 1), body[0]
            if kind == ToClient.OPENED:
                channel = reader.u()
                self.opened[channel] = reader.u()
            elif kind == ToClient.SHUT:
                self.opened[reader.u()] = -1
            elif kind == ToClient.SAVED:
                channel, count = reader.u(), reader.u()
                self.told[channel, count] = {"seq": reader.u()}
            elif kind == ToClient.REFUSED:
                channel, count = reader.u(), reader.u()
                self.told[channel, count] = {"code": reader.buf().decode()}


def _frames(message: bytes) -> list[bytes]:
    """Our own frames, of any number and size."""
    found, at = [], 0
    while at < len(message):
        reader = Reader(message, at)
        body = reader.buf(2**40)
        at += len(number(len(body))) + len(body)
        found.append(body)
    return found


def _welcome(connection: Connection) -> bytes:
    about = {"client": connection.tab, **connection.whose._asdict()}
    return frame(ToClient.WELCOME, jot(about))


def _connection(arrival: Arrival, form: UUID) -> Connection:
    return Connection(
        token=arrival.token,
        form_id=form,
        practitioner=arrival.me.id,
        agency_id=arrival.me.agency_id,
        whose=whose(arrival.me.id, arrival.me.name, arrival.me.agency),
        tab=arrival.tab,
        tabs=arrival.tabs,
    )


async def _send(connection: Connection, send: Any) -> None:
    """Send what waits, until it is closed. A page that takes no message for that long is too slow."""
    try:
        while (message := await connection.waiting()) is not None:
            async with asyncio.timeout(SENDING + len(message) / SLOWEST):
                await send({"type": "websocket.send", "bytes": message})
    except TimeoutError:
        connection.close(Close.TOO_SLOW)
    except (OSError, RuntimeError):  # it has gone meanwhile
        connection.close(Close.START_ANEW)
        return
    try:
        await send({"type": "websocket.close", "code": connection.closed or Close.START_ANEW})
    except (OSError, RuntimeError):
        return


def _form(path: str, before: str, after: str) -> UUID | None:
    try:
        return UUID(path.removeprefix(before).removesuffix(after))
    except ValueError:
        return None


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def _cookie(scope: Scope) -> str | None:
    try:
        held = SimpleCookie(_header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    return held.value if held is not None else None


def _from_our_page(scope: Scope) -> bool:
    """Whether a browser says that a page of ours asks: another site's page must not use somebody's session."""
    origin = _header(scope, b"origin")
    return origin in settings.CSRF_TRUSTED_ORIGINS or (
        bool(origin) and urlsplit(origin).netloc == _header(scope, b"host")
    )


async def _body(receive: Any) -> bytes | None:
    """The body of a post; None where it is too long."""
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > LONGEST_MESSAGE:
            return None
        if not message.get("more_body"):
            return body


async def _answer(send: Any, status: int, body: bytes, headers: Any = ()) -> None:
    kind = b"application/json"
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", kind), (b"cache-control", b"no-store"), *headers],
        }
    )
    await send({"type": "http.response.body", "body": body})
