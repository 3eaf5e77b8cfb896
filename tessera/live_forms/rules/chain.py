"""Whether the log of a section is as it was written: each update is hashed with the one before it.

Worked out here once more, from the page of the protocol and without the database that wrote it.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

__all__ = ("Link", "hashed", "wrong_from")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Link(NamedTuple):
    """One update of a log, with the hash that was written with it."""

    seq: int
    epoch: int
    field: str
    base: int
    tab: int
    author: UUID
    agency: UUID
    at: datetime
    payload: bytes
    hash: bytes


def hashed(section: UUID, before: bytes, link: Link) -> bytes:
    """The hash of an update after one whose hash is `before`; b"" before the first."""
    seconds, micros = divmod((link.at - EPOCH) // MICROSECOND, 1_000_000)
    who = (link.tab, link.author, link.agency, f"{seconds}.{micros:06}")
    about = (section, link.seq, link.epoch, link.field, link.base, *who)
    said = "|".join(map(str, about)).encode()
    return hashlib.sha256(before + said + hashlib.sha256(link.payload).digest()).digest()


def wrong_from(section: UUID, seq: int, head: bytes, links: Iterable[Link]) -> int | None:
    """The first seq of a log that is not as it was written; None where all of it is.

    `seq` and `head` are what the section says of its last update.
    """
    before, expected = b"", 1
    for link in links:
        if link.seq != expected or hashed(section, before, link) != link.hash:
            return expected
        before, expected = link.hash, expected + 1
    return None if (seq, head) == (expected - 1, before) else expected
