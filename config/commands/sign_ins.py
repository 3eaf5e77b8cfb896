"""Whom one can sign in as in the demonstration."""

from __future__ import annotations

import argparse

from config import demonstration

HELP = "list whom one can sign in as in the demonstration"
ROLE = "app"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds nothing."""


def run(args: argparse.Namespace) -> int:
    """Print them, one a line."""
    for line in demonstration.sign_ins():
        print(line)
    return 0
