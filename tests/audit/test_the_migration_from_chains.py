"""An installation that kept its ledger in sixty-four chains keeps every entry, and they are sealed like others."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any
from uuid import UUID, uuid4

import pytest

from config.home import ROOT
from config.postgres import Server
from tests.audit.ledger import nothing_guarded, seal, tessera, verify

pytestmark = pytest.mark.django_db(transaction=True)

# What the earlier release made and what stands on the columns that go.
EARLIER = (
    "CREATE SCHEMA IF NOT EXISTS audit",
    """CREATE FUNCTION audit._digest(e public.audit_entry) RETURNS text LANGUAGE sql IMMUTABLE
       RETURN encode(sha256(convert_to(jsonb_build_array(e.chain, e.place, e.before, e.id)::text, 'UTF8')), 'hex')""",
    """CREATE FUNCTION audit.verify() RETURNS TABLE (entries bigint, intact boolean, first_break uuid) LANGUAGE sql AS
       $$ SELECT count(*), true, NULL::uuid FROM public.audit_entry e WHERE e.hash = audit._digest(e) $$""",
    """CREATE FUNCTION audit.chain() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$""",
    "CREATE TRIGGER chain BEFORE INSERT ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION audit.chain()",
)


@pytest.fixture
def earlier(scratch_server: Server) -> Any:
    """A database as the earlier release left it, with its own addresses."""
    name = f"tessera_chains_{os.getpid()}"
    made = scratch_server.prepare(name)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "django", "migrate", "audit", "0002", "--verbosity", "0"],
            env={**os.environ, "TESSERA_DATABASE_URL": made.owner, "DJANGO_SETTINGS_MODULE": "config.settings"},
            cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        with scratch_server.connect(name) as connection:
            connection.execute("SET ROLE tessera_owner")
            for statement in EARLIER:
                connection.execute(statement.encode())
        yield name, made
    finally:
        scratch_server.drop(name)


def test_no_entry_is_lost_and_every_one_is_sealed(scratch_server: Server, earlier: Any) -> None:
    name, addresses = earlier
    given: list[tuple[UUID, int, int]] = [
        (uuid4(), chain, place) for chain in (0, 7, 63) for place in range(1, 6)
    ]
    with scratch_server.connect(name) as connection:
        for entry, chain, place in given:
            connection.execute(
                "INSERT INTO audit_entry (id, at, verb, kind, detail, chain, place, before, hash) "
                "VALUES (%s, now(), 'see', 'case', '{\"state\": \"open\"}', %s, %s, '', repeat('f', 64))",
                [entry, chain, place],
            )
        connection.execute("ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    done = tessera(addresses, "migrate", "--quiet")
    assert done.returncode == 0, done.stderr
    with scratch_server.connect(name) as connection:
        rows = connection.execute("SELECT id, server, act, verb, detail FROM audit_entry").fetchall()
        assert {(entry, 0, place, "see") for entry, _, place in given} == {row[:4] for row in rows}
        assert seal(connection) == 1
        verdict = verify(connection)
        assert (verdict.entries, verdict.sealed, verdict.intact) == (15, 15, True)
        with nothing_guarded(connection):
            connection.execute("DELETE FROM audit_entry WHERE id = %s", [given[3][0]])
            assert verify(connection).first_break == given[3][0]
        again = tessera(addresses, "migrate", "--quiet")
        assert again.returncode == 0, again.stderr
        assert verify(connection).intact
