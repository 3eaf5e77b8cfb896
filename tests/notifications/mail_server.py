"""A real mail server on the loopback address, that keeps what it is sent."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast


@dataclass
class Post:
    """Every email that came, and whom the server turns away for now."""

    port: int = 0
    came: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    def of(self, address: str) -> list[EmailMessage]:
        """The emails that came for one address."""
        return [email for to, email in self.came if to == address]


class Talk(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a client needs to hand an email over."""

    def handle(self) -> None:
        post: Post = cast(Any, self.server).post
        to: list[str] = []
        self._say("220 loopback")
        while line := self.rfile.readline().decode().strip():
            verb, _, rest = line.partition(" ")
            match verb.upper():
                case "MAIL":
                    to = []
                    self._say("250 OK")
                case "RCPT":
                    address = rest.partition("<")[2].partition(">")[0]
                    known = address not in post.refused
                    to += [address] if known else []
                    self._say("250 OK" if known else "550 nobody here of that name")
                case "DATA":
                    self._say("354 go on")
                    self._take(post, to)
                    self._say("250 OK")
                case "QUIT":
                    self._say("221 goodbye")
                    return
                case _:
                    self._say("250 OK")

    def _take(self, post: Post, to: list[str]) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        email = cast(EmailMessage, message_from_bytes(b"".join(lines), policy=policy.default))
        post.came += [(address, email) for address in to]

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@contextmanager
def mail_server() -> Iterator[Post]:
    """The server, on any free port, until the end of the block."""
    post = Post()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        cast(Any, server).post = post
        post.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield post
        finally:
            server.shutdown()
            thread.join(5)
