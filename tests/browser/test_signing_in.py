"""Signing in in a real browser: passkeys, the pages of an account, and a form sent after the session had ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.checks import looked_over
from tests.browser.people import PASSWORD, Person, person
from tests.browser.typed import CHILD

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

ACCOUNT = (
    "/account/",
    "/account/browsers/",
    "/account/app/",
    "/account/passkeys/",
    "/choose-membership/",
    "/sign-out/",
    "/messages/",
    "/requests/",
    "/referrals/",
)
SIGNED_OUT = (
    "/sign-in/",
    "/sign-in/forgotten/",
    "/sign-in/forgotten/sent/",
    "/sign-in/new-password/x-y/",
    "/sign-in/new-password/done/",
    "/sign-in/cancelled/",
    "/sign-in/stopped/",
)


def given_key(who: Person) -> Any:
    """A computer that keeps passkeys and recognises its owner."""
    machine = who.context.new_cdp_session(who.page)
    machine.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    machine.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return machine


def sign_out(who: Person) -> None:
    who.page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    who.heading("Sign in")


@pytest.fixture
def named(live_demo: str) -> str:
    """The demonstration by this machine's name: browsers keep no passkey for a number."""
    return live_demo.replace("127.0.0.1", "localhost")


def test_a_passkey_signs_in_alone(browser: Browser, named: str) -> None:
    errol = person(browser, named, "errol")
    given_key(errol)
    errol.sign_in()
    errol.confirm("/account/passkeys/new/", PASSWORD)
    assert looked_over(errol.page) == []
    errol.fill({"name": "Work laptop"})
    errol.page.get_by_label("Sign in with this passkey alone").check()
    errol.press("Add a passkey")
    errol.heading("Recovery codes")
    errol.go("/account/passkeys/")
    errol.reads("Work laptop")
    assert looked_over(errol.page) == []
    errol.follow("Rename")
    assert looked_over(errol.page) == []
    errol.go("/account/passkeys/")
    errol.follow("Remove")
    errol.heading("Remove a passkey")
    assert looked_over(errol.page) == []
    sign_out(errol)
    errol.press("Sign in with a passkey")
    errol.page.wait_for_url(lambda address: "/sign-in/" not in address)
    errol.go("/account/")
    assert "Errol Banks" in errol.page.get_by_role("banner").inner_text()
    errol.leave()


def test_a_passkey_is_the_second_step_of_somebody_who_has_one(browser: Browser, named: str) -> None:
    joan = person(browser, named, "joan")
    given_key(joan)
    joan.sign_in()
    joan.confirm("/account/passkeys/new/", PASSWORD)
    joan.fill({"name": "Key ring"})
    joan.press("Add a passkey")
    joan.heading("Recovery codes")
    assert looked_over(joan.page) == []
    sign_out(joan)
    joan.page.locator('button[name="username"][value="joan"]').click()
    joan.heading("Enter a code")
    assert looked_over(joan.page) == []
    joan.press("Use a passkey")
    joan.page.wait_for_url(lambda address: "/sign-in/" not in address)
    joan.go("/account/passkeys/new/")
    joan.heading("Confirm that it is you")
    joan.follow("Use a passkey")
    joan.heading("Confirm that it is you")
    assert looked_over(joan.page) == []
    joan.press("Use a passkey")
    joan.heading("Add a passkey")
    joan.leave()


def test_no_passkey_is_said_in_words(browser: Browser, named: str) -> None:
    """Nobody's computer has one: the page stays and says what to do."""
    nobody = person(browser, named, "nobody")
    machine = given_key(nobody)
    nobody.go("/sign-in/")
    machine.send("WebAuthn.disable")
    machine.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "automaticPresenceSimulation": True,
    }
    machine.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    nobody.press("Sign in with a passkey")
    expect(nobody.page.get_by_text("That passkey was not used")).to_be_visible()
    nobody.leave()


def test_without_script_no_passkey_is_offered(browser: Browser, live_demo: str) -> None:
    plain = person(browser, live_demo, "colin", script=False)
    plain.go("/sign-in/")
    assert not plain.page.get_by_role("button", name="Sign in with a passkey").is_visible()
    plain.sign_in()
    plain.confirm("/account/passkeys/new/", PASSWORD)
    plain.reads("Passkeys need JavaScript")
    plain.leave()


@pytest.mark.parametrize("address", SIGNED_OUT)
def test_pages_of_signing_in(browser: Browser, live_demo: str, address: str) -> None:
    somebody = person(browser, live_demo, "nobody")
    somebody.go(address)
    assert looked_over(somebody.page) == []
    somebody.leave()


@pytest.mark.parametrize("address", ACCOUNT)
def test_pages_of_an_account(browser: Browser, live_demo: str, address: str) -> None:
    denise = person(browser, live_demo, "denise")
    denise.sign_in()
    denise.go(address)
    assert looked_over(denise.page) == []
    denise.leave()


@pytest.mark.parametrize("script", [True, False])
def test_someone_who_works_for_two_chooses(browser: Browser, live_demo: str, script: bool) -> None:
    raj = person(browser, live_demo, "raj", script=script)
    raj.sign_in()
    raj.go("/account/")
    raj.heading("Who are you working for?")
    if script:
        assert looked_over(raj.page) == []
    raj.press("Work for Eastmere Children's Social Care")
    raj.go("/account/")
    assert "Eastmere" in raj.page.get_by_role("banner").inner_text()
    raj.page.get_by_role("banner").get_by_role("link", name="Switch").click()
    raj.press("Work for Thornmere Children's Social Care")
    raj.go("/account/")
    assert "Thornmere" in raj.page.get_by_role("banner").inner_text()
    raj.leave()


@pytest.mark.parametrize("script", [True, False])
def test_a_form_sent_too_late_comes_back(browser: Browser, live_demo: str, script: bool) -> None:
    """Grace types, is signed out meanwhile from another browser, sends, signs in, and sends again."""
    grace, elsewhere = person(browser, live_demo, "grace", script=script), person(browser, live_demo, "grace")
    grace.console.expected = frozenset({401})  # the page saves as one types, and may do so after the end
    grace.sign_in()
    elsewhere.sign_in()
    grace.go("/referrals/new/")
    grace.fill({"immediate_danger": "no"})
    grace.press("Start")
    grace.follow("The children")
    grace.press("Add a child")
    grace.fill(CHILD)
    elsewhere.go("/account/browsers/")
    elsewhere.press("Sign out everywhere else")
    grace.press("Save and continue")
    grace.heading("Sign in")
    grace.page.locator('button[name="username"][value="grace"]').click()
    grace.heading("You were signed out before this was saved")
    grace.reads("Nothing is lost", "Marlow", "12 Mill Row")
    if script:
        assert looked_over(grace.page) == []
    grace.press("Send it now")
    grace.reads("Marlow Quill")
    grace.leave()
    elsewhere.leave()
