"""A proof that cannot fail proves nothing: each deliberate fault in the policy must be noticed by the oracle."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.policy.test_oracle import differences
from tests.policy.world import World

NOTE_SEE = (
    "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polname = %s AND polrelid = %s::regclass"
)

# (what is wrong, the policy or function it is in, what is written, what is written instead)
POLICY_FAULTS = [
    ("a named note is open to the whole case", "records_note", "see_1", "(named && ", "(true OR named && "),
    (
        "an agency's own note is hidden from it",
        "records_note",
        "see_1",
        "ELSE (agency_id = ANY",
        "ELSE (false AND agency_id = ANY",
    ),
    (
        "a note does not ask about its case",
        "records_note",
        "see_1",
        "(EXISTS ( SELECT 1",
        "(true OR EXISTS ( SELECT 1",
    ),
    ("a case ignores exclusions", "access_case", "see_1", "id <> ALL", "true OR id <> ALL"),
    (
        "a person is opened by a possible match",
        "people_person",
        "see_1",
        "NOT s.provisional",
        "true OR NOT s.provisional",
    ),
    (
        "agencies of every partnership are shown",
        "access_agency",
        "see_1",
        "partnership_id = ",
        "true OR partnership_id = ",
    ),
]
FUNCTION_FAULTS = [
    (
        "an ended membership still counts",
        "access._facts(uuid,uuid,timestamptz)",
        "AND moment >= m.valid_from AND (m.valid_to IS NULL OR moment < m.valid_to)",
        "",
    ),
    (
        "memberships of every partnership count",
        "access._facts(uuid,uuid,timestamptz)",
        "AND m.partnership_id = partnership",
        "",
    ),
    (
        "every role reaches the whole agency",
        "access._facts(uuid,uuid,timestamptz)",
        "CASE WHEN m.scope = 'agency' THEN a.principal_id END",
        "a.principal_id",
    ),
    (
        "an inactive practitioner signs in",
        "access._facts(uuid,uuid,timestamptz)",
        "AND (p.is_active OR moment < now())",
        "",
    ),
    (
        "an ended exclusion still hides",
        "access._facts(uuid,uuid,timestamptz)",
        "AND (e.ended_at IS NULL OR moment < e.ended_at)",
        "",
    ),
    (
        "exclusions are forgotten",
        "access._facts(uuid,uuid,timestamptz)",
        "IF excluded_people <> '{}' THEN",
        "IF false THEN",
    ),
]


def noticed(admin: psycopg.Connection[Any], app: psycopg.Connection[Any], first: int) -> bool:
    for seed in range(first, first + 40):
        try:
            if differences(World(admin, seed), app):
                return True
        except (pytest.fail.Exception, psycopg.Error):
            return True
    return False


@pytest.mark.parametrize(("fault", "table", "policy", "was", "now"), POLICY_FAULTS, ids=lambda v: str(v)[:45])
def test_the_oracle_notices_a_faulty_policy(
    admin: psycopg.Connection[Any],
    app: psycopg.Connection[Any],
    fault: str,
    table: str,
    policy: str,
    was: str,
    now: str,
) -> None:
    row = admin.execute(NOTE_SEE, [policy, table]).fetchone()
    assert row is not None
    assert was in row[0], f"the fault no longer fits the policy: {row[0]}"
    try:
        admin.execute(f"ALTER POLICY {policy} ON {table} USING ({row[0].replace(was, now)})")
        assert noticed(admin, app, 5000), f"nobody noticed that {fault}"
    finally:
        admin.execute(f"ALTER POLICY {policy} ON {table} USING ({row[0]})")


@pytest.mark.parametrize(("fault", "function", "was", "now"), FUNCTION_FAULTS, ids=lambda v: str(v)[:45])
def test_the_oracle_notices_a_faulty_function(
    admin: psycopg.Connection[Any],
    app: psycopg.Connection[Any],
    fault: str,
    function: str,
    was: str,
    now: str,
) -> None:
    row = admin.execute("SELECT pg_get_functiondef(%s::regprocedure)", [function]).fetchone()
    assert row is not None
    assert was in row[0], "the fault no longer fits the function"
    try:
        admin.execute(row[0].replace(was, now))
        assert noticed(admin, app, 6000), f"nobody noticed that {fault}"
    finally:
        admin.execute(row[0])
