"""What a keyboard reaches and where the focus goes, and what script adds: saving, hints, the end of a session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.checks import looked_over
from tests.browser.keys import AtKeyboard
from tests.browser.people import Person, person
from tests.browser.walk_school import Referring

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
FOCUSED = """() => { const e = document.activeElement, drawn = getComputedStyle(e)
  const mark = getComputedStyle(e.nextElementSibling || e, '::before').boxShadow  // a radio is drawn by its label
  return { tag: e.tagName, text: (e.getAttribute('aria-label') || e.textContent || e.name || '').trim().slice(0, 60),
    at: [...document.querySelectorAll('*')].indexOf(e),
    shown: drawn.outlineStyle !== 'none' || drawn.boxShadow !== 'none' || mark !== 'none' } }"""
# Everything a keyboard must reach: one stop for each group of radios.
STOPS = """() => { const seen = new Set(), all = []
  for (const e of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
    const box = e.getBoundingClientRect()
    if (e.disabled || e.tabIndex < 0 || e.type === 'hidden' || !box.width || getComputedStyle(e).visibility === 'hidden'
        || e.closest('dialog:not([open])')) continue
    if (e.type === 'radio') { if (seen.has(e.name)) continue; seen.add(e.name) }
    all.push([...document.querySelectorAll('*')].indexOf(e)) }
  return all }"""


@pytest.fixture
def ben(browser: Browser, live_demo: str) -> Iterator[Person]:
    """Ben, signed in, with a referral begun."""
    who = person(browser, live_demo, "ben")
    who.sign_in()
    who.go("/referrals/new/")
    who.fill({"immediate_danger": "no"})
    who.press("Start")
    yield who
    who.leave()


def tabbed(page: Page, most: int) -> list[int]:
    """Where the focus goes as Tab is pressed, until it leaves the page or comes round."""
    found: list[int] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        state = page.evaluate(FOCUSED)
        if state["tag"] == "BODY" or state["at"] in found:
            break
        assert state["shown"], f"the focus cannot be seen on {state}"
        found.append(state["at"])
    return found


@pytest.mark.parametrize("address", ["/sign-in/", "/worklist/", "an enquiry", "/referrals/new/"])
def test_tab_reaches_everything_in_the_order_it_is_read(
    browser: Browser, live_demo: str, address: str
) -> None:
    ama = person(browser, live_demo, "ama")
    if address != "/sign-in/":
        ama.sign_in()
    if address == "an enquiry":
        ama.go("/worklist/")
        address = str(ama.main.locator('a[href^="/enquiries/"]').first.get_attribute("href"))
    ama.go(address)
    stops = ama.page.evaluate(STOPS)
    reached = tabbed(ama.page, len(stops) + 5)
    assert [at for at in stops if at not in reached] == []
    assert reached == sorted(reached)
    # Where the reader chose the colours, shadows and fills are gone: the focus needs a line of its own.
    ama.page.emulate_media(forced_colors="active")
    ama.page.reload()
    assert len(tabbed(ama.page, len(stops) + 5)) == len(reached)
    ama.leave()


def test_a_referral_is_written_and_sent_by_keyboard_alone(browser: Browser, live_demo: str) -> None:
    eve = person(browser, live_demo, "eve", kind=AtKeyboard)
    assert Referring(eve).refers()
    eve.leave()


def test_the_first_stop_skips_to_the_main_content(ben: Person) -> None:
    ben.go("/referrals/")
    ben.page.keyboard.press("Tab")
    skip = ben.page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    box = skip.bounding_box()
    assert box is not None
    assert box["height"] > 20
    ben.page.keyboard.press("Enter")
    expect(ben.page.locator("#main-content")).to_be_focused()
    ben.page.keyboard.press("Tab")
    assert ben.page.evaluate("() => document.activeElement.closest('main') !== null")


def test_errors_take_the_focus_and_lead_to_their_question(ben: Person) -> None:
    ben.go(f"{ben.page.url}child-1/")
    ben.fill({"age_kind": "born", "born_day": "31", "born_month": "2", "born_year": "2018"})
    ben.press("Save and continue")
    summary = ben.page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    assert ben.page.title().startswith("Error: ")
    for link in summary.get_by_role("link").all():
        target = str(link.get_attribute("href"))
        link.focus()
        ben.page.keyboard.press("Enter")
        assert ben.page.evaluate("() => document.activeElement.id") == target.removeprefix("#")


def test_what_is_typed_is_saved_and_survives_a_reload(ben: Person) -> None:
    ben.go(f"{ben.page.url}daily-life/")
    box = ben.page.locator('textarea[name="daily_life"]')
    box.press_sequentially("She gets herself up.", delay=10)
    expect(ben.page.locator("[data-autosave-status]")).to_have_text("Saved")
    ben.page.reload()
    expect(box).to_have_value("She gets herself up.")


def test_what_is_typed_while_the_service_is_away_is_kept_and_sent_later(ben: Person) -> None:
    ben.go(f"{ben.page.url}daily-life/")
    box, status = ben.page.locator('textarea[name="daily_life"]'), ben.page.locator("[data-autosave-status]")
    ben.context.set_offline(True)
    box.fill("She makes the tea.")
    expect(status).to_contain_text("Not saved yet")
    expect(box).to_have_value("She makes the tea.")
    ben.context.set_offline(False)
    expect(status).to_have_text("Saved", timeout=15_000)
    ben.page.reload()
    expect(box).to_have_value("She makes the tea.")


def test_hints_about_wording_come_without_moving_the_focus(ben: Person) -> None:
    ben.go(f"{ben.page.url}daily-life/")
    box = ben.page.locator('textarea[name="daily_life"]')
    box.press_sequentially("Mum fails to engage.", delay=5)
    expect(ben.main).to_contain_text("Could sound like blame")
    expect(box).to_be_focused()
    expect(box).to_have_value("Mum fails to engage.")
    box.press_sequentially(" She rang back.", delay=5)
    expect(box).to_have_value("Mum fails to engage. She rang back.")


# ---------------------------------------- the end of a session


def signed_in_here(tab: Page, username: str) -> None:
    """Whoever was signed in in this browser is not any more; this member of the cast is."""
    tab.goto("/account/")
    tab.get_by_role("banner").get_by_role("button", name="Sign out").click()
    tab.locator(f'button[name="username"][value="{username}"]').click()
    expect(tab.get_by_role("banner")).to_contain_text("Sign out")


@pytest.fixture
def writing(ben: Person) -> Person:
    """Ben, with a page half written, and a browser whose clock the test moves."""
    ben.page.clock.install()
    ben.go(f"{ben.page.url}daily-life/")
    ben.page.locator('textarea[name="daily_life"]').fill("She makes the tea.")
    ben.page.clock.run_for(5_000)
    expect(ben.page.locator("[data-autosave-status]")).to_have_text("Saved")
    return ben


def test_a_session_warns_before_it_ends_and_is_kept_by_one_press(writing: Person) -> None:
    page, dialog = writing.page, writing.page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_be_hidden()
    page.clock.fast_forward(28 * 60_000)
    page.clock.run_for(15_000)
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("2 minutes")
    assert looked_over(page) == []
    for _ in range(5):  # the focus stays in the dialog, or goes to the browser's own buttons
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.closest('dialog, body').tagName") in (
            "DIALOG",
            "BODY",
        )
    dialog.get_by_role("button", name="Stay signed in").focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    page.clock.fast_forward(20 * 60_000)
    page.clock.run_for(2_000)
    expect(dialog).to_be_hidden()
    expect(page.locator('textarea[name="daily_life"]')).to_have_value("She makes the tea.")


def test_what_was_typed_is_never_saved_in_somebody_elses_name(writing: Person) -> None:
    """Ben leaves his page open; Eve signs in in the same browser. His words stay his, and wait for him."""
    page, box = writing.page, writing.page.locator('textarea[name="daily_life"]')
    writing.console.expected = frozenset({403})  # the page's token is of Ben's session, which is over
    sent: list[int] = []
    page.on("response", lambda answer: sent.append(answer.status) if "autosave" in answer.url else None)
    tab = writing.context.new_page()
    signed_in_here(tab, "eve")
    box.fill("She makes the tea, and wakes her brother.")
    page.clock.run_for(3_000)
    expect(page.locator("[data-autosave-status]")).to_contain_text("because you are signed out")
    with page.expect_response("**/session/"):  # it asks who is here, and sends nothing
        page.clock.run_for(3_000)
    page.clock.fast_forward(31 * 60_000)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="I have signed in again").click()
    expect(dialog).to_contain_text("You are still signed out.")
    assert sent == [403]
    signed_in_here(tab, "ben")
    dialog.get_by_role("button", name="I have signed in again").click()
    expect(dialog).to_be_hidden()
    page.clock.run_for(40_000)
    expect(page.locator("[data-autosave-status]")).to_have_text("Saved")


def test_what_was_typed_outlives_the_session(writing: Person) -> None:
    """The session ends. The page and its words stay; once Ben has signed in again they are saved as if nothing was."""
    page, box = writing.page, writing.page.locator('textarea[name="daily_life"]')
    writing.console.expected = frozenset({401})  # once; then the page asks before it sends again
    tab = writing.context.new_page()
    tab.goto("/account/")
    tab.get_by_role("banner").get_by_role("button", name="Sign out").click()
    tab.wait_for_url("**/sign-in/")
    box.fill("She makes the tea, and wakes her brother.")
    page.clock.run_for(3_000)
    expect(page.locator("[data-autosave-status]")).to_contain_text("What you typed is still on this page")
    page.clock.fast_forward(31 * 60_000)
    page.clock.run_for(2_000)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("You have been signed out. What you typed is still on this page.")
    assert looked_over(page) == []
    dialog.get_by_role("button", name="I have signed in again").click()
    expect(dialog).to_contain_text("You are still signed out.")
    tab.locator('button[name="username"][value="ben"]').click()
    expect(tab.get_by_role("banner")).to_contain_text("Sign out")
    dialog.get_by_role("button", name="I have signed in again").click()
    expect(dialog).to_be_hidden()
    expect(box).to_have_value("She makes the tea, and wakes her brother.")
    page.clock.run_for(40_000)
    expect(page.locator("[data-autosave-status]")).to_have_text("Saved")
    page.reload()
    expect(box).to_have_value("She makes the tea, and wakes her brother.")
