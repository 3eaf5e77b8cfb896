"""What is taken out for a court is checked by forty lines and a bare Python, and shows no other entry."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from config.home import ROOT
from config.postgres import Addresses
from tests.audit.ledger import append, guarded, seal, settled, tessera

pytestmark = pytest.mark.django_db(transaction=True)

VERIFIER = ROOT / "tessera" / "audit" / "verify.py"


def given_a_case(
    addresses: Addresses, sizes: tuple[int, ...] = (1, 2, 5, 8)
) -> tuple[UUID, list[UUID], list[UUID]]:
    """A case, its entries and those of others, in blocks of different sizes."""
    case, own, others = uuid4(), [], []
    with psycopg.connect(addresses.app, autocommit=True) as app:
        for size in sizes:
            own += append(app, case=case)
            for _ in range(size - 1):
                others += append(app, verb="decide", case=uuid4())
            own += append(app, case=case)
            settled(app)
            assert seal(app) == 1
    return case, own, others


def checked(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the verifier alone: no environment, no packages, nothing of ours on the path."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py"), *words],
        cwd="/", env={}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def exported(addresses: Addresses, tmp_path: Path) -> tuple[Path, list[UUID], list[UUID]]:
    case, own, others = given_a_case(addresses)
    folder = tmp_path / "for the court"
    done = tessera(addresses, "audit", "export", "--case", str(case), "--output", str(folder))
    assert done.returncode == 0, done.stderr
    return folder, own, others


def test_it_is_right_and_holds_nothing_else(
    exported: tuple[Path, list[UUID], list[UUID]], addresses: Addresses, tmp_path: Path
) -> None:
    folder, own, others = exported
    done = checked(folder)
    assert (done.returncode, done.stdout) == (0, "RIGHT: 8 entries stand in 4 blocks as they were sealed.\n")
    entries = [json.loads(line) for line in (folder / "entries.jsonl").read_text().splitlines()]
    assert [entry["id"] for entry in entries] == [str(entry) for entry in own]
    assert entries[0].keys() >= {"at", "by", "verb", "kind", "row", "case", "detail"}
    text = "".join(path.read_text() for path in folder.iterdir())
    assert not [entry for entry in others if str(entry) in text]
    assert '"decide"' not in text
    published = tmp_path / "published.jsonl"
    published.write_text(tessera(addresses, "audit", "blocks").stdout)
    assert checked(folder, str(published)).returncode == 0
    published.write_text("\n".join(published.read_text().splitlines()[:-1]))
    assert "not as it was published" in checked(folder, str(published)).stderr
    published.write_text("")  # an empty list proves nothing
    assert checked(folder, str(published)).returncode == 1


def test_the_verifier_is_forty_lines_of_the_standard_library() -> None:
    text = VERIFIER.read_text()
    assert text.count("\n") <= 40
    assert max(map(len, text.splitlines())) <= 120
    imported = [line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert set(imported) <= set(sys.stdlib_module_names)


def _each(change: Callable[[dict[str, Any]], None], name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        lines = [json.loads(line) for line in (folder / name).read_text().splitlines()]
        change(lines[1])
        (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines))

    return spoil


def _swap(folder: Path) -> None:
    lines = (folder / "entries.jsonl").read_text().splitlines()
    (folder / "entries.jsonl").write_text("\n".join([lines[1], lines[0], *lines[2:]]) + "\n")


def _word(folder: Path) -> None:
    path = folder / "entries.jsonl"
    path.write_text(path.read_text().replace('"see"', '"open"', 1))


def _leave_one_out(folder: Path) -> None:
    lines = (folder / "entries.jsonl").read_text().splitlines()
    (folder / "entries.jsonl").write_text("\n".join(lines[:-1]) + "\n")


def _empty(folder: Path) -> None:
    for name in ("entries.jsonl", "proofs.jsonl"):
        (folder / name).write_text("")


SPOILT: dict[str, Callable[[Path], None]] = {
    "a word of an entry": _word,
    "two entries change places": _swap,
    "an entry left out": _leave_one_out,
    "nothing at all": _empty,
    "an entry's time": _each(lambda entry: entry.update(at="2001-01-01T00:00:00.000000Z"), "entries.jsonl"),
    "a step of a path": _each(lambda proof: proof.update(path=[["left", "0" * 64]]), "proofs.jsonl"),
    "another block": _each(lambda proof: proof.update(block=4), "proofs.jsonl"),
    "a block's root": _each(lambda block: block.update(root="0" * 64), "blocks.jsonl"),
    "a block's time": _each(lambda block: block.update(at="2001-01-01T00:00:00.000000Z"), "blocks.jsonl"),
    "a block's reach": _each(lambda block: block.update(first_act=0), "blocks.jsonl"),
}


def test_what_was_changed_afterwards_is_wrong(
    exported: tuple[Path, list[UUID], list[UUID]], tmp_path: Path
) -> None:
    for number, (what, spoil) in enumerate(SPOILT.items()):
        copy = tmp_path / f"copy {number}"
        shutil.copytree(exported[0], copy)
        assert checked(copy).returncode == 0
        spoil(copy)
        done = checked(copy)
        assert done.returncode == 1, what
        assert done.stderr.startswith("WRONG:"), what
        assert not done.stdout


def test_a_stretch_of_time_and_what_is_not_sealed_yet(addresses: Addresses, tmp_path: Path) -> None:
    given_a_case(addresses, sizes=(3,))
    folder, tomorrow = tmp_path / "a day", datetime.now(UTC) + timedelta(days=1)
    day = ["--from", (tomorrow - timedelta(days=2)).date().isoformat(), "--to", tomorrow.isoformat()]
    with psycopg.connect(addresses.app) as app:
        append(app, 2)  # in a transaction that does not end
        with psycopg.connect(addresses.app, autocommit=True) as other:
            append(other)  # and one that ends meanwhile: nothing after the first may be sealed
        done = tessera(addresses, "audit", "export", *day, "--output", str(folder))
    assert done.returncode == 0, done.stderr
    assert "4 entries from 1 blocks" in done.stdout
    assert "1 left out" in done.stdout
    assert checked(folder).returncode == 0
    assert "python3 verify.py" in (folder / "README.txt").read_text()
    assert not [path for path in (folder, *folder.glob("*.jsonl")) if path.stat().st_mode & 0o077]


def test_taking_out_is_itself_in_the_ledger(
    exported: tuple[Path, list[UUID], list[UUID]], administrator: Any
) -> None:
    row = administrator.execute(
        "SELECT verb, kind, by, \"case\" IS NOT NULL FROM audit_entry WHERE kind = 'ledger'"
    ).fetchall()
    assert row == [("export", "ledger", None, True)]


def test_an_entry_that_is_not_as_sealed_is_not_given_out_as_proof(
    addresses: Addresses, administrator: Any, tmp_path: Path
) -> None:
    case, own, _ = given_a_case(addresses)
    with administrator.transaction(), guarded(administrator):
        administrator.execute("UPDATE audit_entry SET id = %s WHERE id = %s", [uuid4(), own[2]])
    folder = tmp_path / "export"
    refused = tessera(addresses, "audit", "export", "--case", str(case), "--output", str(folder))
    assert (refused.returncode, "audit verify" in refused.stderr) == (1, True)
    assert not folder.exists()


def test_it_says_what_it_needs(addresses: Addresses, tmp_path: Path) -> None:
    assert "Name a --case" in tessera(addresses, "audit", "export", "--output", str(tmp_path / "x")).stderr
    nothing = tessera(addresses, "audit", "export", "--case", str(uuid4()), "--output", str(tmp_path / "x"))
    assert (nothing.returncode, "no sealed entry" in nothing.stderr) == (1, True)
    exists = tessera(addresses, "audit", "export", "--case", str(uuid4()), "--output", os.fspath(tmp_path))
    assert "exists already" in exists.stderr
