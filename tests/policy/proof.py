"""What the proof asks of PostgreSQL, as the application: what is seen, what may be changed, what may be added.

Many trials go in one question. The functions that try them run with the rights of whoever calls them, the application;
the one that begins at a moment of our choosing is the database's own with another clock, and is in no installation.
"""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from tests.policy.oracle_of_forms import LABELLED_OF_A_FORM, OTHERS_OF_A_FORM
from tests.policy.oracle_of_verbs import CHANGED
from tests.policy.register import LABELLED, MARKED

if TYPE_CHECKING:
    from tests.policy.tries import Try

KEYS = {
    "access_subject": "case_id || ' ' || person_id",
    "records_attachment_content": "attachment_id::text",
}
TABLES = (
    *MARKED,
    *LABELLED,
    "access_partnership",
    "partnership_settings",
    "partnership_draft",
    "partnership_draft_step",
    "partnership_draft_count",
    "access_agency",
    "access_team",
    "access_practitioner",
    "access_membership",
    "access_invitation",
    "access_case",
    "access_involvement",
    "access_subject",
    "access_seal",
    "access_clearance",
    "access_emergency",
    "access_assurance",
    "access_export",
    "exports_making",
    "people_person",
    "people_name",
    "people_identifier",
    "people_matchkey",
    "notifications_message",
    "audit_entry",
    "enquiries_draft",
    "records_note_draft",
    "patterns_dismissal",
    *LABELLED_OF_A_FORM,
    *OTHERS_OF_A_FORM,
)
FACTS = (
    "principals",
    "agencies",
    "roles",
    "clearances",
    "excluded_people",
    "excluded_cases",
    "read_only_cases",
    "own_record_cases",
    "own_agency_cases",
    "assured_cases",
    "hidden_cases",
)
INSTALL = """
CREATE SCHEMA proof;
GRANT USAGE ON SCHEMA proof TO tessera_app, tessera_job;
GRANT USAGE, CREATE ON SCHEMA proof TO tessera_authz;
CREATE FUNCTION proof.changed(tables text[], columns text[], keys text[]) RETURNS TABLE (name text, key text)
LANGUAGE plpgsql AS $$
BEGIN
    FOR n IN 1 .. cardinality(tables) LOOP
        BEGIN
            RETURN QUERY EXECUTE format('UPDATE %I SET %I = %2$I RETURNING %L, %s',
                                        tables[n], columns[n], tables[n], keys[n]);
        EXCEPTION WHEN insufficient_privilege THEN
            RETURN QUERY SELECT tables[n], 'refused in the middle: ' || SQLERRM;
        END;
    END LOOP;
END $$;
-- Whether each row would go in. Row security is asked before the checks of a table, so what fails those was let in.
CREATE FUNCTION proof.added(statements text[]) RETURNS boolean[] LANGUAGE plpgsql AS $$
DECLARE let_in boolean[] := '{}';
BEGIN
    FOR n IN 1 .. cardinality(statements) LOOP
        BEGIN
            EXECUTE statements[n];
            RAISE EXCEPTION 'let in, and taken out again' USING ERRCODE = 'ZZ001';
        EXCEPTION
            WHEN insufficient_privilege THEN let_in := let_in || false;
            WHEN integrity_constraint_violation OR SQLSTATE 'ZZ001' THEN let_in := let_in || true;
        END;
    END LOOP;
    RETURN let_in;
END $$;
-- What each function answers, or that it refuses. Nothing stays.
CREATE FUNCTION proof.called(functions text[]) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE answers text[] := '{}'; answer text;
BEGIN
    FOR n IN 1 .. cardinality(functions) LOOP
        BEGIN
            EXECUTE 'SELECT (' || functions[n] || ')::text' INTO answer;
            RAISE EXCEPTION 'answered, and undone again' USING ERRCODE = 'ZZ001';
        EXCEPTION
            WHEN insufficient_privilege THEN answers := answers || 'refused'::text;
            WHEN SQLSTATE 'ZZ001' THEN answers := answers || answer;
        END;
    END LOOP;
    RETURN answers;
END $$;
"""


def install(admin: psycopg.Connection[Any]) -> None:
    """Make the functions of the proof, where they are not there yet."""
    row = admin.execute("SELECT to_regnamespace('proof'), current_user").fetchone()
    if row is None or row[0] is not None:
        return
    found = admin.execute(
        "SELECT pg_get_functiondef('access._resolve(uuid, uuid, boolean)'::regprocedure)"
    ).fetchone()
    assert found is not None
    begins = str(found[0])
    begun = "proof.begin_at(practitioner uuid, partnership uuid, moment timestamptz)"
    for was, now in (
        ("access._resolve(practitioner uuid, partnership uuid, automatic boolean)", begun),
        ("DECLARE", "DECLARE automatic boolean := false;"),
        ("now()", "moment"),
    ):
        assert was in begins, f"who is asking is worked out in another way: {was}"
        begins = begins.replace(was, now, 1)
    with admin.transaction():
        admin.execute(INSTALL.encode())
        admin.execute("SET LOCAL ROLE tessera_authz")
        admin.execute(begins.encode())
        admin.execute("GRANT EXECUTE ON FUNCTION proof.begin_at TO tessera_app")


