"""Pages that the journey does not pass through, each looked over: axe, reflow, targets, forced colours, the console."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.checks import looked_over
from tests.browser.people import PASSWORD, Person, person

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
HREFS = "all => all.map(a => a.getAttribute('href'))"
PERIOD, SOON = 30, 8  # seconds: how long a code lasts, and how long it may take to type it in and send it


class Tour:
    """Somebody goes from page to page; what is wrong with each is kept, and shown at the end."""

    def __init__(self, who: Person) -> None:
        self.who = who
        self.wrong: dict[str, list[str]] = {}

    def look(self, name: str) -> None:
        """Look over the page that is open."""
        if found := looked_over(self.who.page):
            self.wrong[name] = found

    def see(self, *addresses: str) -> None:
        """Open each address and look it over."""
        for address in addresses:
            self.who.go(address)
            self.look(address)

    def over(self) -> None:
        """Nothing was wrong, and the browser complained of nothing."""
        self.who.leave()
        assert self.wrong == {}


@pytest.fixture
def tour(browser: Browser, live_demo: str, request: pytest.FixtureRequest) -> Iterator[Tour]:
    """A tour by the member of the cast that the test names."""
    who = person(browser, live_demo, request.param)
    yield Tour(who)
    who.context.close()


def one_time_code(key: str) -> str:
    """What an authenticator app shows now for this key, not about to change. Source: RFC 6238."""
    if (left := PERIOD - time.time() % PERIOD) < SOON:
        time.sleep(left)
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    digest = hmac.digest(secret, struct.pack(">Q", int(time.time()) // PERIOD), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


@pytest.mark.parametrize("tour", ["ama"], indirect=True)
def test_pages_for_those_who_are_not_signed_in(tour: Tour) -> None:
    tour.see("/patterns/", "/help/", "/accessibility/", "/privacy/")
    tour.who.sign_in_with("not this one")
    tour.who.reads("There is a problem")
    tour.look("sign in, with errors")
    tour.who.console.expected = frozenset({404})
    tour.who.page.goto("/nowhere/")
    tour.look("not found, signed out")
    tour.over()


@pytest.mark.parametrize("tour", ["ama"], indirect=True)
def test_pages_of_the_hub(tour: Tour) -> None:
    ama = tour.who
    ama.sign_in()
    tour.see("/how-we-work/")
    tour.see("/worklist/wallboard/", "/worklist/wallboard/?still", "/worklist/?q=nothing+reads+like+this")
    ama.go("/worklist/")
    enquiries = ama.main.locator('a[href^="/enquiries/"]').evaluate_all(HREFS)
    assert enquiries, "the demonstration has an open enquiry"
    found: dict[str, str] = {}  # one page of each kind about a question that waits
    for enquiry in dict.fromkeys(enquiries):
        tour.see(enquiry)
        for href in ama.main.locator('a[href^="/requests/"]').evaluate_all(HREFS):
            found.setdefault(href.split("/")[3], href)
    tour.see(*found.values())
    first = enquiries[0]
    tour.see(*(f"{first}{page}/" for page in ("do-not-share", "clock/decision/pause", "close", "audit")))
    ama.go(f"{first}clock/decision/pause/")
    ama.submit()
    ama.reads("There is a problem")
    tour.look("pause, with errors")
    ama.go(first)
    ama.press("Immediate danger")
    tour.look("immediate danger")
    ama.console.expected = frozenset({404})
    ama.page.goto("/enquiries/00000000-0000-7000-8000-000000000000/")
    tour.look("not found, signed in")
    tour.over()


@pytest.mark.parametrize("tour", ["ama"], indirect=True)
def test_what_is_searched_for(tour: Tour) -> None:
    ama = tour.who
    ama.sign_in()
    tour.see("/search/")
    ama.submit()
    ama.reads("There is a problem")
    tour.look("search, with an error")
    for words, heading in (("school", "Lines with these words"), ("zzyzx", "Nothing found")):
        ama.go("/search/")
        ama.main.locator('input[name="words"]').fill(words)
        ama.submit()
        ama.reads(heading)
        assert words not in ama.page.url, "what was searched for stands in no address"
        tour.look(f"search for {words}")
    tour.over()


@pytest.mark.parametrize("tour", ["hana"], indirect=True)
def test_pages_of_an_agency(tour: Tour) -> None:
    hana = tour.who
    hana.sign_in()
    tour.see("/requests/", "/referrals/", "/messages/", "/help/", "/accessibility/", "/privacy/")
    hana.go("/requests/")
    asked = hana.main.locator('a[href^="/requests/"]')
    assert asked.count() > 0, "the demonstration asks community health something"
    tour.see(*asked.evaluate_all(HREFS)[:2])
    tour.over()


@pytest.mark.parametrize("tour", ["grace"], indirect=True)
def test_an_agency_that_knows_nothing_or_will_not_say(tour: Tour) -> None:
    grace = tour.who
    grace.sign_in()
    tour.see("/requests/")
    asked = str(grace.main.locator('a[href^="/requests/"]').first.get_attribute("href"))
    tour.see(asked)
    for page in ("nothing-known", "refuse"):
        grace.go(f"{asked}{page}/")
        grace.submit()
        grace.reads("There is a problem")
        tour.look(f"{page}, with errors")
    tour.over()


@pytest.mark.parametrize("tour", ["ada"], indirect=True)
def test_somebody_who_works_on_no_case(tour: Tour) -> None:
    tour.who.sign_in()
    tour.look("where an administrator's day begins")
    tour.see("/messages/")
    assert tour.who.main.locator('a[href^="/enquiries/"]').count() == 0
    tour.see("/account/")
    tour.over()


@pytest.mark.parametrize("tour", ["eve"], indirect=True)
def test_what_is_thrown_away_is_asked_about_first(tour: Tour) -> None:
    eve = tour.who
    eve.sign_in()
    eve.go("/referrals/new/")
    eve.fill({"immediate_danger": "yes"})
    eve.press("Start")
    eve.reads("Ring 999, then ring the hub")
    tour.look("list of tasks, a child in danger")
    draft = eve.page.url
    eve.press("Check your answers and send")
    tour.look("check your answers, nothing answered")
    eve.press("Send the referral")
    eve.reads("There is a problem", "Add at least one child")
    tour.look("check your answers, refused")
    eve.go(f"{draft}child-1/")
    eve.fill({"given_name": "Wren"})
    eve.press("Save and come back later")
    eve.reads("Your referral is saved")
    tour.look("my referrals, with one that is not sent")
    tour.see(f"{draft}child-1/remove/", f"{draft}discard/")
    tour.over()


@pytest.mark.parametrize("tour", ["flo"], indirect=True)
def test_an_account_and_its_second_step(tour: Tour) -> None:
    flo = tour.who
    flo.sign_in_with(PASSWORD)
    tour.see("/account/password/", "/account/confirm/")
    flo.confirm("/account/app/", PASSWORD)
    flo.fill({"code": "000000"})
    flo.submit()
    flo.reads("There is a problem")
    tour.look("add an authenticator app, with an error")
    found = re.search(r"\b[A-Z2-7]{4}(?: ?[A-Z2-7]{4}){7}\b", flo.main.inner_text())
    assert found, "the key is written out for those who cannot use a camera"
    key = found[0].replace(" ", "")
    flo.fill({"code": one_time_code(key)})
    flo.submit()
    tour.look("recovery codes, just made")
    tour.see("/account/", "/account/recovery-codes/", "/account/recovery-codes/new/", "/account/app/remove/")
    tour.see("/account/confirm/code/")
    flo.sign_out()
    flo.sign_in_with(PASSWORD)
    flo.page.wait_for_url("**/sign-in/code/**")
    tour.look("sign in, the second step")
    tour.over()
