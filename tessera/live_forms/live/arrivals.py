"""How often one practitioner may come to forms: each page that opens is given a number, and a number stays."""

import time
from collections import defaultdict
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from tessera.live_forms.live.connection import Allowance

PAGES_A_SECOND, MOST_PAGES_AT_ONCE = 0.5, 60.0


@dataclass(slots=True)
class _Pages:
    left: float = MOST_PAGES_AT_ONCE
    at: float = field(default_factory=time.monotonic)

    def one(self) -> bool:
        now = time.monotonic()
        passed, self.at = now - self.at, now
        self.left = min(MOST_PAGES_AT_ONCE, self.left + passed * PAGES_A_SECOND)
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Arrivals:
    """Asked in threads, as soon as it is known who comes."""

    def __init__(self) -> None:
        self._pages: dict[UUID, _Pages] = defaultdict(_Pages)
        self._posts: dict[UUID, Allowance] = defaultdict(Allowance)
        self._lock = Lock()

    def page(self, practitioner: UUID) -> bool:
        """Whether one more page of theirs may connect now."""
        with self._lock:
            return self._pages[practitioner].one()

    def post(self, practitioner: UUID, frames: int, size: int) -> bool:
        """Whether they may post so many frames of so many bytes now: all that they post is one page's allowance."""
        with self._lock:
            return self._posts[practitioner].spend(frames, size)
