"""The folder where one installation keeps what is its own: embedded database, secrets, files, logs.

Standard library only, because `bin/bootstrap.py` asks before anything has been installed.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets as random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARK = "tessera-home.json"

Say = Callable[[str], None]


class Refused(Exception):
    """Tessera cannot go on; the message, meant for whoever started it, says why and what to do."""


def find(environment: Mapping[str, str] = os.environ, data_dir: str | Path | None = None) -> Path:
    """Where this installation's folder is: what was asked for, `TESSERA_HOME`, or `var/` beside the code.

    Where the code's own folder cannot be written to, the person's data folder is used.
    """
    if data_dir:
        return Path(data_dir).expanduser().resolve()
    if environment.get("TESSERA_HOME"):
        return Path(environment["TESSERA_HOME"]).expanduser().resolve()
    beside = ROOT / "var"
    if os.access(beside if beside.exists() else ROOT, os.W_OK):
        return beside
    kept = environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(kept) / "tessera"


def claim(home: Path) -> Path:
    """Make the folder if need be and mark it as ours.

    Raises Refused where the folder holds something that is not Tessera's.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not (home / MARK).exists():
            if not is_ours(home):
                raise Refused(
                    f"{home} is not empty and was not made by Tessera. Name an empty folder or a new one."
                )
            # The database of an embedded server runs under another account when we are root: it must be
            # able to pass through this folder, never to list it.
            home.chmod(0o711 if os.geteuid() == 0 else 0o700)
            (home / MARK).write_text(json.dumps({"made_by": "tessera", "layout": 1}) + "\n")
    except OSError as problem:
        raise Refused(f"{home} cannot be used: {problem.strerror}. Name another folder.") from problem
    return home


def is_ours(home: Path) -> bool:
    """Whether the folder may be used: marked as Tessera's, or holding nothing but what we make ourselves."""
    if (home / MARK).exists() or not home.exists():
        return True
    return all(entry.name in {"venv", "venv.lock", "cache"} for entry in home.iterdir())


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the file as a lock between processes; the lock goes when the process does, however it ends."""
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def has_secret(home: Path, name: str) -> bool:
    """Whether a secret of that name is kept already."""
    kept = home / "secrets.json"
    return kept.exists() and name in json.loads(kept.read_text())


def secret(home: Path, name: str, *, make: Callable[[], str] = lambda: random.token_urlsafe(48)) -> str:
    """The secret kept under `name` in this folder, made on first use; the file is its owner's alone."""
    kept = home / "secrets.json"
    with locked(home / "secrets.lock"):
        values: dict[str, str] = json.loads(kept.read_text()) if kept.exists() else {}
        if name not in values:
            values[name] = make()
            fresh = home / "secrets.json.new"
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
                json.dump(values, handle, indent=1)
            fresh.replace(kept)
    return values[name]
