"""Who is here, and in which field. Never stored, and told to nobody but those who have the same section open.

Who somebody is comes from their session, never from their page. Between processes goes a section, the number of a tab
and a place: whoever may not read the section learns no name from it.
"""

import asyncio
import time
from typing import Any
from uuid import UUID

from tessera.live_forms.actions.appending import NotCommitted, Writer
from tessera.live_forms.live.connection import Connection, Reader
from tessera.live_forms.live.room import Room
from tessera.live_forms.live.sections import Sections
from tessera.live_forms.queries import Whose
from tessera.live_forms.rules.codec import buf
from tessera.live_forms.rules.wire import Here, ToClient, jot
from tessera.live_forms.rules.words import Shut

HERE_AGAIN = 0.1  # seconds between two places of one page
TELLING = 0.1  # seconds in which what other processes are told is gathered
HEARD = 75.0  # seconds after which somebody of another process who was not heard of again has gone
GONE, WHO = "-", "?"


class Presence(Sections):
    """Who is here."""

    def __init__(self) -> None:
        super().__init__()
        self._to_tell: dict[tuple[UUID, int], str] = {}
        self._teller = Writer()
        self._telling: asyncio.Task[None] | None = None

    def out(self, reader: Reader, why: Shut | None = None) -> None:
        """Somebody has a section open no more."""
        reader.connection.channels.pop(reader.channel, None)
        room = self.room_of(reader)
        if room is not None:
            room.readers.discard(reader)
            room.left_at = time.monotonic()
            if not reader.connection.quiet:
                self._gone(room, reader.connection.tab)
                self._tell(room.id, reader.connection.tab, GONE)
        if why is not None:
            reader.push(ToClient.SHUT, buf(why.encode()))

    def greet(self, room: Room, reader: Reader) -> None:
        """Tell a newcomer who is here, and everyone that they have come."""
        connection = reader.connection
        if connection.quiet:
            return
        room.send_names({connection.tab: connection.whose})
        for place in room.here.values():
            if place["who"] != connection.tab:
                reader.push(ToClient.PRESENT, jot(place))
        self._placed(room, connection, None, 0, 0)
        self._tell(room.id, 0, WHO)

    def here(self, connection: Connection, sent: Here) -> None:
        """Somebody is in a field, or in none."""
        reader = connection.channels.get(sent.channel)
        now = time.monotonic()
        room = None if reader is None or reader.held else self.room_of(reader)
        if room is None or now - connection.here_at < HERE_AGAIN:
            return
        field = sent.field
        if field is None or room.section.allows(field) or room.section.single(field) is not None:
            connection.here_at = now
            self._placed(room, connection, field, sent.at, sent.to)

    def heard_of_place(self, told: str) -> None:
        """What another process tells of somebody: `section:tab:place`."""
        section, tab, place = told.split(":", 2)
        room = self.rooms.get(UUID(section))
        if room is None or any(reader.connection.tab == int(tab) for reader in room.readers):
            return
        if place == WHO:
            self.tell_again(room)
        elif place == GONE:
            self._gone(room, int(tab))
        elif int(tab) in room.names:
            field, at, to = place.rsplit(",", 2)
            room.heard[int(tab)] = time.monotonic()
            room.send_place(_place(int(tab), room.names[int(tab)], field or None, int(at), int(to)))
        else:
            self.spawn(self._name(room, told))

    async def _name(self, room: Room, told: str) -> None:
        """Learn whose a tab is, in the name of somebody who reads the section, then take in its place."""
        tab = int(told.split(":", 2)[1])
        for reader in room.readers:
            found = await self.asking.names(reader.connection.token, room.form_id, [tab])
            if found:
                room.send_names(found)
                self.heard_of_place(told)
            return

    def tend_presence(self, room: Room) -> None:
        """Forget who was not heard of again: their process was killed."""
        now = time.monotonic()
        for tab in [tab for tab, heard in room.heard.items() if now - heard > HEARD]:
            self._gone(room, tab)

    def tell_again(self, room: Room) -> None:
        """Tell other processes once more who is here."""
        for reader in room.readers:
            place = room.here.get(reader.connection.tab)
            if place is not None:
                words = f"{place['field'] or ''},{place['at']},{place['to']}"
                self._tell(room.id, reader.connection.tab, words)

    def _placed(self, room: Room, connection: Connection, field: str | None, at: int, to: int) -> None:
        place = _place(connection.tab, connection.whose, field, at, to)
        room.send_place(place, but=connection)
        self._tell(room.id, connection.tab, f"{field or ''},{at},{to}")

    def _gone(self, room: Room, tab: int) -> None:
        room.heard.pop(tab, None)
        if tab in room.here:
            room.send_place({"who": tab, "gone": True})
        if tab not in room.document.clients:
            room.names.pop(tab, None)

    def _tell(self, section: UUID, tab: int, place: str) -> None:
        self._to_tell[section, tab] = place
        if self._telling is None or self._telling.done():
            self._telling = asyncio.get_running_loop().create_task(self._tell_all())

    async def _tell_all(self) -> None:
        while self._to_tell:
            await asyncio.sleep(TELLING)
            told, self._to_tell = self._to_tell, {}
            try:
                await self._teller.tell(
                    [f"{section}:{tab}:{place}" for (section, tab), place in told.items()]
                )
            except NotCommitted:
                return  # it is told again when somebody moves


def _place(who: int, whose: Whose, field: str | None, at: int, to: int) -> dict[str, Any]:
    return {"who": who, **whose._asdict(), "field": field, "at": at, "to": to}
