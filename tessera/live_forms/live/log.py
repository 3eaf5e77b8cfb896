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
WRITERS = 2
PAUSE = 0.3  # seconds before PostgreSQL is tried again


class _Lane:
    """What waits for one connection to PostgreSQL. A section is always of the same lane, so that its order is kept."""

    def __init__(self) -> None:
        self.waiting: list[Item] = []
        self.written: list[Item] = []
        self.wake = asyncio.Event()

    def batch(self) -> list[Item]:
        """What is committed next; from now on it is being written."""
        self.written, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
        if not self.waiting:
            self.wake.clear()
        return self.written


class Log:
    """The writers and the listener of this process: more than one writer, so that nobody waits for all the others."""

    def __init__(
        self,
        *,
        on_batch: Callable[[list[Item], list[Outcome], dict[UUID, int]], None],
        on_down: Callable[[list[Item]], None],
        on_news: Callable[[News], None],
    ) -> None:
        self._on_batch, self._on_down, self._on_news = on_batch, on_down, on_news
        self._lanes = [_Lane() for _ in range(WRITERS)]
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to write and to listen. Returns when the listener hears."""
        hears = asyncio.Event()
        doing = [*map(self._write, self._lanes), self._listen(hears)]
        self._tasks = [asyncio.create_task(each) for each in doing]
        await hears.wait()

    async def stop(self) -> None:
        """Write what waits, then leave."""
        for _ in range(100):
            if not self.under_way():
                break
            await asyncio.sleep(0.02)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def add(self, item: Item) -> None:
        """Have an item committed with the next batch."""
        lane = self._lane(item.room)
        lane.waiting.append(item)
        lane.wake.set()

    def _lane(self, room: Room) -> _Lane:
        return self._lanes[room.id.int % len(self._lanes)]

    def under_way(self) -> list[Item]:
        """Everything that is not committed yet, that of one section in the order it was added."""
        return [item for lane in self._lanes for item in (*lane.written, *lane.waiting)]

    @property
    def waiting(self) -> int:
        """How many items wait for a batch."""
        return sum(len(lane.waiting) for lane in self._lanes)

    def drop(self, room: Room) -> list[Item]:
        """Forget what waits for one section, and say what that was."""
        lane = self._lane(room)
        dropped = [item for item in lane.waiting if item.room is room]
        lane.waiting = [item for item in lane.waiting if item.room is not room]
        return dropped

    async def _write(self, lane: _Lane) -> None:
        writer = Writer()
        while True:
            await lane.wake.wait()
            batch = lane.batch()
            if not batch:
                continue
            try:
                outcomes, stamps = await writer.append([_pending(item) for item in batch], _watched(batch))
            except NotCommitted as problem:
                log.error("a batch of %d was not committed: %s", len(batch), problem)
                # Nobody is told that it was saved, and whoever sent it sends it again.
                waiting, lane.waiting, lane.written = lane.waiting, [], []
                self._on_down([*batch, *waiting])
                await asyncio.sleep(PAUSE)
                continue
            lane.written = []
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
