"""`tessera translations` as a command: words are gathered, what a translator wrote is compiled, accents are put."""

from __future__ import annotations

import gettext
import os
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from config.home import ROOT


def translations(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "config.console", "translations", *words],
        cwd=ROOT,
        env={**os.environ, "TESSERA_HOME": str(home)},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir(mode=0o700)
    return made


def test_words_are_gathered_translated_and_compiled(home: Path) -> None:
    folder = home / "locale"
    gathered = translations(home, "gather", "cy", "--folder", str(folder))
    assert gathered.returncode == 0, gathered.stderr
    file = folder / "cy" / "LC_MESSAGES" / "django.po"
    assert gathered.stdout.strip() == str(file)
    words = polib.pofile(str(file))
    left = int(gathered.stderr.split()[0])
    assert left > 3000
    entry = words.find("Save in the draft")
    assert entry is not None
    entry.msgstr = "Cadw yn y drafft"
    words.save()
    again = translations(home, "gather", "cy", "--folder", str(folder))
    assert again.stderr.split()[0] == str(left - 1), "what is translated stays"
    compiled = translations(home, "compile")
    assert compiled.returncode == 0, compiled.stderr
    assert str(file.with_suffix(".mo")) in compiled.stdout
    with file.with_suffix(".mo").open("rb") as made:
        assert gettext.GNUTranslations(made).gettext("Save in the draft") == "Cadw yn y drafft"


def test_accents_are_put_on_every_word(home: Path) -> None:
    made = translations(home, "pseudo")
    assert made.returncode == 0, made.stderr
    (file,) = home.rglob("django.mo")
    with file.open("rb") as words:
        assert gettext.GNUTranslations(words).gettext("Saved") == "Šàṽéð"


def test_without_saying_what_to_do_nothing_is_done(home: Path) -> None:
    refused = translations(home)
    assert refused.returncode != 0
    assert "gather" in refused.stderr
    assert not list(home.rglob("*.po"))
