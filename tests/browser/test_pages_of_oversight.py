"""Emergency access and clearances in a real browser: each state of each page, with and without script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.people import Person, person
from tests.browser.test_pages_axe import HREFS, Tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
WHY = {"ground": "present", "words": "His mother is at the desk and says she cannot go home tonight."}


def number_of_a_child(browser: Browser, address: str) -> str:
    """The NHS number of a child of the demonstration, as the hub reads it on a referral."""
    ama = person(browser, address, "ama")
    ama.sign_in()
    ama.go("/worklist/")
    for enquiry in ama.main.locator('a[href^="/enquiries/"]').evaluate_all(HREFS):
        ama.go(enquiry)
        if "On record" not in ama.main.inner_text():
            continue
        ama.follow("Read the whole referral")
        if found := re.search(r"\b999 ?\d{3} ?\d{4}\b", ama.main.inner_text()):
            ama.leave()
            return found[0]
    raise AssertionError("the demonstration has no child on record with an NHS number")


def opens(who: Person, typed: dict[str, str]) -> None:
    """Fill in the page of emergency access and press its button."""
    who.go("/emergency-access/")
    who.fill(typed)
    who.press("Open in an emergency")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_record_is_opened_in_an_emergency_and_reviewed(
    browser: Browser, live_demo: str, script: bool
) -> None:
    number = number_of_a_child(browser, live_demo)
    dev = person(browser, live_demo, "dev", script=script)
    tour = Tour(dev)
    look = tour.look if script else lambda name: None
    dev.sign_in()
    dev.page.get_by_role("link", name="Emergency access").click()
    dev.heading("Emergency access")
    look("emergency access")
    dev.press("Open in an emergency")
    dev.reads("Select how you can say who the child is", "Enter what is happening")
    look("emergency access, with errors")
    opens(dev, {"known": "number", "nhs_number": "999 000 0000", **WHY})
    dev.reads("Enter an NHS number with 10 digits")
    named = {"given_name": "Nobody", "family_name": "Here", "born_day": "1", "born_month": "2"}
    opens(dev, {"known": "names", **named, "born_year": "2020", **WHY})
    dev.heading("Nothing was opened")
    look("emergency access, nothing opened")
    opens(dev, {"known": "number", "nhs_number": number, **WHY})
    dev.heading("Opened until")
    look("emergency access, opened")
    use = dev.page.url
    dev.main.locator('a[href^="/enquiries/"], a[href^="/referrals/"]').first.click()
    dev.reads("You may read this and change nothing in it.")
    assert dev.main.locator("form").count() == 0, "whoever only reads finds nothing to send"
    look("what somebody reads who was let in for hours")
    dev.go("/emergency-access/")
    dev.reads("What you opened before")
    look("emergency access, with earlier uses")
    review(browser, live_demo, use, script=script)
    dev.go(use)
    dev.reads("Justified", "He was there and nobody could be reached.")
    look("emergency access, reviewed")
    tour.over()


def review(browser: Browser, address: str, use: str, *, script: bool) -> None:
    """Hana reviews a use."""
    hana = person(browser, address, "hana", script=script)
    tour = Tour(hana)
    look = tour.look if script else lambda name: None
    hana.sign_in()
    hana.go("/emergency-access/reviews/")
    look("reviews that wait")
    hana.go(use.replace("/emergency-access/", "/emergency-access/reviews/"))
    hana.reads("Dev Chaudhry", "What they opened, and what they looked at")
    look("a review")
    hana.press("Record the review")
    hana.reads("Select what you find")
    look("a review, with errors")
    hana.fill({"finding": "justified", "reason": "He was there and nobody could be reached."})
    hana.press("Record the review")
    hana.reads("The review is recorded")
    look("reviews, some done")
    tour.over()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_clearance_is_given_and_ended(browser: Browser, live_demo: str, script: bool) -> None:
    hana = person(browser, live_demo, "hana", script=script)
    tour = Tour(hana)
    look = tour.look if script else lambda name: None
    hana.sign_in()
    hana.go("/clearances/")
    look("clearances")
    hana.press("Give a clearance")
    look("give a clearance")
    hana.press("Give the clearance")
    hana.reads("Enter their work email address", "Enter the last day")
    look("give a clearance, with errors")
    latest = re.search(r"The latest is (\d+) \w+ (\d{4})", hana.main.inner_text())
    assert latest
    hana.fill({"email": "nia.rowlands@example.org", "mark": "adoption", "reason": "She works the adoptions."})
    hana.fill({"last_day_day": "1", "last_day_month": "1", "last_day_year": latest[2]})
    hana.press("Give the clearance")
    hana.reads("The clearance is given", "She works the adoptions.")
    hana.main.get_by_role("link", name="End Nia Rowlands: Adoption").click()
    hana.heading("End this clearance now?")
    look("end a clearance")
    hana.press("End the clearance")
    hana.reads("The clearance has ended")
    look("clearances, one ended")
    tour.over()
