"""Bring the database up to date: tables first, then who may see what."""

from __future__ import annotations

import argparse
import sys

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from config.home import Refused
from tessera.access import compile as policy

HELP = "bring the database up to date: tables, then row security"
ROLE = "owner"

# Two processes may start at once after an upgrade; the second waits and finds nothing left to do.
MIGRATING = 7_350_212
BETWEEN = (
    "This database stands between migrations that are no more, of {}. docs/decisions/0033 says what to do."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds how much to tell."""
    parser.add_argument("--quiet", action="store_true", help="say nothing unless something is wrong")


def run(args: argparse.Namespace) -> int:
    """Migrate and apply the policy."""
    migrate(verbosity=0 if args.quiet else 1)
    return 0


def migrate(*, verbosity: int = 1) -> None:
    """Run the migrations and apply row security on Django's default connection, which must be the owner's.

    Raises Refused where some of the migrations that today's replace have run, and not all.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            if apps := stand_between():
                raise Refused(BETWEEN.format(", ".join(apps)))
            call_command("migrate", interactive=False, verbosity=verbosity, stdout=sys.stderr)
            policy.apply(connection)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


def stand_between() -> list[str]:
    """The apps of which some replaced migrations have run, and not all, although they are no more.

    Django itself says so only where another app waits for theirs. Otherwise it takes them for up to date.
    """
    loader = MigrationLoader(connection, load=False)
    loader.load_disk()
    ran = MigrationRecorder(connection).applied_migrations()
    found = set()
    for (app, _), migration in loader.disk_migrations.items():
        gone = [one for one in migration.replaces if one not in loader.disk_migrations]
        if 0 < sum(one in ran for one in gone) < len(gone):
            found.add(app)
    return sorted(found)
