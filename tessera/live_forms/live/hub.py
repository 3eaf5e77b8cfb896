"""Every section that somebody has open in this process, and what is done with each frame that comes in."""

import asyncio
import logging
import time
from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

from tessera.access.outside import SignedOut, Unanswered
from tessera.live_forms.live.arrivals import Arrivals
from tessera.live_forms.live.connection import MOST_CHANNELS, Connection, Reader
from tessera.live_forms.live.log import Log
from tessera.live_forms.live.room import Room
from tessera.live_forms.live.writing import Writing
from tessera.live_forms.queries.hearing import AccessChanged, Grew, Hears, Moved, News, place_of
from tessera.live_forms.rules.codec import buf, read_vector
from tessera.live_forms.rules.document import Broken
from tessera.live_forms.rules.wire import (
    Close,
    Here,
    Leave,
    Open,
    Ping,
    Sent,
    Set,
    ToClient,
    Write,
    frame,
)
from tessera.live_forms.rules.words import NotAccepted, Shut

log = logging.getLogger("tessera.live_forms")
IDLE = 60.0  # seconds that a section which nobody reads is kept
LOOK_AGAIN = 30.0  # seconds after which everyone is judged anew, whatever was heard
CONNECTIONS_OF_ONE, CONNECTIONS_OF_A_FORM = 20, 400


class Hub(Writing):
    """One for each process."""

    def __init__(self) -> None:
        super().__init__()
        self.connections: set[Connection] = set()
        self.arrivals = Arrivals()
        self.log = Log(on_batch=self.committed, on_down=self.down, on_news=self._news)

    async def start(self) -> None:
        await self.asking.start()
        await self.log.start()
        self.spawn(self._tend())

    async def stop(self) -> None:
        for connection in list(self.connections):
            connection.close(Close.START_ANEW)
        await self.log.stop()
        for task in list(self._tasks):
            task.cancel()
        self.asking.stop()

    def admits(self, connection: Connection) -> bool:
        """Whether one more page of this practitioner, and of this form, may be open here."""
        of_one = sum(1 for each in self.connections if each.practitioner == connection.practitioner)
        of_form = sum(1 for each in self.connections if each.form_id == connection.form_id)
        return of_one < CONNECTIONS_OF_ONE and of_form < CONNECTIONS_OF_A_FORM

    def leave(self, connection: Connection) -> None:
        """A page has gone."""
        for reader in list(connection.channels.values()):
            self.out(reader)
        self.connections.discard(connection)

    def handle(self, connection: Connection, sent: Sent) -> None:
        """One frame of a page."""
        match sent:
            case Write():
                self.write(connection, sent)
            case Set():
                self.set(connection, sent)
            case Here():
                self.here(connection, sent)
            case Ping():
                connection.push(frame(ToClient.PONG))
            case Open():
                self._asked(connection, sent)
            case Leave():
                if reader := connection.channels.get(sent.channel):
                    self.out(reader)
                elif sent.channel in connection.opening:
                    connection.opening[sent.channel] = sent

    def _asked(self, connection: Connection, sent: Open) -> None:
        if old := connection.channels.get(sent.channel):
            self.out(old)
        if sent.channel in connection.opening:
            # A new epoch began meanwhile, perhaps: it is answered anew.
            connection.opening[sent.channel] = sent
            return
        if len(connection.opening) + len(connection.channels) >= MOST_CHANNELS:
            connection.close(Close.FLOOD)
            return
        connection.opening[sent.channel] = None
        self.spawn(self._open(connection, sent))

    async def _open(self, connection: Connection, sent: Open) -> None:
        try:
            async with connection.turns:
                await self._open_once(connection, sent)
        finally:
            again = connection.opening.pop(sent.channel)
        if isinstance(again, Open) and connection.closed is None:
            self._asked(connection, again)

    async def _open_once(self, connection: Connection, sent: Open) -> None:
        reader = Reader(connection, sent.channel, epoch=sent.epoch)
        await connection.caught_up()
        try:
            reader.vector = read_vector(sent.vector)
            await self._let_read(reader, sent.section)
        except SignedOut:
            self.out(reader, Shut.SIGNED_OUT)
        except NotAccepted:
            connection.close(Close.NOT_ACCEPTED)
        except (Broken, Unanswered) as problem:
            log.error("a section could not be opened: %s", type(problem.__cause__ or problem).__name__)
            connection.close(Close.START_ANEW)

    async def _let_read(self, reader: Reader, section: UUID) -> None:
        """Let somebody read a section, where it is theirs to read."""
        connection = reader.connection
        # Judged before anything is loaded: what is not theirs costs the same as what is not there.
        seen = await self.asking.see(connection.token, section)
        room = None if seen is None else await self.find(section, connection.token)
        if connection.closed is not None or isinstance(connection.opening.get(reader.channel), Leave):
            return
        if room is None or room.form_id != connection.form_id:
            reader.push(ToClient.SHUT, buf(Shut.NONE.encode()))
            return
        connection.channels[reader.channel] = reader
        reader.section = room.id
        room.readers.add(reader)
        await self.settle(room, reader)

    def _news(self, news: News) -> None:
        """What PostgreSQL tells every process."""
        match news:
            case Grew(place, seq):
                for room in list(self.rooms.values()):
                    if place_of(room.id) == place and room.seq < seq and not room.waiting:
                        self.spawn(self.catch_up(room))
            case AccessChanged(place):
                for room in list(self.rooms.values()):
                    of_case = place_of(room.case_id) == place
                    for reader in room.readers:
                        if of_case or place_of(reader.practitioner) == place:
                            reader.held = True
                            reader.news += 1
                    self.settle_held(room)
            case Moved(told):
                self.heard_of_place(told)
            case Hears():  # the listener was away
                for room in list(self.rooms.values()):
                    for reader in room.readers:
                        reader.held = True
                    self.spawn(self.catch_up(room))

    async def _tend(self) -> None:
        """Once a second: let go of what nobody reads; judge anew those whose date has come; keep sessions in use."""
        looked = kept = time.monotonic()
        while True:
            await asyncio.sleep(1)
            now, moment = time.monotonic(), datetime.now(UTC)
            for room in list(self.rooms.values()):
                if not room.readers and now - room.left_at > IDLE:
                    self.rooms.pop(room.id, None)
                for reader in room.readers:
                    until = reader.standing.until
                    reader.held |= now - looked > LOOK_AGAIN or (until is not None and moment >= until)
                self.settle_held(room)
                self.tend_presence(room)
                self._rest(room)
            if now - looked > LOOK_AGAIN:
                looked = now
            if now - kept > LOOK_AGAIN:
                kept = now
                for room in self.rooms.values():
                    self.tell_again(room)
                    room.gate.rest()
                self.spawn(self._keep())

    def _rest(self, room: Room) -> None:
        room.gate.forget()
        try:
            room.document.rest()
        except Broken:
            self.broken(room)

    async def _keep(self) -> None:
        typing = {each.token: each for each in self.connections if each.wrote}
        for token, connection in typing.items():
            connection.wrote = False
            try:
                await self.asking.keep(token)
            except SignedOut:
                connection.close(Close.SIGNED_OUT)

    def open_here(self) -> Counter[str]:
        """How much is open, for a health page: no names."""
        return Counter(
            connections=len(self.connections),
            sections=len(self.rooms),
            waiting=self.log.waiting,
        )
