"""Nobody is sent a byte of a section on old authority.

A reader is judged by PostgreSQL when they come, and again before they are sent anything more whenever access to the
case or of the practitioner has changed or a date has come (sql/log.sql counts the changes). Until then they are held.
"""

import logging
from contextlib import suppress
from typing import Any
from uuid import UUID

from tessera.access.outside import SignedOut
from tessera.live_forms.actions.appending import Made, NotCommitted, Writer
from tessera.live_forms.live.asking import Look
from tessera.live_forms.live.connection import Connection, Reader
from tessera.live_forms.live.presence import Presence
from tessera.live_forms.live.room import SNAPSHOT_EVERY, Room, record
from tessera.live_forms.queries import Entry
from tessera.live_forms.rules.codec import buf, number, writers
from tessera.live_forms.rules.document import Broken
from tessera.live_forms.rules.wire import ToClient, jot
from tessera.live_forms.rules.words import NotAccepted, Shut, Unknown

log = logging.getLogger("tessera.live_forms")


class Judging(Presence):
    """What is read, and by whom: judging readers, and taking in what the log says."""

    async def settle(self, room: Room, reader: Reader) -> None:
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
                # Whoever opens it is sent what it says, and none of its entries.
                after = reader.sent if reader.opened else None
                look = await self.asking.look(reader.connection.token, room.id, room.case_id, after)
                if reader in room.readers:
                    await self._judged(room, reader, look, current=heard == reader.news)
        except SignedOut:
            self.out(reader, Shut.SIGNED_OUT)
        except Broken as problem:
            log.error("a section could not be read: %s", problem)
            self.broken(room)
        finally:
            reader.settling = False

    async def _judged(self, room: Room, reader: Reader, look: Look | None, *, current: bool) -> None:
        """Do what a judgement says; the reader stays held where more has happened since it was made."""
        if look is None:
            self.out(reader, Shut.ENDED if reader.opened else Shut.NONE)
            return
        if look.head.epoch != room.epoch:
            self.reset(room)
            return
        reader.standing, reader.writes = look.standing, look.head.writes
        if room.seq < look.head.seq:
            await self.catch_up(room)
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
            self.greet(room, reader)

    def _opened(self, room: Room, reader: Reader) -> None:
        stale = reader.epoch not in (0, room.epoch)
        if stale:
            reader.push(ToClient.RESET)
        known = {} if stale else room.gate.floor(reader.vector)
        # A page that goes writes and reads nothing.
        diff, about = (b"", dict[str, Any]()) if reader.connection.quiet else _told(room, known)
        reader.push(
            ToClient.OPENED,
            number(room.epoch),
            number(room.seq),
            number(int(reader.writes)),
            buf(diff),
            jot(about),
            asked=True,
        )
        reader.opened, reader.sent, reader.vector = True, room.seq, {}

    def _resume(self, room: Room, reader: Reader, entries: tuple[Entry, ...]) -> None:
        words = [entry.payload for entry in entries if not entry.field]
        if entries:
            reader.sent = entries[-1].seq
        if words:
            names = {str(tab): list(room.names[tab]) for tab in writers(words) if tab in room.names}
            reader.push(
                ToClient.NAMES, jot(names)
            )  # what was told of them meanwhile was not sent to who was held
            reader.push(ToClient.WRITTEN, number(reader.sent), number(len(words)), *map(buf, words))
        for field in {entry.field for entry in entries if entry.field}:
            value = room.values.get(field)
            if value is not None and value.seq <= reader.sent:
                reader.push(ToClient.VALUE, number(value.seq), jot(record(value)))

    def hold(self, room: Room, stamps: dict[UUID, int]) -> None:
        """Hold the readers whose access may have changed since they were judged."""
        case, of_case = room.case_id, stamps.get(room.case_id, 0)
        for reader in room.readers:
            known, who = reader.standing.stamps, reader.practitioner
            if known.get(case, 0) != of_case or known.get(who, 0) != stamps.get(who, 0):
                reader.held = True

    def settle_held(self, room: Room) -> None:
        for reader in room.held():
            if reader.opened:
                self.spawn(self.settle(room, reader))

    async def catch_up(self, room: Room) -> None:
        """Read what other processes committed, in the name of somebody who reads the section."""
        async with room.catching_up:
            for reader in [each for each in room.readers if each.opened] or list(room.readers):
                with suppress(SignedOut):
                    entries = await self.asking.since(reader.connection.token, room.id, room.seq)
                    if entries:
                        await self._learn(room, reader, entries)
                        break
        self.take_ahead(room) if room.ahead.get(room.seq + 1) else self.settle_held(room)

    async def _learn(self, room: Room, reader: Reader, entries: tuple[Entry, ...]) -> None:
        try:
            wrote = writers(entry.payload for entry in entries if not entry.field)
            unknown = (wrote | {entry.tab for entry in entries}) - room.names.keys()
            if unknown:
                found = await self.asking.names(reader.connection.token, room.form_id, unknown)
                room.send_names(found)
            for entry in entries:
                if entry.seq != room.seq + 1:
                    continue
                ours = room.ahead.pop(entry.seq, None)
                if ours is None and not entry.field:
                    room.gate.learn(entry.payload)
                room.take(entry, ours[1] if ours else None)
        except (Broken, NotAccepted, Unknown):
            self.broken(room)

    def take_ahead(self, room: Room) -> None:
        """Take in what is next in the log; where something is missing, read it."""
        try:
            while entry := room.ahead.pop(room.seq + 1, None):
                room.take(*entry)
            if room.since_snapshot >= SNAPSHOT_EVERY:
                self._snapshot(room)
        except Broken:
            self.broken(room)
            return
        for seq in [seq for seq in room.ahead if seq <= room.seq]:
            del room.ahead[seq]
        if room.ahead:
            self.spawn(self.catch_up(room))
        self.settle_held(room)

    def _snapshot(self, room: Room) -> None:
        writer = next((reader for reader in room.readers if reader.writes and not reader.held), None)
        if writer is not None:
            room.since_snapshot = 0
            self.spawn(_keep(_made(room, writer.connection)))


def _told(room: Room, vector: dict[int, int]) -> tuple[bytes, dict[str, Any]]:
    """What somebody lacks of a section who has `vector`, and what else it says."""
    about = {
        "values": {field: record(value) for field, value in room.values.items()},
        "names": {str(tab): list(whose) for tab, whose in room.told_names().items()},
    }
    return room.document.diff(vector), about


def _made(room: Room, writer: Connection) -> Made:
    return Made(
        token=writer.token,
        section_id=room.id,
        case_id=room.case_id,
        author_id=writer.practitioner,
        agency_id=writer.agency_id,
        seq=room.seq,
        epoch=room.epoch,
        state=room.document.state(),
    )


async def _keep(made: Made) -> None:
    """Keep a snapshot, on a connection of its own: nobody who types waits for it."""
    writer = Writer()
    try:
        await writer.keep(made)
    except NotCommitted as problem:
        log.warning("a snapshot was not kept: %s", problem)
    finally:
        await writer.close()
