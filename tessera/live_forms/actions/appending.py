"""Appending to logs: what many people typed, in one batch, each update judged in its author's name.

One call of the database for a batch (sql/log.sql): the transaction takes the context of one author after the other, so
nothing here says who may write what. Outside Django, because whoever types is not kept waiting by a page. What a log
makes is kept here too, now and then: nobody did that, so it is no verb.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from tessera.core.identifiers import uuid7
from tessera.live_forms.queries.hearing import address, sealed

APPEND = (
    "SELECT place, state, seq, at, of FROM access.append(%s::text[], %s::uuid[], %s::uuid[], %s::uuid[], %s::int[], "
    "%s::text[], %s::bigint[], %s::bigint[], %s::uuid[], %s::uuid[], %s::bytea[], %s::uuid[])"
)

SNAPSHOT = (
    "INSERT INTO live_forms_snapshot (id, section_id, case_id, author_id, agency_id, seq, epoch, state, made_at) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %b, now())"
)


class NotCommitted(Exception):
    """PostgreSQL went while a batch was being committed: it may be in the log and may not."""


@dataclass(frozen=True, slots=True)
class Pending:
    """One update on its way to a log. `field` is named for a single value, set on the one of seq `base`."""

    token: str
    id: UUID
    section_id: UUID
    case_id: UUID
    epoch: int
    field: str
    base: int
    tab: int
    author_id: UUID
    agency_id: UUID
    payload: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """What the log of a section makes as far as `seq`: kept so that it opens faster, and never the truth."""

    token: str
    section_id: UUID
    case_id: UUID
    author_id: UUID
    agency_id: UUID
    seq: int
    epoch: int
    state: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went with one update: `saved`, `refused`, `closed`, `epoch`, `conflict`, `signed-out`."""

    state: str
    seq: int
    at: datetime | None


class Writer:
    """One connection that appends. It is made anew where it was lost."""

    def __init__(self) -> None:
        self._address = address()
        self._connection: psycopg.AsyncConnection[Any] | None = None

    async def append(
        self, batch: Sequence[Pending], watched: Collection[UUID]
    ) -> tuple[list[Outcome], dict[UUID, int]]:
        """Commit a batch: how it went with each, and how often access to each of `watched` has changed.

        Raises NotCommitted.
        """
        try:
            writer = await self._ready()
            cursor = await writer.execute(APPEND, (*_columns(batch), _array(of.hex for of in watched)))
            rows = await cursor.fetchall()
        except psycopg.Error as problem:
            await self.close()
            raise NotCommitted(type(problem).__name__) from problem
        outcomes = [Outcome("refused", 0, None)] * len(batch)
        stamps: dict[UUID, int] = {}
        for place, state, seq, at, of in rows:
            if place:
                outcomes[place - 1] = Outcome(state, seq, at)
            else:
                stamps[of] = seq
        return outcomes, stamps

    async def keep(self, made: Made) -> None:
        """Keep what a section's log makes, judged as its writer's. Raises NotCommitted."""
        try:
            writer = await self._ready()
            async with writer.transaction():
                await writer.execute("SELECT access.begin(%s)", (made.token,))
                of = (made.section_id, made.case_id, made.author_id, made.agency_id)
                await writer.execute(SNAPSHOT, (uuid7(), *of, made.seq, made.epoch, made.state))
        except psycopg.Error as problem:
            await self.close()
            raise NotCommitted(type(problem).__name__) from problem

    async def tell(self, places: Sequence[str]) -> None:
        """Tell every process who is where. Raises NotCommitted."""
        try:
            writer = await self._ready()
            await writer.execute(
                "SELECT pg_notify('tessera_here', t) FROM unnest(%s::text[]) t",
                ([sealed(place) for place in places],),
            )
        except psycopg.Error as problem:
            await self.close()
            raise NotCommitted(type(problem).__name__) from problem

    async def _ready(self) -> psycopg.AsyncConnection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(
                self._address, autocommit=True, prepare_threshold=1
            )
        return self._connection

    async def close(self) -> None:
        held, self._connection = self._connection, None
        if held is not None:
            try:
                await held.close()
            except psycopg.Error:
                return  # it was gone already


def _columns(batch: Sequence[Pending]) -> list[str]:
    """As PostgreSQL writes arrays. To look at what is in a dozen lists took the driver a third of its time."""
    return [
        _array(_quoted(one.token) for one in batch),
        _array(one.id.hex for one in batch),
        _array(one.section_id.hex for one in batch),
        _array(one.case_id.hex for one in batch),
        _array(str(one.epoch) for one in batch),
        _array(_quoted(one.field) for one in batch),
        _array(str(one.base) for one in batch),
        _array(str(one.tab) for one in batch),
        _array(one.author_id.hex for one in batch),
        _array(one.agency_id.hex for one in batch),
        _array(f'"\\\\x{one.payload.hex()}"' for one in batch),
    ]


def _array(values: Iterable[str]) -> str:
    return f"{{{','.join(values)}}}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
