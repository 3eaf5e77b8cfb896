"""Authenticator apps and recovery codes. Passkeys need a real browser: tests/browser/test_passkeys.py."""

from __future__ import annotations

import re
import time
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from tessera.access import proving
from tests.cast import as_member, client_as
from tests.stories.signing import PASSWORD, calm, given_password, is_in, key_of, person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counts(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    calm(settings)
    # An app's clock stands still here: at the turn of its half minute a code would stop working between two lines.
    now = time.time()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: now))


def code_for(secret: str) -> str:
    """What an authenticator app shows."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def given_app(username: str) -> tuple[Client, str]:
    """A practitioner with a password and an app, in the browser where they added it; and the app's key."""
    given_password(username)
    browser = Client()
    sign_in(browser, username)
    confirm(browser)
    page = browser.get("/account/app/").content.decode()
    then_it_is_ours(page)
    found = re.search(r"Key: <b>([\w ]+)</b>", page)
    assert found
    key = found.group(1).replace(" ", "")
    assert browser.get("/account/app/picture/").content.startswith(b"<?xml")
    added = browser.post("/account/app/", {"code": code_for(key)})
    assert (added.status_code, added["Location"]) == (302, "/account/recovery-codes/")
    return browser, key


def then_it_is_ours(page: str) -> None:
    """One heading, our layout, and nothing that the content security policy would refuse."""
    assert page.count("<h1") == 1
    assert 'class="govuk-template' in page
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*(?:\bsrc=|application/json))", page)


def confirm(browser: Client) -> None:
    """Say the password again, as is asked before what protects the account is changed."""
    answer = browser.post("/account/confirm/", {"password": PASSWORD, "next": "/account/app/"})
    assert (answer.status_code, answer["Location"]) == (302, "/account/app/")


def recovery_codes(browser: Client) -> list[str]:
    return re.findall(r"<code>(\w+)</code>", browser.get("/account/recovery-codes/").content.decode())


def test_a_password_alone_no_longer_signs_in() -> None:
    _, key = given_app("ama")
    browser = Client()
    asked = sign_in(browser, "ama", next="/account/browsers/")
    assert asked["Location"].startswith("/sign-in/code/")
    assert not is_in(browser)
    before = key_of(browser)
    cache.clear()  # an app's code works once: the one that added the app is spent
    answer = browser.post("/sign-in/code/", {"code": code_for(key)})
    assert (answer.status_code, answer["Location"]) == (302, "/account/browsers/")
    assert is_in(browser)
    assert key_of(browser) != before


@pytest.mark.parametrize("code", ["000000", "", "abc", "1" * 5000, "' OR 1=1 --"])
def test_a_wrong_code_signs_nobody_in(code: str) -> None:
    given_app("ama")
    browser = Client()
    sign_in(browser, "ama")
    answer = browser.post("/sign-in/code/", {"code": code})
    assert answer.status_code == 200
    assert "error" in answer.content.decode().lower()
    assert not is_in(browser)


def test_a_code_works_once() -> None:
    _, key = given_app("ama")
    first, second = Client(), Client()
    cache.clear()
    code = code_for(key)
    sign_in(first, "ama")
    sign_in(second, "ama")
    assert first.post("/sign-in/code/", {"code": code}).status_code == 302
    assert "was used already" in second.post("/sign-in/code/", {"code": code}).content.decode()
    assert not is_in(second)


def test_guessing_codes_stops_after_a_few_tries() -> None:
    _, key = given_app("ama")
    browser = Client()
    sign_in(browser, "ama")
    said = [browser.post("/sign-in/code/", {"code": f"{n:06}"}).content.decode() for n in range(6)]
    assert "Wait 5 minutes" in said[-1]
    assert "Wait 5 minutes" in browser.post("/sign-in/code/", {"code": code_for(key)}).content.decode()
    assert not is_in(browser)


def test_the_second_step_needs_the_first() -> None:
    given_app("ama")
    assert Client().get("/sign-in/code/")["Location"].startswith("/sign-in/")
    assert Client().post("/sign-in/code/", {"code": "000000"})["Location"].startswith("/sign-in/")


