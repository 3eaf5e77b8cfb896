"""How long a session lasts, what ends it, and that nothing of it works once it has ended."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session as BrowserSession
from django.db import ProgrammingError, transaction
from django.test import Client

from tessera.access import acting, proving, sessions
from tests.cast import client_as
from tests.stories.signing import (
    PASSWORD,
    calm,
    given_password,
    is_in,
    kept_of,
    key_of,
    person,
    place_of,
    sign_in,
)

pytestmark = pytest.mark.django_db
# PostgreSQL ends the transaction in which it is shown a token that opens nothing.
REAL = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh_counts(settings: Any) -> None:
    calm(settings)


def opens(token: str) -> bool:
    """Whether PostgreSQL opens a security context for this token."""
    try:
        with acting.acting_as(token), transaction.atomic():
            return True
    except ProgrammingError:
        return False


def age(owner: psycopg.Connection[Any], browser: Client, **ago: float) -> None:
    """Make this browser's session look as if nobody had used it for a while."""
    session = browser.session
    then = datetime.now(UTC) - timedelta(**ago)
    session[sessions.SEEN] = then.isoformat()
    session.save()
    idle = timedelta(seconds=1800)
    with acting.acting_as_nobody(), transaction.atomic():
        place = UUID(session[sessions.MEMBERSHIP])
        proving.open_session(
            token=key_of(browser),
            practitioner_id=UUID(session["_auth_user_id"]),
            membership_id=place,
            ends_at=then + idle,
        )


@REAL
def test_what_ends_a_session_from_elsewhere(owner: psycopg.Connection[Any]) -> None:
    """Each of these sends the next click to sign in; none is ever an error page."""
    gone = {
        "the session was ended": lambda browser: sessions.end_session(key_of(browser)),
        "the browser's session was deleted": lambda browser: BrowserSession.objects.filter(
            pk=kept_of(browser)
        ).delete(),
        "the account was stopped": lambda browser: owner.execute(
            "UPDATE access_practitioner SET is_active = false WHERE username = 'ama'"
        ),
        "the account is in use again": lambda browser: owner.execute(
            "UPDATE access_practitioner SET is_active = true WHERE username = 'ama'"
        ),
        "the membership ended": lambda browser: owner.execute(
            "UPDATE access_membership SET valid_to = now() WHERE practitioner_id = %s", [person("ama").pk]
        ),
    }
    for why, happen in gone.items():
        if why == "the account is in use again":
            happen(None)
            continue
        browser = client_as("ama")
        assert is_in(browser)
        happen(browser)
        assert not is_in(browser), why
        page = browser.get("/account/")
        assert (page.status_code, page["Location"]) == (302, "/sign-in/?next=%2Faccount%2F"), why
        assert browser.get("/sign-in/").status_code == 200


@REAL
def test_a_session_that_ended_answers_every_kind_of_request() -> None:
    for ask in (
        lambda b: b.get("/account/"),
        lambda b: b.head("/account/"),
        lambda b: b.post("/account/password/", {"oldpassword": "x"}),
        lambda b: b.get("/session/"),
        lambda b: b.get("/nowhere/"),
        lambda b: b.post("/sign-out/"),
        lambda b: b.get("/choose-membership/"),
    ):
        browser = client_as("ama")
        sessions.end_session(key_of(browser))
        assert ask(browser).status_code in (200, 302, 404)
        assert not is_in(browser)
    browser = client_as("ama")
    sessions.end_session(key_of(browser))
    assert browser.get("/session/").json()["signed_in"] is False
    browser = client_as("ama")
    sessions.end_session(key_of(browser))
    assert browser.post("/account/password/", headers={"X-Requested-With": "autosave"}).status_code == 401


@REAL
def test_signing_out_kills_the_token_itself() -> None:
    browser = client_as("ama")
    token = key_of(browser)
    assert opens(token)
    browser.post("/sign-out/")
    assert not opens(token)


@REAL
def test_a_token_dies_with_the_browser_session_that_it_belongs_to() -> None:
    browser = client_as("ama")
    token = key_of(browser)
    sessions.SessionStore(token).delete()
    assert not opens(token)


