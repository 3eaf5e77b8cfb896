"""How long "Who is this?" takes among a quarter of a million people, and what row security costs it.

The people are invented: children and adults of families, some names far commoner than others, a
fifth of them in another partnership, whom the searcher never sees. They are written straight into the
tables as their owner. Then Ama searches three hundred times, under the policy, for people described as referrals
describe them: wholly, with a nickname, with a slip, without a number, and for people who are not there. The same
searches are made once more with row security switched off.

`hidden` and `absent` are searches for somebody in the other partnership and for nobody: what a stopwatch could tell,
as people meet it and without the moment that every answer waits for.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter
from typing import Any

import psycopg

from config.bench._invented_people import TABLES, Made, fill

HELP = "likely matches for a person among 250,000"
DATABASE = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many people and searches."""
    parser.add_argument("--people", type=int, default=250_000)
    parser.add_argument("--searches", type=int, default=300)


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Make the people, search as Ama, search again without row security."""
    from tessera.people import queries

    owner = args.addresses["TESSERA_OWNER_DATABASE_URL"]
    _register(owner)
    with psycopg.connect(owner, autocommit=True) as connection:
        made = fill(connection, args.people)
        searches = list(_searches(made, args.searches))
        with_policy = _measure([given for given, _ in searches])
        found = _found(searches)
        hidden, absent = _measure(made.hidden), _measure(made.absent)
        with_moment, queries.MOMENT = queries.MOMENT, 0.0
        bare = [_measure([given for given, _ in searches]), _measure(made.hidden), _measure(made.absent)]
        _row_security(connection, "DISABLE")
        without = _measure([given for given, _ in searches])
        queries.MOMENT = with_moment
    median = statistics.median
    return {
        "people": args.people,
        "keys": made.keys,
        "searches": len(searches),
        "milliseconds_median": round(median(with_policy), 3),
        "milliseconds_p95": round(_p95(with_policy), 3),
        "milliseconds_max": round(max(with_policy), 3),
        "milliseconds_median_at_once": round(median(bare[0]), 3),
        "milliseconds_p95_at_once": round(_p95(bare[0]), 3),
        "milliseconds_median_no_row_security": round(median(without), 3),
        "ratio_to_no_row_security": round(median(bare[0]) / median(without), 2),
        "share_found": found,
        "hidden_milliseconds_median": round(median(hidden), 3),
        "absent_milliseconds_median": round(median(absent), 3),
        "hidden_milliseconds_median_at_once": round(median(bare[1]), 3),
        "absent_milliseconds_median_at_once": round(median(bare[2]), 3),
        "absent_milliseconds_deviation_at_once": round(statistics.stdev(bare[2]), 3),
    }


def _register(owner: str) -> None:
    """The invented partnerships and their cast, as the owner."""
    code = "import django; django.setup(); from config.demonstration.register import register; register()"
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={**os.environ, "TESSERA_DATABASE_URL": owner}
    )


def _searches(made: Made, count: int) -> Iterator[tuple[Any, Any]]:
    """What is searched for, and who it is; None where it is nobody."""
    from tessera.people.rules.dates import swapped
    from tessera.people.rules.nicknames import short_forms

    draw = random.Random(300)  # noqa: S311 - invented people, not a secret
    for number in range(count):
        person = draw.choice(made.seen)
        plain = replace(person, nhs_numbers=())
        match number % 6:
            case 0:
                yield person, person
            case 1:
                yield plain, person
            case 2:
                shorts = short_forms(person.given_name.lower()) or (person.given_name,)
                yield replace(plain, given_name=draw.choice(shorts)), person
            case 3:
                yield (
                    replace(plain, date_of_birth=swapped(person.date_of_birth) or person.date_of_birth),
                    person,
                )
            case 4:
                yield replace(plain, date_of_birth=None), person
            case _:
                yield replace(plain, given_name=f"Xu{number}vo", places=()), None


def _measure(searches: list[Any]) -> list[float]:
    """Milliseconds of each search as Ama, the best of three, in one transaction as a page makes it."""
    from config.demonstration.stage import on_stage
    from tessera.people.queries import likely

    taken = []
    with on_stage("ama"):
        for given in searches[:20]:
            likely(given)
        for given in searches:
            tries = []
            for _ in range(3):
                begun = perf_counter()
                likely(given)
                tries.append((perf_counter() - begun) * 1_000)
            taken.append(min(tries))
    return taken


def _found(searches: list[tuple[Any, Any]]) -> float:
    """How many of those who are on record were offered."""
    from config.demonstration.stage import on_stage
    from tessera.people.queries import likely

    hits, wanted = 0, 0
    with on_stage("ama"):
        for given, person in searches:
            if person is not None:
                wanted += 1
                names = {(match.name, match.date_of_birth) for match in likely(given)}
                hits += (f"{person.given_name} {person.family_name}", person.date_of_birth) in names
    return round(hits / wanted, 3)


def _row_security(connection: psycopg.Connection[Any], switch: str) -> None:
    for table in TABLES:
        connection.execute(f"ALTER TABLE {table} {switch} ROW LEVEL SECURITY".encode())


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
