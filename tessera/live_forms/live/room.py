"""One section that somebody has open: its document, what it lets in, who reads it, and what they have been sent."""

import asyncio
import time
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime
from typing import Any
from uuid import UUID

from tessera.core.identifiers import uuid7
from tessera.live_forms.live.connection import Connection, Reader
from tessera.live_forms.queries import NOBODY, Entry, SectionLog, Value, Whose
from tessera.live_forms.rules.codec import buf, number
from tessera.live_forms.rules.document import Document
from tessera.live_forms.rules.fields import Section, lines_of, read_form
from tessera.live_forms.rules.gate import Gate
from tessera.live_forms.rules.wire import ToClient, frame, jot

PAUSE_FOR_EACH_READER, LONGEST_PAUSE = 0.000_1, 0.08  # seconds between two sendings to all
SNAPSHOT_EVERY = 500  # updates


@dataclass(eq=False, slots=True)
class Item:
    """An admitted update on its way to the log. `also`: others who sent the same once more."""

    room: "Room"
    sender: Connection
    channel: int
    number: int
    payload: bytes
    field: str = ""
    base: int = 0
    epoch: int = 0
    id: UUID = made(default_factory=uuid7)
    also: list[tuple[Connection, int, int]] = made(default_factory=list)

    def everyone(self) -> list[tuple[Connection, int, int]]:
        """Who is told how it went: connection, channel, their number for it."""
        return [(self.sender, self.channel, self.number), *self.also]


@dataclass(slots=True)
class Unsent:
    """What was committed since everybody was last sent something."""

    words: list[bytes] = made(default_factory=list)
    values: list[Value] = made(default_factory=list)
    senders: set[Connection | None] = made(default_factory=set)

    def of_one(self) -> Connection | None:
        """Who has it all already: they wrote it, and no value is among it."""
        return next(iter(self.senders)) if len(self.senders) == 1 and not self.values else None

    def words_in(self, channel: int, seq: int) -> bytes:
        """The words as a page is sent them that reads the section on a channel."""
        return frame(
            ToClient.WRITTEN, number(channel), number(seq), number(len(self.words)), *map(buf, self.words)
        )


