"""A form that is sent after the session ended: nothing typed is lost, and nobody else gets it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session as BrowserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tessera.access import late, sessions
from tests.stories import late_urls
from tests.stories.signing import calm, given_password, is_in, key_of, sign_in

pytestmark = pytest.mark.django_db
# PostgreSQL ends the transaction in which it is shown a token that opens nothing.
REAL = pytest.mark.django_db(transaction=True)

TYPED = {"words": "Wet shoes, no socks.\nSecond week.", "kind": "saw", "mark": ["a", "b"], "empty": ""}
UNSAVED = "/unsaved/"


@pytest.fixture(autouse=True)
def _quietly(settings: Any) -> None:
    calm(settings)
    settings.ROOT_URLCONF = "tests.stories.late_urls"
    late_urls.TAKEN.clear()
    for username in ("ama", "ben"):
        given_password(username)


def given_late_post(how: str = "deleted", typed: dict[str, Any] | None = None, **client: Any) -> Client:
    """A browser in which Ama was signed in, whose session ended, and which then sent what was typed."""
    browser = Client(**client)
    sign_in(browser, "ama")
    assert is_in(browser)
    if how == "ended":
        sessions.end_session(key_of(browser))
    elif how == "deleted":
        sessions.SessionStore(key_of(browser)).delete()
    elif how == "signed out":
        browser.post("/sign-out/")
    elif how == "cookie gone":
        del browser.cookies["tessera"]
    answer = browser.post("/notes/?of=1", TYPED if typed is None else typed)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    assert late_urls.TAKEN == []
    return browser


def send_again(browser: Client, page: str) -> Any:
    """Press the button of the page that gives the words back, as a browser would."""
    form = re.search(r'<form method="post" action="(/notes/[^"]*)">(.*?)</form>', page, re.S)
    assert form, page
    import html

    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form.group(2)):
        sent.setdefault(html.unescape(name), []).append(html.unescape(value))
    return browser.post(html.unescape(form.group(1)), sent)


@REAL
@pytest.mark.parametrize("how", ["ended", "deleted", "signed out", "cookie gone"])
def test_the_same_practitioner_gets_it_back_and_sends_it(how: str) -> None:
    browser = given_late_post(how)
    assert sign_in(browser, "ama")["Location"] == UNSAVED
    page = browser.get(UNSAVED).content.decode()
    assert "You were signed out before this was saved" in page
    assert "Nothing is lost" in page
    assert "Wet shoes, no socks." in page
    assert late_urls.TAKEN == []
    assert send_again(browser, page).status_code == 200
    [taken] = late_urls.TAKEN
    assert taken["by"] == "Ama Mensah"
    assert taken["words"][0].replace("\r\n", "\n") == TYPED["words"]
    assert (taken["kind"], taken["mark"], taken["empty"]) == (["saw"], ["a", "b"], [""])
    assert browser.get(UNSAVED)["Location"] == "/"


@REAL
def test_sending_again_needs_a_fresh_token() -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/sign-in/").content.decode()

    def token(page: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found
        return found.group(1)

    sign_in(browser, "ama", csrfmiddlewaretoken=token(page))
    old = token(browser.get("/account/").content.decode())
    sessions.end_session(key_of(browser))
    assert browser.post("/notes/", TYPED).status_code == 403
    late_post = browser.post("/notes/", {**TYPED, "csrfmiddlewaretoken": old})
    assert late_post["Location"] == "/sign-in/"
    sign_in(browser, "ama", csrfmiddlewaretoken=token(browser.get("/sign-in/").content.decode()))
    page = browser.get(UNSAVED).content.decode()
    assert old not in page
    assert page.count(f'value="{old}"') == 0
    assert browser.post("/notes/", {**TYPED, "csrfmiddlewaretoken": old}).status_code == 403
    assert late_urls.TAKEN == []
    assert send_again(browser, page).status_code == 200
    assert len(late_urls.TAKEN) == 1
    assert "csrfmiddlewaretoken" in late_urls.TAKEN[0]


def test_without_the_token_nothing_is_kept() -> None:
    browser = Client(enforce_csrf_checks=True)
    sign_in(Client(), "ama")
    browser.cookies[late.COOKIE] = _remembered("ama")
    assert browser.post("/notes/", TYPED).status_code == 403
    assert not any("Wet shoes" in str(one.get_decoded()) for one in BrowserSession.objects.all())


def _remembered(username: str) -> str:
    browser = Client()
    sign_in(browser, username)
    return browser.cookies[late.COOKIE].value


def test_another_practitioner_never_sees_it() -> None:
    browser = given_late_post()
    assert sign_in(browser, "ben")["Location"] == "/"
    assert browser.get(UNSAVED)["Location"] == "/"
    assert "Wet shoes" not in browser.get("/account/").content.decode()
    assert "late_post" not in dict(browser.session)
    browser.post("/sign-out/")
    sign_in(browser, "ama")
    assert browser.get(UNSAVED)["Location"] == "/"
    assert not any("Wet shoes" in str(one.get_decoded()) for one in BrowserSession.objects.all())


def test_a_cookie_that_somebody_changed_binds_nothing() -> None:
    hers = _remembered("ama")
    another = hers[:-1] + ("A" if hers[-1] != "A" else "E")
    for forged in ("x", str(given_password("ama").pk), another, ""):
        browser = Client()
        browser.cookies[late.COOKIE] = forged
        browser.post("/notes/", TYPED)
        assert "late_post" not in dict(browser.session)
    stranger = Client()
    stranger.post("/notes/", TYPED)
    assert "late_post" not in dict(stranger.session)


def test_it_is_forgotten_after_half_an_hour() -> None:
    browser = given_late_post()
    session = browser.session
    assert session.get_expiry_age() <= 1800
    session["late_post"] = {
        **session["late_post"],
        "at": (datetime.now(UTC) - timedelta(minutes=31)).isoformat(),
    }
    session.save()
    assert sign_in(browser, "ama")["Location"] == "/"
    assert browser.get(UNSAVED)["Location"] == "/"
    assert "late_post" not in dict(browser.session)


def test_words_that_nobody_came_back_for_leave_the_database() -> None:
    first = given_late_post()
    left = key_of(first)
    BrowserSession.objects.filter(pk=left).update(expire_date=datetime.now(UTC) - timedelta(seconds=1))
    sign_in(Client(), "ben")
    assert not BrowserSession.objects.filter(pk=left).exists()


def test_it_can_be_thrown_away() -> None:
    browser = given_late_post()
    sign_in(browser, "ama")
    assert browser.post("/unsaved/forget/").status_code == 302
    assert browser.get(UNSAVED)["Location"] == "/"


def test_passwords_tokens_and_files_are_not_kept() -> None:
    file = SimpleUploadedFile("a.txt", b"file words")
    typed = {
        **TYPED,
        "password1": "hush-hush",
        "new_password": "hush-hush",
        "secret_key": "hush-hush",
        "file": file,
    }
    browser = given_late_post(typed=typed)
    kept = str(browser.session["late_post"])
    assert "Wet shoes" in kept
    assert "hush-hush" not in kept
    assert "file words" not in kept


def test_a_megabyte_at_most_is_kept() -> None:
    assert "late_post" in dict(given_late_post(typed={"words": "a" * 900_000}).session)
    assert "late_post" not in dict(given_late_post(typed={"words": "a" * 1_000_001}).session)
    assert "late_post" not in dict(given_late_post(typed={"words": "é" * 500_001}).session)


def test_what_is_typed_never_becomes_markup() -> None:
    browser = given_late_post(typed={"words": '"><script>alert(1)</script>', '"><b>name': "x"})
    sign_in(browser, "ama")
    page = browser.get(UNSAVED).content.decode()
    assert "<script>alert" not in page
    assert '"><b>' not in page


@REAL
def test_an_autosave_that_comes_too_late_is_answered_not_kept() -> None:
    browser = Client()
    sign_in(browser, "ama")
    sessions.end_session(key_of(browser))
    answer = browser.post("/notes/", TYPED, headers={"X-Requested-With": "autosave"})
    assert answer.status_code == 401
    assert "late_post" not in dict(browser.session)


@REAL
def test_someone_who_works_for_two_chooses_first_and_gets_it_back_then() -> None:
    given_password("raj")
    browser = Client()
    sign_in(browser, "raj")
    browser.post("/notes/", TYPED)  # nobody was chosen yet, so there was nowhere to write to
    assert late_urls.TAKEN == []
    from tests.stories.signing import place_of

    browser.post("/choose-membership/", {"membership": place_of("raj", "eastmere")})
    sessions.end_session(key_of(browser))
    browser.post("/notes/", TYPED)
    sign_in(browser, "raj")
    assert browser.get(UNSAVED)["Location"].startswith("/choose-membership/")
    chosen = browser.post("/choose-membership/", {"membership": place_of("raj", "eastmere")})
    assert chosen["Location"] == UNSAVED
    assert "Wet shoes" in browser.get(UNSAVED).content.decode()
