"""A second partnership is begun by one command; neither sees anything of the other, and somebody may work for both."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

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
def installation(scratch_server: Server) -> Iterator[Addresses]:
    """An installation where one partnership works already."""
    name = f"tessera_beginning_{os.getpid()}"
    made = scratch_server.prepare(name)
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
