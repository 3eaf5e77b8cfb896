"""Bring the database up to date: tables first, then who may see what."""

from __future__ import annotations

import argparse
import sys

from django.core.management import call_command
from django.db import connection

from tessera.access import compile as policy

HELP = "bring the database up to date: tables, then row security"
ROLE = "owner"

# Two processes may start at once after an upgrade; the second waits and finds nothing left to do.
MIGRATING = 7_350_212


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds how much to tell."""
    parser.add_argument("--quiet", action="store_true", help="say nothing unless something is wrong")


def run(args: argparse.Namespace) -> int:
    """Migrate and apply the policy."""
    migrate(verbosity=0 if args.quiet else 1)
    return 0


def migrate(*, verbosity: int = 1) -> None:
    """Run the migrations and apply row security on Django's default connection, which must be the owner's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            call_command("migrate", interactive=False, verbosity=verbosity, stdout=sys.stderr)
            policy.apply(connection)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
