"""Asks a ClamAV daemon whether a file holds a known virus. Sockets and nothing else.

The daemon's INSTREAM command: the length of each piece in four bytes, the piece, and a length of nought to end. It
answers `stream: OK`, `stream: <name> FOUND`, or what went wrong. Source: clamd(8), section COMMANDS.
"""

import contextlib
import socket
import struct
import time
from collections.abc import Iterator

PIECE_BYTES = 64 * 1024
LONGEST_ANSWER_BYTES = 4096


class ScannerDown(Exception):
    """The scanner could not be reached, took too long, or gave no verdict. Says nothing about the file."""


def found_in(content: bytes, address: str, seconds: float) -> str:
    """The name of what was found, or "" for a clean file. Takes at most `seconds`, however slowly it answers.

    `address` is the path of a Unix socket, or `host:port`. Raises ScannerDown where there is no verdict: a file whose
    scan failed is not a clean file.
    """
    until = time.monotonic() + seconds
    try:
        with _connected(address, seconds) as scanner:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                # A daemon that has had enough (its size limit) answers and hangs up: its answer is still read.
                _send(scanner, content, until)
            return _verdict(_answer(scanner, until))
    except OSError as problem:
        raise ScannerDown(f"the scanner did not answer: {problem}") from problem


def _connected(address: str, seconds: float) -> socket.socket:
    host, _, port = address.rpartition(":")
    if host and port.isdigit():
        return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)
    scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        scanner.settimeout(seconds)
        scanner.connect(address)
    except OSError:
        scanner.close()
        raise
    return scanner


def _pieces(content: bytes) -> Iterator[bytes]:
    yield b"zINSTREAM\0"
    for start in range(0, len(content), PIECE_BYTES):
        piece = content[start : start + PIECE_BYTES]
        yield struct.pack("!I", len(piece)) + piece
    yield struct.pack("!I", 0)


def _send(scanner: socket.socket, content: bytes, until: float) -> None:
    for piece in _pieces(content):
        _hurry(scanner, until)
        scanner.sendall(piece)


def _answer(scanner: socket.socket, until: float) -> bytes:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER_BYTES:
        _hurry(scanner, until)
        more = scanner.recv(LONGEST_ANSWER_BYTES)
        if not more:
            break
        said += more
    return said.partition(b"\0")[0]


def _hurry(scanner: socket.socket, until: float) -> None:
    """Give the next step what is left of the time: a daemon that answers a byte a second must not hold a page."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("out of time")
    scanner.settimeout(left)


def _verdict(answer: bytes) -> str:
    words = answer.decode("utf-8", "replace").strip()
    said = words.removeprefix("stream: ")
    if said == words:
        raise ScannerDown(f"the scanner gave no verdict: {words[:200]!r}")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND") or "something"
    raise ScannerDown(f"the scanner gave no verdict: {words[:200]!r}")
