"""A forgotten password, an account for someone new, and what a stranger learns by asking: nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from config.home import ROOT
from config.postgres import Addresses
from tessera.access import proving
from tests.cast import client_as
from tests.stories.signing import PASSWORD, calm, given_password, is_in, sign_in

pytestmark = pytest.mark.django_db

NEW = {"password1": "nine grey umbrellas", "password2": "nine grey umbrellas"}
FORGOTTEN = "/sign-in/forgotten/"


@pytest.fixture(autouse=True)
def _quietly(settings: Any) -> None:
    calm(settings)


def link_in(message: Any) -> str:
    found = re.search(r"https?://\S+", message.body)
    assert found, message.body
    return urlsplit(found.group()).path


def given_link(email: str = "ama.mensah@example.org") -> str:
    assert Client().post(FORGOTTEN, {"email": email}).status_code == 302
    return link_in(mail.outbox[-1])


def test_a_link_by_email_sets_a_password_once() -> None:
    given_password("ama")
    elsewhere = Client()
    sign_in(elsewhere, "ama")
    link = given_link()
    [message] = mail.outbox
    assert message.to == ["ama.mensah@example.org"]
    browser = Client()
    form = browser.get(link)
    assert link.rsplit("-", 1)[-1].strip("/") not in form["Location"]
    assert browser.get(form["Location"]).status_code == 200
    assert browser.post(form["Location"], NEW)["Location"] == "/sign-in/new-password/done/"
    assert not is_in(browser)
    assert not is_in(elsewhere)
    assert sign_in(browser, "ama", PASSWORD).status_code == 200
    assert sign_in(browser, "ama", NEW["password1"]).status_code == 302
    again = Client()
    assert "no longer works" in again.get(link).content.decode()
    assert again.post(form["Location"], NEW).status_code == 200
    assert "was set" in mail.outbox[-1].body


def test_asking_says_the_same_whether_or_not_there_is_an_account() -> None:
    answers = []
    for email in ("ama.mensah@example.org", "nobody@example.org"):
        browser = Client()
        sent = browser.post(FORGOTTEN, {"email": email})
        page = browser.get(sent["Location"]).content.decode()
        answers.append(
            (sent.status_code, sent["Location"], re.sub(r'value="\w{64}"|data-now="[^"]*"', "", page))
        )
    assert [message.to for message in mail.outbox] == [["ama.mensah@example.org"], ["nobody@example.org"]]
    assert "There is no account" in mail.outbox[1].body
    assert answers[0] == answers[1]


def test_no_message_names_a_child_or_says_more_than_it_must() -> None:
    given_link()
    text = mail.outbox[-1].subject + mail.outbox[-1].body
    assert "Tessera" in text
    assert "Ama Mensah" not in text
    assert "ama" not in text.replace("/", " ").split()


@pytest.mark.parametrize(
    "password",
    ["brolly", "password1234", "ama.mensah@example.org", "qwertyuiop", ""],
)
def test_a_password_that_is_easily_guessed_is_refused_in_words(password: str) -> None:
    link = given_link()
    browser = Client()
    form = browser.get(link)["Location"]
    page = browser.post(form, {"password1": password, "password2": password})
    assert page.status_code == 200
    assert "govuk-error-summary" in page.content.decode()
    assert not password or password not in re.sub(r"<title>.*", "", page.content.decode())
    assert sign_in(Client(), "ama", password or "x").status_code == 200


def test_two_different_passwords_are_refused() -> None:
    browser = Client()
    form = browser.get(given_link())["Location"]
    page = browser.post(form, {**NEW, "password2": "ten black umbrellas"}).content.decode()
    assert "govuk-error-summary" in page


def test_a_link_of_one_works_in_a_browser_of_another() -> None:
    """At a shared computer: Ben is signed in still when Ama opens her link."""
    browser = client_as("ben")
    form = browser.get(given_link())["Location"]
    assert browser.post(form, NEW).status_code == 302
    assert not is_in(browser)
    assert sign_in(browser, "ama", NEW["password1"]).status_code == 302
    assert "Ama Mensah" in browser.get("/account/").content.decode()


def test_a_link_cannot_be_made_up() -> None:
    link = given_link()
    uid, key = re.match(r"/sign-in/new-password/([0-9a-f]+)-(.+)/$", link).groups()  # type: ignore[union-attr]
    for forged in (f"{uid}-set-password", f"{uid}-x", f"{'0' * 32}-{key}", f"zz-{key}", f"{uid}-{key[:-1]}0"):
        page = Client().get(f"/sign-in/new-password/{forged}/")
        assert page.status_code == 200
        assert "no longer works" in page.content.decode()


def test_asking_again_and_again_stops() -> None:
    statuses = [Client().post(FORGOTTEN, {"email": "ama.mensah@example.org"}).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_somebody_whose_agency_signs_them_in_gets_no_link() -> None:
    person = given_password("ben")
    person.set_unusable_password()
    person.save(update_fields=["password"])
    proving.may_tie(person.pk, "kestrel", "k-17")
    SocialAccount.objects.create(user=person, provider="kestrel", uid="k-17")
    Client().post(FORGOTTEN, {"email": "ben.aldous@example.org"})
    assert "sign in by your agency" in mail.outbox[-1].body
    assert "http" not in mail.outbox[-1].body
    browser = client_as("ben")
    assert "None: you sign in by your agency" in browser.get("/account/").content.decode()
    assert browser.get("/account/password/", follow=True).status_code == 404


# ---------------------------------------- someone new


def command(addresses: Addresses, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    from django.conf import settings

    given = {
        "TESSERA_OWNER_DATABASE_URL": addresses.owner,
        "TESSERA_HOME": str(home),
        "TESSERA_SECRET_KEY": settings.SECRET_KEY,
        "TESSERA_ADDRESS": "https://tessera.example.org/",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [sys.executable, "-P", "-m", "config.console", "new-practitioner", *words],
        capture_output=True, text=True, env={**os.environ, **given}, check=False, timeout=120,
    )  # fmt: skip


WHERE = ("--partnership", "thornmere", "--agency", "kestrel_lane")
ZOE = ("zoe", "--name", "Zoe Carr", "--email", "Zoe.Carr@example.org", *WHERE, "--role", "referrer")


@pytest.mark.django_db(transaction=True)
def test_someone_new_gets_a_link_signs_in_and_belongs(addresses: Addresses, tmp_path: Path) -> None:
    done = command(addresses, tmp_path / "home", *ZOE)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("https://tessera.example.org/sign-in/new-password/")
    assert len(done.stdout.splitlines()) == 1
    browser = Client()
    form = browser.get(urlsplit(done.stdout.strip()).path)["Location"]
    assert browser.post(form, NEW).status_code == 302
    assert sign_in(browser, "zoe.carr@example.org", NEW["password1"]).status_code == 302
    page = browser.get("/account/").content.decode()
    assert "Zoe Carr" in page
    assert "Kestrel Lane Primary" in page
    twice = command(addresses, tmp_path / "home", *ZOE, "--no-link")
    assert (twice.returncode, twice.stdout) == (0, "")
    wrong = {
        "somebody's username": ("zoe", "--name", "Z", "--email", "zoe2@example.org", *WHERE, "--role", "referrer"),
        "somebody else's address": (
            "zoe2", "--name", "Z", "--email", "ZOE.carr@example.org", *WHERE, "--role", "referrer"
        ),
        "no agency": ("z3", "--name", "Z", "--email", "z3@example.org", "--partnership", "thornmere", "--agency", "x",
                      "--role", "referrer"),
        "works in a team": ("z4", "--name", "Z", "--email", "z4@example.org", *WHERE, "--role", "social_worker"),
        "valid email": ("z5", "--name", "Z", "--email", "z5", *WHERE, "--role", "referrer"),
    }  # fmt: skip
    for said, words in wrong.items():
        refused = command(addresses, tmp_path / "home", *words)
        assert refused.returncode == 1, said
        assert said in refused.stderr
        assert "Traceback" not in refused.stderr
