"""Takes worlds out of the database again, so that the last of many is asked about as fast as the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

# Worlds that stand beside one another. Each must be told from the others; beyond that more of them only take longer.
EMPTIED = 20
# What keeps a table from ever being emptied.
KEPT_BY = (("audit_entry", "never_emptied"), ("live_forms_update", "stays"))


def empty(admin: psycopg.Connection[Any]) -> None:
    """Take every world out of the database again."""
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        for table, trigger in KEPT_BY:
            admin.execute(
                SQL("ALTER TABLE {} DISABLE TRIGGER {}").format(Identifier(table), Identifier(trigger))
            )
        admin.execute("TRUNCATE access_partnership, access_principal, audit_entry CASCADE")
        for table, trigger in KEPT_BY:
            on = SQL("ALTER TABLE {} ENABLE ALWAYS TRIGGER {}")
            admin.execute(on.format(Identifier(table), Identifier(trigger)))


def emptied(admin: psycopg.Connection[Any], seeds: Iterable[int]) -> Iterator[int]:
    """The seeds one after another, with the tables emptied after every twentieth."""
    for done, seed in enumerate(seeds):
        if done and done % EMPTIED == 0:
            empty(admin)
        yield seed
