"""People of the cast who write one form at once, each in a browser of their own, through the real server."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from config import web
from config.postgres import Addresses
from tessera.access import sessions
from tessera.live_forms import actions, queries
from tessera.live_forms.rules.document import Document
from tests.browser.checks import Console
from tests.browser.live.markup import FORM
from tests.cast import as_member
from tests.live.conftest import Opened, key_of, open_a_form
from tests.live.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

SERVED = "tests.browser.live.served:application"
SECONDS = 20


class Service(Server):
    """The server of the form and of its page, which can be killed, held and started again."""

    def __init__(self, opened: Opened, addresses: Addresses, home: Path) -> None:
        super().__init__(addresses.app, {"TESSERA_TEST_HOME": str(home)})
        self.opened, self.home, self.administration = opened, home, addresses.owner

    def start(self) -> None:
        """Start it with the page beside it, and wait until it answers."""
        ours = [
            SERVED if word == "config.rt:application" else word
            for word in web.live_command(self.listener.fileno())
        ]
        with patch.object(web, "live_command", lambda _: ours):
            super().start()

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

    def posts(self) -> int:
        """How often a form was posted."""
        return len((self.home / "posts").read_text()) if (self.home / "posts").exists() else 0

    def new_epoch(self) -> None:
        """What a restore from a backup does."""
        with psycopg.connect(self.administration, autocommit=True) as own:
            own.execute("SELECT access.begin_epoch()")

    def close_form(self) -> None:
        """The hub closes the form."""
        with as_member("ama") as me:
            actions.close(practitioner=me, at=timezone.now(), form_id=self.opened.form)

    def let_go(self, code: str) -> None:
        """The hub ends an agency's part in the form."""
        principal = next(number for name, number in self.opened.members.items() if code in name)
        with as_member("ama") as me:
            actions.let_go(practitioner=me, at=timezone.now(), form_id=self.opened.form, principal=principal)


@dataclass
class Writer:
    """Somebody with the form open."""

    username: str
    service: Service
    context: BrowserContext
    page: Page
    console: Console
    key: str = ""
    name: str = ""
    agency: str = ""
    expected: list[str] = field(default_factory=list)

    def sign_in(self) -> None:
        """A session of their own."""
        self.key = key_of(self.username)
        with as_member(self.username) as me:
            self.name, self.agency = me.name, me.agency
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": self.key, "url": self.service.origin}]
        )

    def end_session(self) -> None:
        """Half an hour has passed, or an administrator ended it."""
        store = sessions.SessionStore(self.key)
        store.load()
        store.flush()

    def sign_out(self) -> None:
        """As the button does: the session ends, and the key is destroyed."""
        with as_member(self.username) as me:
            (self.service.home / str(me.id)).unlink()
        self.end_session()

    def open(self, *, live: bool = True) -> None:
        """Open the form, and wait until it is live."""
        self.page.goto(f"{self.service.origin}/form/{self.service.opened.form}/")
        if live:
            self.state("saved")

    @property
    def called(self) -> str:
        """Who the others see."""
        return f"{self.name} ({self.agency})"

    def section(self, title: str = "What we know") -> Locator:
        """A section's form."""
        return self.page.locator(
            "form[data-live-section]", has=self.page.get_by_role("heading", name=title, level=2)
        )

    def box(self, name: str = "know") -> Locator:
        """A text field."""
        return self.page.locator(f'[data-live-text="{name}"]')

    def state(self, is_: str, title: str = "What we know") -> None:
        """What a section says of itself."""
        out = self.section(title).locator("[data-live-state]")
        expect(out).to_have_attribute("data-live-is", is_, timeout=SECONDS * 1000)

    def type(self, words: str, name: str = "know", delay: float = 0) -> None:
        """Type where the caret is, key by key."""
        self.box(name).focus()
        self.page.keyboard.type(words, delay=delay)

    def put(self, words: str, name: str = "know") -> None:
        """As pasting does: all at once."""
        self.box(name).focus()
        self.page.keyboard.insert_text(words)

    def caret(self, at: int, name: str = "know") -> None:
        """Put the caret there."""
        self.box(name).evaluate("(e, at) => { e.focus(); e.setSelectionRange(at, at) }", at)

    def where(self, name: str = "know") -> int:
        """Where the caret is."""
        return int(self.box(name).evaluate("e => e.selectionStart"))

    def text(self, name: str = "know") -> str:
        """What the field shows."""
        return self.box(name).input_value()


Make = Callable[..., Writer]


@pytest.fixture
def service(transactional_db: None, addresses: Addresses, tmp_path: Path) -> Iterator[Service]:
    """A form that is open, and its server."""
    running = Service(open_a_form(FORM), addresses, tmp_path)
    try:
        running.start()
        yield running
    finally:
        running.kill()
        running.listener.close()


@pytest.fixture
def writer(browser: Browser, service: Service) -> Iterator[Make]:
    """Make somebody with the form open."""
    made: list[Writer] = []

    def one(username: str, *, live: bool = True, **options: Any) -> Writer:
        context = browser.new_context(locale="en-GB", viewport={"width": 1000, "height": 900}, **options)
        context.set_default_timeout(SECONDS * 1000)
        made.append(Writer(username, service, context, context.new_page(), Console(context)))
        made[-1].sign_in()
        made[-1].open(live=live)
        return made[-1]

    yield one
    for writer in made:
        writer.context.close()


def agree(service: Service, *writers: Writer, name: str = "know") -> str:
    """Wait until everyone shows what the log makes, and it is saved; that text."""
    deadline = time.monotonic() + SECONDS
    for one in writers:
        one.state("saved")
    while True:
        shown = {one.text(name) for one in writers} | {service.text(name)}
        if len(shown) == 1:
            return shown.pop()
        assert time.monotonic() < deadline, f"they do not agree: {shown}"
        writers[0].page.wait_for_timeout(50)
