"""A file in a real browser: asked for, seen being made by a real worker, and taken; without script too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person, person
from tests.browser.test_pages_axe import Tour
from tests.pdf import reading

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
WAIT = 120_000  # milliseconds: a busy machine is slow, and what is told says by itself when it is over


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_file_is_asked_for_seen_being_made_and_taken(
    browser: Browser, live_demo: str, tmp_path: Path, script: bool
) -> None:
    ama = person(browser, live_demo, "ama", script=script)
    tour = Tour(ama)
    look = tour.look if script else lambda name: None
    ama.sign_in()
    ama.go("/worklist/")
    ama.go(str(ama.main.locator('a[href^="/enquiries/"]').first.get_attribute("href")))
    case = re.search(r"/cases/([0-9a-f-]{36})/", ama.page.content())
    assert case, "the page of the enquiry leads to its case"
    ama.go(f"/cases/{case[1]}/exports/make/")
    for name, chosen in (("kind", "chronology"), ("purpose", "meeting"), ("file_format", "pdf")):
        ama.main.locator(f'[name="{name}"][value="{chosen}"]').check()
    ama.fill({"reader": "Strategy meeting", "reader_role": "Chair", "reason": "To read together."})
    ama.main.locator('[name="read"]').check()
    ama.press("Make the file")
    ready = ama.main.get_by_role("button", name="Take the file")
    if script:
        expect(ama.main.get_by_role("status").filter(has_text="The file is ready")).to_be_visible(
            timeout=WAIT
        )
    else:
        _looks_again(ama)
    look("a file that is ready")
    with ama.page.expect_download() as coming:
        ready.click()
    coming.value.save_as(tmp_path / "file.pdf")
    assert "For Strategy meeting, Chair." in reading.text((tmp_path / "file.pdf").read_bytes())
    tour.over()


def _looks_again(one: Person) -> None:
    """The link is pressed until there is none: it leads to the same page, which says how far it is."""
    for _ in range(WAIT // 500):
        again = one.main.get_by_role("link", name="See how far it is")
        if not again.count():
            return
        again.click()
        one.page.wait_for_timeout(500)
    raise AssertionError("the file was never made")
