"""Signing in by an agency's own provider (OpenID Connect): it lets in whom we know, and makes nobody."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import psycopg
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from config.sign_in_providers import providers
from tessera.access import acting
from tessera.access.models import Practitioner
from tests.cast import client_as
from tests.stories.provider import CLIENT, SECRET, Provider, running
from tests.stories.signing import calm, is_in, person

pytestmark = pytest.mark.django_db

BEN = {"sub": "k-17", "email": "ben.aldous@example.org", "email_verified": True, "name": "Ben Aldous"}
RAJ = {"sub": "t-99", "email": "raj.bhandari@example.org", "email_verified": True}
START = "/sign-in/with/kestrel/"


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


@pytest.fixture
def provider(settings: Any, tmp_path: Path) -> Iterator[Provider]:
    """A provider that two agencies use, each by an entry of its own."""
    calm(settings)
    (tmp_path / "secret").write_text(SECRET + "\n")
    with running() as found:
        common = {"client_id": CLIENT, "secret_file": str(tmp_path / "secret"), "server_url": found.address}
        thornmere = {**common, "partnership": "thornmere"}
        file = tmp_path / "providers.json"
        file.write_text(
            json.dumps(
                [
                    {"id": "kestrel", "name": "Sign in with Kestrel Lane", "agency": "kestrel_lane", **thornmere},
                    {"id": "care", "name": "Sign in with Thornmere Council", "agency": "childrens_social_care",
                     **thornmere},
                ]
            )
        )  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers(str(file))}}
        yield found


def follow(browser: Client, start: str = START, **more: str) -> Any:
    """Press the button, visit the provider as the browser would, and come back with what it gave."""
    return browser.get(visit(browser.post(start, more)))


def visit(page: Any) -> str:
    """Go where the page leads, and answer with the address that the provider sends the browser back to."""
    assert page.status_code == 200
    found = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page.content.decode())
    assert found
    try:
        build_opener(_Stay).open(html.unescape(found.group(1)), timeout=10)
    except HTTPError as answer:
        back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def then_nobody_came_in(browser: Client, answer: Any, before: int) -> None:
    assert not is_in(browser)
    assert answer.status_code in (200, 401, 403)
    assert "You are not signed in" in answer.content.decode()
    with acting.acting_as_nobody():
        assert Practitioner.objects.count() == before


def test_the_sign_in_page_offers_each_provider(provider: Provider) -> None:
    page = Client().get("/sign-in/").content.decode()
    assert "Sign in with Kestrel Lane" in page
    assert "Sign in with Thornmere Council" in page


def test_a_practitioner_whom_we_know_signs_in(provider: Provider) -> None:
    provider.claims = BEN
    browser = Client()
    assert follow(browser, next="/account/browsers/")["Location"] == "/account/browsers/"
    assert "Ben Aldous" in browser.get("/account/").content.decode()
    account = SocialAccount.objects.get()
    assert (account.user_id, account.uid) == (person("ben").pk, "k-17")
    again = Client()
    provider.claims = {**BEN, "email": "changed@example.org"}
    assert follow(again)["Location"] == "/"
    assert is_in(again)
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "1", "email": "nobody@example.org", "email_verified": True},
        {**BEN, "email_verified": False},
        {**BEN, "email_verified": "true"},
        {"sub": "1", "email": "ben.aldous@example.org"},
        {"sub": "1"},
        {**BEN, "email": "ama.mensah@example.org"},
        {**BEN, "email": "ben.aldous@example.org\n"},
        {**BEN, "email": "%"},
        {**BEN, "email": "automatic@example.org"},
    ],
    ids=["unknown", "unverified", "verified in words", "not said", "no address", "another agency", "line end",
         "pattern", "automatic"],
)  # fmt: skip
def test_anybody_else_is_refused_in_words_and_nobody_is_made(
    provider: Provider, claims: dict[str, Any]
) -> None:
    with acting.acting_as_nobody():
        before = Practitioner.objects.count()
    provider.claims = claims
    browser = Client()
    answer = follow(browser)
    if claims.get("email", "").strip() == BEN["email"] and claims.get("email_verified") is True:
        return  # white space round an address is not part of it
    then_nobody_came_in(browser, answer, before)
    assert not SocialAccount.objects.exists()
    assert "Kestrel" in answer.content.decode()


def test_a_provider_opens_its_own_agency_and_no_other(provider: Provider) -> None:
    """Raj works for two. Thornmere's provider speaks for Thornmere alone."""
    provider.claims = RAJ
    browser = Client()
    assert follow(browser, "/sign-in/with/care/")["Location"] == "/"
    page = browser.get("/account/").content.decode()
    assert "Thornmere" in page
    assert "Eastmere" not in browser.get("/choose-membership/").content.decode()


