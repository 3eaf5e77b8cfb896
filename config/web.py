"""The web server's command line and its socket, the same for a deployment and for the demonstration."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from types import FrameType

from config.home import Refused

MEMORY = "/dev/shm"  # noqa: S108  gunicorn's own signs of life; a slow disk must not look like a dead worker


def command(listener: int, workers: int = 2, threads: int = 8) -> list[str]:
    """The command that serves on a socket that listens already, given by its file descriptor."""
    words = [
        sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"fd://{listener}",
        "--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads), "--preload",
        "--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket",
        "--forwarded-allow-ips", os.environ.get("TESSERA_PROXIES", "127.0.0.1"),
    ]  # fmt: skip
    if os.access(MEMORY, os.W_OK):
        words += ["--worker-tmp-dir", MEMORY]
    return words


def live_command(listener: int) -> list[str]:
    """The command of the process that types, on a socket that listens already."""
    return [
        sys.executable, "-m", "uvicorn", "config.rt:application", "--fd", str(listener), "--loop", "uvloop",
        "--http", "httptools", "--ws", "websockets-sansio", "--ws-per-message-deflate", "false",
        "--ws-max-size", str(256 * 1024), "--ws-ping-interval", "20", "--ws-ping-timeout", "20",
        "--timeout-graceful-shutdown", "5", "--log-level", "warning", "--no-access-log", "--no-server-header",
    ]  # fmt: skip


def serve(listener: socket.socket, words: Callable[[int], list[str]], scheme: str) -> int:
    """Run a server on a socket, say where it is, pass on signals, and answer with its exit code."""
    host, port = listener.getsockname()[:2]
    print(f"{scheme}://{host}:{port}/", flush=True)
    process = subprocess.Popen(words(listener.fileno()), pass_fds=[listener.fileno()])
    listener.close()

    def pass_on(number: int, frame: FrameType | None) -> None:
        process.send_signal(number)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGHUP, pass_on)
    signal.signal(signal.SIGINT, lambda number, frame: None)  # the terminal told the server too
    return process.wait()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, opened here so that a port in use is said in words.

    Raises Refused where it cannot be had.
    """
    try:
        listener = socket.create_server((host, port), backlog=256)
        # Whatever is accepted here inherits it. The live form's server takes this socket for one that needs no such
        # thing, and a few letters would wait up to 40 ms for the browser to say that it got those before them.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except (OSError, OverflowError) as problem:
        why = getattr(problem, "strerror", None) or str(problem)
        raise Refused(
            f"Port {port} cannot be used: {why.lower()}. Try --port 0 for any free one."
        ) from problem
