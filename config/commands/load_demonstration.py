"""Live the demonstration's cases."""

from __future__ import annotations

import argparse

HELP = "load the demonstration's cases; what is there already stays"
ROLE = "app"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which cases, for a quick look or a test."""
    parser.add_argument("--only", metavar="N,N", help="only the cases of these numbers, and no standing workload")


def run(args: argparse.Namespace) -> int:
    """Load what is not there yet."""
    from config.demonstration.load import load

    load(only={int(number) for number in args.only.split(",")} if args.only else None)
    return 0
