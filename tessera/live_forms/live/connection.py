"""One socket: whose it is, what waits to be sent to it, and how much it may send."""

import asyncio
import itertools
import time
from collections import deque
from dataclasses import dataclass, field
from uuid import UUID

from tessera.live_forms.queries import Standing
from tessera.live_forms.rules.codec import number
from tessera.live_forms.rules.wire import Close, ToClient, frame

FRAMES_A_SECOND, MOST_FRAMES_AT_ONCE = 40.0, 120.0
BYTES_A_SECOND, MOST_BYTES_AT_ONCE = 64e3, 512e3
MOST_WAITING, MOST_BYTES_WAITING = 2_000, 2 * 2**20
STRIKES = 3
_numbers = itertools.count(1)


class Connection:
    """One page that is open on a form. `tabs` are all of the practitioner's own, this page's among them."""

    def __init__(
        self,
        *,
        token: str,
        form_id: UUID,
        practitioner: UUID,
        agency_id: UUID,
        name: str,
        agency: str,
        tab: int,
        tabs: set[int],
    ) -> None:
        self.number = next(_numbers)
        self.token, self.form_id = token, form_id
        self.practitioner, self.agency_id = practitioner, agency_id
        self.name, self.agency = name, agency
        self.tab, self.tabs = tab, tabs | {tab}
        self.channels: dict[int, Reader] = {}
        self.opening: set[int] = set()
        self.wrote = True  # since the session was last kept: opening a page is using it
        self.quiet = False  # a page that goes as it comes: nobody is told that it is here
        self.strikes = 0
        self.here_at = 0.0
        self.closed: Close | None = None
        self._frames, self._bytes, self._allowed_at = (
            MOST_FRAMES_AT_ONCE,
            MOST_BYTES_AT_ONCE,
            time.monotonic(),
        )
        self._queue: deque[bytes] = deque()
        self._queued = 0
        self._wake = asyncio.Event()

    def push(self, frame: bytes) -> None:
        """Have a frame sent. A reader that does not keep up is closed, and loses nothing: it opens again."""
        if self.closed is not None:
            return
        self._queue.append(frame)
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

    async def waiting(self) -> bytes | None:
        """What waits to be sent, as one message; None when it is closed and nothing waits."""
        while not self._queue:
            if self.closed is not None:
                return None
            self._wake.clear()
            await self._wake.wait()
        message = b"".join(self._queue)
        self._queue.clear()
        self._queued = 0
        return message

    def sent(self) -> bytes:
        """What waits, without waiting for it."""
        message = b"".join(self._queue)
        self._queue.clear()
        return message

    def allows(self, frames: int, size: int) -> bool:
        """Whether it may send that much now."""
        now = time.monotonic()
        passed, self._allowed_at = now - self._allowed_at, now
        self._frames = min(MOST_FRAMES_AT_ONCE, self._frames + passed * FRAMES_A_SECOND) - frames
        self._bytes = min(MOST_BYTES_AT_ONCE, self._bytes + passed * BYTES_A_SECOND) - size
        return self._frames >= 0 and self._bytes >= 0

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

    def push(self, kind: ToClient, *parts: bytes) -> None:
        self.connection.push(frame(kind, number(self.channel), *parts))