def test_a_recovery_code_works_once() -> None:
    browser, _ = given_app("ama")
    codes = recovery_codes(browser)
    assert len(codes) == 10
    first, second = Client(), Client()
    sign_in(first, "ama")
    assert first.post("/sign-in/code/", {"code": codes[3]}).status_code == 302
    assert is_in(first)
    sign_in(second, "ama")
    assert "was used already" in second.post("/sign-in/code/", {"code": codes[3]}).content.decode()
    assert not is_in(second)
    assert len(recovery_codes(browser)) == 9


def test_new_recovery_codes_end_the_old_ones() -> None:
    browser, _ = given_app("ama")
    old = recovery_codes(browser)
    assert browser.post("/account/recovery-codes/new/").status_code == 302
    assert not set(old) & set(recovery_codes(browser))
    other = Client()
    sign_in(other, "ama")
    assert "wrong or was used" in other.post("/sign-in/code/", {"code": old[0]}).content.decode()


def test_a_copy_of_the_database_holds_no_key() -> None:
    _, key = given_app("ama")
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        kept = " ".join(row[0] for row in cursor.fetchall())
    assert kept
    assert key not in kept


def test_a_new_secret_key_still_opens_what_the_old_one_sealed(settings: Any) -> None:
    _, key = given_app("ama")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    browser = Client()
    cache.clear()
    sign_in(browser, "ama")
    assert browser.post("/sign-in/code/", {"code": code_for(key)}).status_code == 302
    assert is_in(browser)


def test_what_protects_an_account_changes_only_after_confirming() -> None:
    """Someone who finds an unlocked screen cannot add their own app, or take away the owner's."""
    browser, _ = given_app("ama")
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    for address in ("/account/app/remove/", "/account/recovery-codes/new/", "/account/passkeys/new/"):
        asked = browser.post(address)
        assert (asked.status_code, asked["Location"].split("?")[0]) == (302, "/account/confirm/"), address
        assert browser.get(asked["Location"]).status_code == 200
    assert Authenticator.objects.filter(type="totp").count() == 1
    wrong = browser.post("/account/confirm/", {"password": "wrong"})
    assert "That is not your password" in wrong.content.decode()
    assert browser.post("/account/confirm/", {"password": PASSWORD}).status_code == 302
    assert browser.post("/account/app/remove/").status_code == 302
    assert Authenticator.objects.filter(type="totp").count() == 0


def test_nobody_sees_or_removes_what_is_another_s() -> None:
    given_app("ama")
    ben = given_password("ben")
    browser = Client()
    sign_in(browser, "ben")
    confirm(browser)
    ama = person("ama")
    with as_member("ama"), transaction.atomic():
        proving.may_change_factors(ama.pk)
        theirs = Authenticator.objects.create(user=ama, type="webauthn", data={"name": "Ama’s key"})
    assert "Ama" not in browser.get("/account/passkeys/").content.decode()
    for address in (f"/account/passkeys/{theirs.pk}/name/", f"/account/passkeys/{theirs.pk}/remove/"):
        assert browser.post(address, {"name": "mine"}).status_code == 404
    assert Authenticator.objects.get(pk=theirs.pk).data == {"name": "Ama’s key"}
    assert not Authenticator.objects.filter(user=ben).exists()


@pytest.mark.parametrize(
    "address",
    ["/account/", "/account/password/", "/account/browsers/", "/account/recovery-codes/",
     "/account/recovery-codes/new/", "/account/passkeys/", "/account/passkeys/new/", "/account/app/remove/",
     "/account/recovery-codes/download/"],
)  # fmt: skip
def test_every_page_of_an_account_is_drawn_in_our_style(address: str) -> None:
    browser, _ = given_app("ama")
    answer = browser.get(address)
    assert answer.status_code == 200
    if address.endswith("download/"):
        return
    page = answer.content.decode()
    then_it_is_ours(page)
    assert Client().get(address).status_code == 302


def test_signing_in_by_a_link_to_somebody_who_is_signed_in_changes_nothing() -> None:
    browser = client_as("ben")
    given_password("ama")
    assert sign_in(browser, "ama").status_code == 302
    assert "Ben Aldous" in browser.get("/account/").content.decode()
