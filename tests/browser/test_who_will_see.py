"""Who will see an answer changes as it is chosen, is spoken politely, and asks why only where it goes to more."""

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
