"""Writing: what a page sends is checked, committed, and only then acknowledged and shown."""

import logging
from typing import Any
from uuid import UUID

from tessera.live_forms.actions.appending import Outcome
from tessera.live_forms.live.connection import Connection, Reader
from tessera.live_forms.live.judging import Judging
from tessera.live_forms.live.log import Log
from tessera.live_forms.live.room import Item, Room, record
from tessera.live_forms.queries import Entry
from tessera.live_forms.rules.codec import buf, number
from tessera.live_forms.rules.document import Broken
from tessera.live_forms.rules.fields import Unfit, clean, clean_part, lines_of
from tessera.live_forms.rules.wire import Set, ToClient, Write, frame, jot
from tessera.live_forms.rules.words import NotAccepted, Refused, Unknown

log = logging.getLogger("tessera.live_forms")
LARGEST_UPDATE = 64 * 1024
STATES = {
    "closed": Refused.CLOSED,
    "epoch": Refused.AGAIN,
    "refused": Refused.READ_ONLY,
    "signed-out": Refused.AGAIN,
}


class Writing(Judging):
    """What is written, from the page to the log and back."""

    log: Log

    def _writer(self, connection: Connection, channel: int, count: int) -> tuple[Room, Reader] | None:
        reader = connection.channels.get(channel)
        room = None if reader is None else self.room_of(reader)
        if reader is None or room is None or not reader.opened:
            connection.push(_refused(channel, count, Refused.AGAIN))
            return None
        if not reader.writes:
            connection.push(_refused(channel, count, Refused.READ_ONLY))
            return None
        connection.wrote = True
        return room, reader

    def write(self, connection: Connection, sent: Write) -> None:
        found = self._writer(connection, sent.channel, sent.number)
        if found is None:
            return
        room, _ = found
        payload = self._admitted(room, connection, sent)
        if payload:
            self._log(room, Item(room, connection, sent.channel, sent.number, payload))
        elif payload is None:
            return
        elif room.waiting:
            # Known already, but perhaps not committed yet: it is saved when what was admitted before it is.
            last = next(item for item in reversed(self.log.under_way()) if item.room is room)
            last.also.append((connection, sent.channel, sent.number))
        else:
            connection.push(_saved(sent.channel, sent.number, room.seq))

    def _admitted(self, room: Room, connection: Connection, sent: Write) -> bytes | None:
        """What the gate makes of an update, empty where it is known already. None: refused, and its page told."""
        code = Refused.NOT_ACCEPTED
        if len(sent.update) <= LARGEST_UPDATE:
            try:
                return room.gate.admit(sent.update, connection.tabs)
            except Unknown:
                code = Refused.AGAIN
            except NotAccepted as refusal:
                log.warning("refused an update of %s: %s", connection.practitioner, refusal.reason)
                code = refusal.code
            except Broken:
                self.broken(room)
                return None
        connection.push(_refused(sent.channel, sent.number, code))
        if code is Refused.NOT_ACCEPTED:
            connection.strike()
        return None

    def set(self, connection: Connection, sent: Set) -> None:
        found = self._writer(connection, sent.channel, sent.number)
        if found is None:
            return
        room, reader = found
        value = self._fit(room, connection, sent)
        if value is None:
            return
        known = room.values.get(sent.field)
        if known is not None and sent.base < known.seq <= reader.sent and known.value != value:
            # PostgreSQL would say so too. They were sent the value before, so nothing is told on old authority.
            connection.push(_refused(sent.channel, sent.number, Refused.CONFLICT, record(known)))
            return
        at = (sent.channel, sent.number, value.encode())
        self._log(room, Item(room, connection, *at, field=sent.field, base=sent.base))

    def _fit(self, room: Room, connection: Connection, sent: Set) -> str | None:
        """The value as it is kept. None: refused, and its page told."""
        single = room.section.single(sent.field)
        try:
            if single is None:
                raise Unfit(sent.field)
            field, part = single
            value = clean(field, sent.value) if part is None else clean_part(field, part, sent.value)
            for line in lines_of([sent.field]):
                room.gate.begin_line(line)
        except (NotAccepted, Unfit) as refusal:
            code = refusal.code if isinstance(refusal, NotAccepted) else Refused.NOT_ACCEPTED
            connection.push(_refused(sent.channel, sent.number, code))
            if code is Refused.NOT_ACCEPTED:
                connection.strike()
            return None
        return value

    def _log(self, room: Room, item: Item) -> None:
        item.epoch = room.epoch
        room.waiting += 1
        self.log.add(item)

    def committed(self, batch: list[Item], outcomes: list[Outcome], stamps: dict[UUID, int]) -> None:
        """A batch is in the log: tell its senders, then everyone else who may know."""
        for room in {item.room for item in batch}:
            self.hold(room, stamps)
        wrong: set[Room] = set()
        for item, outcome in zip(batch, outcomes, strict=True):
            room = item.room
            room.waiting -= 1
            if outcome.state == "saved" and outcome.at is not None:
                for connection, channel, count in item.everyone():
                    connection.push(_saved(channel, count, outcome.seq))
                entry = Entry(outcome.seq, item.epoch, item.field, item.sender.tab, outcome.at, item.payload)
                room.ahead[outcome.seq] = (entry, item.sender)
            else:
                if not item.field:  # a value passed no gate: what was admitted after it stands
                    wrong.add(room)
                self._not_committed(room, item, outcome.state)
        for room in {item.room for item in batch}:
            self.take_ahead(room)
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
        await self.catch_up(room)
        value = room.values.get(item.field)
        for connection, channel, count in item.everyone():
            connection.push(_refused(channel, count, Refused.CONFLICT, record(value) if value else {}))

    def _begin_anew(self, room: Room) -> None:
        """Something admitted was not committed: everything admitted after it is void, and is sent again."""
        for item in self.log.drop(room):
            room.waiting -= 1
            for connection, channel, count in item.everyone():
                connection.push(_refused(channel, count, Refused.AGAIN))
        try:
            if not room.waiting:
                room.anew()
        except Broken:
            self.broken(room)
        self.settle_held(room)

    def down(self, items: list[Item]) -> None:
        """PostgreSQL went while these were being committed: their sections are read anew, and they are sent again."""
        for room in {item.room for item in items}:
            self.broken(room)


def _saved(channel: int, count: int, seq: int) -> bytes:
    return frame(ToClient.SAVED, number(channel), number(count), number(seq))


def _refused(channel: int, count: int, code: Refused, detail: dict[str, Any] | None = None) -> bytes:
    return frame(ToClient.REFUSED, number(channel), number(count), buf(code.encode()), jot(detail or {}))