class Room:
    """A section as it was loaded, and everything committed since, in the order of its log."""

    def __init__(self, log: SectionLog) -> None:
        """Raises Broken (rules.document) where the log cannot be read."""
        self.id, self.case_id, self.form_id = log.head.id, log.head.case_id, log.head.form_id
        self.epoch = log.head.epoch
        self.section = _section(log)
        self.document = Document(log.snapshot or b"", [e.payload for e in log.entries if not e.field])
        self.seq = max([log.snapshot_seq, *(e.seq for e in log.entries)])
        self.values: dict[str, Value] = dict(log.values)
        self.gate: Gate = self._gate()
        self.names: dict[int, Whose] = {}  # of who wrote in it, and of who is here
        self.readers: set[Reader] = set()
        self.waiting = 0  # items admitted and not yet committed
        self.ahead: dict[int, tuple[Entry, Connection | None]] = {}
        self.catching_up = asyncio.Lock()
        self.since_snapshot = sum(1 for e in log.entries if not e.field)
        self.left_at = time.monotonic()
        self.here: dict[int, dict[str, Any]] = {}
        self.heard: dict[int, float] = {}  # when somebody of another process was last heard of
        self._unsent = Unsent()
        self._latest: datetime | None = None
        self._timer: asyncio.TimerHandle | asyncio.Handle | None = None
        self._sent_at = 0.0

    # ---------------------------------------- committed

    def take(self, entry: Entry, sender: Connection | None) -> None:
        """Take in a committed entry: the next one. Raises Broken where it cannot be applied."""
        if entry.field:
            whose = sender.whose if sender else self.names.get(entry.tab, NOBODY)
            value = Value(entry.field, entry.payload.decode(), entry.seq, whose, entry.at)
            self.values[entry.field] = value
            for line in lines_of([entry.field]):
                self.gate.know_line(line)
            self._unsent.values.append(value)
        else:
            self.document.apply([entry.payload])
            if sender:  # under this page's number, or one that they were given before
                new = (self.document.clients - self.names.keys()) & sender.tabs
                self.send_names(dict.fromkeys(new, sender.whose))
            self._unsent.words.append(entry.payload)
            self.since_snapshot += 1
        self._unsent.senders.add(sender)
        self._latest = entry.at
        self.seq = entry.seq
        self._send_soon()

    def anew(self) -> None:
        """What was admitted and never committed did not happen."""
        self.gate = self._gate()

    def _gate(self) -> Gate:
        section = self.section
        return self.document.gate(section.allows, most=section.most, lines=lines_of(self.values))

    # ---------------------------------------- sent

    def _send_soon(self) -> None:
        if self._timer is not None:
            return
        loop = asyncio.get_running_loop()
        due = self._sent_at + min(LONGEST_PAUSE, PAUSE_FOR_EACH_READER * len(self.readers))
        self._timer = loop.call_soon(self.send) if due <= loop.time() else loop.call_at(due, self.send)

    def send(self) -> None:
        """Send what was committed to every reader who is not held."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        unsent, self._unsent = self._unsent, Unsent()
        if not unsent.words and not unsent.values:
            return
        self._sent_at = asyncio.get_running_loop().time()
        only = unsent.of_one()
        frames: dict[int, bytes] = {}  # of each channel: most have the section on the same one
        values = [(number(value.seq), jot(record(value))) for value in unsent.values]
        for reader in self.readers:
            if reader.held or self._is_over(reader):
                reader.held = True
                continue
            reader.sent = self.seq
            if reader.connection is only:
                continue
            if unsent.words:
                if reader.channel not in frames:
                    frames[reader.channel] = unsent.words_in(reader.channel, self.seq)
                reader.connection.push(frames[reader.channel])
            for value in values:
                reader.push(ToClient.VALUE, *value)

    def _is_over(self, reader: Reader) -> bool:
        """Whether the date as far as which a reader was judged came before the latest entry."""
        until = reader.standing.until
        return until is not None and self._latest is not None and self._latest >= until

    def held(self) -> list[Reader]:
        """The readers who wait to be judged anew."""
        return [reader for reader in self.readers if reader.held]

    def send_names(self, found: dict[int, Whose]) -> None:
        """Say whose tabs these are, to everyone who was not told."""
        new = {tab: whose for tab, whose in found.items() if self.names.get(tab) != whose}
        self.names |= new
        if new:
            self._tell(ToClient.NAMES, jot({str(tab): list(whose) for tab, whose in new.items()}))

    def told_names(self) -> dict[int, Whose]:
        """Whose each tab is that wrote in it or is here now: what whoever opens it is told, and of nobody else."""
        told = self.document.clients | self.here.keys()
        return {tab: whose for tab, whose in self.names.items() if tab in told}

    def send_place(self, place: dict[str, Any], *, but: Connection | None = None) -> None:
        """Say where somebody is, or that they have gone."""
        if place.get("gone"):
            self.here.pop(place["who"], None)
        else:
            self.here[place["who"]] = place
        self._tell(ToClient.PRESENT, jot(place), but=but)

    def _tell(self, kind: ToClient, told: bytes, *, but: Connection | None = None) -> None:
        """Send the same to every reader who is not held. The frame is written once for each channel."""
        frames: dict[int, bytes] = {}
        for reader in self.readers:
            if reader.held or reader.connection is but:
                continue
            if reader.channel not in frames:
                frames[reader.channel] = frame(kind, number(reader.channel), told)
            reader.connection.push(frames[reader.channel])


def _section(log: SectionLog) -> Section:
    section = read_form(log.definition).section(log.head.key)
    if section is None:
        raise LookupError(log.head.key)
    return section


def record(value: Value) -> dict[str, Any]:
    """A value as the protocol writes it."""
    return {
        "field": value.field,
        "value": value.value,
        "seq": value.seq,
        **value.whose._asdict(),
        "at": value.at.isoformat(),
    }
