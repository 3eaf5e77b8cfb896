"""A ledger with nothing in it, so that a test may count."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest


@pytest.fixture(autouse=True)
def _an_empty_ledger(transactional_db: None, administrator: psycopg.Connection[Any]) -> None:
    """Begin every chain again: registering the cast left entries in them."""
    with administrator.transaction():
        administrator.execute("SET LOCAL ROLE tessera_owner")
        administrator.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        administrator.execute("TRUNCATE audit_entry")
        administrator.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
        administrator.execute("ALTER TABLE audit_head NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER")
        administrator.execute("UPDATE audit_head SET place = 0, hash = audit._beginning(chain)")
        administrator.execute("ALTER TABLE audit_head FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER")
