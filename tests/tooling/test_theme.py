"""A partnership's own style sheet is one file in a folder that the environment names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from config.home import ROOT

PAGE = """
import django
django.setup()
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
print(render_to_string("ui/base.html", {}, RequestFactory().get("/")))
"""


def test_the_theme_is_gathered_and_loaded_last(tmp_path: Path) -> None:
    folder = tmp_path / "theme"
    folder.mkdir()
    (folder / "theme.css").write_text(":root { --tessera-ink: #402030; }")
    env = {
        **os.environ,
        "TESSERA_THEME_FOLDER": str(folder),
        "TESSERA_STATIC_ROOT": str(tmp_path / "static"),
        "TESSERA_HOME": str(tmp_path / "home"),
        "TESSERA_SECRET_KEY": "only for this test",
        "TESSERA_DATABASE_URL": "postgresql:///none",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    gather = [sys.executable, "-m", "config.console", "collect-static", "--data-dir", str(tmp_path / "home")]
    subprocess.run(gather, env=env, cwd=ROOT, check=True, timeout=120)
    assert "#402030" in (tmp_path / "static" / "theme" / "theme.css").read_text()
    drawn = subprocess.run(
        [sys.executable, "-c", PAGE],
        env=env,
        cwd=ROOT,
        check=True,
        timeout=60,
        capture_output=True,
        text=True,
    ).stdout
    sheets = [part.partition('"')[0] for part in drawn.split('<link rel="stylesheet" href="')[1:]]
    assert sheets[-1].startswith("/static/theme/theme."), "the last one, so that it wins"