def key_of(table: str) -> str:
    return KEYS.get(table, "id::text")


def everything(tables: Iterable[str]) -> Composed:
    """The key of every row that is seen, of each of the tables, in one question."""
    return SQL(" UNION ALL ").join(
        SQL("SELECT {name}, {key} FROM {table}").format(
            name=table, key=SQL(key_of(table)), table=Identifier(table)
        )
        for table in tables
    )


ALL = everything(TABLES)


def seen(app: psycopg.Connection[Any], tables: Iterable[str] = TABLES) -> dict[str, set[str]]:
    """What whoever acts in this transaction sees, by table; of every table, or of these."""
    found: dict[str, set[str]] = {table: set() for table in tables}
    asked = ALL if tables is TABLES else everything(found)
    for table, key in app.execute(asked, prepare=tables is TABLES) if found else ():
        found[table].add(key)
    return found


def begin_at(
    app: psycopg.Connection[Any], practitioner: uuid.UUID, partnership: uuid.UUID, moment: datetime
) -> None:
    app.execute("SELECT proof.begin_at(%s, %s, %s)", [practitioner, partnership, moment])


def changed(app: psycopg.Connection[Any], tables: Iterable[str] = tuple(CHANGED)) -> dict[str, set[str]]:
    """What whoever acts in this transaction may change, by table. The changes are left for the caller to undo."""
    found: dict[str, set[str]] = {table: set() for table in tables}
    for table, key in app.execute(
        "SELECT name, key FROM proof.changed(%s, %s, %s)",
        [list(found), [CHANGED[table] for table in found], [key_of(table) for table in found]],
    ):
        found[table].add(key)
    return found


def _prepared(
    app: psycopg.Connection[Any], wanted: set[tuple[str, tuple[str, ...]]]
) -> dict[tuple[str, tuple[str, ...]], str]:
    """A statement for each table and its columns, planned once for the connection: planning is what takes the time."""
    there = {name for (name,) in app.execute("SELECT name FROM pg_prepared_statements WHERE from_sql")}
    names = {one: f"{one[0]}_{zlib.crc32(' '.join(one[1]).encode()):x}" for one in sorted(wanted)}
    for (table, columns), name in names.items():
        if name in there:
            continue
        app.execute(
            SQL("PREPARE {} AS INSERT INTO {} ({}) VALUES ({})").format(
                Identifier(name),
                Identifier(table),
                SQL(", ").join(map(Identifier, columns)),
                SQL(", ").join(SQL(f"${number}") for number in range(1, len(columns) + 1)),  # type: ignore[arg-type]
            )
        )
    return names


def added(app: psycopg.Connection[Any], tried: Sequence[Try]) -> list[bool]:
    """Whether each of these rows is let in. Nothing stays."""
    names = _prepared(app, {(one.table, one.columns) for one in tried})
    app.execute("SET LOCAL plan_cache_mode = force_generic_plan")
    row = app.execute(
        "SELECT proof.added(%s)",
        [[f"EXECUTE {names[one.table, one.columns]}({one.values})" for one in tried]],
    ).fetchone()
    assert row is not None
    return list(row[0])


def tried(app: psycopg.Connection[Any], statements: Sequence[str]) -> list[bool]:
    """Whether each of these statements is let through. Nothing stays."""
    row = app.execute("SELECT proof.added(%s)", [list(statements)]).fetchone()
    assert row is not None
    return list(row[0])


def called(app: psycopg.Connection[Any], functions: Sequence[str]) -> list[str]:
    """What each of these functions answers, or that it refuses. Nothing stays."""
    row = app.execute("SELECT proof.called(%s)", [list(functions)]).fetchone()
    assert row is not None
    return list(row[0])


def facts(
    admin: psycopg.Connection[Any],
    practitioner: uuid.UUID,
    partnership: uuid.UUID,
    moments: Sequence[datetime],
) -> list[dict[str, set[Any] | None]]:
    """What the database says of somebody at each moment."""
    names = SQL(", ").join(SQL("f.{}").format(Identifier(name)) for name in FACTS)
    rows = admin.execute(
        SQL(
            "SELECT {} FROM unnest(%s::timestamptz[]) WITH ORDINALITY AS m(moment, n), "
            "LATERAL access._facts(%s, %s, m.moment) AS f ORDER BY m.n"
        ).format(names),
        [list(moments), practitioner, partnership],
    ).fetchall()
    return [
        {name: None if value is None else set(value) for name, value in zip(FACTS, row, strict=True)}
        for row in rows
    ]
