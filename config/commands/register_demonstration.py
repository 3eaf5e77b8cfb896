"""Put the demonstration's partnerships and cast in the register."""

from __future__ import annotations

import argparse

from config.demonstration import PASSWORD
from config.demonstration.register import register

HELP = "put the demonstration's partnerships and cast in the register"
ROLE = "owner"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds nothing."""


def run(args: argparse.Namespace) -> int:
    """Register what is not there yet."""
    register(PASSWORD)
    return 0
