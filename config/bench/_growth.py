"""What one act costs while closed enquiries pile up behind the same live ones.

Four acts, as a practitioner does them: opening the worklist, opening an enquiry, sending a referral, deciding. Of each:
how many statements, processor time of the web process and the database's own together, and time on the wall. Processor
time says what the act costs whatever else the machine does; it can be read where the server runs on this machine.
"""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from django.db import connection

from config.bench._crowd import crowd
from config.console import say

WARM, ROUNDS = 3, 20
TICK = os.sysconf("SC_CLK_TCK")

Act = Callable[[], object]
Cost = dict[str, float | int | None]


def growth(owner: str, sizes: list[int]) -> dict[str, Any]:
    """The cost of each act at each size, and how many times dearer the largest is than the smallest."""
    found: dict[str, dict[str, Cost]] = {}
    there = 0
    for size in sorted(sizes):
        began = perf_counter()
        crowd(owner, live=0, closed=size - there)
        there = size
        say(f"{size:,} closed enquiries ({perf_counter() - began:.0f} s)")
        found[str(size)] = {name: _cost(act) for name, act in _acts()}
    first, last = found[str(min(sizes))], found[str(max(sizes))]
    measure = "processor_milliseconds" if _server_time() is not None else "milliseconds"
    return {
        "by_size": found,
        "times_dearer": {name: _times(last[name], cost, measure) for name, cost in first.items()},
        "times_dearer_in": measure,
    }


def _times(last: Cost, first: Cost, measure: str) -> float:
    return round((last[measure] or 0) / (first[measure] or 1), 2)


def _cost(act: Act) -> Cost:
    """Medians of the wall, the mean of the processor: a server's clock ticks a hundred times a second only."""
    from django.test.utils import CaptureQueriesContext

    for _ in range(WARM):
        act()
    with CaptureQueriesContext(connection) as asked:
        act()
    statements = len(asked)  # now: the next request of a browser empties the list
    walls, here, there = [], process_time(), _server_time()
    for _ in range(ROUNDS):
        began = perf_counter()
        act()
        walls.append(perf_counter() - began)
    after = _server_time()
    together = None if there is None or after is None else process_time() - here + after - there
    return {
        "statements": statements,
        "processor_milliseconds": None if together is None else round(together / ROUNDS * 1000, 1),
        "milliseconds": round(statistics.median(walls) * 1000, 1),
    }


def _server_time() -> float | None:
    """Seconds of processor that the process behind our connection has used; None where it runs elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    status = Path(f"/proc/{number}/stat")
    if not status.exists() or "postgres" not in status.read_text():
        return None
    fields = status.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _acts() -> Iterator[tuple[str, Act]]:
    from config.bench import _pages

    pages = _pages.addresses()
    for name in ("worklist", "enquiry"):
        client, address = pages[name]
        yield name, partial(_open, client, address)
    yield "send a referral", _send
    yield "decide", partial(_decide, _undecided())


def _open(client: Any, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def _undecided() -> Iterator[Any]:
    """Live enquiries, oldest first, that nobody has decided: each can be decided once."""
    from config.demonstration.stage import on_stage
    from tessera.enquiries.models import Enquiry

    with on_stage("priya"):
        left = Enquiry.objects.filter(state="open").order_by("opened_at", "id")
        found = list(left.values_list("pk", "case_id")[: WARM + ROUNDS + 1])
    return iter(found)


@contextmanager
def _as(username: str) -> Iterator[Any]:
    """One signed in beforehand, as people are: signing in is not part of an act."""
    from django.db import transaction

    from config.demonstration.stage import token_for
    from tessera.access import acting, here

    if username not in TOKENS:
        TOKENS[username] = token_for(username)
    with acting.acting_as(TOKENS[username]), transaction.atomic():
        yield here.me(TOKENS[username])


TOKENS: dict[str, str] = {}


def _decide(undecided: Iterator[Any]) -> None:
    from tessera.enquiries.actions import deciding
    from tessera.records.models import Line

    enquiry_id, case_id = next(undecided)
    with _as("priya") as me:
        lines = list(Line.objects.filter(case_id=case_id).values_list("pk", flat=True)[:2])
        deciding.decide(
            practitioner=me, at=datetime.now(UTC), enquiry_id=enquiry_id, outcome="family_help", level=2,
            reasons="Help is wanted and will do.", relied_on=lines, would_change="A new injury.",
            safety_meanwhile="He stays with his gran.",
        )  # fmt: skip


def _send() -> None:
    from tessera.enquiries.actions import referring
    from tessera.enquiries.rules import intake

    number = next(NUMBERS)
    at = datetime.now(UTC)
    with _as("ben") as me:
        read = intake.check(
            json.dumps(
                {
                    "reference": f"GROW-{number}",
                    "received_at": at.isoformat(),
                    "referrer": {"name": me.name, "role": "lead", "agency": me.agency},
                    "children": [
                        {
                            "given_name": "Invented",
                            "family_name": f"Grown{number}",
                            "date_of_birth": (at.date() - timedelta(days=3000)).isoformat(),
                        }
                    ],
                    "concerns": ["neglect"],
                    "lines": [
                        {"kind": "seen", "text": "He was hungry on Monday and took food for his brothers."}
                    ],
                    "consent": {"position": "agreed"},
                    "immediate_danger": False,
                }
            ).encode(),
            received_by=at,
            agencies=lambda name: me.agency_code,
        )
        if not isinstance(read, intake.Referral):
            raise RuntimeError(str([str(problem) for problem in read]))
        referring.send(practitioner=me, at=at, referral=read)


NUMBERS = iter(range(1_000_000))
