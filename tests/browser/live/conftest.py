"""People of the cast who write one form at once, each in a browser of their own, through the real server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from config.postgres import Addresses
from tests.browser.checks import Console
from tests.browser.live.served import FORM, Service, Web, web_server
from tests.cast import as_member
from tests.live.conftest import key_of, open_a_form
from tests.scratch import Scratch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request

SECONDS = 20


@dataclass(eq=False)
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
    posts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda sent: self.posts.append(sent.url) if self._is_post(sent) else None)

    def _is_post(self, sent: Request) -> bool:
        return sent.method == "POST" and sent.url == self.service.page

    def sign_in(self) -> None:
        """A session of their own."""
        self.key = key_of(self.username)
        with as_member(self.username) as me:
            self.name, self.agency = me.name, me.agency
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": self.key, "url": self.service.web.origin}]
        )

    def session_runs_out(self) -> None:
        """Half an hour has passed."""
        with as_member(self.username) as me:
            practitioner = me.id
        ended = "UPDATE access_session SET ends_at = now() WHERE practitioner_id = %s AND ends_at > now()"
        assert self.service.administer(ended, practitioner) > 0

    def sign_out(self) -> None:
        """Press the button, on a page that sends nothing: the form's own would first send what it kept."""
        self.page.goto(f"{self.service.web.origin}/messages/")
        with self.page.expect_navigation():
            self.page.get_by_role("banner").get_by_role("button", name="Sign out").click()

    def open(self, *, live: bool = True) -> None:
        """Open the form, and wait until it is live."""
        self.page.goto(self.service.page)
        if live:
            self.state("saved")

    @property
    def called(self) -> str:
        """Who the others see."""
        return f"{self.name} ({self.agency})"

    def section(self, title: str = "What we know") -> Locator:
        """A section."""
        return self.page.locator("section", has=self.page.locator("[data-live-title]", has_text=title))

    def save(self) -> Locator:
        """The first button that saves."""
        return self.page.get_by_role("button", name="Save", exact=True).first

    def lines(self) -> Locator:
        """The lines of the list that are to be seen."""
        return self.page.locator("[data-live-text^='list/']:visible")

    def kinds(self) -> Locator:
        """How each of those lines is known."""
        return self.page.locator("[data-live-value^='list/']:visible")

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


@pytest.fixture(scope="session")
def served(addresses: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The web server."""
    with web_server(addresses, tmp_path_factory.mktemp("web")) as running:
        yield running


@pytest.fixture
def service(transactional_db: None, scratch: Scratch, served: Web) -> Iterator[Service]:
    """A form that is open, and its server."""
    running = Service(open_a_form(FORM), scratch, served)
    try:
        running.start()
        yield running
    finally:
        running.kill()


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
