"""The page on which a partnership is begun, in a real browser: empty, with errors, and once it is there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from config.environment import GIVEN
from config.home import ROOT
from tests.browser.checks import looked_over

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from config.postgres import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def address(scratch_server: Server, migrated: str) -> Iterator[str]:
    """The page's address, on a database with no partnership."""
    name = f"tessera_first_page_{os.getpid()}"
    made = scratch_server.prepare(name, template=migrated)
    given = {name: getattr(made, role) for role, name in GIVEN.items()}
    command, env = [sys.executable, "-m", "config.console"], {**os.environ, **given}
    subprocess.run([*command, "migrate", "--quiet"], env=env, cwd=ROOT, check=True)
    with subprocess.Popen(
        [*command, "new-partnership", "--page"], env=env, cwd=ROOT, text=True, stdout=subprocess.PIPE
    ) as opened:
        assert opened.stdout is not None
        yield opened.stdout.readline().split()[-1]
        opened.terminate()
    scratch_server.drop(name)


def test_a_partnership_is_begun(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    wrong = {}
    page.goto(address)
    wrong["begin"] = looked_over(page)
    page.get_by_role("button", name="Begin the partnership").click()
    assert "Enter what the partnership is called" in page.inner_text("main")
    wrong["begin, with errors"] = looked_over(page)
    for label, words in (
        ("What is the partnership called?", "Saltmarsh"),
        ("What is the hub called?", "Saltmarsh MASH"),
        ("The hub’s telephone number", "01632 960400"),
        ("The telephone number out of hours", "01632 960401"),
        ("The hub’s email address", "hub@saltmarsh.example.org"),
        ("What is children’s social care called?", "Saltmarsh Children’s Services"),
        ("Police", "Saltmarsh Police"),
        ("The first administrator’s name", "Ola Lindqvist"),
        ("The first administrator’s email address at work", "o.lindqvist@example.org"),
        ("The second administrator’s name", "Tam Bell"),
        ("The second administrator’s email address at work", "t.bell@example.org"),
    ):
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("4, 24 and 72 hours").check()
    page.get_by_role("button", name="Begin the partnership").click()
    page.get_by_role("heading", name="Saltmarsh is ready").wait_for()
    wrong["begun"] = looked_over(page)
    assert {name: found for name, found in wrong.items() if found} == {}
    context.close()
