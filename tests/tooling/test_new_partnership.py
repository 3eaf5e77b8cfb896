"""A second partnership is begun by one command; neither sees anything of the other, and somebody may work for both."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from config.environment import GIVEN
from config.home import ROOT
from config.postgres import Addresses, Server
from tests.tooling.test_adopting_settings import DOCUMENT, held, tessera

BEGIN = (
    "new-partnership", "--name", "Wexcombe", "--preset", "merton-2-6-24", "--hub-name", "Wexcombe front door",
    "--hub-telephone", "01632 960300", "--out-of-hours-telephone", "01632 960301",
    "--hub-email", "hub@wexcombe.example.org", "--social-care", "Wexcombe Children’s Services",
    "--agency", "police:Wexcombe Police", "--agency", "education_school:Pennant Primary",
    "--agency", "education_school:Pennant Primary School North",
)  # fmt: skip
TWO = (
    "--administrator",
    "o.lindqvist@example.org,Ola Lindqvist",
    "--administrator",
    "t.bell@example.org,Tam Bell",
)


@pytest.fixture(scope="module")
def installation(scratch_server: Server, migrated: str) -> Iterator[Addresses]:
    """An installation where one partnership works already."""
    name = f"tessera_beginning_{os.getpid()}"
    made = scratch_server.prepare(name, template=migrated)
    assert tessera(made, "migrate", "--quiet").returncode == 0
    assert tessera(made, "settings", "import", str(DOCUMENT)).returncode == 0
    yield made
    scratch_server.drop(name)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (BEGIN, "give at least 2"),
        ((*BEGIN, *TWO[:2], *TWO[:2]), "Name two administrators"),
        ((*BEGIN, *TWO, "--agency", "wizards:The tower"), "is not KIND:NAME"),
        ((*BEGIN, *TWO, "--hub-email", "nowhere"), "partnership.hub_email"),
        ((*BEGIN, *TWO, "--name", "Thornmere"), "There is a partnership thornmere already"),
        ((*BEGIN[:1], *BEGIN[3:], *TWO), "Say it with --name"),
    ],
)
def test_what_cannot_be_used_begins_nothing(
    installation: Addresses, words: tuple[str, ...], said: str
) -> None:
    refused = tessera(installation, *words)
    assert refused.returncode == 1
    assert said in refused.stderr
    assert held(installation, "SELECT code FROM access_partnership") == ["thornmere"]


def test_a_second_partnership_begins(installation: Addresses) -> None:
    made = tessera(installation, *BEGIN, *TWO)
    assert made.returncode == 0, made.stderr
    assert made.stdout.count("/sign-in/new-password/") == 2
    assert sorted(held(installation, "SELECT code FROM access_partnership")) == ["thornmere", "wexcombe"]
    printed = tessera(installation, "settings", "export", "--partnership", "wexcombe").stdout
    for words in (
        "started_from: merton-2-6-24",
        "Wexcombe Police",
        "pennant_primary_school_north",
        "short: WP",
    ):
        assert words in printed
    again = tessera(installation, *BEGIN, *TWO)
    assert "There is a partnership wexcombe already" in again.stderr


@pytest.fixture
def page(installation: Addresses) -> Iterator[str]:
    """The address of the page on which a partnership is begun."""
    given = {name: getattr(installation, role) for role, name in GIVEN.items()}
    command = [sys.executable, "-m", "config.console", "new-partnership", "--page"]
    with subprocess.Popen(
        command, env={**os.environ, **given}, cwd=ROOT, text=True, stdout=subprocess.PIPE
    ) as opened:
        assert opened.stdout is not None
        yield opened.stdout.readline().split()[-1]
        opened.terminate()


def asked(address: str, typed: dict[str, str] | None = None) -> tuple[int, str]:
    """What the page answers, to a form where one is given."""
    data = urlencode(typed).encode() if typed is not None else None
    try:
        with urlopen(address, data, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        return refused.code, refused.read().decode()


TYPED = {
    "name": "Saltmarsh", "preset": "surrey-4wh-24wh-72h", "hub_name": "Saltmarsh MASH", "hub_telephone": "01632 960400",
    "out_of_hours_telephone": "01632 960401", "hub_email": "hub@saltmarsh.example.org",
    "social_care": "Saltmarsh Children’s Services", "agencies_police": "Saltmarsh Police",
    "agencies_education_school": "Fen End Primary\n\nSluice Academy\n",
    "person_1": "Ola Lindqvist", "email_1": "o.lindqvist@example.org", "person_2": "Tam Bell",
    "email_2": "t.bell@example.org",
}  # fmt: skip


def test_a_partnership_begins_on_a_page_and_somebody_works_for_two(
    installation: Addresses, page: str
) -> None:
    assert asked(page.rsplit("/", 2)[0] + "/another-key/")[0] == 404
    assert asked(page.replace("/begin/", "/sign-in/"))[0] == 404, "nothing else is served by the owner"
    assert "Begin the partnership" in asked(page)[1]
    wrong = asked(page, TYPED | {"name": "", "hub_telephone": "none"})[1]
    assert "Enter what the partnership is called" in wrong
    assert "Saltmarsh Police" in wrong, "what was typed is kept"
    assert "partnership.hub_telephone" in asked(page, TYPED | {"hub_telephone": "none"})[1]
    assert "There is a partnership thornmere already" in asked(page, TYPED | {"name": "Thornmere"})[
        1
    ].replace("&#x27;", "'")
    status, said = asked(page, TYPED)
    assert status == 200
    assert said.count("/sign-in/new-password/") == 4, "each link, as words and as an address"
    assert held(installation, "SELECT code FROM access_partnership WHERE code = 'saltmarsh'") == ["saltmarsh"]
    printed = tessera(installation, "settings", "export", "--partnership", "saltmarsh").stdout
    for words in ("surrey-4wh-24wh-72h", "Fen End Primary", "Sluice Academy", "Saltmarsh Police"):
        assert words in printed
