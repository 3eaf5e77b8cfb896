"""Three people take one worry from the school to a decision and back, in real browsers; and again with no script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.checks import Script, looked_over
from tests.browser.people import person
from tests.browser.walk import Journey

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


class Looking(Journey):
    """The same journey, with every page on the way looked over."""

    wrong: dict[str, list[str]]

    def seen(self, page: Page, name: str) -> None:
        """Look it over, and go on."""
        if found := looked_over(page):
            self.wrong[name] = found


@pytest.mark.parametrize("script", ["with script", "without script"])
def test_from_a_worry_to_a_decision_and_its_challenge(
    browser: Browser, live_demo: str, tmp_path: Path, script: Script
) -> None:
    with_script = script == "with script"
    people = {
        name: person(browser, live_demo, name, script=with_script) for name in ("ben", "ama", "priya", "cass")
    }
    journey = (Looking if with_script else Journey)(**people, folder=tmp_path)
    journey.wrong = {}
    audit = journey.walked()
    assert audit.startswith(b"%PDF-")
    for one in people.values():
        one.leave()
    assert journey.wrong == {}
