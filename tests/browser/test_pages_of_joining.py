"""The pages of who works here, in a real browser: asked with script, agreed to without, accepted by somebody new."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.people import person
from tests.browser.test_pages_axe import Tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
NAME = "Nadia Rowntree-Featherstonehaugh"


def test_somebody_is_asked_invited_and_ended(browser: Browser, live_demo: str) -> None:
    ada, vera, nadia = (
        person(browser, live_demo, name, script=script)
        for name, script in (("ada", True), ("vera", False), ("nadia", True))
    )
    tour, new = Tour(ada), Tour(nadia)
    ada.sign_in()
    vera.sign_in()
    ada.page.get_by_role("link", name="Practitioners", exact=True).click()
    ada.heading("Practitioners")
    ada.press("Invite somebody")
    tour.look("invite somebody")
    ada.press("Ask for it")
    ada.reads("There is a problem", "Enter their full name", "Select what they do here")
    tour.look("invite somebody, with errors")
    ada.fill(
        {"name": NAME, "email": "nadia.rowntree-featherstonehaugh@example.org", "roles": ["social_worker"]}
    )
    ada.main.locator("select").select_option(label="Thornmere Children's Social Care: Family Help team")
    ada.press("Ask for it")
    ada.reads("It waits for another administrator", NAME)
    tour.look("practitioners, one of whom waits")
    vera.go("/practitioners/")
    vera.press(f"Agree that {NAME} works here")
    vera.reads("This is the link")
    link = vera.main.get_by_role("link", name="/invitation/").get_attribute("href")
    assert link is not None
    nadia.go(urlsplit(link).path)
    nadia.heading("You are invited")
    new.look("an invitation")
    nadia.press("Accept")
    nadia.heading("Set a new password")
    nadia.go(urlsplit(link).path)
    nadia.heading("This link no longer works")
    new.look("an invitation that was used")
    ada.go("/practitioners/")
    ada.follow(NAME)
    ada.heading(NAME)
    tour.look("a practitioner")
    ada.press("Give another role")
    ada.press("Ask for it")
    ada.reads("There is a problem")
    tour.look("give another role, with errors")
    ada.page.get_by_role("link", name="Back", exact=True).click()
    ada.follow("End")
    ada.heading("End what they do here?")
    ada.fill({"last_day_day": "40", "last_day_month": "1", "last_day_year": "2030"})
    ada.press("End it")
    ada.reads("There is a problem")
    tour.look("end what somebody does, with errors")
    ada.fill({"last_day_day": "", "last_day_month": "", "last_day_year": ""})
    ada.press("End it")
    ada.reads("They do not work here any more")
    tour.look("a practitioner who has left")
    for one in (tour, new):
        one.over()
    vera.leave()
