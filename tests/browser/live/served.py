"""The application as it is run: a web server for the form's page, and a server of its sockets that may be killed.

The web server runs for as long as the tests do; the other is each test's own, always at one address.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.utils import timezone

from config import web
from config.home import ROOT
from config.postgres import Addresses
from tessera.live_forms import actions, queries
from tessera.live_forms.rules.document import Document
from tests.cast import as_member
from tests.live.conftest import Opened
from tests.live.server import Server
from tests.scratch import Scratch

HOST = "127.0.0.1"
FORM: dict[str, Any] = {
    "sections": [
        {
            "key": "shared", "title": "What we know", "hint": "", "written_by": "participants",
            "fields": [
                {"name": "know", "kind": "long_text", "label": "What is known", "max": 100000},
                {"name": "heading", "kind": "short_text", "label": "Heading", "max": 200},
                {"name": "rating", "kind": "choice", "label": "Rating",
                 "options": [["red", "Red"], ["amber", "Amber"], ["green", "Green"]]},
                {"name": "seen", "kind": "date", "label": "Date last seen"},
                {"name": "place", "kind": "choice", "label": "Where",
                 "options": [["home", "At home"], ["school", "At school"]]},
            ],
        },
        {
            "key": "worries", "title": "What worries us", "hint": "", "written_by": "participants",
            "fields": [
                {"name": "worry", "kind": "long_text", "label": "Worries", "max": 20000},
                {"name": "list", "kind": "lines", "label": "One by one", "max": 500,
                 "kinds": [["seen", "Seen"], ["told", "Told"]]},
            ],
        },
        {
            "key": "gives", "title": "What your agency gives", "hint": "", "written_by": "agency",
            "fields": [{"name": "gives", "kind": "long_text", "label": "What you give", "max": 20000}],
        },
        {
            "key": "keeps", "title": "What your agency keeps", "hint": "", "written_by": "agency",
            "held_back": True,
            "fields": [{"name": "keeps", "kind": "long_text", "label": "What you keep", "max": 20000}],
        },
    ]
}  # fmt: skip


class Web:
    """The web server, and the address at which each test's server of sockets will be."""

    def __init__(self) -> None:
        self.listener, self.live = web.listen(HOST, 0), web.listen(HOST, 0)
        self.origin = f"http://{HOST}:{self.listener.getsockname()[1]}"
        self.sockets = f"ws://{HOST}:{self.live.getsockname()[1]}"


@contextmanager
def web_server(addresses: Addresses, folder: Path) -> Iterator[Web]:
    """The web server on a database, as the demonstration starts it."""
    served = Web()
    variables = {
        **os.environ, "TESSERA_DATABASE_URL": addresses.app, "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "config.settings", "TESSERA_STATIC_ROOT": str(folder / "static"),
        "TESSERA_LIVE_ADDRESS": served.sockets,
    }  # fmt: skip
    gather = [sys.executable, "-P", "-m", "config.console", "collect-static"]
    subprocess.run(gather, env=variables, check=True, stdout=subprocess.DEVNULL)
    with (folder / "web.log").open("wb") as log:
        process = subprocess.Popen(
            web.command(served.listener.fileno(), workers=1), env=variables, stdin=subprocess.DEVNULL,
            pass_fds=[served.listener.fileno()], start_new_session=True, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        _answers(served.listener.getsockname()[1])
        yield served
    finally:
        process.terminate()
        process.wait(20)
        served.listener.close()
        served.live.close()


def _answers(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=5) as line:
            line.sendall(b"GET /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            assert b" 200 " in line.recv(100), "the first page is an error"
            return
    raise AssertionError("the web server did not start")


class Service(Server):
    """A form that is open and the server of its sockets, which can be killed, held and started again."""

    def __init__(self, opened: Opened, scratch: Scratch, served: Web) -> None:
        super().__init__(scratch.addresses.app, {"TESSERA_ORIGINS": served.origin})
        self.listener.close()
        self.listener, self.port = served.live, served.live.getsockname()[1]
        self.opened, self.web, self.scratch = opened, served, scratch

    @property
    def page(self) -> str:
        """Where the form's page is."""
        return f"{self.web.origin}/enquiries/{self.opened.about}/joint-form/"

    def pause(self) -> None:
        """Keep the socket and answer nothing."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGSTOP)

    def text(self, name: str = "know") -> str:
        """What the log makes of a field."""
        with as_member("ama") as me:
            log = queries.section_log(self.opened.shared, me)
        updates = [entry.payload for entry in log.entries if not entry.field]
        return Document(log.snapshot or b"", updates).text(name)

    def value(self, name: str) -> str:
        """What a single field was last set to."""
        with as_member("ama"):
            found = queries.values(self.opened.shared).get(name)
        return found.value if found else ""

    def new_epoch(self) -> None:
        """What a restore from a backup does."""
        assert self.administer("SELECT access.begin_epoch()") == 1

    def administer(self, statement: str, *words: Any) -> int:
        """Do something as the server's administrator. Answers with how many rows that was."""
        with self.scratch.server.connect(self.scratch.name) as own:
            return own.execute(statement, words).rowcount

    def close_form(self) -> None:
        """The hub closes the form."""
        with as_member("ama") as me:
            actions.close(practitioner=me, at=timezone.now(), form_id=self.opened.form)

    def let_go(self, code: str) -> None:
        """The hub ends an agency's part in the form."""
        principal = next(number for name, number in self.opened.members.items() if code in name)
        with as_member("ama") as me:
            actions.let_go(practitioner=me, at=timezone.now(), form_id=self.opened.form, principal=principal)