@REAL
def test_a_new_password_signs_out_everywhere_else_and_not_here(settings: Any) -> None:
    given_password("ama")
    here, there = Client(), Client()
    sign_in(here, "ama")
    sign_in(there, "ama")
    before = key_of(here)
    new = {"oldpassword": PASSWORD, "password1": "eight dry umbrellas", "password2": "eight dry umbrellas"}
    assert here.post("/account/password/", new).status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert key_of(here) != before
    assert not opens(before)


@REAL
def test_half_an_hour_without_use_ends_it(owner: psycopg.Connection[Any]) -> None:
    browser = client_as("ama")
    age(owner, browser, minutes=29)
    assert is_in(browser)
    age(owner, browser, minutes=31)
    token = key_of(browser)
    assert not is_in(browser)
    assert not opens(token)


@REAL
def test_use_keeps_it_and_is_written_once_a_minute(owner: psycopg.Connection[Any]) -> None:
    browser = client_as("ama")

    def ends() -> datetime:
        return ends_in_database(owner, browser)

    first = ends()
    assert is_in(browser)
    assert ends() == first
    age(owner, browser, minutes=20)
    aged = ends()
    assert aged < first
    assert is_in(browser)
    assert ends() > first - timedelta(seconds=1)


def ends_in_database(owner: psycopg.Connection[Any], browser: Client) -> datetime:
    """When a browser's session ends, asked as the role of the database's own functions."""
    token_hash = hashlib.sha256(key_of(browser).encode()).hexdigest()
    with owner.transaction():
        owner.execute("SET LOCAL ROLE tessera_authz")
        row = owner.execute(
            "SELECT ends_at FROM access_session WHERE token_hash = %s", [token_hash]
        ).fetchone()
    assert row
    ends: datetime = row[0]
    return ends


@REAL
def test_twelve_hours_end_it_however_busy(owner: psycopg.Connection[Any]) -> None:
    browser = client_as("ama")
    session = browser.session
    session[sessions.BEGAN] = (datetime.now(UTC) - timedelta(hours=11, minutes=59)).isoformat()
    session[sessions.SEEN] = (datetime.now(UTC) - timedelta(minutes=2)).isoformat()
    session.save()
    assert is_in(browser)
    assert ends_in_database(owner, browser) <= datetime.now(UTC) + timedelta(minutes=1)
    session = browser.session
    session[sessions.BEGAN] = (datetime.now(UTC) - timedelta(hours=12, minutes=1)).isoformat()
    session[sessions.SEEN] = (datetime.now(UTC) - timedelta(minutes=2)).isoformat()
    session.save()
    is_in(browser)
    assert not is_in(browser)


def test_the_cookie_ends_after_twelve_hours_and_scripts_cannot_read_it() -> None:
    given_password("ama")
    browser = Client()
    sign_in(browser, "ama")
    cookie = browser.cookies["tessera"]
    assert 11.9 * 3600 < int(cookie["max-age"]) <= 12 * 3600
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    session = browser.session
    session[sessions.SEEN] = (datetime.now(UTC) - timedelta(minutes=2)).isoformat()
    expires = session.get_expiry_date()
    session.save()
    is_in(browser)
    assert browser.session.get_expiry_date() == expires


@REAL
def test_another_browser_is_signed_out_from_the_list() -> None:
    given_password("ama")
    here, there, third = (
        Client(),
        Client(),
        Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"),
    )
    for browser in (here, there, third):
        sign_in(browser, "ama")
    page = here.get("/account/browsers/").content.decode()
    assert page.count("This one") == 1
    assert "Firefox on Windows" in page
    row = UserSession.objects.get(session_key=kept_of(there))
    token = key_of(there)
    assert here.post("/account/browsers/", {"browser": str(row.pk)}).status_code == 302
    assert not is_in(there)
    assert not opens(token)
    assert is_in(third)
    assert here.post("/account/browsers/", {"browser": "others"}).status_code == 302
    assert not is_in(third)
    assert is_in(here)


