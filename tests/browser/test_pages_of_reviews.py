"""The records that are to be reviewed, and a review, in a real browser, on a telephone too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.checks import MOBILE, at
from tests.browser.people import person
from tests.browser.test_pages_axe import Tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_a_record_is_reviewed(browser: Browser, live_demo: str) -> None:
    priya = person(browser, live_demo, "priya")
    tour = Tour(priya)
    priya.sign_in()
    tour.see("/records-to-review/")
    priya.go("/records-to-review/?show=all")
    priya.reads("not reviewed since", "Rated")
    tour.look("records to review")
    at(priya.page, MOBILE)
    tour.look("records to review on a telephone")
    review = str(priya.main.locator('a[href*="/review/?child="]').first.get_attribute("href"))
    tour.see(f"{review.partition('review/')[0]}chronology/")
    priya.reads("When the record is next reviewed")
    priya.go(review)
    priya.press("Keep the review")
    priya.reads("There is a problem", "Enter what has changed")
    tour.look("a review, with errors, on a telephone")
    priya.fill(
        {
            "changed": "She is at another nursery.",
            "means": "She knows nobody there.",
            "following": "Ama visits by Friday.",
            "heard": "no",
        }
    )
    priya.main.locator('[name="why_not"]').fill("Nobody has asked. Ama will.")
    priya.press("Save and come back later")
    priya.reads("This is what you were typing")
    tour.look("a review that was begun")
    priya.press("Keep the review")
    priya.reads("The review is kept", "She knows nobody there.", "Yes, put there by")
    assert "/notes/" in priya.page.url, "the review is a note"
    tour.over()
