"""The pages of a partnership's settings in a real browser, with and without script."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tessera.partnership.rules import Settings
from tests.browser.people import person
from tests.browser.test_pages_axe import Tour

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from config.postgres import Server
    from tests.browser.people import Person

pytestmark = pytest.mark.browser


def overtake(server: Server, green: str) -> None:
    """Another version comes into force past the draft that is open, as the console can do."""
    with server.connect(f"tessera_demo_{os.getpid()}") as admin:
        row = admin.execute(
            "SELECT s.id, s.text FROM partnership_settings s JOIN access_partnership p ON p.id = s.partnership_id "
            "WHERE p.code = 'thornmere' ORDER BY s.number DESC LIMIT 1"
        ).fetchone()
        assert row is not None
        data = Settings.load(row[1]).data()
        data["clocks"]["decision"]["limits"]["green"] = green
        admin.execute(
            "INSERT INTO partnership_settings (id, partnership_id, number, text, in_force_from, approved_at) "
            "SELECT gen_random_uuid(), partnership_id, number + 1, %s, now(), now() FROM partnership_settings "
            "WHERE id = %s",
            [Settings.from_data(data).dump(), row[0]],
        )


def drawn(ada: Person, look: Callable[[str], None], draft: str) -> None:
    """The forms of the draft, as they would be."""
    ada.go(f"{draft}forms/referral/child-1/")
    look("a page of a draft's referral")
    ada.fill({"given_name": "Nobody"})
    ada.press("Check what is typed")
    ada.reads("There is a problem")
    look("a page of a draft's referral, with errors")
    ada.go(f"{draft}forms/referral/concerns/")
    look("a question that waits for an answer")
    ada.go(f"{draft}forms/ask/?kind=health_community&concern=neglect")
    ada.reads("Is the child registered with a GP?")
    look("the page on which an agency is asked, of a draft")


def first_looks(ada: Person, look: Callable[[str], None]) -> None:
    """What a draft says where a step needs a reason, and what it would change."""
    ada.press("Send for approval")
    ada.reads("Enter what is changed, and why")
    look("a draft of the settings, with errors")
    ada.press("Withdraw the draft")
    ada.reads("Enter why")
    look("a draft of the settings, not withdrawn")
    ada.main.get_by_role("link", name="What would this change for the work under way?").click()
    ada.heading("What would this change?")
    look("what a draft of the settings would change")
    ada.page.get_by_role("link", name="Back", exact=True).click()
    ada.heading("Draft of the settings")


def draft_of(url: str) -> str:
    """The address of the draft, of whose pages this is one."""
    return url[: url.index("/areas/") + 1]


def others(ada: Person, look: Callable[[str], None], draft: str) -> None:
    """Areas laid out otherwise: parts that stay where they are, choices, numbers, what is kept, and colours."""
    here = ada.page.url
    for area, words in (
        ("patterns", "Several green ratings"),
        ("patterns/patterns.silence", "Days without any entry"),
        ("challenges", "Stage 2: manager to manager"),
        ("meetings/meetings.initial_conference", "Who must come"),
        ("reviews", "Days between reviews"),
        ("features", "Emergency access"),
        (
            "referral/referral.concerns.questions.missing_lately",
            "Asked only after this earlier question of the page",
        ),
        ("requests/request_templates.neglect.health_community", "Also asked of whoever answers"),
        (
            "requests/request_templates.neglect.health_community.questions.gp_registered",
            "What kind of line its answer becomes",
        ),
        ("keeping", "In this draft"),
        ("look", "Words on the header"),
    ):
        ada.go(f"{draft}areas/{area}/")
        ada.reads(words)
        look(f"settings: {area}")
    ada.fill({"theme-ink": "#dddddd"})
    ada.press("Save in the draft")
    ada.reads("There is a problem")
    look("colours on which nothing could be read")
    ada.go(here)


def carried(ada: Person, look: Callable[[str], None], scratch_server: Server, name: str, limit: str) -> None:
    """Another version overtakes the draft, which is carried onto it."""
    overtake(scratch_server, limit)
    ada.page.reload()
    ada.reads("Another version has been agreed since this draft was begun")
    look("a draft that was overtaken")
    ada.follow("Carry it onto that version")
    look("a draft to carry")
    ada.press("Carry it over")
    ada.reads("Select whose words it shall be")
    look("a draft to carry, with errors")
    ada.fill({name: "draft"})
    ada.press("Carry it over")
    ada.reads("It is carried over", "hours")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_settings_are_written_by_one_and_approved_by_another(
    browser: Browser, live_demo: str, scratch_server: Server, script: bool
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
    first_looks(ada, look)
    ada.main.get_by_role("link", name="Clocks", exact=True).click()
    ada.heading("Clocks")
    look("an area of the settings")
    ada.main.get_by_role("link", name="Decision").first.click()
    look("a part of the settings")
    others(ada, look, draft_of(ada.page.url))
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
    carried(ada, look, scratch_server, name, "69h" if script else "68h")
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
    drawn(ada, look, draft)
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
