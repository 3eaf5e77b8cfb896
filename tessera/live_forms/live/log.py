"""What waits to be committed in this process, batch after batch, and what other processes committed."""

import asyncio
import logging
from collections.abc import Callable
from uuid import UUID

from tessera.live_forms.actions.appending import NotCommitted, Outcome, Pending, Writer
from tessera.live_forms.live.room import Item, Room
from tessera.live_forms.queries.hearing import Away, Hears, News, address, news

log = logging.getLogger("tessera.live_forms")
MOST_AT_ONCE = 512
PAUSE = 0.3  # seconds before PostgreSQL is tried again


class Log:
    """One writer and one listener of this process."""

    def __init__(
        self,
        *,
        on_batch: Callable[[list[Item], list[Outcome], dict[UUID, int]], None],
        on_down: Callable[[list[Item]], None],
        on_news: Callable[[News], None],
    ) -> None:
        self._on_batch, self._on_down, self._on_news = on_batch, on_down, on_news
        self.waiting: list[Item] = []
        self._written: list[Item] = []
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to write and to listen. Returns when the listener hears."""
        hears = asyncio.Event()
        self._tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._listen(hears))]
        await hears.wait()

    async def stop(self) -> None:
        """Write what waits, then leave."""
        for _ in range(100):
            if not self.waiting and not self._written:
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

    def drop(self, room: Room) -> list[Item]:
        """Forget what waits for one section, and say what that was."""
        dropped = [item for item in self.waiting if item.room is room]
        self.waiting = [item for item in self.waiting if item.room is not room]
        return dropped

    async def _write(self) -> None:
        writer = Writer()
        while True:
            await self._wake.wait()
            batch, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
            if not self.waiting:
                self._wake.clear()
            if not batch:
                continue
            self._written = batch
            try:
                outcomes, stamps = await writer.append([_pending(item) for item in batch], _watched(batch))
            except NotCommitted as problem:
                log.error("a batch of %d was not committed: %s", len(batch), problem)
                # Nobody is told that it was saved, and whoever sent it sends it again.
                waiting, self.waiting, self._written = self.waiting, [], []
                self._on_down([*batch, *waiting])
                await asyncio.sleep(PAUSE)
                continue
            self._written = []
            self._on_batch(batch, outcomes, stamps)

    async def _listen(self, hears: asyncio.Event) -> None:
        where = address()
        while True:
            try:
                async for told in news(where):
                    if not isinstance(told, Hears) or hears.is_set():
                        self._on_news(told)
                    hears.set()
            except Away as problem:
                log.warning("the listener lost PostgreSQL: %s", problem)
                await asyncio.sleep(PAUSE)


def _pending(item: Item) -> Pending:
    sender = item.sender
    return Pending(
        token=sender.token,
        id=item.id,
        section_id=item.room.id,
        case_id=item.room.case_id,
        epoch=item.epoch,
        field=item.field,
        base=item.base,
        tab=sender.tab,
        author_id=sender.practitioner,
        agency_id=sender.agency_id,
        payload=item.payload,
    )


def _watched(batch: list[Item]) -> set[UUID]:
    """Whose access is asked after with a batch: its cases, and everyone who would be sent it."""
    rooms = {item.room for item in batch}
    return {room.case_id for room in rooms} | {
        reader.practitioner for room in rooms for reader in room.readers
    }
