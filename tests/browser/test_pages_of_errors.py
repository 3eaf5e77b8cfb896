"""The pages that say something went wrong, each looked over like any other, and readable by somebody in a hurry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from playwright.sync_api import expect

from tessera.ui import views
from tests.browser.checks import looked_over
from tests.browser.people import Person, person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
# Drawn in this process, so without the names that the demonstration gave to its style sheets.
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
LARGE = 6 * 2**20  # characters: more than one form may send


@pytest.fixture
def ben(browser: Browser, live_demo: str) -> Person:
    """Ben, signed in, who may see an error answered."""
    who = person(browser, live_demo, "ben")
    who.sign_in()
    return who


def spoilt(page: Page, name: str, value: str) -> None:
    """Give a field of the first form in the page a value that nobody could type."""
    page.evaluate(
        "([name, value]) => { const form = document.querySelector('main form');"
        " const field = form.elements[name] || form.appendChild(Object.assign("
        "document.createElement('input'), {type: 'hidden', name})); field.value = value }",
        [name, value],
    )


def test_a_form_of_an_earlier_session(ben: Person) -> None:
    ben.console.expected = frozenset({403})
    ben.go("/referrals/new/")
    spoilt(ben.page, "csrfmiddlewaretoken", "x" * 64)
    ben.submit()
    ben.heading("That form has expired")
    assert looked_over(ben.page) == []
    ben.leave()


def test_too_much_at_once(ben: Person) -> None:
    ben.console.expected = frozenset({413})
    ben.go("/referrals/new/")
    spoilt(ben.page, "more", "x" * LARGE)
    ben.submit()
    ben.heading("That was too large")
    assert looked_over(ben.page) == []
    ben.leave()


def test_what_may_not_be_seen(ben: Person) -> None:
    ben.console.expected = frozenset({404})
    ben.page.goto("/worklist/")
    ben.heading("Page not found")
    assert looked_over(ben.page) == []
    ben.leave()


def test_a_provider_that_vouched_for_nobody(browser: Browser, live_demo: str) -> None:
    nobody = person(browser, live_demo, "nobody")
    nobody.console.expected = frozenset({401})
    nobody.page.goto("/sign-in/failed/")
    nobody.heading("You are not signed in")
    assert looked_over(nobody.page) == []
    nobody.leave()


def test_a_name_that_is_not_ours(browser: Browser, live_demo: str) -> None:
    """The demonstration, asked by a name that it does not answer to."""
    nobody = person(browser, live_demo.replace("127.0.0.1", "elsewhere.localhost"), "nobody")
    nobody.console.expected = frozenset({400})
    nobody.page.goto("/sign-in/")
    nobody.heading("Something was wrong with that request")
    assert looked_over(nobody.page) == []
    nobody.leave()


@pytest.mark.parametrize(
    ("draw", "status", "heading"),
    [(views.server_error, 500, "Sorry, there is a problem"), (views.too_many, 429, "Wait before you try")],
)
def test_what_cannot_be_brought_about(ben: Person, draw: Any, status: int, heading: str) -> None:
    """A fault of ours and too many tries: the page as the product draws it, given in place of another."""
    ben.console.expected = frozenset({status})
    with override_settings(STORAGES=PLAIN):
        drawn: HttpResponse = draw(RequestFactory().get("/"))
    assert drawn.status_code == status
    answer = {"status": status, "content_type": "text/html; charset=utf-8", "body": drawn.content}
    ben.page.route("**/referrals/", lambda route: route.fulfill(**answer))
    ben.page.goto("/referrals/")
    ben.heading(heading)
    skip = ben.page.get_by_role("link", name="Skip to main content")
    expect(skip).to_have_css("position", "absolute")  # its style sheet came too
    assert looked_over(ben.page) == []
    ben.leave()
