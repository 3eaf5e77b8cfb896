"""Folders for data that nobody will miss: tests and benchmarks."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import home as homes
from config.embedded import Embedded

PREFIX = "tessera-scratch-"
ABANDONED = 60.0  # seconds; a folder this old that nobody holds was left by a crash


@contextmanager
def scratch_home() -> Iterator[Path]:
    """A new folder of our own, removed at the end with whatever database server still runs in it."""
    base = Path(tempfile.gettempdir())
    for old in base.glob(f"{PREFIX}*"):
        if old.stat().st_uid == os.geteuid() and time.time() - old.stat().st_mtime > ABANDONED:
            _remove_unless_held(old)
    folder = homes.claim(Path(tempfile.mkdtemp(prefix=PREFIX, dir=base)))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    with (folder / "held").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        try:
            yield folder
        finally:
            _remove(folder)


def _remove_unless_held(folder: Path) -> None:
    try:
        with (folder / "held").open() as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(folder)
    except (BlockingIOError, FileNotFoundError):
        return


def _remove(folder: Path) -> None:
    server = Embedded(folder)
    server.stop()
    shutil.rmtree(server.data, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
