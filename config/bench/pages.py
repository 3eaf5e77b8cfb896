"""What the main pages cost on the server, beside a page that does nothing, and how much a first visit carries.

The empty page goes through the same middleware, session and security context as any other, and answers with one
word: what is left is the page's own work. Times are medians of many requests, taken in turn so that whatever else the
machine does falls on all alike. The first load is the page, its style sheet and its scripts, compressed as sent.
"""

from __future__ import annotations

import argparse
import re
import statistics
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

from config.bench._crowd import crowd
from config.console import say

HELP = "server time and first load of the main pages, beside an empty page"
DATABASE = True
WARM, ROUNDS = 5, 60


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many enquiries are live while the pages are asked for."""
    parser.add_argument("--live", type=int, default=400, metavar="N", help="live enquiries (default 400)")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Measure; answers with the pages and the machine they were measured on."""
    from django.core.management import call_command

    from config.bench import _pages

    say(f"writing {args.live} live enquiries")
    _pages.prepare(args.addresses["TESSERA_OWNER_DATABASE_URL"])
    crowd(args.addresses["TESSERA_OWNER_DATABASE_URL"], live=args.live)
    call_command("collectstatic", interactive=False, verbosity=0)
    pages = _pages.addresses()
    asks: dict[str, Callable[[], Any]] = {
        name: partial(client.get, path) for name, (client, path) in pages.items()
    }
    for name, ask in asks.items():
        answer = ask()
        if answer.status_code != 200:
            raise RuntimeError(f"{name} answered {answer.status_code}")
    say("measuring")
    times = _in_turn(asks)
    empty = statistics.median(times["empty"])
    return {
        "pages": {
            name: {
                "ratio_to_empty_view": round(statistics.median(taken) / empty, 2),
                "milliseconds": round(statistics.median(taken) * 1000, 2),
                "queries": _queries(asks[name]),
                "first_load_bytes": _pages.first_load(*pages[name]),
            }
            for name, taken in times.items()
            if name != "empty"
        },
        "empty_view_milliseconds": round(empty * 1000, 2),
        "empty_view_queries": _queries(asks["empty"]),
        "live_enquiries": args.live,
    }


def _in_turn(asks: dict[str, Callable[[], Any]]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in asks}
    for number in range(WARM + ROUNDS):
        for name, ask in asks.items():
            began = perf_counter()
            ask()
            if number >= WARM:
                times[name].append(perf_counter() - began)
    return times


def _queries(ask: Callable[[], Any]) -> int:
    """How many questions the page asks the database, all of them: session, context, ledger."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        ask()
    counted = [
        q for q in asked.captured_queries if not re.match(r"(BEGIN|COMMIT|SAVEPOINT|RELEASE)", q["sql"])
    ]
    return len(counted)
