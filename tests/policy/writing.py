"""Writes the rows of a world: gathered in Python, one statement for each table, and what a row leaves out made up."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from tests.policy.register import PAST, Dates

# Written first, in this order, because the database's own triggers read one of another.
ORDER = (
    "access_principal",
    "access_partnership",
    "access_agency",
    "access_team",
    "access_practitioner",
    "partnership_draft",
    "partnership_draft_step",
    "partnership_draft_count",
    "partnership_settings",
    "access_membership",
    "access_invitation",
    "access_clearance",
    "access_session",
    "people_person",
    "people_name",
    "people_identifier",
    "people_matchkey",
    "access_case",
    "access_involvement",
    "access_seal",
    "access_subject",
    "people_unidentified",
    "records_note",
    "records_line",
    "access_emergency",
    "access_assurance",
    "notifications_message",
    "access_exclusion",
)
# What a check of the table asks for, where making anything up would not do.
WANTED: dict[str, dict[str, Any]] = {
    "records_same_event": {"reason": "Both say it."},
    "enquiries_referral": {"consent_position": "agreed"},
    "enquiries_request": {"told_family": True},
    "enquiries_pause": {"clock_id": "a uuid"},
    "enquiries_relied_on": {"line_id": "a uuid"},
    "records_withdrawal": {"note_id": "a uuid"},
    "enquiries_handed_line": {"choice": "as_it_is", "given_id": "a uuid"},
    "enquiries_referral_address": {"child_id": "a uuid"},
    "enquiries_protection": {"told_id": "a uuid", "marks": ["adoption"]},
    "notifications_message": {"reference": "RF-AAAA-AAAA", "link": "/messages/"},
}
MADE_UP: dict[str, Any] = {
    "uuid": "a uuid",
    "bool": False,
    "int2": 0,
    "int4": 0,
    "int8": 0,
    "timestamptz": PAST,
    "jsonb": {},
    "bytea": "",
}
COLUMNS = (
    "SELECT column_name, udt_name, character_maximum_length FROM information_schema.columns "
    "WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO' AND identity_generation IS NULL"
)


class Writer:
    """Keeps rows until they are written. Keys between rows of a case are not checked: they are made up."""

    def __init__(self, admin: psycopg.Connection[Any]) -> None:
        self.db = admin
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.written: Counter[str] = Counter()
        self._numbers: list[int] = []

    def number(self) -> int:
        """The next of the one sequence of principals."""
        if not self._numbers:
            rows = self.db.execute(
                "SELECT nextval(pg_get_serial_sequence('access_principal', 'id')) FROM generate_series(1, 40)"
            ).fetchall()
            self._numbers = [int(row[0]) for row in reversed(rows)]
        return self._numbers.pop()

    def dated(self, dates: Dates) -> dict[str, datetime | None]:
        return {"valid_from": dates[0], "valid_to": dates[1]}

    def add(self, table: str, **given: Any) -> None:
        self.rows.setdefault(table, []).append(given)

    def flush(self) -> None:
        """Write everything that was added since."""
        for table in ORDER:
            self._write(table)
        if not self.rows:
            return
        # Neither the keys to rows that are made up, nor what the ledger writes of itself.
        self.db.execute("SET LOCAL session_replication_role = replica")
        if "audit_entry" in self.rows:
            with unguarded(self.db, "audit_entry"):
                self._write("audit_entry")
        for table in list(self.rows):
            self._write(table)
        self.db.execute("SET LOCAL session_replication_role = origin")

    def _write(self, table: str) -> None:
        rows = self.rows.pop(table, [])
        if not rows:
            return
        self.written[table] += len(rows)
        whole = [filled(self.db, table, row) for row in rows]
        names = SQL(", ").join(map(Identifier, whole[0]))
        statement = SQL(
            "INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_recordset(NULL::{table}, %s)"
        ).format(table=Identifier(table), names=names)
        self.db.execute(statement, [json.dumps(whole, default=str)])


@contextmanager
def unguarded(admin: psycopg.Connection[Any], table: str) -> Iterator[None]:
    """The table's own triggers rest meanwhile, those too that no setting puts to rest."""
    rows = admin.execute(
        "SELECT tgname, tgenabled::text FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal",
        [table],
    ).fetchall()
    for name, _ in rows:
        admin.execute(SQL("ALTER TABLE {} DISABLE TRIGGER {}").format(Identifier(table), Identifier(name)))
    yield
    for name, state in rows:
        how = SQL("ENABLE ALWAYS" if state == "A" else "ENABLE")
        admin.execute(SQL("ALTER TABLE {} {} TRIGGER {}").format(Identifier(table), how, Identifier(name)))


def filled(admin: psycopg.Connection[Any], table: str, row: dict[str, Any]) -> dict[str, Any]:
    """The row with something in every column that must have something, its columns in one order."""
    given = WANTED.get(table, {}) | row
    for column, kind, longest in needed(admin, table):
        if column not in given:
            given[column] = [] if kind.startswith("_") else MADE_UP.get(kind, "")
        if given[column] == "a uuid":
            given[column] = uuid.uuid4()
        if kind == "varchar" and column in ("reference", "code") and not given[column]:
            given[column] = uuid.uuid4().hex[: longest or 32]
    return {
        column: uuid.uuid4() if isinstance(value, str) and value == "a uuid" else value
        for column, value in sorted(given.items())
    }


_needed: dict[str, list[tuple[str, str, int | None]]] = {}


def needed(admin: psycopg.Connection[Any], table: str) -> list[tuple[str, str, int | None]]:
    """The columns of a table that may not be empty: name, type and length."""
    if table not in _needed:
        _needed[table] = admin.execute(COLUMNS, [table]).fetchall()
    return _needed[table]