def test_nobody_signs_out_somebody_else() -> None:
    given_password("ama")
    given_password("ben")
    ama, ben = Client(), Client()
    sign_in(ama, "ama")
    sign_in(ben, "ben")
    row = UserSession.objects.get(session_key=kept_of(ben))
    for wanted in (str(row.pk), "", "0", "x", "-1"):
        assert ama.post("/account/browsers/", {"browser": wanted}).status_code == 404
    assert is_in(ben)


# ---------------------------------------- whom to work for


@REAL
def test_someone_who_works_for_two_chooses_and_switches() -> None:
    given_password("raj")
    browser = Client()
    assert sign_in(browser, "raj", next="/account/browsers/").status_code == 302
    asked = browser.get("/account/browsers/")
    assert asked["Location"] == "/choose-membership/?next=%2Faccount%2Fbrowsers%2F"
    page = browser.get(asked["Location"]).content.decode()
    assert "Thornmere" in page
    assert "Eastmere" in page
    first = key_of(browser)
    chosen = browser.post(
        "/choose-membership/", {"membership": place_of("raj", "eastmere"), "next": "/account/"}
    )
    assert chosen["Location"] == "/account/"
    assert "Eastmere" in browser.get("/account/").content.decode()
    assert 'href="/choose-membership/"' in browser.get("/account/").content.decode()
    east = key_of(browser)
    browser.post("/choose-membership/", {"membership": place_of("raj", "thornmere")})
    assert is_in(browser)
    assert key_of(browser) not in (first, east)
    assert not opens(east)
    listed = browser.get("/account/browsers/").content.decode()
    assert listed.count("This one") == 1
    assert listed.count('name="browser"') == 1


def test_a_form_of_the_old_place_is_not_taken_after_switching() -> None:
    browser = client_as("raj", enforce_csrf_checks=True)
    browser.get("/choose-membership/")
    old = browser.cookies["csrftoken"].value
    given = {"membership": place_of("raj", "eastmere"), "csrfmiddlewaretoken": old}
    assert browser.post("/choose-membership/", given).status_code == 302
    assert browser.post("/unsaved/forget/", {"csrfmiddlewaretoken": old}).status_code == 403


def test_a_membership_that_is_not_ones_own_opens_nothing() -> None:
    given_password("raj")
    browser = Client()
    sign_in(browser, "raj")
    for forged in (place_of("ama", "thornmere"), uuid4(), "", "x", "' OR 1=1"):
        answer = browser.post("/choose-membership/", {"membership": str(forged)})
        assert answer.status_code in (200, 404)
        assert not is_in(browser)
    single = client_as("ben")
    assert (
        single.post("/choose-membership/", {"membership": str(place_of("ama", "thornmere"))}).status_code
        == 404
    )
    assert "Kestrel Lane" in single.get("/account/").content.decode()
    assert (
        Client().post("/choose-membership/", {"membership": str(place_of("ama", "thornmere"))})["Location"]
        == "/sign-in/"
    )


@REAL
def test_whoever_belongs_nowhere_is_told_so(owner: psycopg.Connection[Any]) -> None:
    given_password("ama")
    owner.execute(
        "UPDATE access_membership SET valid_to = now() WHERE practitioner_id = %s", [person("ama").pk]
    )
    browser = Client()
    sign_in(browser, "ama")
    assert browser.get("/account/")["Location"].startswith("/choose-membership/")
    assert "do not belong to an agency" in browser.get("/choose-membership/").content.decode()


def test_the_switch_is_shown_only_to_those_who_have_one() -> None:
    assert 'href="/choose-membership/"' in client_as("raj").get("/account/").content.decode()
    assert 'href="/choose-membership/"' not in client_as("ama").get("/account/").content.decode()


def test_whether_a_session_is_open_is_asked_without_a_call(administrator: psycopg.Connection[Any]) -> None:
    """It is on the way of every request: PostgreSQL writes what asks it into the statement that asks."""
    rows = administrator.execute("EXPLAIN SELECT * FROM access._session('x')").fetchall()
    plan = "\n".join(line for (line,) in rows)
    assert "access_session" in plan
    assert "access_membership" in plan
    assert "Function Scan" not in plan
