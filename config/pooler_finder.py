"""Finds PgBouncer for the test that goes through a pooler, or installs Debian's package."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from config.browser_finder import attempt
from config.home import Say


def find() -> Path | None:
    """The program, where it is here: named in `TESSERA_PGBOUNCER`, or found."""
    named = os.environ.get("TESSERA_PGBOUNCER")
    for candidate in (named, shutil.which("pgbouncer"), "/usr/sbin/pgbouncer"):
        if candidate and Path(candidate).is_file():
            return Path(candidate)
    return None


def find_or_install(say: Say) -> Path | None:
    """As `find`; where there is none, tries Debian's package (as root)."""
    found = find()
    if not found and shutil.which("apt-get") and os.geteuid() == 0:
        say("installing PgBouncer with apt-get")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        attempt(["apt-get", "update", "-q"], say, quiet)
        attempt(["apt-get", "install", "-q", "-y", "--no-install-recommends", "pgbouncer"], say, quiet)
        found = find()
    if not found:
        say(
            "no PgBouncer could be found or installed, so the test through a pooler is skipped. Install it (on Debian, "
            "as root: apt-get install pgbouncer), or name it in TESSERA_PGBOUNCER"
        )
    return found
