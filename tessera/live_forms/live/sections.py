"""The sections that somebody has open in this process, and who has which. What the rest of the hub stands on."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from tessera.live_forms.live.asking import Asking
from tessera.live_forms.live.connection import Reader
from tessera.live_forms.live.room import Room
from tessera.live_forms.rules.wire import Close, ToClient

log = logging.getLogger("tessera.live_forms")


class Sections:
    """Sections by their identifiers, each loaded once for everyone who has it open."""

    def __init__(self) -> None:
        self.rooms: dict[UUID, Room] = {}
        self.asking = Asking()
        self._loading: dict[UUID, asyncio.Task[Room | None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, doing: Coroutine[Any, Any, None]) -> None:
        """Do something beside everything else. What goes wrong in it is logged, and stops nobody."""
        task = asyncio.get_running_loop().create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("the live form: %s", type(problem).__name__, exc_info=problem)

    async def find(self, section: UUID, token: str) -> Room | None:
        """A section, loaded in the name of whoever asks first; None where it is not theirs to read."""
        if room := self.rooms.get(section):
            return room
        loading = self._loading.get(section)
        if loading is None:
            loading = asyncio.get_running_loop().create_task(self._load(section, token))
            self._loading[section] = loading
            loading.add_done_callback(lambda _: self._loading.pop(section, None))
        found = await asyncio.shield(loading)
        return found if found is not None or section not in self.rooms else self.rooms[section]

    async def _load(self, section: UUID, token: str) -> Room | None:
        found = await self.asking.load(token, section)
        if found is None:
            return None
        room = Room(found)
        room.names = await self.asking.names(token, room.form_id, room.document.clients)
        self.rooms[section] = room
        return room

    def room_of(self, reader: Reader) -> Room | None:
        """The section a reader has open."""
        room = self.rooms.get(reader.section) if reader.section else None
        return room if room is not None and reader in room.readers else None

    def _forget(self, room: Room) -> None:
        if self.rooms.get(room.id) is room:  # and not one that was read after it
            del self.rooms[room.id]

    def reset(self, room: Room) -> None:
        """Another epoch began."""
        self._forget(room)
        for reader in list(room.readers):
            reader.connection.channels.pop(reader.channel, None)
            reader.push(ToClient.RESET)
        room.readers.clear()

    def broken(self, room: Room) -> None:
        """The section is read anew: whoever has it open comes again, and nothing that was saved is missing."""
        self._forget(room)
        for reader in list(room.readers):
            reader.connection.close(Close.START_ANEW)
