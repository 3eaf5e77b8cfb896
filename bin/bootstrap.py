"""Makes Tessera's own Python environment where it is missing or out of date, then runs a module in it.

    bootstrap.py runtime|dev MODULE [ARGUMENT...]

Standard library only. What is installed is named, with its hash, in requirements.lock or
requirements-dev.lock; a stamp in the environment holds the hash of the lock it was made from, so nothing is
asked again until that changes.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config import home as homes  # noqa: E402  the line above finds it

LOCKS = {"runtime": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}


def main() -> int:
    """Prepare the environment and become the module asked for; returns only where that failed."""
    kind, module, *arguments = sys.argv[1:]
    place = _place()
    lock = LOCKS[kind]
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not _made(place, kind, wanted):
        with lock.open() as handle:  # two starts at once: the second waits and finds everything done
            fcntl.flock(handle, fcntl.LOCK_EX)
            if not _made(place, kind, wanted):
                problem = _make(place, lock)
                if problem:
                    print(f"tessera: {problem}", file=sys.stderr)
                    return 1
                _stamp(place, kind).write_text(wanted + "\n")
    python = str(place / "bin" / "python")
    kept = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = f"{ROOT}{os.pathsep}{kept}" if kept else str(ROOT)
    # -P: the folder one stands in must not stand in for the standard library.
    return os.execv(python, [python, "-P", "-m", module, *arguments])  # noqa: S606


def _place() -> Path:
    """Beside the code where that may be written to (or is made already), else in our folder."""
    beside = ROOT / ".venv"
    if beside.exists() or os.access(ROOT, os.W_OK):
        return beside
    folder = homes.find()
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "venv"


def _stamp(place: Path, kind: str) -> Path:
    return place / f"tessera-{kind}.sha256"


def _made(place: Path, kind: str, wanted: str) -> bool:
    """Whether the environment is there and was made from this very lock."""
    stamp = _stamp(place, kind)
    return (place / "bin" / "python").exists() and stamp.exists() and stamp.read_text().strip() == wanted


def _make(place: Path, lock: Path) -> str | None:
    """Make the environment or bring it up to date; answers with what went wrong."""
    if not (place / "bin" / "python").exists():
        _say(f"making a Python environment in {place}")
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(place)], capture_output=True, text=True, check=False
        )
        if made.returncode:
            return f"the environment could not be made:\n{(made.stderr or made.stdout).strip()}"
    elif not os.access(place, os.W_OK):
        return f"{place} is out of date and belongs to somebody else. Remove it, or run this as its owner."
    return _install(place, lock)


def _install(place: Path, lock: Path) -> str | None:
    wanted = len(re.findall(r"(?m)^[A-Za-z0-9][^\s]*==", lock.read_text()))
    _say(f"installing {wanted} packages named in {lock.name}; only the first time, and when they change")
    command = [str(place / "bin" / "python"), "-m", "pip", "install", "--require-hashes", "--prefer-binary"]
    command += ["--no-input", "--progress-bar", "off", "--disable-pip-version-check", "-r", str(lock)]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert process.stdout is not None  # noqa: S101  for the type checker
        found = 0
        for line in process.stdout:
            log.write(line)
            name = re.match(r"(?:Collecting|Requirement already satisfied:) ([A-Za-z0-9_.-]+)", line)
            if name:
                found += 1
                if sys.stderr.isatty():
                    print(
                        f"\r\033[K          {found} of {wanted}  {name[1]}",
                        end="",
                        file=sys.stderr,
                        flush=True,
                    )
                elif found % 20 == 0:
                    _say(f"{found} of {wanted}")
            elif line.startswith("Installing collected"):
                if sys.stderr.isatty():
                    print(file=sys.stderr)
                _say("unpacking them")
        if process.wait():
            log.seek(0)
            tail = "".join(log.readlines()[-20:]).strip()
            return (
                f"the packages could not be installed. Is this machine connected to a package index?\n{tail}"
            )
    return None


def _say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
    sys.exit(130)
