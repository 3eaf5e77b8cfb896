"""A partnership begins with its settings document, on a database that has none."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.home import ROOT
from config.postgres import Addresses, Server

DOCUMENT = ROOT / "demonstration" / "thornmere.yaml"


def tessera(addresses: Addresses, *words: str) -> subprocess.CompletedProcess[str]:
    given = {
        f"TESSERA_{role.upper()}_DATABASE_URL": getattr(addresses, role) for role in ("owner", "app", "job")
    }
    return subprocess.run(
        [sys.executable, "-m", "config.console", *words],
        env={**os.environ, **given}, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def empty(scratch_server: Server, migrated: str) -> Iterator[Addresses]:
    """A database as a deployment makes it, with no partnership."""
    name = f"tessera_adopting_{os.getpid()}"
    made = scratch_server.prepare(name, template=migrated)
    assert tessera(made, "migrate", "--quiet").returncode == 0
    yield made
    scratch_server.drop(name)


def held(empty: Addresses, question: str) -> list[Any]:
    with psycopg.connect(empty.owner) as owner:
        return [row[0] for row in owner.execute(question.encode()).fetchall()]


def test_a_partnership_is_set_up_by_commands_alone(empty: Addresses, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(DOCUMENT.read_text().replace("hub_email: mash@", "hub_email: mash "))
    refused = tessera(empty, "adopt-settings", str(wrong))
    assert refused.returncode == 1
    assert "partnership.hub_email" in refused.stderr
    assert "nothing is wrong" in tessera(empty, "adopt-settings", str(DOCUMENT), "--check").stdout
    assert "cannot be read" in tessera(empty, "adopt-settings", str(tmp_path / "none.yaml")).stderr
    assert held(empty, "SELECT code FROM access_partnership") == []

    for _ in range(2):  # the same document again changes nothing
        done = tessera(empty, "adopt-settings", str(DOCUMENT))
        assert done.stdout.startswith("Thornmere (thornmere): in force now"), done.stderr
        assert held(empty, "SELECT code FROM access_partnership") == ["thornmere"]
        assert held(empty, "SELECT count(*) FROM partnership_settings") == [1]

    made = tessera(
        empty, "new-practitioner", "bwells", "--name", "Bea Wells", "--email", "b.wells@example.org",
        "--partnership", "thornmere", "--agency", "police", "--role", "agency_officer",
    )  # fmt: skip
    assert "/sign-in/new-password/" in made.stdout, made.stderr
    worked = tessera(empty, "work", "--once")
    assert worked.returncode == 0, worked.stderr
    taken = tessera(empty, "import-referrals", str(ROOT / "tests/rules/intake/referrals.jsonl"))
    assert taken.returncode == 0, taken.stderr
    assert "40 accepted" in taken.stdout
