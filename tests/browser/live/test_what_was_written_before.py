"""Everything a field said before, and putting it back, while others go on typing; what changed since one looked."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.checks import looked_over
from tests.browser.live.conftest import Make, agree
from tests.browser.live.served import Service

pytestmark = pytest.mark.browser


def test_what_it_said_is_put_back_while_another_types(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    ama.type("The child was seen at home.")
    agree(service, ama, cass)
    since = datetime.now(UTC).isoformat()
    cass.caret(len("The child was "))
    for _ in range(4):
        cass.page.keyboard.press("Delete")
    cass.type("heard")
    agree(service, ama, cass)
    # She reads its history in another tab, while the other types on at the end.
    tab = ama.context.new_page()
    tab.goto(service.page)
    ended = tab.locator('[data-live-authors="know"]')
    ended.locator("summary").click()
    with tab.expect_navigation():
        ended.get_by_role("link").click()
    main = tab.get_by_role("main")
    expect(main).to_contain_text("The child was heard at home.")
    expect(main).to_contain_text("The child was seen at home.")
    assert looked_over(tab) == []
    cass.caret(len(cass.text()))
    cass.type(" Then we")
    cass.state("saved")
    with tab.expect_navigation():
        tab.get_by_role("listitem").filter(has_text=ama.name).get_by_role(
            "button", name="Put this back"
        ).click()
    expect(main).to_contain_text("It says again what it said then.")
    for one in (ama, cass):
        expect(one.box()).to_have_value("The child was seen at home.")
    cass.type(" He was fine.")
    assert agree(service, ama, cass) == "The child was seen at home. He was fine."
    # Nothing that was written is gone: it was new writing, by whoever pressed the button.
    section = ama.section().locator("[data-live-section]").get_attribute("data-live-section")
    tab.goto(f"{service.page}sections/{section}/history/?field=know")
    for words in ("The child was heard at home. Then we", "The child was heard at home."):
        expect(main).to_contain_text(words)
    tab.goto(f"{service.page}changes/?since={quote(since)}")
    expect(main).to_contain_text("He was fine.")
    expect(main).to_contain_text(f"put in by {cass.name}")
    expect(main).to_contain_text(f"put in by {ama.name}")
    assert "heard" not in main.inner_text()  # what came and went since is not told
    assert looked_over(tab) == []


def test_an_answer_is_put_back_too(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    for answer in ("Red", "Green"):
        ama.page.get_by_label(answer, exact=True).check()
        expect(cass.page.get_by_label(answer, exact=True)).to_be_checked()
    tab = ama.context.new_page()
    tab.goto(service.page)
    with tab.expect_navigation():
        tab.get_by_role("link").filter(has_text="Who answered this, and when: Rating").click()
    with tab.expect_navigation():
        tab.get_by_role("button", name="Put this back").click()
    expect(cass.page.get_by_label("Red", exact=True)).to_be_checked()
    expect(ama.page.get_by_label("Red", exact=True)).to_be_checked()
    assert service.value("rating") == "red"
