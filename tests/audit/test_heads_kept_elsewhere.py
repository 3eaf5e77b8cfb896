"""A chain rewritten from some entry on follows from itself. Only its end, kept elsewhere, gives it away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.home import ROOT
from config.postgres import Addresses
from tests.audit.ledger import append, entries, given_entries, verify

pytestmark = pytest.mark.django_db(transaction=True)
Connection = psycopg.Connection[Any]


def run(addresses: Addresses, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    given = {
        f"TESSERA_{role.upper()}_DATABASE_URL": getattr(addresses, role) for role in ("owner", "app", "job")
    }
    return subprocess.run(
        [sys.executable, "-m", "config.console", "audit", *words], input=typed,
        env={**os.environ, **given}, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@contextmanager
def unguarded(administrator: Connection) -> Iterator[Connection]:
    """As the owner of the tables with the guards off, and this time it stays."""
    with administrator.transaction():
        for statement in (
            "SET LOCAL ROLE tessera_owner",
            "ALTER TABLE audit_entry NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER",
            "ALTER TABLE audit_head NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER",
        ):
            administrator.execute(statement)
        yield administrator
        for table in ("audit_entry", "audit_head"):
            administrator.execute(
                f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER".encode()
            )


def rewrite(connection: Connection, chain: int, place: int) -> None:
    """What only somebody who knows how the ledger is made can do: change one entry and make every hash after it."""
    connection.execute(
        "UPDATE audit_entry SET verb = 'close' WHERE chain = %s AND place = %s", [chain, place]
    )
    rows = connection.execute(
        "SELECT place FROM audit_entry WHERE chain = %s AND place >= %s ORDER BY place", [chain, place]
    ).fetchall()
    for (at,) in rows:
        connection.execute(
            "UPDATE audit_entry e SET before = coalesce((SELECT p.hash FROM audit_entry p "
            "WHERE p.chain = e.chain AND p.place = e.place - 1), audit._beginning(e.chain)) "
            "WHERE e.chain = %s AND e.place = %s",
            [chain, at],
        )
        connection.execute(
            "UPDATE audit_entry e SET hash = audit._digest(e) WHERE e.chain = %s AND e.place = %s",
            [chain, at],
        )
    connection.execute(
        "UPDATE audit_head h SET hash = e.hash FROM audit_entry e "
        "WHERE h.chain = %s AND e.chain = h.chain AND e.place = h.place",
        [chain],
    )


@pytest.mark.parametrize("form", ["lines", "json"])
def test_a_rewritten_chain_is_found_by_its_kept_end_alone(
    form: str, addresses: Addresses, administrator: Connection, tmp_path: Path
) -> None:
    given_entries(addresses.app)
    words = ["--json"] if form == "json" else []
    kept = tmp_path / "heads"
    kept.write_text(run(addresses, "heads", *words).stdout)
    given_entries(addresses.app)  # the ledger goes on: its ends are other ones now, and the kept ones stand
    fine = run(addresses, "verify", "--heads", str(kept), *words)
    assert fine.returncode == 0, fine.stdout + fine.stderr

    _, chain, place = entries(administrator)[2]
    with unguarded(administrator) as connection:
        rewrite(connection, chain, place)
    assert verify(administrator)[1:] == (True, None), "the chain follows from itself again"
    assert run(addresses, "verify").returncode == 0
    found = run(addresses, "verify", "--heads", str(kept), *words)
    assert found.returncode == 1
    if form == "json":
        answer = json.loads(found.stdout)
        assert (answer["intact"], answer["first_break"]) == (False, None)
        assert answer["heads_kept"] == 64
        assert [lost["chain"] for lost in answer["heads_lost"]] == [chain]
    else:
        assert f"chain {chain} at place" in found.stdout
        assert "was rewritten" in found.stdout


def test_entries_taken_off_the_end_with_their_head_are_found(
    addresses: Addresses, administrator: Connection
) -> None:
    given_entries(addresses.app)
    kept = run(addresses, "heads").stdout
    chain, place = max((chain, place) for _, chain, place in entries(administrator))
    with unguarded(administrator) as connection:
        connection.execute("DELETE FROM audit_entry WHERE chain = %s AND place = %s", [chain, place])
        connection.execute(
            "UPDATE audit_head h SET place = e.place, hash = e.hash FROM audit_entry e "
            "WHERE h.chain = %s AND e.chain = h.chain AND e.place = %s",
            [chain, place - 1],
        )
    assert verify(administrator)[1:] == (True, None)
    assert run(addresses, "verify", "--heads", "-", typed=kept).returncode == 1


def test_an_empty_ledger_has_ends_too(addresses: Addresses) -> None:
    heads = json.loads(run(addresses, "heads", "--json").stdout)["heads"]
    assert [head["chain"] for head in heads] == list(range(64))
    assert {head["place"] for head in heads} == {0}
    with psycopg.connect(addresses.app) as app:
        append(app, 2)
    assert run(addresses, "verify", "--heads", "-", typed=json.dumps({"heads": heads})).returncode == 0


def _short(text: str) -> str:
    return "".join(text.splitlines(keepends=True)[:-1])


@pytest.mark.parametrize(
    "spoil",
    [
        _short,
        lambda text: "",
        lambda text: text + text,
        lambda text: '{"heads": 3}',
        lambda text: '{"heads": [{"chain": 1}]}',
        lambda text: "{",
        lambda text: text.replace("\n0 0 ", "\n0 zero "),
    ],
    ids=["cut short", "empty", "twice", "no list", "half", "no JSON", "no number"],
)
def test_a_file_that_is_not_whole_proves_nothing_and_is_refused(addresses: Addresses, spoil: Any) -> None:
    kept = run(addresses, "heads").stdout
    refused = run(addresses, "verify", "--heads", "-", typed=spoil(kept))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "what `tessera audit heads` printed" in refused.stderr or "is not whole" in refused.stderr


def test_a_file_that_is_not_there_is_refused(addresses: Addresses, tmp_path: Path) -> None:
    assert "cannot be read" in run(addresses, "verify", "--heads", str(tmp_path / "none")).stderr
    assert "belongs to verify" in run(addresses, "heads", "--heads", "x").stderr
