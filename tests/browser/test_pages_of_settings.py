"""The pages of a partnership's settings in a real browser, with and without script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.people import person
from tests.browser.test_pages_axe import Tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_settings_are_written_by_one_and_approved_by_another(
    browser: Browser, live_demo: str, script: bool
) -> None:
    ada, vera = (person(browser, live_demo, name, script=script) for name in ("ada", "vera"))
    tour, second = Tour(ada), Tour(vera)
    look, look_again = (one.look if script else lambda name: None for one in (tour, second))
    ada.sign_in()
    vera.sign_in()
    ada.page.get_by_role("link", name="Settings", exact=True).click()
    ada.heading("Settings")
    look("settings")
    ada.press("Begin a draft")
    ada.heading("Draft of the settings")
    look("a draft of the settings")
    ada.press("Send for approval")
    ada.reads("Enter what is changed, and why")
    look("a draft of the settings, with errors")
    ada.press("Withdraw the draft")
    ada.reads("Enter why")
    look("a draft of the settings, not withdrawn")
    ada.main.get_by_role("link", name="What would this change for the work under way?").click()
    ada.heading("What would this change?")
    look("what a draft of the settings would change")
    ada.page.go_back()
    ada.heading("Draft of the settings")
    ada.main.get_by_role("link", name="Clocks", exact=True).click()
    ada.heading("Clocks")
    look("an area of the settings")
    ada.main.get_by_role("link", name="Decision").first.click()
    look("a part of the settings")
    name = "clocks-decision-limits-green"
    ada.fill({name: "soon"})
    ada.press("Save in the draft")
    ada.reads("There is a problem")
    look("a part of the settings, with errors")
    ada.fill({name: "71h" if script else "70h"})
    ada.press("Save in the draft")
    ada.page.get_by_role("link", name="Back", exact=True).click()
    ada.heading("Draft of the settings")
    ada.reads("hours")
    draft = ada.page.url
    ada.follow("Bring the whole document as a file")
    ada.press("Take it into the draft")
    ada.reads("Select a file")
    look("a file of settings, with errors")
    ada.go(f"{draft}preview/")
    ada.fill({"day_day": "24", "day_month": "12", "day_year": "2026", "time": "15:20"})
    ada.press("Work it out")
    ada.reads("When each clock would run out")
    look("the clocks of a draft")
    ada.go(draft)
    ada.fill({"reason": "The board agreed it."})
    ada.press("Send for approval")
    ada.reads("It waits for approval")
    look("a draft that waits")
    vera.go(draft)
    vera.press("Send it back")
    vera.reads("Enter why")
    look_again("a draft to approve, with errors")
    vera.press("Approve these settings")
    vera.reads("It is approved")
    look_again("a draft that was approved")
    vera.go("/settings/")
    vera.main.get_by_role("link", name="Version").first.click()
    assert vera.main.get_by_role("link", name="Download version").count() == 1
    look_again("a version")
    tour.over()
    second.over()
