"""A stand-in for ClamAV's daemon that speaks INSTREAM on a real socket, and misbehaves when it is told to."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.hostile.payloads import anti_virus_test_string

CLEAN, FOUND = b"stream: OK\0", b"stream: Eicar-Signature FOUND\0"


class Clamd:
    """`address` is where it listens; `received` what it was sent, one entry for each file."""

    def __init__(self, listener: socket.socket, address: str, behaviour: str) -> None:
        self.listener, self.address, self.behaviour = listener, address, behaviour
        self.received: list[bytes] = []
        self.stopped = threading.Event()

    def serve(self) -> None:
        while not self.stopped.is_set():
            try:
                caller, _ = self.listener.accept()
            except OSError:
                return
            with caller:
                caller.settimeout(10)
                try:
                    self._answer(caller)
                except OSError:
                    continue

    def _answer(self, caller: socket.socket) -> None:
        match self.behaviour:
            case "hangs up":
                return
            case "says nothing":
                self.stopped.wait(10)
            case "dribbles":
                _stream(caller)
                while not self.stopped.wait(0.1):
                    caller.sendall(b"s")
            case "babbles":
                _stream(caller)
                caller.sendall(b"UNKNOWN COMMAND\0")
            case "has a limit":
                # What the real one does past StreamMaxLength: answers at once and hangs up.
                caller.recv(10)
                caller.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            case _:
                content = _stream(caller)
                self.received.append(content)
                caller.sendall(FOUND if anti_virus_test_string() in content else CLEAN)


def _stream(caller: socket.socket) -> bytes:
    """Read one INSTREAM command as clamd(8) describes it."""
    with caller.makefile("rb") as incoming:
        command = incoming.read(10)
        assert command == b"zINSTREAM\0", command
        content = b""
        while length := struct.unpack("!I", incoming.read(4))[0]:
            content += incoming.read(length)
        return content


@contextmanager
def clamd(folder: Path, behaviour: str = "scans", *, tcp: bool = False) -> Iterator[Clamd]:
    """Run one until the block ends."""
    if tcp:
        listener = socket.create_server(("127.0.0.1", 0))
        address = f"127.0.0.1:{listener.getsockname()[1]}"
    else:
        address = str(folder / "clamd.sock")
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(address)
        listener.listen()
    daemon = Clamd(listener, address, behaviour)
    thread = threading.Thread(target=daemon.serve, daemon=True)
    thread.start()
    try:
        yield daemon
    finally:
        daemon.stopped.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
