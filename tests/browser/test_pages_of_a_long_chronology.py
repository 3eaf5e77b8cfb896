"""A chronology of more entries than a page lists, in a real browser: by keyboard, on a telephone, and whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.checks import MOBILE, at
from tests.browser.people import person
from tests.browser.test_pages_axe import Tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
ROWS = 120


def test_a_mark_leads_to_its_entry_on_another_page(browser: Browser, live_demo: str) -> None:
    ama = person(browser, live_demo, "ama")
    tour = Tour(ama)
    ama.sign_in()
    ama.go("/worklist/")
    ama.go(str(ama.main.locator('a[href^="/enquiries/"]').first.get_attribute("href")))
    case = re.findall(r"/cases/([0-9a-f-]{36})/", ama.page.content())[0]
    ama.go(f"/cases/{case}/chronology/add-file/")
    rows = "\n".join(f"{1 + number % 28}/{1 + number % 12}/2014,Row {number}." for number in range(ROWS))
    file = {"name": "ours.csv", "mimeType": "text/csv", "buffer": f"Date,Event\n{rows}\n".encode()}
    ama.main.locator('input[type="file"]').set_input_files(file)
    ama.fill({"share": "own"})  # nobody else's pages become longer
    ama.press("Show the rows")
    ama.press("Add the chosen rows")
    ama.go(f"/cases/{case}/chronology/")
    ama.reads("Entries 1 to 100 of")
    tour.look("the first page of a long chronology")
    mark = ama.main.locator('.tessera-lanes a[href*="page=2#entry-"]').first
    number = (mark.get_attribute("href") or "").rpartition("-")[2]
    mark.focus()
    with ama.page.expect_navigation():
        ama.page.keyboard.press("Enter")
    entry = ama.main.locator(f"#entry-{number}")
    assert entry.evaluate(
        "one => { const at = one.getBoundingClientRect(); return at.top >= 0 && at.top < innerHeight }"
    )
    assert ama.main.locator("details[open]").count() == 0, "nothing was chosen"
    at(ama.page, MOBILE)
    tour.look("the second page of a long chronology, on a telephone")
    ama.follow("Show all")
    assert ama.main.locator(".tessera-entries__mark").count() > ROWS
    ama.reads("Show the entries by pages")
    tour.over()
