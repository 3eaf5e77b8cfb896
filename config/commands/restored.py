"""What follows a restore from a backup: pages that were open before can add nothing that the backup did not hold."""

from __future__ import annotations

import argparse

from django.db import connection

HELP = (
    "after a restore from a backup: begin a new epoch of every live form, so that no old page resurrects text"
)
ROLE = "owner"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to say: it concerns every form."""


def run(args: argparse.Namespace) -> int:
    """Begin a new epoch of every section, and say of how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.begin_epoch()")
        (sections,) = cursor.fetchone()
    print(f"A new epoch has begun in {sections} sections. Start the web and live servers now.")
    return 0
