"""Every section that somebody has open in this process, and what is done with each frame that comes in.

Nobody is sent a byte of a section on old authority. A reader is judged by PostgreSQL when they come, and again before
they are sent anything more, whenever access to the case or of the practitioner has changed or a date has come
(sql/log.sql counts the changes). Until then they are held.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from tessera.live_forms.live.asking import Asking, Look, SignedOut
from tessera.live_forms.live.connection import Connection
from tessera.live_forms.live.log import Item, Log, Outcome
from tessera.live_forms.live.room import SNAPSHOT_EVERY, Reader, Room, record
from tessera.live_forms.queries import Entry
from tessera.live_forms.rules.codec import buf, number, read_vector
from tessera.live_forms.rules.document import Broken
from tessera.live_forms.rules.fields import Unfit, clean, clean_part
from tessera.live_forms.rules.wire import Close, Here, Leave, Open, Ping, Sent, Set, ToClient, Write, frame, jot
from tessera.live_forms.rules.words import NotAccepted, Refused, Shut, Unknown

log = logging.getLogger("tessera.live_forms")
LARGEST_UPDATE = 64 * 1024
IDLE = 60.0  # seconds that a section which nobody reads is kept
LOOK_AGAIN = 30.0  # seconds after which everyone is judged anew, whatever was heard
HERE_AGAIN = 0.1
CONNECTIONS_OF_ONE, CONNECTIONS_OF_A_FORM = 20, 400
STATES = {
    "closed": Refused.CLOSED,
    "epoch": Refused.AGAIN,
    "refused": Refused.READ_ONLY,
    "signed-out": Refused.AGAIN,
}


class Hub:
    """One for each process."""

    def __init__(self) -> None:
        self.rooms: dict[UUID, Room] = {}
        self.connections: set[Connection] = set()
        self.asking = Asking()
        self.log = Log(on_batch=self._committed, on_down=self._down, on_news=self._news)
        self._loading: dict[UUID, asyncio.Task[Room | None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        await self.log.start()
        self.spawn(self._tend())

    async def stop(self) -> None:
        for connection in list(self.connections):
            connection.close(Close.START_ANEW)
        await self.log.stop()
        for task in list(self._tasks):
            task.cancel()
        self.asking.stop()

    def spawn(self, doing: Coroutine[Any, Any, None]) -> None:
        """Do something beside everything else. What goes wrong in it is logged, and stops nobody."""
        task = asyncio.get_running_loop().create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("the live form: %s", type(problem).__name__, exc_info=problem)

    # ---------------------------------------- who is here

    def admits(self, connection: Connection) -> bool:
        """Whether one more page of this practitioner, and of this form, may be open here."""
        of_one = sum(1 for each in self.connections if each.practitioner == connection.practitioner)
        of_form = sum(1 for each in self.connections if each.form_id == connection.form_id)
        return of_one < CONNECTIONS_OF_ONE and of_form < CONNECTIONS_OF_A_FORM

    def leave(self, connection: Connection) -> None:
        """A page has gone."""
        for reader in list(connection.channels.values()):
            self._out(reader)
        self.connections.discard(connection)

    def _out(self, reader: Reader, why: Shut | None = None) -> None:
        """Somebody has a section open no more."""
        reader.connection.channels.pop(reader.channel, None)
        room, reader.room = reader.room, None
        if room is not None:
            room.readers.discard(reader)
            room.left_at = time.monotonic()
            room.send_place({"who": reader.connection.number, "gone": True})
        if why is not None:
            reader.push(ToClient.SHUT, buf(why.encode()))

    # ---------------------------------------- what comes in

    def handle(self, connection: Connection, sent: Sent) -> None:
        """One frame of a page."""
        match sent:
            case Write():
                self._write(connection, sent)
            case Set():
                self._set(connection, sent)
            case Here():
                self._here(connection, sent)
            case Ping():
                connection.push(frame(ToClient.PONG))
            case Open():
                self.spawn(self._open(connection, sent))
            case Leave():
                if reader := connection.channels.get(sent.channel):
                    self._out(reader)

    async def _open(self, connection: Connection, sent: Open) -> None:
        if old := connection.channels.get(sent.channel):
            self._out(old)
        if sent.channel in connection.opening or len(connection.opening) > CONNECTIONS_OF_ONE:
            return
        connection.opening.add(sent.channel)
        reader = Reader(connection, sent.channel, epoch=sent.epoch)
        try:
            reader.vector = read_vector(sent.vector)
            # Judged before anything is loaded: what is not theirs costs the same as what is not there.
            look = await self.asking.look(connection.token, sent.section, 0, first=True)
            room = None if look is None else await self._room(sent.section, connection.token)
            if connection.closed is not None:
                return
            if look is None or room is None or room.form_id != connection.form_id:
                reader.push(ToClient.SHUT, buf(Shut.NONE.encode()))
                return
            connection.channels[sent.channel] = reader
            reader.room = room
            room.readers.add(reader)
            await self._settle(room, reader)
        except SignedOut:
            self._out(reader, Shut.SIGNED_OUT)
        except NotAccepted:
            connection.close(Close.NOT_ACCEPTED)
        except (Broken, DatabaseError) as problem:
            log.error("a section could not be opened: %s", type(problem).__name__)
            connection.close(Close.START_ANEW)
        finally:
            connection.opening.discard(sent.channel)

    async def _room(self, section: UUID, token: str) -> Room | None:
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
        self.spawn(self._catch_up(room))  # what was committed while it was being read
        return room

    async def _settle(self, room: Room, reader: Reader) -> None:
        """Judge a held reader anew, send what they have not been sent, and hold them no more.

        What is sent was committed before the judgement that allows it: where more was committed meanwhile, they are
        judged again.
        """
        if reader.settling:
            return
        reader.settling = True
        try:
            while reader in room.readers and reader.held:
                heard = reader.news
                look = await self.asking.look(reader.connection.token, room.id, reader.sent, first=False)
                if reader in room.readers:
                    await self._judged(room, reader, look, current=heard == reader.news)
        except SignedOut:
            self._out(reader, Shut.SIGNED_OUT)
        finally:
            reader.settling = False

    async def _judged(self, room: Room, reader: Reader, look: Look | None, *, current: bool) -> None:
        """Do what a judgement says; the reader stays held where more has happened since it was made."""
        if look is None:
            self._out(reader, Shut.ENDED if reader.opened else Shut.NONE)
            return
        if look.head.epoch != room.epoch:
            self._reset(room)
            return
        reader.standing, reader.writes = look.standing, look.head.writes
        if room.seq < look.head.seq:
            await self._catch_up(room)
        first = not reader.opened
        if not current or (first and room.seq != look.head.seq):
            return
        if first:
            room.send()
            self._opened(room, reader)
        else:
            self._resume(room, reader, look.entries)
        if room.seq > reader.sent:
            return
        if look.head.closed:
            reader.push(ToClient.CLOSED)
        reader.held = False
        if first:
            self._greet(room, reader)

    def _opened(self, room: Room, reader: Reader) -> None:
        stale = reader.epoch not in (0, room.epoch)
        if stale:
            reader.push(ToClient.RESET)
        diff = room.document.diff({} if stale else room.gate.floor(reader.vector))
        about = {
            "values": {field: record(value) for field, value in room.values.items()},
            "names": {str(tab): list(whose) for tab, whose in room.names.items()},
        }
        reader.push(
            ToClient.OPENED, number(room.epoch), number(room.seq), number(int(reader.writes)), buf(diff), jot(about)
        )
        reader.opened, reader.sent, reader.vector = True, room.seq, {}

    def _resume(self, room: Room, reader: Reader, entries: tuple[Entry, ...]) -> None:
        words = [entry.payload for entry in entries if not entry.field]
        if entries:
            reader.sent = entries[-1].seq
        if words:
            reader.push(ToClient.WRITTEN, number(reader.sent), number(len(words)), *map(buf, words))
        for field in {entry.field for entry in entries if entry.field}:
            value = room.values.get(field)
            if value is not None and value.seq <= reader.sent:
                reader.push(ToClient.VALUE, number(value.seq), jot(record(value)))

    def _greet(self, room: Room, reader: Reader) -> None:
        connection = reader.connection
        for place in room.here.values():
            if place["who"] != connection.number:
                reader.push(ToClient.PRESENT, jot(place))
        room.send_names({connection.tab: (connection.name, connection.agency)})
        room.send_place(_place(connection), but=connection)

    def _here(self, connection: Connection, sent: Here) -> None:
        reader = connection.channels.get(sent.channel)
        now = time.monotonic()
        if reader is None or reader.held or now - connection.here_at < HERE_AGAIN:
            return
        room = reader.room
        if room is None or (sent.field is not None and not _names_a_field(room, sent.field)):
            return
        connection.here_at = now
        room.send_place(
            {**_place(connection), "field": sent.field, "at": sent.at, "to": sent.to}, but=connection
        )

    # ---------------------------------------- writing

    def _writer(self, connection: Connection, channel: int, count: int) -> tuple[Room, Reader] | None:
        reader = connection.channels.get(channel)
        room = None if reader is None else reader.room
        if reader is None or room is None or not reader.opened:
            connection.push(_refused(channel, count, Refused.AGAIN))
            return None
        if not reader.writes:
            connection.push(_refused(channel, count, Refused.READ_ONLY))
            return None
        connection.wrote = True
        return room, reader

    def _write(self, connection: Connection, sent: Write) -> None:
        found = self._writer(connection, sent.channel, sent.number)
        if found is None:
            return
        room, _ = found
        try:
            if len(sent.update) > LARGEST_UPDATE:
                connection.push(_refused(sent.channel, sent.number, Refused.NOT_ACCEPTED))
                connection.strike()
                return
            payload = room.gate.admit(sent.update, connection.tabs)
        except NotAccepted as refusal:
            log.warning("refused an update of %s: %s", connection.practitioner, refusal.reason)
            connection.push(_refused(sent.channel, sent.number, refusal.code))
            if refusal.code is Refused.NOT_ACCEPTED:
                connection.strike()
            return
        except Unknown:
            connection.push(_refused(sent.channel, sent.number, Refused.AGAIN))
            return
        if payload:
            self._log(room, Item(room, connection, sent.channel, sent.number, payload))
        elif room.waiting:
            # Known already, but perhaps not committed yet: it is saved when what was admitted before it is.
            last = next(item for item in reversed(self.log.under_way()) if item.room is room)
            last.also.append((connection, sent.channel, sent.number))
        else:
            connection.push(_saved(sent.channel, sent.number, room.seq))

    def _set(self, connection: Connection, sent: Set) -> None:
        found = self._writer(connection, sent.channel, sent.number)
        if found is None:
            return
        room, _ = found
        single = room.section.single(sent.field)
        try:
            if single is None:
                raise Unfit(sent.field)
            field, part = single
            value = clean(field, sent.value) if part is None else clean_part(field, part, sent.value)
        except Unfit:
            connection.push(_refused(sent.channel, sent.number, Refused.NOT_ACCEPTED))
            connection.strike()
            return
        self._log(
            room,
            Item(room, connection, sent.channel, sent.number, value.encode(), field=sent.field, base=sent.base),
        )

    def _log(self, room: Room, item: Item) -> None:
        item.epoch = room.epoch
        room.waiting += 1
        self.log.add(item)

    def _committed(self, batch: list[Item], outcomes: list[Outcome], stamps: dict[UUID, int]) -> None:
        """A batch is in the log: tell its senders, then everyone else who may know."""
        for room in {item.room for item in batch}:
            self._hold(room, stamps)
        wrong: set[Room] = set()
        for item, outcome in zip(batch, outcomes, strict=True):
            room = item.room
            room.waiting -= 1
            if outcome.state == "saved" and outcome.at is not None:
                for connection, channel, count in item.everyone():
                    connection.push(_saved(channel, count, outcome.seq))
                entry = Entry(
                    outcome.seq, item.epoch, item.field, item.sender.tab, outcome.at, item.payload
                )
                room.ahead[outcome.seq] = (entry, item.sender)
            else:
                wrong.add(room)
                self._not_committed(room, item, outcome.state)
        for room in {item.room for item in batch}:
            self._take_ahead(room)
        for room in wrong:
            self._begin_anew(room)

    def _not_committed(self, room: Room, item: Item, state: str) -> None:
        if state == "conflict":
            self.spawn(self._conflict(room, item))
            return
        for connection, channel, count in item.everyone():
            connection.push(_refused(channel, count, STATES[state]))
        for reader in room.readers:
            if reader.connection is item.sender or state in {"closed", "epoch"}:
                reader.held = True

    async def _conflict(self, room: Room, item: Item) -> None:
        await self._catch_up(room)
        value = room.values.get(item.field)
        for connection, channel, count in item.everyone():
            connection.push(_refused(channel, count, Refused.CONFLICT, record(value) if value else {}))

    def _begin_anew(self, room: Room) -> None:
        """Something admitted was not committed: everything admitted after it is void, and is sent again."""
        for item in self.log.drop(room):
            room.waiting -= 1
            for connection, channel, count in item.everyone():
                connection.push(_refused(channel, count, Refused.AGAIN))
        if not room.waiting:
            room.anew()
        self._settle_held(room)

    def _take_ahead(self, room: Room) -> None:
        """Take in what is next in the log; where something is missing, read it."""
        try:
            while entry := room.ahead.pop(room.seq + 1, None):
                room.take(*entry)
        except Broken:
            self._broken(room)
            return
        for seq in [seq for seq in room.ahead if seq <= room.seq]:
            del room.ahead[seq]
        if room.ahead:
            self.spawn(self._catch_up(room))
        if room.since_snapshot >= SNAPSHOT_EVERY:
            self._snapshot(room)
        self._settle_held(room)

    def _snapshot(self, room: Room) -> None:
        writer = next((reader for reader in room.readers if reader.writes and not reader.held), None)
        if writer is not None:
            room.since_snapshot = 0
            self.spawn(
                self.asking.snapshot(
                    writer.connection.token, room.id, room.seq, room.epoch, room.document.state()
                )
            )

    async def _catch_up(self, room: Room) -> None:
        """Read what other processes committed, in the name of somebody who reads the section."""
        async with room.catching_up:
            for reader in [each for each in room.readers if each.opened] or list(room.readers):
                with suppress(SignedOut):
                    entries = await self.asking.since(reader.connection.token, room.id, room.seq)
                    if entries:
                        await self._learn(room, reader, entries)
                        break
        self._take_ahead(room) if room.ahead.get(room.seq + 1) else self._settle_held(room)

    async def _learn(self, room: Room, reader: Reader, entries: tuple[Entry, ...]) -> None:
        unknown = sorted({entry.tab for entry in entries} - room.names.keys())
        if unknown:
            found = await self.asking.names(reader.connection.token, room.form_id, unknown)
            room.send_names(found)
        try:
            for entry in entries:
                if entry.seq != room.seq + 1:
                    continue
                ours = room.ahead.pop(entry.seq, None)
                if ours is None and not entry.field:
                    room.gate.learn(entry.payload)
                room.take(entry, ours[1] if ours else None)
        except (Broken, Unknown):
            self._broken(room)

    # ---------------------------------------- what changes

    def _hold(self, room: Room, stamps: dict[UUID, int]) -> None:
        """Hold the readers whose access may have changed since they were judged."""
        for reader in room.readers:
            known = reader.standing.stamps
            if any(
                stamps.get(of, 0) != known.get(of, 0) for of in (room.case_id, reader.practitioner)
            ):
                reader.held = True

    def _settle_held(self, room: Room) -> None:
        for reader in room.held():
            if reader.opened:
                self.spawn(self._settle(room, reader))

    def _news(self, channel: str, news: str) -> None:
        """What PostgreSQL tells every process."""
        if channel == "tessera_live":
            section, _, seq = news.partition(":")
            room = self.rooms.get(UUID(section))
            if room is not None and room.seq < int(seq) and not room.waiting:
                self.spawn(self._catch_up(room))
        elif channel == "tessera_access":
            changed = UUID(news)
            for room in list(self.rooms.values()):
                for reader in room.readers:
                    if changed in (room.case_id, reader.practitioner):
                        reader.held = True
                        reader.news += 1
                self._settle_held(room)
        else:  # the listener was away
            for room in list(self.rooms.values()):
                for reader in room.readers:
                    reader.held = True
                self.spawn(self._catch_up(room))

    def _down(self, items: list[Item]) -> None:
        """PostgreSQL went while these were being committed: their sections are read anew, and they are sent again."""
        for room in {item.room for item in items}:
            self._broken(room)

    def _reset(self, room: Room) -> None:
        """Another epoch began."""
        self.rooms.pop(room.id, None)
        for reader in list(room.readers):
            reader.connection.channels.pop(reader.channel, None)
            reader.room = None
            reader.push(ToClient.RESET)
        room.readers.clear()

    def _broken(self, room: Room) -> None:
        """The section is read anew: whoever has it open comes again, and nothing that was saved is missing."""
        self.rooms.pop(room.id, None)
        for reader in list(room.readers):
            reader.connection.close(Close.START_ANEW)

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
                self._settle_held(room)
            if now - looked > LOOK_AGAIN:
                looked = now
            if now - kept > LOOK_AGAIN:
                kept = now
                self.spawn(self._keep())

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
            waiting=len(self.log.waiting),
        )


def _place(connection: Connection) -> dict[str, Any]:
    return {"who": connection.number, "name": connection.name, "agency": connection.agency, "field": None}


def _names_a_field(room: Room, name: str) -> bool:
    return room.section.allows(name) or room.section.single(name) is not None


def _saved(channel: int, count: int, seq: int) -> bytes:
    return frame(ToClient.SAVED, number(channel), number(count), number(seq))


def _refused(channel: int, count: int, code: Refused, detail: dict[str, Any] | None = None) -> bytes:
    return frame(ToClient.REFUSED, number(channel), number(count), buf(code.encode()), jot(detail or {}))
