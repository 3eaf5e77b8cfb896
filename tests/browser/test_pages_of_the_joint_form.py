"""The joint form as a browser shows it in the demonstration: without a script, and with one as others type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.checks import looked_over
from tests.browser.people import Person, person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

pytestmark = pytest.mark.browser
TOGETHER = "What we know and what we think"


def opens_the_form(who: Person, words: str = "You take part in a joint form") -> str:
    """Follow the message that says so. Returns the address of the form."""
    who.sign_in()
    who.go("/messages/")
    with who.page.expect_navigation():
        who.main.get_by_role("button", name=re.compile(words)).first.click()
    who.reads(TOGETHER)
    return who.page.url


def part(who: Person, title: str = TOGETHER) -> Locator:
    """A section of the form by its title."""
    return who.main.locator("section", has=who.page.locator("[data-live-title]", has_text=title))


def box(who: Person, name: str, title: str = TOGETHER) -> Locator:
    """A text of a section."""
    return part(who, title).locator(f'[data-live-text="{name}"]')


def test_the_form_is_written_and_signed_off_without_a_script(browser: Browser, live_demo: str) -> None:
    hana = person(browser, live_demo, "hana", script=False)
    address = opens_the_form(hana)
    hana.reads("Only people of your own agency")
    box(hana, "must_happen").fill("Perran is weighed this week.")
    held = hana.main.locator("section:has(.govuk-warning-text) textarea").first
    held.fill("Beside the point for anybody else.")
    box(hana, "know/0001").or_(hana.main.locator('[data-live-text^="know/"]').last).last.fill("A new line.")
    with hana.page.expect_navigation():
        part(hana).get_by_role("button", name="Save", exact=True).click()
    hana.reads("Saved.")
    # One press saved what was typed in both parts, and the new line.
    expect(box(hana, "must_happen")).to_have_value("Perran is weighed this week.")
    expect(held).to_have_value("Beside the point for anybody else.")
    assert "A new line." in [
        one.input_value() for one in hana.main.locator('[data-live-text^="know/"]').all()
    ]
    details = hana.main.locator('details[data-live-authors="daily_life"]')
    details.locator("summary").click()
    with hana.page.expect_navigation():
        details.get_by_role("link").click()
    hana.reads("Ben Aldous", "puts fruit in his bag", "Put this back")
    hana.go(f"{address}changes/?since=2020-01-01T00:00:00%2B00:00")
    hana.reads("put in by")
    hana.go(address)
    hana.press("Sign off for your agency")
    hana.reads("signed off")
    hana.leave()


def test_every_page_of_the_form_is_looked_over(browser: Browser, live_demo: str) -> None:
    """With the script, and as it is drawn for those who have none."""
    ama = person(browser, live_demo, "ama")
    hana = person(browser, live_demo, "hana")
    address = opens_the_form(hana)
    expect(part(hana).locator("[data-live-state]")).to_contain_text("Saved")
    assert looked_over(hana.page) == []
    hana.page.route(
        "**/static/ui/live*.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    hana.go(address)
    assert looked_over(hana.page) == []
    history = hana.main.locator('details[data-live-authors="daily_life"] a').get_attribute("href")
    hana.go(str(history))
    hana.reads("As it stands")
    assert looked_over(hana.page) == []
    hana.go(f"{address}changes/?since=2020-01-01T00:00:00%2B00:00")
    assert looked_over(hana.page) == []
    # Two people change the same words, neither with a script: both are shown.
    hana.go(address)
    ama.sign_in()
    ama.page.route(
        "**/static/ui/live*.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    ama.go(address)
    ama.reads("Who takes part", "Thornmere Housing")
    for who, words in ((ama, "He copes by being good."), (hana, "He copes by being quiet.")):
        box(who, "think").fill(words)
        with who.page.expect_navigation():
            part(who).get_by_role("button", name="Save", exact=True).click()
    hana.reads("There is a problem", "He copes by being good.")
    expect(box(hana, "think")).to_have_value("He copes by being quiet.")
    assert looked_over(hana.page) == []
    hana.leave()
    ama.leave()


def test_what_is_typed_with_a_script_stands_on_the_other_screen(browser: Browser, live_demo: str) -> None:
    ben, ama = person(browser, live_demo, "ben"), person(browser, live_demo, "ama")
    address = opens_the_form(ben)
    ama.sign_in()
    ama.go(address)
    for who in (ben, ama):
        expect(part(who).locator("[data-live-state]")).to_contain_text("Saved")
    box(ben, "must_happen").press_sequentially("He asks for help when it is quiet.")
    expect(box(ama, "must_happen")).to_have_value(re.compile("He asks for help when it is quiet."))
    ben.leave()
    ama.leave()
