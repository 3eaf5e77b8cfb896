"""Who will see an answer, as it is chosen; a hand-over, line by line; an address that is kept from somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.checks import looked_over
from tests.browser.people import person

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_who_will_see_changes_as_it_is_chosen(browser: Browser, live_demo: str) -> None:
    grace = person(browser, live_demo, "grace")
    grace.sign_in()
    grace.go("/requests/")
    grace.go(str(grace.main.locator('a[href^="/requests/"]').first.get_attribute("href")))
    told, wider = grace.main.locator("#who"), grace.main.locator("#wider")
    expect(told).to_contain_text("Choose who may read your answer")
    expect(wider).to_be_hidden()
    grace.main.get_by_label("The hub only").check()
    expect(told).to_contain_text("hub practitioner")
    expect(wider).to_be_hidden()
    grace.main.get_by_label("Everyone involved").check()
    expect(told).to_contain_text("any other agency that the hub brings into this case")
    expect(wider).to_be_visible()
    assert looked_over(grace.page) == []
    grace.leave()


def test_what_is_held_is_handed_over_line_by_line(browser: Browser, live_demo: str) -> None:
    grace = person(browser, live_demo, "grace")
    grace.sign_in()
    grace.go("/requests/")
    asked = grace.main.locator('a[href^="/requests/"]').evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    for href in asked:
        grace.go(str(href))
        if grace.main.locator("#who").count():
            break
    grace.main.get_by_label("What kind of statement is it?").first.select_option("record")
    grace.main.get_by_label("What do you know?").first.fill("Two missed appointments.")
    grace.main.get_by_label("My agency only, for now").check()
    grace.press("Send the answer")
    assert looked_over(grace.page) == []
    grace.main.get_by_label("Hand it over in new words").first.check()
    grace.main.get_by_label("What do you say instead?").first.fill("Appointments were missed.")
    grace.press("Check before you hand over")
    assert looked_over(grace.page) == []
    grace.press("Hand over now")
    expect(grace.main).to_contain_text("The hub reads")
    assert looked_over(grace.page) == []
    grace.leave()


def test_an_address_is_kept_from_somebody(browser: Browser, live_demo: str) -> None:
    ama = person(browser, live_demo, "ama")
    ama.sign_in()
    ama.go("/worklist/")
    enquiries = ama.main.locator('a[href^="/enquiries/"]').evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    for enquiry in dict.fromkeys(enquiries):
        ama.go(str(enquiry))
        found = ama.main.locator('a[href$="/protect/"]')
        if found.count():
            break
    ama.go(str(found.first.get_attribute("href")))
    expect(ama.main).to_contain_text("From now on only people cleared for it read it")
    assert looked_over(ama.page) == []
    ama.submit()
    ama.reads("Select why the address must be kept from somebody", "Enter what has happened")
    assert looked_over(ama.page) == []
    ama.main.get_by_label("An address kept from somebody").check()
    ama.main.get_by_label("What has happened?").fill("He was seen in the street.")
    ama.press("Keep it from them")
    expect(ama.main).to_contain_text("Must be kept secret")
    assert looked_over(ama.page) == []
    ama.leave()
