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
from config.postgres import server

PREFIX = "tessera-scratch-"
MEMORY = Path("/dev/shm")  # noqa: S108  Linux keeps it in memory; the folder in it is new and private
ROOM = 4 * 1024**3  # bytes that must be free in memory before anything is put there
ABANDONED = 60.0  # seconds; a folder this old that nobody holds was left by a crash
HOME = "TESSERA_SCRATCH"  # tells the processes of a run of tests which folder they share
TEMPLATES = "tessera_templates"  # in it: the names of the databases that they copy


@contextmanager
def scratch_home(*, in_memory: bool = False) -> Iterator[Path]:
    """A new folder of our own, removed at the end with whatever database server still runs in it.

    `in_memory` asks for one that no disk is written for, where the machine has room: a database is a thousand
    files, and tests copy it hundreds of times. Benchmarks measure what a disk costs and do not ask.
    """
    disk = Path(tempfile.gettempdir())
    for base in (disk, MEMORY):
        for old in base.glob(f"{PREFIX}*"):
            if old.stat().st_uid == os.geteuid() and time.time() - old.stat().st_mtime > ABANDONED:
                _remove_unless_held(old)
    base = MEMORY if in_memory and _roomy(MEMORY) else disk
    folder = homes.claim(Path(tempfile.mkdtemp(prefix=PREFIX, dir=base)))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    with (folder / "held").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        try:
            yield folder
        finally:
            _remove(folder)


@contextmanager
def shared_home() -> Iterator[Path]:
    """Such a folder in memory, named to every process that is started meanwhile.

    With it go the databases to copy, which may stand on a server that is not ours to stop.
    """
    with scratch_home(in_memory=True) as home:
        os.environ[HOME] = str(home)
        try:
            yield home
        finally:
            del os.environ[HOME]
            if os.environ.get("DATABASE_URL") and (home / TEMPLATES).exists():
                with server(home, scratch=True) as running:
                    for name in (home / TEMPLATES).read_text().split():
                        running.drop(name)


def _roomy(folder: Path) -> bool:
    """Whether we may write there and it is large enough; a container's is often 64 MB."""
    return os.access(folder, os.W_OK | os.X_OK) and shutil.disk_usage(folder).free > ROOM


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
