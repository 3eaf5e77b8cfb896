"""Live the demonstration's cases."""

from __future__ import annotations

import argparse
import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

from config import home as homes
from config.console import fail, say
from config.demonstration.load import Share, load, missing, read_messages
from config.demonstration.overseen import assure, clear, oversee
from config.demonstration.sealed import seal
from config.home import ROOT

HELP = "load the demonstration's cases and workload; what is there already stays"
ROLE = "app"

# Below this, another process takes longer to start than it saves.
WORTH_SHARING = 40


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which cases, for a quick look or a test; and which share of the work, for a process that helps another."""
    parser.add_argument(
        "--only", metavar="N,N", help="only the cases of these numbers, and no standing workload"
    )
    parser.add_argument("--share", metavar="N/N", help="only this share of the work, such as 2/2")


def run(args: argparse.Namespace) -> int:
    """Load what is not there yet, on as many processors as there are, at most two. Says how it goes as it goes."""
    if args.only:
        load(only={int(number) for number in args.only.split(",")})
    elif args.share:
        part, parts = (int(number) for number in args.share.split("/"))
        load(share=(part - 1, parts))
    else:
        home = homes.find()
        with (home / "loading.lock").open("a") as lock:
            _wait_for(lock)
            return _whole(home / "loaded", lock)
    return 0


def _whole(done: Path, lock: IO[str]) -> int:
    """Load what is missing, then what can only be done when all is there. `done` says that both were."""
    left, whole = missing(), True
    if left >= WORTH_SHARING and (os.cpu_count() or 1) > 1:
        whole = _shared((0, 2), lock)
    elif left:
        load()
    if whole and (left or not done.exists()):
        whole = (
            subprocess.run(_console("remind-demonstration"), env=_environment(), check=False).returncode == 0
        )
        if whole:
            oversee()
            assure()
            clear()
            seal()
        read_messages()
    if not whole:
        return fail("The demonstration was not loaded whole. Run this again: it goes on where it stopped.")
    done.touch()
    return 0


def _wait_for(lock: IO[str]) -> None:
    """Only one loading at a time, and what helps it holds the same lock: one that was orphaned ends first."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("waiting for an earlier loading to end")
        fcntl.flock(lock, fcntl.LOCK_EX)


def _shared(own: Share, lock: IO[str]) -> bool:
    """Do one share here and the other in a process beside this one; whether both were done."""
    other = f"{2 - own[0]}/{own[1]}"
    beside = subprocess.Popen(
        _console("load-demonstration", "--share", other), env=_environment(), pass_fds=[lock.fileno()]
    )
    try:
        load(share=own)
    except BaseException:
        beside.terminate()
        raise
    finally:
        code = beside.wait()
    return code == 0


def _console(*words: str) -> list[str]:
    return [sys.executable, "-P", "-m", "config.console", *words]


def _environment() -> dict[str, str]:
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path}
