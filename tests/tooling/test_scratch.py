"""After a test the database is what it was, whatever the test did: by putting rows back, or by copying it anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from config.postgres import with_parts
from tests.scratch import TABLES, Scratch

Db = psycopg.Connection[Any]

# What a test may do to rows. The database is put back.
OF_ROWS = {
    "nothing": "",
    "rows are added": "INSERT INTO django_session VALUES ('a', 'x', now()), ('b', 'x', now())",
    "rows are changed": "UPDATE access_practitioner SET name = name || '!' WHERE username <> 'ama'",
    "a row is changed and changed back": "UPDATE access_team SET name = 'x'; UPDATE access_team SET name = 'y'",
    "rows are taken away": "SET session_replication_role = replica; DELETE FROM access_membership; "
    "DELETE FROM access_partnership; INSERT INTO django_session VALUES ('a', 'x', now())",
    "as many are added as are taken away": "SET session_replication_role = replica; "
    "WITH gone AS (DELETE FROM access_clearance RETURNING *) INSERT INTO access_clearance "
    "SELECT (gone).* FROM gone; UPDATE access_clearance SET reason = 'x'",
    "tables are emptied": "ALTER TABLE audit_entry DISABLE TRIGGER USER; ALTER TABLE audit_block DISABLE TRIGGER USER; "
    "TRUNCATE audit_entry, audit_block; ALTER TABLE audit_block ENABLE ALWAYS TRIGGER unchanging; "
    "ALTER TABLE audit_block ENABLE ALWAYS TRIGGER never_emptied; ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER stamp; "
    "ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER unchanging; "
    "ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER never_emptied",
    "the ledger is written to": "INSERT INTO audit_entry (id, at, verb, kind, detail, server, act) "
    "VALUES (gen_random_uuid(), now(), 'see', 'enquiry', '{}', 0, 0)",
    "numbers are drawn": "SELECT nextval(pg_get_serial_sequence('access_principal', 'id')) FROM generate_series(1, 7)",
}
# What it may do to more than rows. The database is copied anew.
OF_MORE = {
    "a table is made": "CREATE TABLE mine (a int)",
    "a column is added": "ALTER TABLE django_session ADD COLUMN mine int",
    "a policy goes": "ALTER TABLE django_session DISABLE ROW LEVEL SECURITY",
    "a function is another": "CREATE OR REPLACE FUNCTION access._only(cases uuid[]) RETURNS uuid LANGUAGE sql "
    "IMMUTABLE AS $$ SELECT NULL::uuid $$",
    "a right is given": "GRANT SELECT ON access_session TO tessera_app",
    "a trigger rests": "ALTER TABLE access_involvement DISABLE TRIGGER audience",
    "a check goes": "ALTER TABLE access_agency DROP CONSTRAINT access_agency_pkey CASCADE",
    "a schema is made": "CREATE SCHEMA mine",
    "a sequence is another": "ALTER SEQUENCE access_principal_id_seq INCREMENT BY 10",
}
FUNCTIONS = (
    "SELECT pg_get_functiondef(oid), proacl::text FROM pg_proc "
    "WHERE pronamespace::regnamespace::text IN ('access', 'audit', 'public') AND prokind = 'f'"
)


@pytest.fixture(scope="module")
def another(scratch: Scratch) -> Iterator[Scratch]:
    """A database of our own, so that the other tests' is left alone."""
    own = Scratch(scratch.server, scratch.template, f"another_{scratch.name[-3:]}")
    own.copy()
    yield own
    own.drop()


def connected(to: Scratch) -> Db:
    return psycopg.connect(with_parts(to.server.admin, dbname=to.name), autocommit=True)


def everything(to: Scratch) -> dict[str, Any]:
    """Every row of every table, how far each sequence has come, and how the database is built."""
    with connected(to) as db:
        found: dict[str, Any] = {}
        for schema, name, is_sequence, _ in db.execute(TABLES).fetchall():
            what = SQL("last_value, is_called") if is_sequence else SQL("t")
            asked = SQL("SELECT row({})::text FROM {} t").format(what, Identifier(schema, name))
            found[f"{schema}.{name}"] = sorted(row for (row,) in db.execute(asked))
        for name, asked in (
            ("policies", "SELECT p::text FROM pg_policies p"),
            ("functions", FUNCTIONS),
            ("columns", "SELECT attrelid::regclass::text, attname::text FROM pg_attribute WHERE attnum > 0"),
            ("triggers", "SELECT tgrelid::regclass::text, tgname::text, tgenabled::text FROM pg_trigger"),
            ("rights", "SELECT relname::text, relacl::text, relrowsecurity, relforcerowsecurity FROM pg_class"),
            ("checks", "SELECT conrelid::regclass::text, conname::text FROM pg_constraint"),
            ("schemas", "SELECT nspname::text FROM pg_namespace"),
            ("sequences", "SELECT seqrelid::regclass::text, s::text FROM pg_sequence s"),
        ):  # fmt: skip
            found[name] = sorted(map(repr, db.execute(asked.encode()).fetchall()))
        return found


@pytest.mark.parametrize("done", [*OF_ROWS, *OF_MORE])
def test_the_database_is_what_it_was(another: Scratch, done: str) -> None:
    before, copies = everything(another), another.copies
    with connected(another) as db:
        db.execute((OF_ROWS | OF_MORE)[done].encode())
    assert (everything(another) == before) is (done == "nothing"), "the database notices"
    another.renew()
    assert everything(another) == before
    assert another.copies - copies == (done in OF_MORE)


def test_whoever_stays_is_sent_away_and_what_they_did_is_undone(another: Scratch) -> None:
    before = everything(another)
    with psycopg.connect(with_parts(another.server.admin, dbname=another.name)) as db:
        db.execute("INSERT INTO django_session VALUES ('a', 'x', now())")
        db.execute("SELECT pg_advisory_lock(7)")
        another.renew()
        with pytest.raises(psycopg.OperationalError):
            db.execute("SELECT 1")
    assert everything(another) == before
    with connected(another) as db:
        # In this database: the server may have others, in which somebody else is at work.
        held = db.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
            "WHERE l.locktype = 'advisory' AND d.datname = current_database()"
        ).fetchone()
        assert held == (0,)


def test_our_own_connection_may_be_ended(another: Scratch) -> None:
    before = everything(another)
    with connected(another) as db:
        db.execute("UPDATE access_team SET name = 'x'")
        db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    another.renew()
    assert everything(another) == before


def test_what_was_deleted_is_swept_out_now_and_then(
    another: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.scratch.OFTEN", 2)
    another.copy()
    copies = []
    for _ in range(4):
        another.renew()
        copies.append(another.copies)
    assert copies[-1] - copies[0] == 1
