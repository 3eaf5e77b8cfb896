"""The web server."""

from __future__ import annotations

import argparse
import sys

from django.core.management import call_command

from config.commands.check import refuse_dangerous
from config.web import command, listen, serve

HELP = "serve the pages until stopped"
ROLE = "app"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds where to listen and how many to serve at once."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="the port; 0 is any free one (default 8000)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    parser.add_argument("--threads", type=int, default=8, help="threads in each (default 8)")


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop; answers with the server's own exit code."""
    refuse_dangerous()
    call_command("check", stdout=sys.stderr)
    return serve(
        listen(args.host, args.port), lambda number: command(number, args.workers, args.threads), "http"
    )
