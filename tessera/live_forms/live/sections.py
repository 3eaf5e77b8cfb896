"""The sections that somebody has open in this process, and who has which. What the rest of the hub stands on."""

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from tessera.live_forms.live.asking import Asking
from tessera.live_forms.live.connection import Reader
from tessera.live_forms.live.room import Room
from tessera.live_forms.rules.codec import buf
from tessera.live_forms.rules.wire import Close, ToClient
from tessera.live_forms.rules.words import Shut

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
        if room := self.rooms.get(section):
            return room
        loading = self._loading.get(section)
        if loading is None:
            loading = asyncio.get_running_loop().create_task(self._load(section, token))
            self._loading[section] = loading
            loading.add_done_callback(lambda _: self._loading.pop(section, None))
        return await asyncio.shield(loading)

    async def _load(self, section: UUID, token: str) -> Room | None:
        found = await self.asking.load(token, section)
        if found is None:
            return None
        room = self.rooms[section] = Room(found)
        return room

    def room_of(self, reader: Reader) -> Room | None:
        """The section a reader has open."""
        room = self.rooms.get(reader.section) if reader.section else None
        return room if room is not None and reader in room.readers else None

    def out(self, reader: Reader, why: Shut | None = None) -> None:
        """Somebody has a section open no more."""
        reader.connection.channels.pop(reader.channel, None)
        room = self.room_of(reader)
        if room is not None:
            room.readers.discard(reader)
            room.left_at = time.monotonic()
            room.send_place({"who": reader.connection.number, "gone": True})
        if why is not None:
            reader.push(ToClient.SHUT, buf(why.encode()))

    def reset(self, room: Room) -> None:
        """Another epoch began."""
        self.rooms.pop(room.id, None)
        for reader in list(room.readers):
            reader.connection.channels.pop(reader.channel, None)
            reader.push(ToClient.RESET)
        room.readers.clear()

    def broken(self, room: Room) -> None:
        """The section is read anew: whoever has it open comes again, and nothing that was saved is missing."""
        self.rooms.pop(room.id, None)
        for reader in list(room.readers):
            reader.connection.close(Close.START_ANEW)
