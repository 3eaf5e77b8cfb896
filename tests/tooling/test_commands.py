"""Every command and benchmark can be listed, asked for help and run by the one program that finds them."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import environment
from config.bench import __file__ as bench_folder
from config.console import discover, literals
from config.home import ROOT, Refused, claim

BENCHES = sorted(Path(bench_folder).parent.glob("[!_]*.py"))


def tessera(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "config.console", *words],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT), **variables}, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", discover())
def test_a_command_has_the_shape_that_the_console_expects(name: str) -> None:
    command = discover()[name]
    module = importlib.import_module(f"config.commands.{name.replace('-', '_')}")
    assert command.help
    assert not command.help.endswith(".")
    assert command.role in {"owner", "app", "job", "none"}
    assert list(inspect.signature(module.arguments).parameters) == ["parser"]
    assert len(inspect.signature(module.run).parameters) == 1


@pytest.mark.parametrize("path", BENCHES, ids=lambda path: path.stem)
def test_a_benchmark_has_the_shape_that_the_runner_expects(path: Path) -> None:
    found = literals(path)
    assert found["HELP"]
    assert isinstance(found.get("DATABASE", False), bool)
    defined = {line.split("(")[0] for line in path.read_text().splitlines() if line.startswith("def ")}
    assert {"def arguments", "def run"} <= defined


def test_help_needs_no_database(tmp_path: Path) -> None:
    done = tessera(
        "migrate", "--help", TESSERA_HOME=str(tmp_path), DATABASE_URL="postgresql://nowhere.invalid/x"
    )
    assert done.returncode == 0
    assert "--quiet" in done.stdout


def test_a_folder_that_is_not_ours_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("somebody else's")
    done = tessera("--data-dir", str(tmp_path), "check")
    assert done.returncode == 1
    assert done.stderr.startswith(f"tessera: {tmp_path} is not empty")
    assert "Traceback" not in done.stderr


def test_a_server_that_cannot_be_reached_is_said_in_words(tmp_path: Path) -> None:
    done = tessera(
        "check", TESSERA_HOME=str(tmp_path), DATABASE_URL="postgresql://ann:hush@127.0.0.1:1/front"
    )
    assert done.returncode == 1
    assert done.stderr.startswith("tessera: The database server cannot be used")
    assert "Traceback" not in done.stderr
    assert "hush" not in done.stderr


def test_the_demonstration_s_mark_names_its_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", *environment.GIVEN.values()):
        monkeypatch.delenv(name, raising=False)
    home = claim(tmp_path / "home")
    environment.mark_demonstration(home)
    assert environment.is_demonstration(home)
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann:hush@db.example.org/live")
    assert not environment.is_demonstration(home), "a real database would let anybody sign in as anybody"
    environment.mark_demonstration(home)
    assert "hush" not in json.dumps(json.loads((home / "demonstration.json").read_text()))


def test_the_demonstration_refuses_a_database_it_did_not_fill(tmp_path: Path) -> None:
    from config.demo import _claim_database
    from config.postgres import server
    from config.scratch import scratch_home

    with scratch_home(in_memory=True) as home, server(home, {}, scratch=True) as running:
        made = running.prepare("other")
        with running.connect("other") as connection:
            connection.execute("CREATE TABLE practitioner (name text)")
        with pytest.raises(Refused, match="not made by the demonstration"):
            _claim_database(home, made.owner)
        assert not (home / "demonstration.json").exists()
        _claim_database(home, running.prepare("fresh").owner)
        assert (home / "demonstration.json").exists()
