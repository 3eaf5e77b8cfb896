"""Put the demonstration's partnerships and cast in the register."""

from __future__ import annotations

import argparse

from config.demonstration import PASSWORD
from config.demonstration.register import register
from tessera.partnership.rules.presets import PRESETS

HELP = "put the demonstration's partnerships and cast in the register"
ROLE = "owner"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds `--preset`."""
    parser.add_argument("--preset", choices=PRESETS, help="what Thornmere's settings stand on")


def run(args: argparse.Namespace) -> int:
    """Register what is not there yet."""
    register(PASSWORD, args.preset)
    return 0
