"""A real server of the live form for tests: a process of its own, that can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from config import web
from config.home import ROOT


class Server:
    """One process of the kind `rt` on a port of this machine, on the database that `address` names."""

    def __init__(self, address: str, variables: Mapping[str, str] | None = None) -> None:
        self.listener = web.listen("127.0.0.1", 0)
        self.port: int = self.listener.getsockname()[1]
        self.variables = {
            **os.environ, "TESSERA_DATABASE_URL": address, "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "config.settings", **(variables or {}),
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = subprocess.Popen(
            web.live_command(self.listener.fileno()), env=self.variables, pass_fds=[self.listener.fileno()],
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        end = time.monotonic() + 60
        while time.monotonic() < end:
            assert self.process.poll() is None, "the live server stopped"
            with (
                suppress(TimeoutError),
                socket.create_connection(("127.0.0.1", self.port), timeout=3) as line,
            ):
                line.sendall(b"GET /live/health/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                if b" 200 " in line.recv(100):
                    return
        raise AssertionError("the live server did not start")

    def kill(self) -> None:
        """End it as a machine that loses power would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(20)
        self.process = None


@contextmanager
def serving(address: str, **variables: str) -> Iterator[Server]:
    """A server that runs inside the block."""
    server = Server(address, variables)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        server.listener.close()
        sys.stdout.flush()
