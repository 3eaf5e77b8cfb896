"""The web server."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
from types import FrameType

from config.commands.check import refuse_dangerous
from config.home import Refused

HELP = "serve the pages until stopped"
ROLE = "app"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds where to listen and how many to serve at once."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="the port; 0 is any free one (default 8000)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    parser.add_argument("--threads", type=int, default=8, help="threads in each (default 8)")
    parser.add_argument("--fd", type=int, help=argparse.SUPPRESS)  # a socket that listens already


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop; answers with the server's own exit code."""
    refuse_dangerous()
    listener = socket.socket(fileno=args.fd) if args.fd is not None else listen(args.host, args.port)
    shared = "/dev/shm"  # noqa: S108  memory, so that a slow disk does not look like a dead worker
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"fd://{listener.fileno()}",
        "--worker-class", "gthread", "--workers", str(args.workers), "--threads", str(args.threads),
        "--preload", "--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket",
        "--forwarded-allow-ips", os.environ.get("TESSERA_PROXIES", "127.0.0.1"),
    ]  # fmt: skip
    if os.path.isdir(shared) and os.access(shared, os.W_OK):
        command += ["--worker-tmp-dir", shared]
    host, port = listener.getsockname()[:2]
    print(f"http://{host}:{port}/", flush=True)
    process = subprocess.Popen(command, pass_fds=[listener.fileno()])
    listener.close()

    def pass_on(number: int, frame: FrameType | None) -> None:
        process.send_signal(number)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGHUP, pass_on)
    signal.signal(signal.SIGINT, lambda number, frame: None)  # the terminal told the server too
    return process.wait()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, opened here so that a port in use is said in words.

    Raises Refused where somebody else listens there.
    """
    try:
        return socket.create_server((host, port), backlog=256)
    except OSError as problem:
        raise Refused(f"Port {port} cannot be used: {problem.strerror}.") from problem
