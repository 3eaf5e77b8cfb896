"""A person at a browser: signs in, goes to a page, fills in what it asks, presses a button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from playwright.sync_api import expect

from tests.browser.checks import Console

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

PASSWORD = "thornmere-demonstration"  # every member of the cast may sign in with it
Typed = Mapping[str, str | list[str]]
Someone = TypeVar("Someone", bound="Person")
Seen = Callable[["Page", str], None]


@dataclass
class Person:
    """Somebody with a browser of their own."""

    username: str
    context: BrowserContext
    page: Page
    console: Console

    def sign_in(self) -> None:
        """Press their name on the demonstration's page."""
        self.page.goto("/sign-in/")
        self.page.locator(f'button[name="username"][value="{self.username}"]').click()
        expect(self.page.locator(".tessera-header, header").first).to_contain_text("Sign out")

    def go(self, address: str) -> None:
        """Open an address that must answer."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address}: {answer.status}"

    def follow(self, words: str) -> None:
        """Follow the first link in the page that reads so."""
        with self.page.expect_navigation():
            self.main.get_by_role("link", name=words).first.click()

    def press(self, words: str) -> None:
        """Press the first button in the page that reads so, be it a link or not, and wait for the page it leads to."""
        button = self.main.get_by_role("button", name=words, exact=True)
        button = button.or_(self.main.locator("a.govuk-button", has_text=words)).first
        if button.get_attribute("type") == "button":  # a script's: it may lead nowhere
            button.click()
            return
        with self.page.expect_navigation():
            button.click()

    def submit(self) -> None:
        """Press the first button of the page's form, whatever it reads."""
        with self.page.expect_navigation():
            self.main.get_by_role("button").first.click()

    def sign_in_with(self, password: str) -> None:
        """Open the sign-in page and use a password."""
        self.go("/sign-in/")
        self.fill({"login": self.username, "password": password})
        with self.page.expect_navigation():
            self.main.get_by_role("button", name="Sign in", exact=True).last.click()

    def confirm(self, address: str, password: str) -> None:
        """Open a page that asks for the password again before it protects or unprotects the account."""
        self.go(address)
        self.heading("Confirm that it is you")
        self.fill({"password": password})
        self.press("Continue")
        self.page.wait_for_url(f"**{address}")

    def sign_out(self) -> None:
        """Press "Sign out" at the top."""
        with self.page.expect_navigation():
            self.page.get_by_role("banner").get_by_role("button", name="Sign out").click()

    def fill(self, typed: Typed) -> None:
        """Answer questions, by the name each is posted under."""
        for name, value in typed.items():
            self._answer(name, value)

    def _answer(self, name: str, value: str | list[str]) -> None:
        found = self.page.locator(f'main [name="{name}"]:not([type="hidden"])')
        kind = found.first.get_attribute("type") or ""
        if kind in ("radio", "checkbox"):
            for one in value if isinstance(value, list) else [value]:
                self.page.locator(f'main input[name="{name}"][value="{one}"]').check()
        elif kind == "file":
            found.set_input_files([value] if isinstance(value, str) else value)
        elif found.first.evaluate("e => e.tagName") == "SELECT":
            found.select_option(value)
        else:
            assert isinstance(value, str)
            found.fill(value)

    def reads(self, *words: str) -> None:
        """The page says all of this."""
        for one in words:
            expect(self.page.get_by_role("main")).to_contain_text(one)

    def heading(self, words: str) -> None:
        """The page's heading is this."""
        expect(self.page.locator("h1")).to_contain_text(words)

    @property
    def main(self) -> Locator:
        """The page's main part."""
        return self.page.get_by_role("main")

    def leave(self) -> None:
        """Close the browser; it must have complained of nothing."""
        self.context.close()
        assert self.console.said == [], f"{self.username}'s browser said: {self.console.said}"


def person(
    browser: Browser,
    address: str,
    username: str,
    *,
    script: bool = True,
    kind: type[Someone] = Person,  # type: ignore[assignment]
) -> Someone:
    """Somebody at a browser, not signed in yet."""
    context = browser.new_context(
        base_url=address,
        locale="en-GB",
        timezone_id="Europe/London",
        java_script_enabled=script,
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(15_000)
    return kind(username, context, context.new_page(), Console(context))
