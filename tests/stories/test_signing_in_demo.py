"""Signing in as anybody, in a demonstration; and that nothing real can be a demonstration."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from tests.stories.signing import calm, is_in, sign_in

pytestmark = pytest.mark.django_db

REAL: tuple[tuple[str, Any, str], ...] = (
    ("SESSION_COOKIE_SECURE", True, "TLS"),
    ("SECURE_SSL_REDIRECT", True, "TLS"),
    ("ALLOWED_HOSTS", ["tessera.example.org"], "other machines"),
    ("ALLOWED_HOSTS", ["*"], "other machines"),
    ("ALLOWED_HOSTS", [".example.org", "127.0.0.1"], "other machines"),
    ("ALLOWED_HOSTS", ["192.0.2.1"], "other machines"),
    ("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend", "sends email"),
    ("EMAIL_BACKEND", "somebody.mail.Backend", "sends email"),
    ("SOCIALACCOUNT_PROVIDERS", {"openid_connect": {"APPS": [{}]}}, "own provider"),
)


@pytest.fixture(autouse=True)
def _demonstration(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    calm(settings)
    settings.TESSERA_DEMO = True
    monkeypatch.delenv("TESSERA_SECRET_KEY_FILE", raising=False)


def test_the_cast_stands_on_the_sign_in_page_with_what_each_may_do() -> None:
    page = Client().get("/sign-in/").content.decode()
    assert page.count('name="username" value="') >= 40
    assert "Screens what arrives, opens enquiries and works them." in page
    assert "Ben Aldous" in page
    assert "automatic" not in page


def test_one_button_signs_in_as_each() -> None:
    browser = Client()
    assert browser.post("/sign-in/as/", {"username": "ben"})["Location"] == "/"
    assert "Ben Aldous" in browser.get("/account/").content.decode()
    onward = browser.post("/sign-in/as/", {"username": "ama", "next": "/account/browsers/"})
    assert onward["Location"] == "/account/browsers/"
    assert "Ama Mensah" in browser.get("/account/").content.decode()
    assert browser.post("/sign-in/as/", {"username": "ama", "next": "//evil.example"})["Location"] == "/"
    browser.post("/sign-in/as/", {"username": "raj"})
    assert browser.get("/account/")["Location"].startswith("/choose-membership/")


@pytest.mark.parametrize("username", ["automatic", "nobody", "", "AMA", "ama'--"])
def test_nobody_outside_the_cast_can_be_signed_in_as(username: str) -> None:
    browser = Client()
    assert browser.post("/sign-in/as/", {"username": username}).status_code == 404
    assert not is_in(browser)


def test_it_takes_a_post_with_a_token() -> None:
    assert Client().get("/sign-in/as/", {"username": "ama"}).status_code == 405
    assert Client(enforce_csrf_checks=True).post("/sign-in/as/", {"username": "ama"}).status_code == 403


def test_without_the_demonstration_there_is_no_such_thing(settings: Any) -> None:
    settings.TESSERA_DEMO = False
    browser = Client()
    assert browser.post("/sign-in/as/", {"username": "ama"}).status_code == 404
    assert not is_in(browser)
    assert "Ben Aldous" not in browser.get("/sign-in/").content.decode()
    assert [one for one in run_checks() if one.id == "access.E001"] == []


@pytest.mark.parametrize(("name", "value", "said"), REAL)
def test_a_real_deployment_cannot_be_a_demonstration(settings: Any, name: str, value: Any, said: str) -> None:
    browser = Client()
    browser.get("/sign-in/")
    setattr(settings, name, value)
    found = [one for one in run_checks() if one.id == "access.E001"]
    assert len(found) == 1
    assert said in found[0].msg
    with pytest.raises(ImproperlyConfigured, match=said):
        WSGIHandler()
    from tessera.access import demo

    assert not demo.allowed()
    assert demo.find("ama") is None


def test_a_secret_key_of_its_own_is_a_real_deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSERA_SECRET_KEY_FILE", "somewhere")
    assert [one.id for one in run_checks() if one.id == "access.E001"] == ["access.E001"]
    with pytest.raises(ImproperlyConfigured, match="secret key"):
        WSGIHandler()


def test_the_password_form_is_there_too() -> None:
    assert sign_in(Client(), "ama", "wrong").status_code == 200
