"""Whoever reads every table, in a copy or by injection, finds no key of a session that is open."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.test import Client
from psycopg.sql import SQL, Identifier

from tests.stories.signing import PASSWORD, calm, given_password, is_in, kept_of, key_of, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
Administrator = psycopg.Connection[Any]


@pytest.fixture(autouse=True)
def fresh_counts(settings: Any) -> None:
    calm(settings)


def holding(administrator: Administrator, words: str) -> set[str]:
    """The tables with a row that holds these words anywhere."""
    tables = administrator.execute(
        "SELECT nspname::text, relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
        "WHERE relkind = 'r' AND nspname IN ('public', 'access', 'audit')"
    ).fetchall()
    found = set()
    for schema, table in tables:
        asked = SQL("SELECT 1 FROM {} t WHERE position(%s in t::text) > 0 LIMIT 1")
        if administrator.execute(asked.format(Identifier(schema, table)), [words]).fetchone():
            found.add(table)
    return found


def test_no_table_holds_the_key_of_an_open_session(administrator: Administrator) -> None:
    given_password("ama")
    browser, fresh = Client(), "nine dry umbrellas"
    sign_in(browser, "ama")
    first = key_of(browser)
    browser.post(
        "/account/password/",
        {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh},
    )
    assert key_of(browser) != first, "the password was not changed, so no key was replaced"
    assert is_in(browser)
    assert holding(administrator, kept_of(browser)) == {"django_session", "usersessions_usersession"}
    for key in (first, key_of(browser)):
        assert holding(administrator, key) == set()
    page = browser.get("/account/browsers/").content.decode()
    assert page.count("This one") == 1


def test_what_is_kept_for_a_key_opens_nothing() -> None:
    given_password("ama")
    browser, thief = Client(), Client()
    sign_in(browser, "ama")
    for stolen in (kept_of(browser), kept_of(browser)[:32]):
        thief.cookies["tessera"] = stolen
        assert not is_in(thief)
    thief.cookies["tessera"] = key_of(browser)
    assert is_in(thief), "the key itself would have opened it"


def test_what_another_session_holds_opens_nothing_under_a_key_of_one_s_own(
    administrator: Administrator,
) -> None:
    """Whoever can write to the tables puts what Priya's session holds into the row of their own."""
    for username in ("ama", "priya"):
        given_password(username)
    thief, victim = Client(), Client()
    sign_in(thief, "ama")
    sign_in(victim, "priya")
    assert "Ama" in thief.get("/account/").content.decode()
    copied = administrator.execute(
        "UPDATE django_session SET session_data = (SELECT session_data FROM django_session WHERE session_key = %s) "
        "WHERE session_key = %s",
        [kept_of(victim), kept_of(thief)],
    )
    assert copied.rowcount == 1
    assert not is_in(thief)
    assert is_in(victim)
