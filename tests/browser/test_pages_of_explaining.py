"""Why can this person see this? In a real browser: before asking, with errors, explained; with and without script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.people import person
from tests.browser.test_pages_axe import Tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
REFERENCE = re.compile(r"\b[A-Z]{2}-[A-Z0-9]{4}-[A-Z0-9]{4}\b")


def a_reference(browser: Browser, address: str) -> str:
    """The reference of an enquiry, as the hub reads it on its worklist."""
    ama = person(browser, address, "ama")
    ama.sign_in()
    ama.go("/worklist/")
    found = REFERENCE.search(ama.main.inner_text())
    assert found
    ama.leave()
    return found[0]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_guardian_asks_why_somebody_can_see_a_record(
    browser: Browser, live_demo: str, script: bool
) -> None:
    reference = a_reference(browser, live_demo)
    hana = person(browser, live_demo, "hana", script=script)
    tour = Tour(hana)
    look = tour.look if script else lambda name: None
    hana.sign_in()
    hana.go("/explain/")
    look("explain")
    hana.press("Explain")
    hana.reads("Enter their work email address")
    look("explain, with errors")
    hana.fill({"email": "ama.mensah@example.org", "written": reference})
    hana.press("Explain")
    hana.reads("Ama Mensah can see this referral", "Permission 1: every condition holds", "May open the case")
    look("explained")
    hana.press("How much of the whole case they could see")
    hana.reads("Ama Mensah can see this case", "How much of this case they could see")
    look("how much of a case")
    assert "@" not in hana.page.url, "who was asked about stands in the address"
    tour.over()
