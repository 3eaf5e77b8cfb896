"""What is made on a server that somebody else runs, by a login that may make roles and databases."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import psycopg
import pytest

from config import web
from config.embedded import Embedded
from config.home import Refused, claim
from config.postgres import APP, AUTHZ, LOGINS, OWNER, ROLES, Server, with_parts
from config.scratch import scratch_home


@pytest.fixture(scope="module")
def named() -> Iterator[tuple[Server, str]]:
    """A server of its own, as `DATABASE_URL` would name it, and its superuser's address."""
    with scratch_home(in_memory=True) as home, Embedded(home, scratch=True) as running:
        with psycopg.connect(running.url, autocommit=True) as connection:
            connection.execute("CREATE ROLE limited LOGIN CREATEROLE CREATEDB")
        ours = claim(home / "ours")
        yield Server(with_parts(running.url, user="limited", dbname="front"), ours, name="front"), running.url


def test_every_role_can_do_its_part_and_no_more(named: tuple[Server, str]) -> None:
    server, _ = named
    made = server.prepare()
    assert server.prepare() == made, "a second time changes nothing"
    with psycopg.connect(made.owner) as connection:
        assert connection.execute("SELECT current_user, current_database()").fetchone() == (OWNER, "front")
        connection.execute("CREATE TABLE line (word text)")
        connection.execute(f"GRANT SELECT ON line TO {APP}")
        connection.execute("CREATE SCHEMA judged")
        connection.execute(f"GRANT CREATE, USAGE ON SCHEMA judged TO {AUTHZ}")
        connection.execute(f"SET ROLE {AUTHZ}")
        connection.execute("CREATE FUNCTION judged.one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        connection.execute(f"SET ROLE {OWNER}")
    for address in (made.app, made.job):
        with psycopg.connect(address, autocommit=True) as connection:
            for refused in ("CREATE TABLE mine (x int)", "CREATE TEMP TABLE mine (x int)", "TRUNCATE line"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(refused.encode())
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SET ROLE {OWNER}".encode())
    with psycopg.connect(made.app) as connection:
        assert connection.execute("SELECT count(*) FROM line").fetchone() == (0,)


def test_queries_are_planned_for_us_unless_the_administrator_says_otherwise(
    named: tuple[Server, str],
) -> None:
    server, _ = named
    for decided in ("off", "on"):
        made = server.prepare()
        for address in (made.app, made.job):
            with psycopg.connect(address) as connection:
                assert connection.execute("SHOW jit").fetchone() == (decided,)
                assert connection.execute("SHOW random_page_cost").fetchone() == ("1.1",)
        with psycopg.connect(server.admin.replace("/front", "/postgres"), autocommit=True) as connection:
            for role in LOGINS:
                connection.execute(f"ALTER ROLE {role} SET jit = on".encode())


def test_the_owner_is_parted_from_the_role_that_decides(named: tuple[Server, str]) -> None:
    """In earlier versions it was a member: by the same administrator, who may take it back, or by somebody else."""
    server, superuser = named
    server.prepare()
    for giver in (server.admin, superuser):
        with psycopg.connect(giver, autocommit=True) as connection:
            connection.execute(f"GRANT {AUTHZ} TO {OWNER}")
        if giver == superuser and connection_version(superuser) >= 160000:
            with pytest.raises(Refused, match=f"REVOKE {AUTHZ} FROM {OWNER}"):
                server.prepare()
            with psycopg.connect(superuser, autocommit=True) as connection:
                connection.execute(f"REVOKE {AUTHZ} FROM {OWNER}")
        server.prepare()
        with psycopg.connect(superuser) as connection:
            member = connection.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [OWNER, AUTHZ]).fetchone()
        assert member == (False,)


def connection_version(address: str) -> int:
    with psycopg.connect(address) as connection:
        return connection.info.server_version


def test_logins_get_passwords_that_are_kept_and_never_shown(named: tuple[Server, str]) -> None:
    server, superuser = named
    made = server.prepare()
    assert "password" not in repr(made)
    with psycopg.connect(superuser) as connection:
        kept = connection.execute(
            "SELECT rolname, rolpassword LIKE 'SCRAM-SHA-256$%%' FROM pg_authid WHERE rolname = ANY(%s) "
            "AND rolpassword IS NOT NULL ORDER BY 1",
            [list(ROLES)],
        ).fetchall()
    assert kept == [("tessera_app", True), ("tessera_job", True)]


def test_a_role_with_too_many_rights_is_refused(named: tuple[Server, str]) -> None:
    server, superuser = named
    server.prepare()
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {APP} BYPASSRLS")
        try:
            with pytest.raises(Refused, match=r"tessera_app .* may do more than it should"):
                server.prepare()
        finally:
            connection.execute(f"ALTER ROLE {APP} NOBYPASSRLS")


def test_a_database_with_somebody_else_s_tables_is_refused(named: tuple[Server, str]) -> None:
    server, superuser = named
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("CREATE DATABASE library")
    with psycopg.connect(with_parts(superuser, dbname="library")) as connection:
        connection.execute("CREATE TABLE book (title text)")
    with pytest.raises(Refused, match="tables that are not Tessera's"):
        server.prepare("library")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ann:p%40ss@db.example.org:6432/front?sslmode=require",
        "host=/run/postgresql user=ann dbname=front",
        "postgresql:///front?host=/run/a%20b&user=ann",
        "postgresql://ann@[::1]:5433/front",
    ],
)
def test_an_address_keeps_every_part_but_the_ones_replaced(address: str) -> None:
    before = psycopg.conninfo.conninfo_to_dict(address)
    after = psycopg.conninfo.conninfo_to_dict(with_parts(address, user="bob", password="a/b?c@d:e"))
    assert after == before | {"user": "bob", "password": "a/b?c@d:e"}


def test_what_is_sent_on_a_socket_of_ours_is_sent_at_once() -> None:
    """Whatever runs on it and takes it for another kind of socket, no few letters wait for those before them."""
    with web.listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
