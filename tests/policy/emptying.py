"""Takes worlds out of the database again, so that the last of many is asked about as fast as the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import psycopg

# Worlds that stand beside one another. Each must be told from the others; beyond that more of them only take longer.
EMPTIED = 20


def empty(admin: psycopg.Connection[Any]) -> None:
    """Take every world out of the database again."""
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        admin.execute("ALTER TABLE audit_entry DISABLE TRIGGER never_emptied")
        admin.execute("TRUNCATE access_partnership, access_principal, audit_entry CASCADE")
        admin.execute("ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER never_emptied")


def emptied(admin: psycopg.Connection[Any], seeds: Iterable[int]) -> Iterator[int]:
    """The seeds one after another, with the tables emptied after every twentieth."""
    for done, seed in enumerate(seeds):
        if done and done % EMPTIED == 0:
            empty(admin)
        yield seed
