"""What PostgreSQL tells every process: that a section grew, that somebody's access changed, who is where.

Whoever can ask the database anything may listen too. So what is told of rows is a number that thousands of them share
(`place_of`), and who is where is sealed with a key that our
processes hold. What others tell in our channels is dropped.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import psycopg
from cryptography.fernet import InvalidToken
from django.db import connection
from psycopg.conninfo import make_conninfo

from tessera.access.sealing import seal

GREW, ACCESS, HERE = "tessera_live", "tessera_access", "tessera_here"
LISTEN = f"LISTEN {GREW}; LISTEN {ACCESS}; LISTEN {HERE}"
NUMBERS = re.compile(r"\d{1,4}(?::\d{1,18})?")
SEALED_FOR = b"live presence"
SHARED = 0xFFF


class Away(Exception):
    """The connection was lost, and news with it."""


@dataclass(frozen=True)
class Hears:
    """From now on: what was told before is lost."""


@dataclass(frozen=True)
class Grew:
    """A section of this place is as long as `seq`."""

    place: int
    seq: int


@dataclass(frozen=True)
class AccessChanged:
    """Of a case or a practitioner of this place."""

    place: int


@dataclass(frozen=True)
class Moved:
    """Who is where, as another process tells it."""

    told: str


News = Hears | Grew | AccessChanged | Moved


def place_of(row: UUID) -> int:
    """The number that stands for a row and for one in every four thousand others. As `access._place_of` has it."""
    return row.int & SHARED


def sealed(told: str) -> str:
    """Who is where, for our processes alone."""
    return seal(SEALED_FOR).encrypt(told.encode()).decode()


def address() -> str:
    """Where Django's default database is, for a connection that is not Django's."""
    known = connection.get_connection_params()
    no_part = {"context", "cursor_factory", "prepare_threshold"}
    return make_conninfo(
        **{
            key: str(value)
            for key, value in known.items()
            if key not in no_part and isinstance(value, str | int)
        }
    )


async def news(where: str) -> AsyncIterator[News]:
    """What is told from now on; first of all that it hears. Raises Away."""
    try:
        async with await psycopg.AsyncConnection.connect(where, autocommit=True) as listener:
            await listener.execute(LISTEN)
            yield Hears()
            async for told in listener.notifies():
                understood = _understood(told.channel, told.payload)
                if understood is not None:
                    yield understood
    except psycopg.Error as problem:
        raise Away(type(problem).__name__) from problem


def _understood(channel: str, payload: str) -> News | None:
    """None where it is not in our words: anybody may tell anything."""
    if channel == HERE:
        try:
            return Moved(seal(SEALED_FOR).decrypt(payload.encode(), ttl=60).decode())
        except InvalidToken:
            return None
    if not NUMBERS.fullmatch(payload):
        return None
    place, _, seq = payload.partition(":")
    return Grew(int(place), int(seq or 0)) if channel == GREW else AccessChanged(int(place))
