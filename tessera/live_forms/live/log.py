"""PostgreSQL as the live form uses it: updates are committed in batches, and other processes' commits are heard of."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

from tessera.core.identifiers import uuid7

if TYPE_CHECKING:
    from tessera.live_forms.live.connection import Connection
    from tessera.live_forms.live.room import Room

log = logging.getLogger("tessera.live_forms")
MOST_AT_ONCE = 512
PAUSE = 0.3  # seconds before PostgreSQL is tried again
APPEND = (
    "SELECT place, state, seq, at, of FROM access.append(%b::text[], %b::uuid[], %b::uuid[], %b::uuid[], %b::int[], "
    "%b::text[], %b::bigint[], %b::bigint[], %b::uuid[], %b::uuid[], %b::bytea[], %b::uuid[])"
)
CHANNELS = ("tessera_live", "tessera_access")


@dataclass(eq=False, slots=True)
class Item:
    """An admitted update on its way to the log. `also`: others who sent the same once more."""

    room: "Room"
    sender: "Connection"
    channel: int
    number: int
    payload: bytes
    field: str = ""
    base: int = 0
    epoch: int = 0
    id: UUID = made(default_factory=uuid7)
    also: list[tuple["Connection", int, int]] = made(default_factory=list)

    def everyone(self) -> list[tuple["Connection", int, int]]:
        """Who is told how it went: connection, channel, their number for it."""
        return [(self.sender, self.channel, self.number), *self.also]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went with one item: `saved`, `refused`, `closed`, `epoch`, `conflict`, `signed-out`."""

    state: str
    seq: int
    at: datetime | None


def address() -> str:
    """Where Django's default database is, for a connection that is not Django's."""
    made = {key: value for key, value in connection.get_connection_params().items() if _is_libpq(key, value)}
    return make_conninfo(**made)


def _is_libpq(key: str, value: Any) -> bool:
    return key not in {"context", "cursor_factory", "prepare_threshold"} and isinstance(value, str | int)


class Log:
    """One writer and one listener of this process."""

    def __init__(
        self,
        *,
        on_batch: Callable[[list[Item], list[Outcome], dict[UUID, int]], None],
        on_down: Callable[[list[Item]], None],
        on_news: Callable[[str, str], None],
    ) -> None:
        self._on_batch, self._on_down, self._on_news = on_batch, on_down, on_news
        self.waiting: list[Item] = []
        self._written: list[Item] = []
        self._wake = asyncio.Event()
        self._address = address()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to write and to listen. Returns when the listener hears."""
        hears = asyncio.Event()
        self._tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._listen(hears))]
        await hears.wait()

    async def stop(self) -> None:
        """Write what waits, then leave."""
        for _ in range(100):
            if not self.waiting:
                break
            await asyncio.sleep(0.02)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def add(self, item: Item) -> None:
        """Have an item committed with the next batch."""
        self.waiting.append(item)
        self._wake.set()

    def under_way(self) -> list[Item]:
        """Everything that is not committed yet, in the order it was added."""
        return [*self._written, *self.waiting]

    def drop(self, room: "Room") -> list[Item]:
        """Forget what waits for one section, and say what that was."""
        dropped = [item for item in self.waiting if item.room is room]
        self.waiting = [item for item in self.waiting if item.room is not room]
        return dropped

    async def _write(self) -> None:
        writer: psycopg.AsyncConnection[Any] | None = None
        while True:
            await self._wake.wait()
            batch, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
            if not self.waiting:
                self._wake.clear()
            if not batch:
                continue
            self._written = batch
            try:
                if writer is None or writer.closed:
                    writer = await psycopg.AsyncConnection.connect(
                        self._address, autocommit=True, prepare_threshold=1
                    )
                outcomes, stamps = await _append(writer, batch)
            except psycopg.Error as problem:
                log.error("a batch of %d was not committed: %s", len(batch), type(problem).__name__)
                await _leave(writer)
                writer = None
                # It may have been committed and may not: nobody is told that it was, and whoever sent it sends again.
                waiting, self.waiting, self._written = self.waiting, [], []
                self._on_down([*batch, *waiting])
                await asyncio.sleep(PAUSE)
                continue
            self._written = []
            self._on_batch(batch, outcomes, stamps)

    async def _listen(self, hears: asyncio.Event) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._address, autocommit=True) as listener:
                    for channel in CHANNELS:
                        await listener.execute(f"LISTEN {channel}")
                    if hears.is_set():
                        self._on_news("missed", "")
                    hears.set()
                    async for news in listener.notifies():
                        self._on_news(news.channel, news.payload)
            except psycopg.Error as problem:
                log.warning("the listener lost PostgreSQL: %s", type(problem).__name__)
                await asyncio.sleep(PAUSE)


async def _append(
    writer: psycopg.AsyncConnection[Any], batch: list[Item]
) -> tuple[list[Outcome], dict[UUID, int]]:
    watched = {item.room.case_id for item in batch}
    for room in {item.room for item in batch}:
        watched |= {reader.practitioner for reader in room.readers}
    cursor = await writer.execute(
        APPEND,
        (
            [item.sender.token for item in batch],
            [item.id for item in batch],
            [item.room.id for item in batch],
            [item.room.case_id for item in batch],
            [item.epoch for item in batch],
            [item.field for item in batch],
            [item.base for item in batch],
            [item.sender.tab for item in batch],
            [item.sender.practitioner for item in batch],
            [item.sender.agency_id for item in batch],
            [item.payload for item in batch],
            list(watched),
        ),
    )
    outcomes: list[Outcome | None] = [None] * len(batch)
    stamps: dict[UUID, int] = {}
    for place, state, seq, at, of in await cursor.fetchall():
        if place == 0:
            stamps[of] = seq
        else:
            outcomes[place - 1] = Outcome(state, seq, at)
    return [one or Outcome("refused", 0, None) for one in outcomes], stamps


async def _leave(writer: psycopg.AsyncConnection[Any] | None) -> None:
    if writer is not None:
        try:
            await writer.close()
        except psycopg.Error as problem:
            log.debug("the writer's connection was gone already: %s", type(problem).__name__)
