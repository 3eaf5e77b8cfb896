"""Gather style sheets and scripts where the web server serves them from."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

HELP = "gather style sheets and scripts, where they have changed"
ROLE = "none"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds a way to gather them whether or not they changed."""
    parser.add_argument("--again", action="store_true", help="even if nothing has changed")


def run(args: argparse.Namespace) -> int:
    """Gather them unless what is there was made from these very files."""
    place = Path(settings.STATIC_ROOT)
    stamp, now = place / ".made-from", _fingerprint()
    if args.again or not stamp.exists() or stamp.read_text() != now:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        place.mkdir(parents=True, exist_ok=True)
        stamp.write_text(now)
    return 0


def _fingerprint() -> str:
    """Says which files there are and what is in them, by name, size and time."""
    lines = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            lines.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
