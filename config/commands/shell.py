"""An interactive Python with Django set up."""

from __future__ import annotations

import argparse

from django.core.management import call_command

HELP = "an interactive Python, under the same row security as the web process"
ROLE = "app"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds a line of code to run instead."""
    parser.add_argument("-c", "--code", help="run this and leave")


def run(args: argparse.Namespace) -> int:
    """Open the shell."""
    if args.code:
        call_command("shell", command=args.code)
    else:
        call_command("shell")
    return 0
