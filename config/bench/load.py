"""Two hundred signed-in practitioners doing the journey at once, and what an enquiry costs as the years add up.

Load: schools refer, the hub reads and screens, agencies read and answer, with four to twelve seconds between clicks,
over real HTTP on loopback to the real web server (two processes, eight threads each) for a minute. An answer that is
not a page or a redirect, and a form that comes back with errors it should not have, counts as an error. Growth: what
four acts cost with 1,000, 10,000 and 100,000 closed enquiries behind the same 400 live ones.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from config.bench._crowd import crowd
from config.console import say

HELP = "200 practitioners at once for a minute; cost per enquiry at 1,000, 10,000 and 100,000"
DATABASE = True
SHARES = {"school": 0.5, "hub": 0.25, "agency": 0.25}
WHO = {"school": "ben", "hub": "ama", "agency": "cass"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many, for how long, and up to how many enquiries."""
    parser.add_argument("--practitioners", type=int, default=200, metavar="N", help="signed in at once")
    parser.add_argument(
        "--seconds", type=int, default=60, metavar="S", help="how long they work; 0: not at all"
    )
    parser.add_argument(
        "--growth",
        default="1000,10000,100000",
        metavar="N,N",
        help="closed enquiries to grow to; empty: none",
    )


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Measure; answers with the load, then the growth."""
    from django.core.management import call_command

    from config.bench import _pages
    from config.bench._growth import growth

    owner = args.addresses["TESSERA_OWNER_DATABASE_URL"]
    _pages.prepare(owner)
    crowd(owner, live=400)
    call_command("collectstatic", interactive=False, verbosity=0)
    result = {"load": _load(args)} if args.seconds else {}
    sizes = [int(size) for size in args.growth.split(",") if size]
    if sizes:
        result["growth"] = growth(owner, sizes)
    return result


def _load(args: argparse.Namespace) -> dict[str, Any]:
    from config.demonstration.browser import client_as

    people = []
    for who, share in SHARES.items():
        for _ in range(round(args.practitioners * share)):
            people.append({"who": who, "cookie": client_as(WHO[who]).cookies["tessera"].value})
    say(f"{len(people)} practitioners work for {args.seconds} seconds")
    with _web_server() as port:
        given = json.dumps({"port": port, "seconds": args.seconds, "people": people})
        told = subprocess.run(
            [sys.executable, "-P", "-m", "config.bench._journey"],
            input=given, capture_output=True, text=True, check=True,
        )  # fmt: skip
    seen = json.loads(told.stdout)
    for problem, number in Counter(seen["errors"]).most_common(10):
        say(f"{number} x {problem}")
    every = [taken for times in seen["times"].values() for taken in times]
    return {
        "practitioners": len(people),
        "seconds": args.seconds,
        "requests": len(every),
        "errors": len(seen["errors"]) + seen["unfinished"],
        "median_milliseconds": round(statistics.median(every) * 1000, 1),
        "p95_milliseconds": _p95(every),
        "p95_by_page": {kind: _p95(times) for kind, times in sorted(seen["times"].items())},
        "done": seen["sent"],
    }


def _p95(times: list[float]) -> float:
    return round(sorted(times)[int(len(times) * 0.95) - 1 if len(times) > 1 else 0] * 1000, 1)


@contextmanager
def _web_server() -> Iterator[int]:
    """The real one, as a deployment runs it."""
    environment = {**os.environ, "TESSERA_ALLOWED_HOSTS": "127.0.0.1"}
    server = subprocess.Popen(
        [sys.executable, "-P", "-m", "config.console", "serve", "--port", "0"],
        stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    try:
        assert server.stdout is not None  # noqa: S101 - it was asked for
        yield int(server.stdout.readline().strip().rstrip("/").rpartition(":")[2])
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
