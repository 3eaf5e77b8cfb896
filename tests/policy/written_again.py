"""Rows of lived cases, written again by somebody of the cast: what the database says to each, in all its words."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import DatabaseError, connection, transaction
from psycopg.sql import SQL, Composed, Identifier
from psycopg.types.json import Jsonb

KEYS = (
    "SELECT c.conrelid::regclass::text, a.attname::text, c.confrelid::regclass::text, f.attname::text, "
    "has_column_privilege('tessera_app', c.conrelid, a.attname, 'INSERT'), "
    "has_column_privilege('tessera_app', c.conrelid, a.attname, 'UPDATE') "
    "FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] "
    "JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1] WHERE c.contype = 'f' "
    "AND c.connamespace = 'public'::regnamespace AND c.conrelid::regclass::text NOT LIKE 'procrastinate%' ORDER BY 1, 2"
)
COLUMNS = (
    "SELECT a.attname::text, a.atttypid::regtype::text FROM pg_attribute a WHERE a.attrelid = %s::regclass AND "
    "a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = '' AND "
    "has_column_privilege('tessera_app', a.attrelid, a.attname, 'INSERT') ORDER BY a.attnum"
)
IN_ONES_OWN_NAME = (
    "author_id",
    "practitioner_id",
    "asked_by_id",
    "made_by_id",
    "sealed_by_id",
    "given_by_id",
)
Row = dict[str, Any]


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is undone, and its keys are asked about at once."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        transaction.set_rollback(True)


def answer(statement: Composed, values: list[Any]) -> str:
    """What the database says: an error in all its words but those that the asker gave it, or that it was done."""
    try:
        with undone(), connection.cursor() as cursor:
            cursor.execute(statement.as_string(None), values)
            return f"done to {cursor.rowcount}"
    except DatabaseError as refusal:
        cause = refusal.__cause__
        assert isinstance(cause, psycopg.Error)
        return f"{cause.sqlstate} {cause.diag.message_primary} {cause.diag.context or ''}"


def written(table: str, kinds: dict[str, str], row: Row) -> str:
    names = SQL(", ").join(map(Identifier, row))
    statement = SQL("INSERT INTO {} ({}) VALUES ({})").format(
        Identifier(table), names, SQL(", ").join(SQL("%s") for _ in row)
    )
    return answer(
        statement, [Jsonb(v) if kinds[k] == "jsonb" and v is not None else v for k, v in row.items()]
    )


def changed(table: str, column: str, which: tuple[str, Any], to: Any) -> str:
    statement = SQL("UPDATE {} SET {} = %s WHERE {} = %s")
    return answer(statement.format(*map(Identifier, (table, column, which[0]))), [to, which[1]])


def asked(statement: str) -> set[Any]:
    """What whoever acts reads, or nothing where they may not read at all."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            return {row[0] for row in cursor.fetchall()}
    except DatabaseError:
        return set()


class Lived:
    """The rows that there are, and which of them whoever acts may name."""

    def __init__(self, administrator: psycopg.Connection[Any]) -> None:
        self.admin, self._rows = administrator, dict[str, list[Row]]()
        self.keys = [key for key in administrator.execute(KEYS).fetchall() if key[4] or key[5]]
        self.kinds = {
            table: dict(administrator.execute(COLUMNS, [table]).fetchall()) for table, *_ in self.keys
        }

    def closed(self, verb: str) -> set[str]:
        """The keys that have a row policy of their own for this verb."""
        begins = f"never_{verb}_"
        rows = self.admin.execute(
            "SELECT tablename || '.' || substr(policyname, %s) FROM pg_policies WHERE starts_with(policyname, %s)",
            [len(begins) + 1, begins],
        ).fetchall()
        return {row for (row,) in rows}

    def own(self, table: str, me: Any) -> Row:
        """What says in a row of the table that they write it themself, for their own agency."""
        mine = dict.fromkeys(IN_ONES_OWN_NAME, me.id) | {"agency_id": me.agency_id}
        fresh = {"id": uuid.uuid4()} if self.kinds[table].get("id") == "uuid" else {}
        return {name: value for name, value in mine.items() if name in self.kinds[table]} | fresh

    def rows(self, table: str) -> list[Row]:
        """The columns that the application writes of the rows there are, in the order in which they were written."""
        if table in self._rows:
            return self._rows[table]
        question = SQL("SELECT {} FROM {} t ORDER BY t.ctid").format(
            SQL(", ").join(map(Identifier, self.kinds[table])), Identifier(table)
        )
        found = self.admin.execute(question).fetchall()
        self._rows[table] = [dict(zip(self.kinds[table], row, strict=True)) for row in found]
        return self._rows[table]

    def like(self, table: str, me: Any, number: int) -> list[Row]:
        """A few rows to write again, those first that they wrote: each as it is, and each in their own name."""
        own = self.own(table, me)
        fresh = {name: value for name, value in own.items() if name == "id"}
        rows = sorted(self.rows(table), key=lambda row: -sum(row[name] == own[name] for name in own))
        return [row | mine for row in rows[:number] for mine in (fresh, own)]

    def named(self, to: str, key: str, otherwise: str | None) -> tuple[list[Any], list[Any]]:
        """The rows that whoever acts knows, by seeing them or as `otherwise` asks, and the rows that they do not."""
        question = SQL("SELECT {} FROM {}").format(Identifier(key), Identifier(to))
        known = asked(otherwise or question.as_string(None))
        every = [one for (one,) in self.admin.execute(question)]
        return [one for one in every if one in known], [one for one in every if one not in known]
