"""The joint form as a browser shows it: without a script page by page, and with one as others type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.checks import looked_over
from tests.browser.people import Person, person

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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


def test_the_form_is_written_signed_off_closed_and_added_to_without_a_script(
    browser: Browser, live_demo: str
) -> None:
    hana = person(browser, live_demo, "hana", script=False)
    address = opens_the_form(hana)
    hana.reads("Only people of your own agency")
    assert looked_over(hana.page) == []
    section = hana.main.locator("form[data-live-section]").filter(
        has=hana.page.locator('[name="daily_life"]')
    )
    section.locator('[name="must_happen"]').fill("Perran is weighed this week.")
    with hana.page.expect_navigation():
        section.get_by_role("button", name="Save this part").click()
    hana.reads("Saved.")
    expect(hana.page.locator('[name="must_happen"]')).to_have_value("Perran is weighed this week.")
    details = hana.main.locator('details[data-live-authors="daily_life"]')
    details.locator("summary").click()
    with hana.page.expect_navigation():
        details.get_by_role("link").click()
    hana.reads("Ben Aldous", "puts fruit in his bag", "Put this back")
    assert looked_over(hana.page) == []
    hana.go(f"{address}changes/?since=2020-01-01T00:00:00%2B00:00")
    hana.reads("put in by")
    assert looked_over(hana.page) == []
    hana.go(address)
    hana.press("Sign off for your agency")
    hana.reads("signed off")
    ama = person(browser, live_demo, "ama", script=False)
    ama.sign_in()
    ama.go(address)
    ama.reads("Who takes part", "Thornmere Housing")
    assert looked_over(ama.page) == []
    hana.leave()
    ama.leave()


def test_what_is_typed_with_a_script_stands_on_the_other_screen(browser: Browser, live_demo: str) -> None:
    ben, ama = person(browser, live_demo, "ben"), person(browser, live_demo, "ama")
    address = opens_the_form(ben)
    ama.sign_in()
    ama.go(address)
    box = '[data-live-text="think"]'
    for who in (ben, ama):
        together = who.main.locator("form[data-live-section]").filter(
            has=who.page.locator('[name="daily_life"]')
        )
        expect(together.locator("[data-live-state]")).to_contain_text("Saved")
    theirs = ama.main.locator(f'form:has([name="daily_life"]) {box}')
    ben.main.locator(f'form:has([name="daily_life"]) {box}').press_sequentially("He copes by being good.")
    expect(theirs).to_have_value(re.compile("He copes by being good."))
    assert looked_over(ama.page) == []
    ben.leave()
    ama.leave()


def test_the_hub_opens_a_form_and_closes_it(browser: Browser, live_demo: str) -> None:
    ama = person(browser, live_demo, "ama")
    ama.sign_in()
    ama.go("/worklist/")
    for link in ama.main.locator('a.tessera-table__name[href^="/enquiries/"]').all():
        where = str(link.get_attribute("href"))
        ama.go(where)
        if ama.main.get_by_role("link", name="Open a joint form").count():
            break
    ama.follow("Open a joint form")
    ama.heading("Open the joint form")
    assert looked_over(ama.page) == []
    ama.press("Open the joint form")
    ama.reads("Select at least one agency")
    assert looked_over(ama.page) == []
    ama.main.get_by_role("checkbox").first.check()
    ama.press("Open the joint form")
    ama.reads("the agencies have been told")
    ama.go(f"{where}joint-form/close/")
    ama.heading("Close the joint form")
    assert looked_over(ama.page) == []
    ama.press("Close the form")
    ama.reads("It stays word for word as it is")
    assert looked_over(ama.page) == []
    ama.main.get_by_role("link", name="Add to this part").first.click()
    ama.press("Add")
    ama.reads("Enter what you add")
    assert looked_over(ama.page) == []
    ama.leave()
