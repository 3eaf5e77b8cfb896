"""The live server: what several people write at once goes through it. Run one or more beside the web server."""

from __future__ import annotations

import argparse
import sys

from django.core.management import call_command

from config.commands.check import refuse_dangerous
from config.web import listen, live_command, serve

HELP = "serve the live form until stopped"
ROLE = "app"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds where to listen."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8001, help="the port; 0 is any free one (default 8001)")


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop; answers with the server's own exit code."""
    refuse_dangerous()
    call_command("check", stdout=sys.stderr)
    return serve(listen(args.host, args.port), live_command, "ws")
