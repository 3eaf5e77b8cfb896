"""The family and network in a real browser: picture, table, the forms that add and correct; without script too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.checks import MOBILE, at
from tests.browser.people import person
from tests.browser.test_pages_axe import Tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
SCROLLS = (
    "all => all.map(a => [a.scrollWidth > a.clientWidth, document.documentElement.scrollWidth <= innerWidth])"
)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_hub_reads_a_family_and_adds_to_it(browser: Browser, live_demo: str, script: bool) -> None:
    ama = person(browser, live_demo, "ama", script=script)
    tour = Tour(ama)
    look = tour.look if script else lambda name: None
    ama.sign_in()
    ama.go("/worklist/")
    ama.go(str(ama.main.locator('a[href^="/enquiries/"]').first.get_attribute("href")))
    ama.follow("Family and network")
    ama.heading("Family and network")
    look("family and network")
    at(ama.page, MOBILE)
    regions = ama.main.locator('[role="region"]').evaluate_all(SCROLLS)
    assert all(fits for _, fits in regions), "the picture scrolls by itself, and the page does not"
    look("family and network on a telephone")
    ama.press("Add somebody or a tie")
    ama.press("Write it down")
    ama.reads("There is a problem", "Select what they are")
    look("add to the family, with errors")
    agency = str(ama.main.locator("#id_told_by option").nth(1).get_attribute("value"))
    other = str(ama.main.locator("#id_other option").nth(1).get_attribute("value"))
    ama.fill({"person": "new"})
    ama.fill(
        {"given_name": "Winnie", "family_name": "Quill", "sex": "F", "words": "great-aunt", "kind": "other"}
    )
    ama.fill({"told_by": agency, "other": other})
    ama.press("Write it down")
    ama.reads("It is written down", "Winnie Quill", "great-aunt")
    look("family and network, somebody added")
    ama.main.get_by_role("link", name="Correct Winnie Quill").first.click()
    ama.heading("Correct what was told")
    look("correct what was told")
    ama.fill({"state": "mistaken", "why": "She is a neighbour."})
    ama.press("Write it down")
    ama.reads("It is written down")
    tour.over()
