"""A form is opened by the hub, closed, and added to: the pages on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.checks import looked_over
from tests.browser.live.conftest import Make
from tests.browser.live.served import Service
from tests.stories.joint_form import given_asked

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def presses(page: Page, words: str) -> None:
    """Press a button of the page itself, and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=words, exact=True).first.click()


def test_the_hub_opens_a_form_and_closes_it(service: Service, writer: Make) -> None:
    enquiry = given_asked()
    ama = writer("ama", live=False)
    page, main = ama.page, ama.page.get_by_role("main")
    page.goto(f"{service.web.origin}/enquiries/{enquiry.pk}/")
    with page.expect_navigation():
        page.get_by_role("link", name="Open a joint form").click()
    assert looked_over(page) == []
    presses(page, "Open the joint form")
    expect(main).to_contain_text("Select at least one agency")
    assert looked_over(page) == []
    main.get_by_role("checkbox").first.check()
    presses(page, "Open the joint form")
    expect(main).to_contain_text("the agencies have been told")
    assert looked_over(page) == []
    page.goto(f"{service.web.origin}/enquiries/{enquiry.pk}/joint-form/close/")
    expect(page.locator("h1")).to_contain_text("Close the joint form")
    assert looked_over(page) == []
    presses(page, "Close the form")
    expect(main).to_contain_text("It stays word for word as it is")
    assert looked_over(page) == []
    with page.expect_navigation():
        main.get_by_role("link", name="Add to this part").first.click()
    presses(page, "Add")
    expect(main).to_contain_text("Enter what you add")
    assert looked_over(page) == []
