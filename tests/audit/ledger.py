"""A ledger to tamper with: appending as the application does, and the owner with every guard switched off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg

Connection = psycopg.Connection[Any]
Verdict = tuple[int, bool, UUID | None]

APPEND = (
    "INSERT INTO audit_entry (id, at, verb, kind, detail, chain, place, before, hash) "
    "VALUES (%s, now(), %s, 'enquiry', '{}', 0, 0, '', '')"
)


def append(connection: Connection, number: int = 1, verb: str = "see") -> None:
    """Append entries as the application does; nobody is signed in."""
    for _ in range(number):
        connection.execute(APPEND, [uuid4(), verb])


def given_entries(address: str, chains: int = 3, each: int = 4) -> None:
    """Entries in several chains: the chain follows from the connection, so there is a connection for each."""
    held = []
    try:
        found: set[int] = set()
        while len(found) < chains:
            connection = psycopg.connect(address, autocommit=True)
            held.append(connection)
            chain = connection.info.backend_pid % 64
            if chain not in found:
                found.add(chain)
                append(connection, each)
    finally:
        for connection in held:
            connection.close()


def verify(connection: Connection) -> Verdict:
    """What the ledger says of itself."""
    row = connection.execute("SELECT entries, intact, first_break FROM audit.verify()").fetchone()
    assert row is not None
    return row


def entries(connection: Connection) -> list[tuple[UUID, int, int]]:
    """Every entry as (id, chain, place), in the order of its chain."""
    return connection.execute("SELECT id, chain, place FROM audit_entry ORDER BY chain, place").fetchall()


@contextmanager
def nothing_guarded(administrator: Connection) -> Iterator[Connection]:
    """As the owner of the tables, with every trigger, policy and constraint off. All of it is undone at the end."""
    with administrator.transaction(force_rollback=True):
        for statement in (
            "SET LOCAL ROLE tessera_owner",
            "ALTER TABLE audit_entry NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER",
            "ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_place_once",
            "ALTER TABLE audit_head NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER",
        ):
            administrator.execute(statement)
        yield administrator
