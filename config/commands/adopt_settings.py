"""A partnership's settings document: read whole, and put in force from now."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction

from config.home import Refused
from tessera.access import actions as access
from tessera.partnership.actions import adopt
from tessera.partnership.rules.settings import Settings, SettingsRefused

HELP = "put a partnership's settings document in force, with its agencies and teams"
ROLE = "owner"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the document, and whether to stop after reading it."""
    parser.add_argument("file", help="the settings document, in YAML")
    parser.add_argument("--check", action="store_true", help="say what is wrong with it and change nothing")


def run(args: argparse.Namespace) -> int:
    """Say every problem, or put it in force. Raises Refused."""
    try:
        text = Path(args.file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise Refused(
            f"{args.file} cannot be read: {getattr(problem, 'strerror', '') or 'not text'}."
        ) from None
    try:
        settings = Settings.load(text)
        if not args.check:
            put_in_force(access.Console(), datetime.now(UTC), text)
    except SettingsRefused as problem:
        raise Refused(f"{args.file} cannot be used.\n{problem}") from None
    name = f"{settings.partnership.name} ({settings.partnership.code})"
    agencies = f"{len(settings.agencies)} agencies"
    print(f"{name}: nothing is wrong, {agencies}." if args.check else f"{name}: in force now, {agencies}.")
    return 0


@transaction.atomic
def put_in_force(console: access.Console, now: datetime, text: str) -> None:
    """In force from now, with the practitioner that reminders are sent as. Raises SettingsRefused."""
    # In whose name the job worker sends reminders. Nobody can sign in as it.
    access.register_practitioner(
        practitioner=console, at=now, username="automatic", name="Tessera", email="automatic@tessera.invalid"
    )
    adopt(practitioner=console, at=now, text=text)
