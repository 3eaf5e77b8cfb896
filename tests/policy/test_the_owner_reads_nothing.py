"""The owner of the tables migrates and registers. What the deciding functions read, it may not read by way of them."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from config.postgres import AUTHZ, OWNER
from tessera.access.compile import is_definer, parts
from tessera.access.rights import AUTHZ_READS, REGISTRAR
from tests.policy.world import World

CLOSED = sorted(set(AUTHZ_READS) - set(REGISTRAR))


@pytest.fixture(scope="module")
def _a_world(admin: psycopg.Connection[Any]) -> None:
    for seed in range(8000, 8006):
        World(admin, seed)


@pytest.mark.usefixtures("_a_world")
@pytest.mark.parametrize("table", CLOSED)
def test_the_owner_sees_no_row_that_is_not_a_registrar_s(
    admin: psycopg.Connection[Any], owner: psycopg.Connection[Any], table: str
) -> None:
    count = f"SELECT count(*) FROM {table}"  # noqa: S608  a table's name from our own list
    with admin.transaction():
        admin.execute("SET LOCAL ROLE tessera_authz")
        [there] = admin.execute(count.encode()).fetchone() or [0]
    if table in ("access_case", "access_session", "access_involvement", "access_subject", "access_exclusion"):
        assert there > 0
    assert owner.execute(count.encode()).fetchone() == (0,)


def test_the_owner_is_no_member_of_the_role_that_decides(owner: psycopg.Connection[Any]) -> None:
    row = owner.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [OWNER, AUTHZ]).fetchone()
    assert row == (False,)


def test_the_owner_calls_none_of_the_deciding_functions(owner: psycopg.Connection[Any]) -> None:
    for call in ("access.begin_job()", "access._seal('who', '')", "access.forget_sessions()"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(f"SELECT {call}".encode())


def test_statements_are_told_apart() -> None:
    text = """-- It's a comment; with a semicolon.
CREATE TABLE a (b text DEFAULT ';');
CREATE OR REPLACE FUNCTION access.a() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN; 'x END $$;
CREATE FUNCTION access.b() RETURNS void LANGUAGE sql AS $$ SELECT 'SECURITY DEFINER'; $$;
-- CREATE FUNCTION ... SECURITY DEFINER
DROP FUNCTION access.b();
-- the end
"""
    found = parts(text)
    assert [is_definer(statement) for statement in found] == [False, True, False, False]
