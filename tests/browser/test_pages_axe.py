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

from tests.browser.checks import DESKTOP, MOBILE, at, looked_over
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


def files_of(tour: Tour, case: str) -> None:
    """A file is asked for, and a copy checked."""
    ben = tour.who
    tour.see("/exports/check/")
    ben.press("Check")
    ben.reads("There is a problem")
    tour.look("checking a copy, with errors")
    ben.go(f"/cases/{case}/exports/make/")
    ben.press("Ask")
    ben.reads("There is a problem")
    tour.look("making a file, with errors")
    for name, chosen in (("kind", "chronology"), ("purpose", "meeting"), ("file_format", "pdf")):
        ben.main.locator(f'[name="{name}"][value="{chosen}"]').check()
    ben.fill({"reader": "Strategy meeting", "reader_role": "Chair", "reason": "To read together."})
    ben.main.locator('[name="read"]').check()
    ben.press("Ask")
    ben.reads("Waiting for somebody to agree")
    tour.look("a file that was asked for")
    tour.see(f"/cases/{case}/exports/")


@pytest.mark.parametrize("tour", ["ben"], indirect=True)
def test_pages_of_notes_and_the_chronology(tour: Tour) -> None:
    ben = tour.who
    ben.sign_in()
    ben.go("/referrals/")
    ben.go(ben.main.locator('a[href^="/referrals/0"]').first.get_attribute("href") or "")
    tour.look("a referral")
    case = (ben.main.locator('a[href$="/chronology/"]').first.get_attribute("href") or "").split("/")[2]
    tour.see(
        f"/cases/{case}/chronology/",
        f"/cases/{case}/chronology/?every=on&significance=2&lanes=person&family=on",
    )
    ben.go(f"/cases/{case}/chronology/?every=on")
    compare = ben.main.locator('a[href*="/chronology/compare/"]').evaluate_all(HREFS)
    assert compare, "two agencies of the demonstration told of one event"
    ben.go(ben.main.locator('a[href^="/people/"]').first.get_attribute("href") or "")
    tour.look("the chronology of a person")
    tour.see(compare[0])
    ben.submit()
    ben.reads("There is a problem")
    tour.look("two accounts side by side, with errors")
    files_of(tour, case)
    tour.see(f"/cases/{case}/chronology/add-file/")
    rows = b"Date,Event\n?22 May 2016,=1+1\nsoon,Seen.\n"
    ben.main.locator('input[type="file"]').set_input_files(
        {"name": "ours.csv", "mimeType": "text/csv", "buffer": rows}
    )
    ben.press("Show the rows")
    ben.reads("Nothing is kept yet")
    tour.look("the rows of a file")
    tour.see(f"/cases/{case}/notes/new/", f"/cases/{case}/voice/new/")
    ben.submit()
    ben.reads("There is a problem")
    tour.look("a child's words, with errors")
    ben.go(f"/cases/{case}/notes/new/")
    ben.press("Keep the note")
    ben.reads("There is a problem")
    tour.look("a note, with errors")
    at(ben.page, MOBILE)
    ben.go(f"/cases/{case}/notes/new/")
    # A note in under 20 seconds on a telephone: one box to fill and one button, in reach of two screens.
    keep = ben.main.locator('button:not([tabindex="-1"])').first
    # A press on the outline chooses the part in a row of the form, and what is seen there is typed.
    for words in ("Marks on the body", "What it means, what was done, and more"):
        ben.main.locator("summary", has_text=words).click()
    ben.main.locator('svg[data-body="child"] [data-part="back:left_calf"]').click()
    assert ben.main.locator('[name="part_1"]').input_value() == "back:left_calf"
    assert 0 < int(ben.main.locator('[name="x_1"]').input_value()) < 500, "the child’s own left, from behind"
    ben.main.locator('[name="seen_1"]').fill("A graze.")
    ben.main.get_by_label("Rowan Ashdown").check()
    tour.look("a note with a mark on the body")
    at(ben.page, MOBILE)
    ben.main.locator('textarea[name="text"]').fill("Dry shoes today, and he ate.")
    assert keep.inner_text() == "Keep the note"
    assert (keep.bounding_box() or {"y": 9_999})["y"] < 2 * MOBILE[1]
    with ben.page.expect_navigation():
        keep.click()
    ben.reads("The note is kept")
    at(ben.page, DESKTOP)
    tour.look("a note")
    note = ben.page.url.rstrip("/").rsplit("/", 1)[1]
    _a_childs_words(tour, case)
    tour.see(*(f"/notes/{note}/{page}/" for page in ("correct", "withdraw", "promote")))
    for name, value in (("nature", "contact"), ("themes", "absence"), ("themes", "parent_illness")):
        ben.main.locator(f'[name="{name}"][value="{value}"]').check()
    ben.submit()
    ben.reads("a parent ill")
    tour.look("a chronology with a pattern")
    patterns = ben.main.locator('a[href*="/patterns/"]').evaluate_all(HREFS)
    tour.see(patterns[0])
    tour.over()


def _a_childs_words(tour: Tour, case: str) -> None:
    ben = tour.who
    ben.go(f"/cases/{case}/chronology/")
    ben.go(ben.main.locator('a[href^="/notes/"]').first.get_attribute("href") or "")
    tour.look("what a referral said, line by line")
    tour.see(ben.main.locator('a[href*="/lines/"]').first.get_attribute("href") or "")
    ben.go(f"/cases/{case}/chronology/")
    voices = ben.main.locator('a[href^="/voices/"]').evaluate_all(HREFS)
    assert voices, "the demonstration’s referral holds a child’s words"
    tour.see(next(address for address in voices if address.endswith("/respond/")))
    ben.go(f"/cases/{case}/voice/new/")
    ben.reads("Questions to think about")
    ben.fill({"how": "signed", "words": "WARM, and a smile."})
    ben.main.locator('input[name="person"]').first.check()
    ben.press("Keep what the child said")
    ben.main.get_by_role("link", name="Read it whole").first.click()
    tour.look("a child’s words, whole")
    voice = ben.page.url.rstrip("/").rsplit("/", 1)[1]
    tour.see(*(f"/voices/{voice}/{page}/" for page in ("correct", "withdraw")))
