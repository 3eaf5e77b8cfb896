"""One socket: whose it is, what waits to be sent to it, and how much it may send."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from uuid import UUID

from tessera.live_forms.queries import Standing, Whose
from tessera.live_forms.rules.codec import number
from tessera.live_forms.rules.wire import Close, Leave, Open, ToClient, frame

FRAMES_A_SECOND, MOST_FRAMES_AT_ONCE = 40.0, 120.0
BYTES_A_SECOND, MOST_BYTES_AT_ONCE = 64e3, 512e3
MOST_WAITING, MOST_BYTES_WAITING = 2_000, 2 * 2**20
MESSAGE = 256 * 1024  # bytes of frames that are sent together
STRIKES = 3
MOST_CHANNELS, OPENING_AT_ONCE = 400, 4


@dataclass(slots=True)
class Allowance:
    """How much a page may send: so much a second, and somewhat more at once."""

    frames: float = MOST_FRAMES_AT_ONCE
    size: float = MOST_BYTES_AT_ONCE
    at: float = field(default_factory=time.monotonic)

    def spend(self, frames: int, size: int) -> bool:
        """Take that much from it. False where it is not there."""
        now = time.monotonic()
        passed, self.at = now - self.at, now
        self.frames = min(MOST_FRAMES_AT_ONCE, self.frames + passed * FRAMES_A_SECOND) - frames
        self.size = min(MOST_BYTES_AT_ONCE, self.size + passed * BYTES_A_SECOND) - size
        return self.frames >= 0 and self.size >= 0


@dataclass(eq=False, kw_only=True)
class Connection:
    """One page that is open on a form. `tabs` are all of the practitioner's own, this page's among them."""

    token: str
    form_id: UUID
    practitioner: UUID
    agency_id: UUID
    whose: Whose
    tab: int
    tabs: set[int]
    channels: dict[int, "Reader"] = field(default_factory=dict)
    opening: dict[int, Open | Leave | None] = field(default_factory=dict)  # and what was asked meanwhile
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(OPENING_AT_ONCE))
    wrote: bool = True  # since the session was last kept: opening a page is using it
    quiet: bool = False  # a page that goes as it comes: nobody is told that it is here
    strikes: int = 0
    here_at: float = 0.0
    closed: Close | None = None
    allowance: Allowance = field(default_factory=Allowance)
    _queue: deque[tuple[bytes, bool]] = field(default_factory=deque)
    _queued: int = 0  # bytes of what nobody asked for
    _asked: int = 0  # and of what was asked for
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _took: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.tabs = self.tabs | {self.tab}

    def push(self, frame: bytes, *, asked: bool = False) -> None:
        """Have a frame sent. A reader that does not keep up is closed, and loses nothing: it opens again.

        What it `asked` for, the whole of a section, is not held against it: it could never open that again. Of this no
        more is made than it takes: see `caught_up`.
        """
        if self.closed is not None:
            return
        self._queue.append((frame, asked))
        if asked:
            self._asked += len(frame)
        else:
            self._queued += len(frame)
        if self._queued > MOST_BYTES_WAITING or len(self._queue) > MOST_WAITING:
            self.close(Close.TOO_SLOW)
        else:
            self._wake.set()

    def close(self, why: Close) -> None:
        """Close it. What waits is not sent where it was too slow to take it."""
        if self.closed is None:
            self.closed = why
            if why is Close.TOO_SLOW:
                self._queue.clear()
            self._wake.set()
            self._took.set()

    async def caught_up(self) -> None:
        """Wait until it has taken most of what it asked for before."""
        while self._asked > MOST_BYTES_WAITING and self.closed is None:
            self._took.clear()
            await self._took.wait()

    async def waiting(self) -> bytes | None:
        """What waits to be sent, as one message; None when it is closed and nothing waits."""
        while not self._queue:
            if self.closed is not None:
                return None
            self._wake.clear()
            await self._wake.wait()
        return self._taken(MESSAGE)

    def sent(self) -> bytes:
        """What waits, without waiting for it."""
        return self._taken(MOST_BYTES_WAITING)

    def _taken(self, most: int) -> bytes:
        """What waits, as far as `most` bytes are reached."""
        taken = list[bytes]()
        while self._queue and most > 0:
            one, asked = self._queue.popleft()
            taken.append(one)
            most -= len(one)
            if asked:
                self._asked -= len(one)
            else:
                self._queued -= len(one)
        self._took.set()
        return b"".join(taken)

    def strike(self) -> None:
        """It sent what the protocol does not allow. Three times, and it is closed."""
        self.strikes += 1
        if self.strikes >= STRIKES:
            self.close(Close.NOT_ACCEPTED)


@dataclass(eq=False, slots=True)
class Reader:
    """A page that has a section open. While it is `held` it is sent nothing, until it is judged anew."""

    connection: Connection
    channel: int
    section: UUID | None = None
    news: int = 0  # how often it was heard that access may have changed
    settling: bool = False
    writes: bool = False
    held: bool = True
    opened: bool = False
    sent: int = 0  # the seq as far as which it has been sent the section
    standing: Standing = field(default_factory=lambda: Standing({}, None))
    vector: dict[int, int] = field(default_factory=dict)
    epoch: int = 0

    @property
    def practitioner(self) -> UUID:
        return self.connection.practitioner

    def push(self, kind: ToClient, *parts: bytes, asked: bool = False) -> None:
        self.connection.push(frame(kind, number(self.channel), *parts), asked=asked)
