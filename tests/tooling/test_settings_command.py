"""A settings document in and out by command; what cannot be used is refused by path and line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.home import ROOT
from tessera.partnership.rules import PRESETS, Settings
from tests.tooling.test_adopting_settings import DOCUMENT, empty, held, tessera

__all__ = ("empty",)


def alone(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command where there is no database at all."""
    without = {name: value for name, value in os.environ.items() if "DATABASE_URL" not in name}
    return subprocess.run(
        [sys.executable, "-m", "config.console", "settings", *words, "--data-dir", str(home / "home")],
        env=without, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_printed_whole_and_can_be_used(tmp_path: Path, preset: str) -> None:
    printed = alone(tmp_path, "export", "--preset", preset)
    assert printed.returncode == 0, printed.stderr
    assert Settings.load(printed.stdout).partnership.started_from == preset
    (tmp_path / "new.yaml").write_text(printed.stdout)
    checked = alone(tmp_path, "check", str(tmp_path / "new.yaml"))
    assert checked.stdout.endswith("nothing is wrong, 1 agency.\n")
    line = printed.stdout.splitlines().index("agencies:") + 1
    assert f"Line {line}, agencies: There is no team but the hub" in checked.stderr


def test_what_is_wrong_is_told_by_path_and_line(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(DOCUMENT.read_text().replace("hub_email: mash@", "hub_email: mash "))
    line = wrong.read_text().splitlines().index("  hub_email: mash thornmere.example.org") + 1
    refused = alone(tmp_path, "check", str(wrong))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"Line {line}, partnership.hub_email" in refused.stderr
    told = alone(tmp_path, "check", str(wrong), "--json")
    assert told.returncode == 1
    (problem,) = json.loads(told.stdout)["problems"]
    assert (problem["path"], problem["line"]) == ("partnership.hub_email", line)
    for bad in (b"\xff\xfe", b"a: &x 1\nb: *x\n", b"[" * 5000, b""):
        wrong.write_bytes(bad)
        assert alone(tmp_path, "check", str(wrong)).returncode == 1
    assert "cannot be read" in alone(tmp_path, "check", str(tmp_path / "none.yaml")).stderr


def test_a_first_document_comes_into_force_and_is_printed_again(empty, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert "There is no partnership yet" in tessera(empty, "settings", "export").stderr
    assert "no settings yet" in tessera(empty, "settings", "preview", str(DOCUMENT)).stderr
    done = tessera(empty, "settings", "import", str(DOCUMENT))
    assert "in force now" in done.stdout, done.stderr
    again = tessera(empty, "settings", "import", str(DOCUMENT), "--json")
    assert json.loads(again.stdout)["what"] == "the same as what is in force"
    assert held(empty, "SELECT count(*) FROM partnership_settings") == [1]
    later = tmp_path / "later.yaml"
    later.write_text(
        DOCUMENT.read_text().replace("hub_name: Thornmere MASH", "hub_name: Thornmere Front Door")
    )
    told = tessera(empty, "settings", "preview", str(later))
    assert "Thornmere Front Door" in told.stdout, told.stderr
    assert "Enquiries open: fewer than 5" in told.stdout
    assert held(empty, "SELECT count(*) FROM partnership_draft") == [0], "nothing is kept"
    assert "username nobody" in tessera(empty, "settings", "import", str(later), "--by", "nobody").stderr
    drafted = tessera(empty, "settings", "import", str(later))
    assert "a draft now" in drafted.stdout, drafted.stderr
    assert held(empty, "SELECT count(*) FROM partnership_settings") == [1]
    assert "a draft already" in tessera(empty, "settings", "import", str(later)).stderr
    assert held(empty, "SELECT word FROM partnership_draft_step") == ["begun"]
    printed = tessera(empty, "settings", "export").stdout
    assert Settings.load(printed) == Settings.load(DOCUMENT)
    refused = tessera(empty, "settings", "export", "--partnership", "nowhere")
    assert (refused.returncode, refused.stdout) == (1, "")
