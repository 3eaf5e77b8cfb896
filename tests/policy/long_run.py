"""A long run of the proof: as many decisions as one asks for, each PostgreSQL's and the oracle's, and every mutant.

    python -m tests.policy.long_run --decisions 1000000 --json

On a scratch database of its own. A decision is one answer to: may this practitioner do this to this row, now?
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from config.postgres import Addresses, Server, server
from config.scratch import scratch_home
from tests.policy.emptying import EMPTIED, empty

SHAPES = {"practitioners": [(2, 4), (5, 8), (9, 14)], "cases": [(1, 3), (4, 7), (8, 12)]}


@contextmanager
def database() -> Iterator[tuple[psycopg.Connection[Any], psycopg.Connection[Any]]]:
    """A new database with the policy in it and nothing else: as its administrator, and as the application."""
    with scratch_home() as home, server(home, scratch=True) as running:
        name = f"tessera_proof_{os.getpid()}"
        made = running.prepare(name)
        try:
            _migrate(made)
            with _connected(running, name, made) as both:
                yield both
        finally:
            running.drop(name)


@contextmanager
def _connected(
    running: Server, name: str, made: Addresses
) -> Iterator[tuple[psycopg.Connection[Any], psycopg.Connection[Any]]]:
    with running.connect(name) as admin, psycopg.connect(made.app, autocommit=True) as app:
        yield admin, app


def _migrate(made: Addresses) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["TESSERA_DATABASE_URL"] = made.owner
    import django
    from django.db import connections

    django.setup()
    from config.commands.migrate import migrate

    migrate(verbosity=0)
    connections.close_all()


def run(decisions: int, *, first: int = 1_000_000, mutants: bool = True) -> dict[str, int]:
    """Compare at least so many decisions, then try every mutant."""
    with database() as (admin, app):
        done = _worlds(admin, app, decisions, first)
        alive = _mutants(admin, app) if mutants else {"mutants": 0, "mutants_alive": 0}
    return done | alive


def _worlds(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any], decisions: int, first: int
) -> dict[str, int]:
    from tests.policy.judge import Tally, judge
    from tests.policy.register import Shape
    from tests.policy.world import World

    tally, seed = Tally(), first
    while tally.decisions < decisions:
        dice = random.Random(seed)
        shape = Shape(
            practitioners=dice.choice(SHAPES["practitioners"]),
            cases=dice.choice(SHAPES["cases"]),
            people=dice.randint(0, 6),
            rows=dice.randint(4, 20),
            excluded=dice.choice([0.1, 0.4, 0.8]),
            sealed=dice.choice([0.0, 0.3, 0.6]),
            certain=dice.random() < 0.5,
        )
        leaks, denials = len(tally.leaks), len(tally.denials)
        judge(World(admin, seed, shape), app, tally=tally)
        for line in tally.leaks[leaks:] + tally.denials[denials:]:
            sys.stderr.write(f"world {seed}: {line}\n")
        seed += 1
        if (seed - first) % EMPTIED == 0:
            empty(admin)
    return {
        "decisions": tally.decisions,
        "worlds": seed - first,
        "leaks": len(tally.leaks),
        "wrong_denials": len(tally.denials),
    }


def _mutants(admin: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> dict[str, int]:
    from tests.policy.breaking import alive, forget_worlds
    from tests.policy.mutants import MUTANTS

    left = []
    empty(admin)
    forget_worlds()
    # First those for which worlds are made once, then those that are in the way when one is made.
    for mutant in sorted(MUTANTS, key=lambda one: one.builds):
        if alive(mutant, admin, app):
            left.append(mutant.fault)
            sys.stderr.write(f"nobody noticed that {mutant.fault}\n")
    return {"mutants": len(MUTANTS), "mutants_alive": len(left)}


def main() -> int:
    """Run, print the figures, and answer 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="long_run", description="Compares PostgreSQL with the oracle.")
    parser.add_argument("--decisions", type=int, default=1_000_000)
    parser.add_argument("--first", type=int, default=1_000_000, help="the number of the first world")
    parser.add_argument("--no-mutants", action="store_true")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of words")
    args = parser.parse_args()
    began = time.monotonic()
    found = run(args.decisions, first=args.first, mutants=not args.no_mutants)
    took = round(time.monotonic() - began)
    if args.json:
        sys.stdout.write(json.dumps(found | {"seconds": took}) + "\n")
    else:
        sys.stdout.write("".join(f"{name.replace('_', ' ')}: {value}\n" for name, value in found.items()))
    return 1 if found["leaks"] or found["wrong_denials"] or found["mutants_alive"] else 0


if __name__ == "__main__":
    sys.exit(main())
