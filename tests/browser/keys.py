"""A person who uses the keyboard and nothing else: Tab, the arrows, Space, Enter and letters."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.people import Person

FURTHEST = 150  # stops of Tab: more than any page has


class AtKeyboard(Person):
    """Does what any person does, by keys alone."""

    def sign_in(self) -> None:
        """Choose their name on the demonstration's page."""
        self.page.goto("/sign-in/")
        self._to(self.page.locator(f'button[name="username"][value="{self.username}"]'))
        self._away("Enter")
        expect(self.page.get_by_role("banner")).to_contain_text("Sign out")

    def follow(self, words: str) -> None:
        """Tab to the first link that reads so, and press Enter."""
        self._to(self.main.get_by_role("link", name=words).first)
        self._away("Enter")

    def press(self, words: str) -> None:
        """Tab to the first button that reads so, be it a link or not, and press Space; Enter where it is a link."""
        button = self.main.get_by_role("button", name=words, exact=True)
        button = button.or_(self.main.locator("a.govuk-button", has_text=words)).first
        self._to(button)
        self._away("Enter" if button.evaluate("e => e.tagName") == "A" else "Space")

    def _answer(self, name: str, value: str | list[str]) -> None:
        found = self.page.locator(f'main [name="{name}"]:not([type="hidden"])')
        kind = str(found.first.evaluate("e => e.tagName === 'INPUT' ? e.type : e.tagName"))
        if kind == "radio":
            self._choose(found, str(value))
        elif kind == "checkbox":
            for one in value if isinstance(value, list) else [value]:
                self._to(self.page.locator(f'main input[name="{name}"][value="{one}"]'))
                self.page.keyboard.press("Space")
        elif kind == "SELECT":
            self._to(found)
            wanted = f"(e) => [...e.options].findIndex(o => o.value === {value!r})"
            for _ in range(int(found.evaluate(wanted)) - int(found.evaluate("e => e.selectedIndex"))):
                self.page.keyboard.press("ArrowDown")
        else:
            self._to(found)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(str(value))
        if kind == "radio":
            expect(self.page.locator(f'main input[name="{name}"][value="{value}"]')).to_be_checked()
        elif kind != "checkbox":
            expect(found).to_have_value(str(value))

    def _choose(self, radios: Locator, value: str) -> None:
        """Tab into the group; Space chooses the one that has the focus, an arrow the next."""
        there = "all => all.includes(document.activeElement)"
        self._tab_until(lambda: bool(radios.evaluate_all(there)), "the radios")
        chosen = "all => (all.find(e => e === document.activeElement) || {}).value"
        for _ in range(radios.count()):
            if radios.evaluate_all(chosen) == value:
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")

    def _to(self, target: Locator) -> None:
        """Tab until this has the focus. Whoever sees must see where it is."""
        expect(target).to_be_visible()
        self._tab_until(lambda: bool(target.evaluate("e => e === document.activeElement")), str(target))

    def _tab_until(self, there: Callable[[], bool], what: str) -> None:
        for _ in range(FURTHEST):
            if there():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reached {what}")

    def _away(self, key: str) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
