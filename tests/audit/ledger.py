"""A ledger to tamper with: appending as the application does, sealing, and the owner with every guard switched off."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg

from config.home import ROOT
from config.postgres import Addresses

Connection = psycopg.Connection[Any]

APPEND = (
    'INSERT INTO audit_entry (id, at, verb, kind, "case", detail, server, act) '
    "VALUES (%s, now(), %s, 'enquiry', %s, '{\"state\": \"open\"}', 0, 0)"
)
TABLES = ("audit_entry", "audit_block")


@dataclass(frozen=True)
class Verdict:
    """What audit.verify() answers."""

    entries: int
    sealed: int
    blocks: int
    intact: bool
    first_break: UUID | None
    broken_block: int | None


def append(
    connection: Connection, number: int = 1, verb: str = "see", case: UUID | None = None
) -> list[UUID]:
    """Append entries as the application does; nobody is signed in."""
    made = [uuid4() for _ in range(number)]
    for entry in made:
        connection.execute(APPEND, [entry, verb, case])
    return made


def given_blocks(address: str, blocks: int = 3, each: int = 4) -> list[list[UUID]]:
    """Sealed blocks of some entries each, every entry in a transaction of its own; their entries in order."""
    made = []
    with psycopg.connect(address, autocommit=True) as app:
        for _ in range(blocks):
            made.append(append(app, each))
            settled(app)
            assert seal(app) == 1
    return made


def settled(connection: Connection) -> None:
    """Wait until every transaction begun so far has ended: other tests may write on the same server."""
    row = connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
    assert row is not None
    for _ in range(600):
        done = connection.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint > %s", row)
        if done.fetchone() == (True,):
            return
        time.sleep(0.05)
    raise AssertionError("a transaction stays open")


def seal(connection: Connection, most: int = 4096) -> int:
    """Seal what can be sealed; how many blocks were made."""
    row = connection.execute("SELECT audit.seal(%s)", [most]).fetchone()
    assert row is not None
    return int(row[0])


def verify(connection: Connection) -> Verdict:
    """What the ledger says of itself."""
    row = connection.execute(
        "SELECT entries, sealed, blocks, intact, first_break, broken_block FROM audit.verify()"
    ).fetchone()
    assert row is not None
    return Verdict(*row)


def contents(connection: Connection) -> list[tuple[int, list[UUID]]]:
    """Each block's number and the entries it keeps, in order."""
    rows = connection.execute("SELECT number, leaves FROM audit_block ORDER BY number").fetchall()
    return [
        (number, [UUID(bytes=leaves[at : at + 16]) for at in range(0, len(leaves), 48)])
        for number, leaves in rows
    ]


@contextmanager
def guarded(connection: Connection) -> Iterator[Connection]:
    """As the owner of the tables with every guard off, and as they were again afterwards. In a transaction."""
    connection.execute("SET LOCAL ROLE tessera_owner")
    for table in TABLES:
        connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER".encode())
    yield connection
    for table in TABLES:
        always = ", ".join(
            f"ENABLE ALWAYS TRIGGER {name}"
            for (name,) in connection.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
            )
        )
        connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY, {always}".encode())
    connection.execute("RESET ROLE")


@contextmanager
def nothing_guarded(administrator: Connection) -> Iterator[Connection]:
    """As the owner of the tables, with every trigger and policy off. All of it is undone at the end."""
    with administrator.transaction(force_rollback=True), guarded(administrator):
        yield administrator


def tessera(
    addresses: Addresses, *words: str, typed: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of ours on this database."""
    given = {
        f"TESSERA_{role.upper()}_DATABASE_URL": getattr(addresses, role) for role in ("owner", "app", "job")
    }
    return subprocess.run(
        [sys.executable, "-m", "config.console", *words], input=typed,
        env={**os.environ, **given, **variables}, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
