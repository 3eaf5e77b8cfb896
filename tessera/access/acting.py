"""Who is acting in this thread of work. A token, never an identity: PostgreSQL resolves what it stands for.

    with acting_as(token): ...      a signed-in session
    with acting_automatically(): .. a job that runs by itself (only the job role may)
    with acting_in_making(id): ...  a job that makes a file, as whoever asked for it (only the job role may)

Each may be entered outside a transaction (each transaction then opens with it) or inside one (it takes over at once,
and gives back what was there when it ends).
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.db import connection

from tessera.access.proving import proof
from tessera.audit.verbs import under_way


class Actor(Protocol):
    def begin(self, cursor: Any) -> None: ...


@dataclass(frozen=True)
class Token:
    """The token of a signed-in session."""

    token: str

    def begin(self, cursor: Any) -> None:
        cursor.execute("SELECT access.begin(%s)", (self.token,))


@dataclass(frozen=True)
class Automatic:
    """The automatic practitioner. The database refuses it to every role but the job role."""

    def begin(self, cursor: Any) -> None:
        cursor.execute("SELECT access.begin_job()")


@dataclass(frozen=True)
class InMaking:
    """Whoever asked for a file, while a job makes it. The database refuses it where their session is no longer open."""

    making_id: UUID

    def begin(self, cursor: Any) -> None:
        said = ("begin_making", str(self.making_id))
        cursor.execute("SELECT access.begin_making(%s, %s)", (self.making_id, proof(cursor, said)))


_actor: ContextVar[Actor | None] = ContextVar("tessera_actor", default=None)


def current() -> Actor | None:
    return _actor.get()


@contextlib.contextmanager
def acting(actor: Actor | None) -> Iterator[None]:
    """Act as `actor` inside the block; None is nobody, who sees nothing.

    Raises django.db.ProgrammingError (SQLSTATE 42501) when the database does not know the token, RuntimeError in the
    middle of an act: its entries in the ledger would bear the wrong name.
    """
    if under_way():
        raise RuntimeError("Who acts cannot change in the middle of an act.")
    before = _actor.set(actor)
    try:
        _take_over(actor)
        yield
    finally:
        _actor.reset(before)
        _take_over(_actor.get())


def acting_as(token: str) -> contextlib.AbstractContextManager[None]:
    return acting(Token(token))


def acting_automatically() -> contextlib.AbstractContextManager[None]:
    return acting(Automatic())


def acting_in_making(making_id: UUID) -> contextlib.AbstractContextManager[None]:
    return acting(InMaking(making_id))


def acting_as_nobody() -> contextlib.AbstractContextManager[None]:
    return acting(None)


def remembered() -> dict[Any, Any]:
    """What was looked up in this transaction for whoever acts in it now, to be looked up once.

    It is empty again when the transaction ends and when somebody else takes over, so nothing reaches another person or
    a later moment. Only for what no act changes: settings in force, who holds a post. Nobody acting: nothing is kept.
    """
    if _actor.get() is None or not connection.in_atomic_block:
        return {}
    kept: dict[Any, Any] = connection.remembered  # type: ignore[attr-defined]
    return kept


def _take_over(actor: Actor | None) -> None:
    """Inside a transaction that is still usable, switch its context now."""
    connection.remembered = {}  # type: ignore[attr-defined]
    if not connection.in_atomic_block or connection.needs_rollback or connection.connection is None:
        return
    if connection.connection.info.transaction_status.name == "INERROR":
        return
    with connection.cursor() as cursor:
        if actor is None:
            cursor.execute("SELECT access.leave()")
        else:
            actor.begin(cursor)
