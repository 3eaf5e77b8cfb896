"""Live the demonstration's cases."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from config.console import fail
from config.demonstration.load import Share, load, missing, read_old_messages
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
    elif left := missing():
        if left < WORTH_SHARING or (os.cpu_count() or 1) < 2:
            load()
        elif not _shared((0, 2)):
            return fail(
                "The demonstration was not loaded whole. Run this again: it goes on where it stopped."
            )
        read_old_messages()
    return 0


def _shared(own: Share) -> bool:
    """Do one share here and the other in a process beside this one; whether both were done."""
    other = f"{2 - own[0]}/{own[1]}"
    beside = subprocess.Popen(
        [sys.executable, "-P", "-m", "config.console", "load-demonstration", "--share", other],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        },
    )
    try:
        load(share=own)
    except BaseException:
        beside.terminate()
        raise
    finally:
        code = beside.wait()
    return code == 0
