"""Is this installation fit to be used?"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.commands.migrate import BETWEEN, stand_between
from config.home import Refused
from config.postgres import dangers
from tessera.access import proving
from tessera.audit import queries as ledger

# How long an entry may wait for its seal, and a sealed block for the hook that publishes it.
SOON = timedelta(minutes=2)

HELP = "say whether this installation is fit to be used"
ROLE = "app"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the stricter list."""
    parser.add_argument("--deploy", action="store_true", help="also ask what a real deployment needs")


def run(args: argparse.Namespace) -> int:
    """Ask every check, print what is wrong, exit 1 where something is."""
    wrong = rights_of_this_role()
    try:
        call_command("check", deploy=args.deploy, databases=["default"], stdout=sys.stderr)
    except SystemCheckError as problem:
        wrong.append(str(problem))
    if migrations := of_the_migrations():
        wrong.append(migrations)
    else:
        wrong += left_waiting(datetime.now(UTC))
        if not proving.is_known():
            wrong.append(f"{proving.UNKNOWN} Run: tessera migrate, with the same TESSERA_SECRET_KEY")
    for line in wrong:
        print(line)
    if not wrong:
        print("Nothing is wrong.")
    return 1 if wrong else 0


def of_the_migrations() -> str:
    """What is wrong with the migrations of this database, in words."""
    if apps := stand_between():
        return BETWEEN.format(", ".join(apps))
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations have not run. Run: tessera migrate" if waiting else ""


def rights_of_this_role() -> list[str]:
    """What the connected role may do that it must not, in words."""

    def ask(query: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    return dangers(ask)


def left_waiting(now: datetime) -> list[str]:
    """What of the ledger should have been sealed or published by now, in words."""
    waiting, wrong = ledger.waiting(), []
    if waiting.entries_since and now - waiting.entries_since > SOON:
        wrong.append(
            f"{waiting.entries} entries of the ledger are not sealed, the oldest since "
            f"{waiting.entries_since:%Y-%m-%d %H:%M:%S} UTC. Is the job worker running (tessera work)? "
            "Is a transaction left open on the database server?"
        )
    if settings.TESSERA_LEDGER_PUBLISH and waiting.blocks_since and now - waiting.blocks_since > SOON:
        wrong.append(
            f"{waiting.blocks} blocks of the ledger are not published, the oldest since "
            f"{waiting.blocks_since:%Y-%m-%d %H:%M:%S} UTC. The job worker's log says why TESSERA_LEDGER_PUBLISH fails."
        )
    return wrong


def refuse_dangerous() -> None:
    """Raise Refused where the connected role could see past row security."""
    wrong = rights_of_this_role()
    if wrong:
        raise Refused(" ".join(wrong))