def test_whoever_was_signed_in_before_is_signed_out(provider: Provider) -> None:
    provider.claims = BEN
    browser = client_as("ama")
    assert follow(browser)["Location"] == "/"
    assert "Ben Aldous" in browser.get("/account/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"audience": "somebody else"},
        {"issuer": "https://evil.example"},
        {"lifetime": -3600},
        {"told": {**BEN, "sub": "another"}},
        {"told": {**RAJ, "sub": "k-17"}},
    ],
)
def test_a_token_that_was_not_made_for_us_is_refused(provider: Provider, wrong: dict[str, Any]) -> None:
    with acting.acting_as_nobody():
        before = Practitioner.objects.count()
    provider.claims = BEN
    for name, value in wrong.items():
        setattr(provider, name, value)
    browser = Client()
    then_nobody_came_in(browser, follow(browser), before)


def test_coming_back_without_having_gone_is_refused(provider: Provider) -> None:
    provider.claims = BEN
    with acting.acting_as_nobody():
        before = Practitioner.objects.count()
    for query in ("", "?code=x&state=y", "?error=access_denied&state=x", "?code=x"):
        browser = Client()
        answer = browser.get(f"{START}back/{query}")
        then_nobody_came_in(browser, answer, before)
    mine, theirs = Client(), Client()
    then_nobody_came_in(theirs, theirs.get(visit(mine.post(START))), before)


def test_someone_else_with_a_leaver_s_address_is_refused(provider: Provider) -> None:
    provider.claims = BEN
    follow(Client())
    provider.claims = {**BEN, "sub": "a new starter"}
    browser = Client()
    answer = follow(browser)
    assert answer.status_code == 403
    assert not is_in(browser)


@pytest.mark.django_db(transaction=True)
def test_leaving_the_agency_ends_it(provider: Provider, owner: psycopg.Connection[Any]) -> None:
    provider.claims = BEN
    browser = Client()
    follow(browser)
    assert is_in(browser)
    owner.execute(
        "UPDATE access_membership SET valid_to = now() WHERE practitioner_id = %s", [person("ben").pk]
    )
    assert not is_in(browser)
    assert follow(browser).status_code == 403
    assert not is_in(browser)


@pytest.mark.django_db(transaction=True)
def test_someone_whose_account_is_stopped_is_refused(
    provider: Provider, owner: psycopg.Connection[Any]
) -> None:
    provider.claims = BEN
    follow(Client())
    owner.execute("UPDATE access_practitioner SET is_active = false WHERE username = 'ben'")
    browser = Client()
    assert follow(browser).status_code == 403
    assert not is_in(browser)


def test_a_provider_that_is_not_there_is_said_in_words(provider: Provider) -> None:
    assert Client().post("/sign-in/with/unknown/").status_code == 404
    assert Client().get("/sign-in/with/unknown/back/").status_code == 404


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/"])
def test_a_provider_never_leads_elsewhere(provider: Provider, elsewhere: str) -> None:
    provider.claims = BEN
    assert follow(Client(), next=elsewhere)["Location"] == "/"


# ---------------------------------------- the file


def entry(tmp_path: Path, **changes: Any) -> dict[str, Any]:
    (tmp_path / "secret").write_text("s")
    whole = {
        "id": "kestrel", "name": "Kestrel", "client_id": "c", "secret_file": str(tmp_path / "secret"),
        "server_url": "https://id.example.org", "partnership": "thornmere", "agency": "kestrel_lane",
    }  # fmt: skip
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"agency": None}, "agency is missing"),
        ({"agency": " "}, "agency is missing"),
        ({"server_url": "http://id.example.org"}, "must begin with https"),
        ({"id": "Kestrel Lane"}, "small letters"),
        ({"agncy": "x"}, "not known here"),
        ({"email_domains": "example.org"}, "list of domains"),
    ],
)
def test_a_file_that_is_half_right_is_refused(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    file = tmp_path / "providers.json"
    file.write_text(json.dumps([entry(tmp_path, **changes)]))
    with pytest.raises(ValueError, match=said):
        providers(str(file))


def test_two_providers_do_not_share_an_id(tmp_path: Path) -> None:
    file = tmp_path / "providers.json"
    file.write_text(json.dumps([entry(tmp_path), entry(tmp_path)]))
    with pytest.raises(ValueError, match="same id"):
        providers(str(file))
    file.write_text("{}")
    with pytest.raises(ValueError, match="list of providers"):
        providers(str(file))
    assert providers("") == []
    file.write_text(json.dumps([entry(tmp_path, email_domains=["example.org"])]))
    assert providers(str(file))[0]["settings"]["verified_email"] == ["example.org"]
