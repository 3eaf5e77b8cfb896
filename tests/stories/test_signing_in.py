"""Signing in with a password, and what must not come of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import client_as
from tests.stories.signing import PASSWORD, calm, given_password, is_in, key_of, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counts(settings: Any) -> None:
    """Each test counts its own tries."""
    calm(settings)


@pytest.mark.parametrize("login", ["ama", "ama.mensah@example.org", "Ama.Mensah@Example.org"])
def test_a_username_or_an_email_address_and_a_password_sign_in(login: str) -> None:
    given_password("ama")
    browser = Client()
    response = sign_in(browser, login)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_in(browser)
    assert "Ama Mensah" in browser.get("/account/").content.decode()


@pytest.mark.parametrize(
    ("login", "password"), [("ama", "wrong"), ("nobody", PASSWORD), ("x@example.org", "wrong words")]
)
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(login: str, password: str) -> None:
    given_password("ama")
    browser = Client()
    page = sign_in(browser, login, password)
    assert page.status_code == 200
    assert "Enter the username or email address and the password of one account" in page.content.decode()
    assert password not in page.content.decode()
    assert not is_in(browser)


def test_someone_with_no_password_cannot_sign_in_with_an_empty_one() -> None:
    browser = Client()
    for password in ("", " ", "!", "None"):
        assert sign_in(browser, "ama", password).status_code == 200
    assert not is_in(browser)


def test_signing_in_leads_to_the_page_that_was_asked_for() -> None:
    given_password("ama")
    browser = Client()
    asked = browser.get("/account/browsers/?a=1&b=2")
    assert asked["Location"] == "/sign-in/?next=%2Faccount%2Fbrowsers%2F%3Fa%3D1%26b%3D2"
    page = browser.get(asked["Location"]).content.decode()
    assert 'name="next" value="/account/browsers/?a=1&amp;b=2"' in page
    assert (
        sign_in(browser, "ama", next="/account/browsers/?a=1&b=2")["Location"] == "/account/browsers/?a=1&b=2"
    )


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil", "javascript:alert(1)",
     "http://testserver.evil.example/", "\thttps://evil.example", "///evil.example"],
)  # fmt: skip
def test_signing_in_never_leads_to_another_place(elsewhere: str) -> None:
    given_password("ama")
    browser = Client()
    assert sign_in(browser, "ama", next=elsewhere)["Location"] == "/"
    signed_in = browser.get("/sign-in/", {"next": elsewhere})
    assert signed_in["Location"] == "/"
    assert browser.post("/sign-out/", {"next": elsewhere})["Location"] == "/sign-in/"


def test_a_session_key_planted_before_signing_in_is_worth_nothing_after() -> None:
    given_password("ama")
    victim, attacker = Client(), Client()
    session = victim.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    assert planted
    victim.cookies["tessera"] = planted
    sign_in(victim, "ama")
    assert key_of(victim) != planted
    attacker.cookies["tessera"] = planted
    assert is_in(victim)
    assert not is_in(attacker)


def test_a_key_that_somebody_made_up_is_worth_nothing() -> None:
    browser = Client()
    for key in ("a" * 32, "", "x", "../../etc", "0" * 5000):
        browser.cookies["tessera"] = key
        assert not is_in(browser)


def test_without_the_token_no_form_is_taken() -> None:
    given_password("ama")
    browser = Client(enforce_csrf_checks=True)
    assert sign_in(browser, "ama").status_code == 403
    assert not is_in(browser)
    signed_in = client_as("ama", enforce_csrf_checks=True)
    for address in (
        "/sign-out/",
        "/account/password/",
        "/account/browsers/",
        "/unsaved/forget/",
        "/choose-membership/",
    ):
        assert signed_in.post(address).status_code == 403, address
    assert is_in(signed_in)


def test_signing_out_takes_a_post() -> None:
    browser = client_as("ama")
    assert browser.get("/sign-out/").status_code == 200
    assert is_in(browser)
    assert browser.post("/sign-out/")["Location"] == "/sign-in/"
    assert not is_in(browser)


@pytest.mark.parametrize(
    "address", ["/sign-up/", "/sign-up/provider/", "/account/password/set/", "/accounts/signup/"]
)
def test_nobody_signs_up(address: str) -> None:
    for browser in (Client(), client_as("ama")):
        for answer in (
            browser.get(address),
            browser.post(address, {"username": "new", "email": "new@example.org"}),
        ):
            assert answer.status_code in (302, 404), address
    assert "sign-up" not in Client().get("/sign-in/").content.decode()


@pytest.mark.parametrize("method", ["head", "put", "delete", "patch", "options"])
def test_other_methods_do_no_harm(method: str) -> None:
    for address in (
        "/sign-in/",
        "/sign-in/as/",
        "/choose-membership/",
        "/unsaved/",
        "/account/",
        "/sign-in/passkey/",
    ):
        for browser in (Client(), client_as("ama")):
            assert getattr(browser, method)(address).status_code in (200, 302, 404, 405), (method, address)


def test_after_five_wrong_passwords_even_the_right_one_must_wait() -> None:
    given_password("ama")
    browser = Client()
    for _ in range(5):
        assert "password of one account" in sign_in(browser, "ama", "wrong").content.decode()
    assert "Wait 5 minutes" in sign_in(browser, "ama").content.decode()
    assert not is_in(browser)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert "Wait 5 minutes" in sign_in(elsewhere, "AMA").content.decode()


def test_too_many_tries_from_one_place_get_a_page_that_says_so(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    browser = Client()
    statuses = [sign_in(browser, f"somebody{n}", "wrong").status_code for n in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert "too many tries" in sign_in(browser, "ama").content.decode()
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7"), "ama", "wrong").status_code == 200


def test_wrong_passwords_for_many_names_from_one_place_stop(settings: Any) -> None:
    given_password("ama")
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "3/m/ip,5/5m/key"}
    browser = Client()
    for n in range(3):
        sign_in(browser, f"somebody{n}", "wrong")
    assert "Wait 5 minutes" in sign_in(browser, "ama").content.decode()


def test_a_browser_cannot_say_that_it_is_somewhere_else(settings: Any) -> None:
    """Behind a proxy only what the proxy itself wrote last counts; without one nothing that is claimed does."""
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    for proxies in (0, 1):
        cache.clear()
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        statuses = [
            sign_in(Client(HTTP_X_FORWARDED_FOR=f"198.51.100.{n}, 192.0.2.7"), f"x{n}", "wrong").status_code
            for n in range(3)
        ]
        assert statuses == [200, 200, 429]
    assert sign_in(Client(HTTP_X_FORWARDED_FOR="192.0.2.8"), "x", "wrong").status_code == 200


def test_pages_need_someone_signed_in_unless_they_say_otherwise() -> None:
    from django.urls import get_resolver

    def views(patterns: Any) -> Any:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from views(pattern.url_patterns)
            else:
                yield pattern

    open_names = {
        p.name for p in views(get_resolver().url_patterns) if getattr(p.callback, "open_to_all", False)
    }
    assert open_names == {
        "account_login", "sign_in_as", "mfa_authenticate", "mfa_login_webauthn", "account_inactive",
        "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
        "account_reset_password_from_key_done", "openid_connect_login", "openid_connect_callback",
        "socialaccount_login_cancelled", "socialaccount_login_error", "account_signup", "socialaccount_signup",
        "account_set_password", "choose_membership", "account_logout",
        "session", "patterns", "help", "accessibility", "privacy", "invitation",
    }  # fmt: skip


def test_a_page_costs_one_question_of_who_and_one_of_what_they_may() -> None:
    browser = client_as("ama")
    browser.get("/session/")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/session/").json()["signed_in"] is True
    questions = [one["sql"] for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]]
    # In a test everything stands in one transaction, so the context is given back at the end; otherwise it just ends.
    assert [q for q in questions if "access.leave" not in q][2:] == [
        q for q in questions if "access.begin" in q or "whoami" in q
    ]
    assert len(questions) == 5, questions
