"""A ledger with nothing in it, so that a test may count."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.audit.ledger import guarded


@pytest.fixture(autouse=True)
def _an_empty_ledger(transactional_db: None, administrator: psycopg.Connection[Any]) -> None:
    """Begin again: registering the cast left entries."""
    with administrator.transaction(), guarded(administrator):
        administrator.execute("TRUNCATE audit_entry, audit_block")
        administrator.execute("UPDATE audit.publication SET number = 0")
