"""The database that tests run on, the running demonstration and the browser.

One scratch server for a run: the embedded one, or the one that `DATABASE_URL` names. One database is migrated
and given its policy; every test process works on a copy of it. Tests connect as the application's role,
because a superuser or the tables' owner would see past row security and prove nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.db import connection, connections
from django.test import TransactionTestCase
from psycopg.conninfo import conninfo_to_dict

from config.home import ROOT, locked
from config.postgres import Addresses, Server, server
from config.scratch import scratch_home

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TEMPLATE = "tessera_template"
HOME = "TESSERA_SCRATCH"  # tells xdist's processes which folder to share
CHROMIUM_ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

_held = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that every process of this run shares."""
    if not hasattr(config, "workerinput"):
        os.environ[HOME] = str(_held.enter_context(scratch_home(in_memory=True)))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder, and the databases on a server that is not ours to stop."""
    if hasattr(config, "workerinput") or HOME not in os.environ:
        return
    home = Path(os.environ.pop(HOME))
    if os.environ.get("DATABASE_URL") and (home / TEMPLATE).exists():
        with server(home, scratch=True) as running:
            running.drop((home / TEMPLATE).read_text())
    _held.close()


# ---------------------------------------- the database


class Scratch:
    """This process's own database, copied from the migrated one."""

    def __init__(self, running: Server, template: str, worker: str) -> None:
        self.server = running
        self.template = template
        self.name = f"{template}_{worker}"
        self.addresses = running.addresses(self.name)

    def renew(self) -> None:
        """Throw the database away and copy it anew."""
        connections.close_all()
        self.server.drop(self.name)
        self.server.prepare(self.name, template=self.template)


@pytest.fixture(scope="session")
def scratch_server() -> Iterator[Server]:
    """The server of this run."""
    with server(Path(os.environ[HOME]), scratch=True) as running:
        yield running


@pytest.fixture(scope="session")
def scratch(scratch_server: Server, worker_id: str, django_db_blocker: Any) -> Iterator[Scratch]:
    """This process's database, with every migration and the policy in it, and nothing else."""
    with django_db_blocker.unblock():
        template = _migrated_once(scratch_server)
        own = Scratch(scratch_server, template, worker_id)
        scratch_server.prepare(own.name, template=template)
        _point_django_at(own.addresses.app)
        yield own
        connections.close_all()
        scratch_server.drop(own.name)


@pytest.fixture(scope="session")
def addresses(scratch: Scratch) -> Addresses:
    """How each role connects to this process's database."""
    return scratch.addresses


@pytest.fixture(scope="session")
def django_db_setup(scratch: Scratch) -> Iterator[None]:
    """Takes the place of pytest-django's own test database."""
    kept = TransactionTestCase._fixture_teardown
    # The application's role may not TRUNCATE. A fresh copy also brings back what the migrations wrote.
    TransactionTestCase._fixture_teardown = lambda case: scratch.renew()  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = kept  # type: ignore[method-assign]


@pytest.fixture
def owner(scratch: Scratch) -> Iterator[psycopg.Connection[Any]]:
    """A connection of its own as the tables' owner, for what the application cannot do.

    It does not see what a test's own open transaction wrote, and row security is forced on it too.
    """
    with psycopg.connect(scratch.addresses.owner, autocommit=True) as own:
        yield own


@pytest.fixture
def administrator(scratch: Scratch) -> Iterator[psycopg.Connection[Any]]:
    """A connection of its own as the server's administrator, who sees every row where that is a superuser."""
    with scratch.server.connect(scratch.name) as own:
        yield own


def _migrated_once(running: Server) -> str:
    """The name of the database to copy, made by whichever process comes first."""
    from config.commands.migrate import migrate
    from config.demonstration.register import register

    note = running.home / TEMPLATE
    with locked(running.home / "template.lock"):
        if not note.exists():
            name = f"tessera_test_{os.getpid()}"
            _point_django_at(running.prepare(name).owner)
            migrate(verbosity=0)
            register()
            connections.close_all()
            note.write_text(name)
    return note.read_text()


def _point_django_at(address: str) -> None:
    """Make Django's one connection, in every thread, use the address."""
    connections.close_all()
    parts: dict[str, Any] = dict(conninfo_to_dict(address))
    settings = connections.settings["default"]
    for ours, theirs in (
        ("NAME", "dbname"),
        ("USER", "user"),
        ("PASSWORD", "password"),
        ("HOST", "host"),
        ("PORT", "port"),
    ):
        settings[ours] = parts.pop(theirs, None) or ""
    kept = {key: value for key, value in settings["OPTIONS"].items() if key != "options"}
    settings["OPTIONS"] = kept | parts
    if connection.settings_dict is not settings:
        connection.settings_dict.update(settings)


# ---------------------------------------- the demonstration, running


@pytest.fixture(scope="session")
def live_demo(scratch_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real demonstration: its own data, web server and job worker, stopped at the end."""
    name = f"tessera_demo_{os.getpid()}"
    made = scratch_server.prepare(name)
    given = {f"TESSERA_{role.upper()}_DATABASE_URL": getattr(made, role) for role in ("owner", "app", "job")}
    home = tmp_path_factory.mktemp("demo")
    process = subprocess.Popen(
        [sys.executable, "-m", "config.demo", "--port", "0", "--data-dir", str(home)],
        env={"TESSERA_DEMO_CASES": "1,8", **os.environ, **given}, cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    said: list[str] = []
    ready = threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if line.startswith("Tessera is ready at "):
                ready.set()
        ready.set()

    reader = threading.Thread(target=listen, daemon=True)
    reader.start()
    try:
        ready.wait(300)
        found = [line.split()[-1] for line in said if line.startswith("Tessera is ready at ")]
        assert found, "the demonstration did not start:\n" + "".join(said)
        yield found[0].rstrip("/")
    finally:
        process.terminate()
        process.wait(60)
        reader.join(10)
        if process.stdout:
            process.stdout.close()
        scratch_server.drop(name)


# ---------------------------------------- the browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium. Without one the test is skipped, except in CI where that is a failure."""
    from playwright.sync_api import sync_playwright

    from config.browser_finder import find

    chromium = find()
    if chromium is None:
        message = "no Chromium found: install one, or name it in TESSERA_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(chromium), args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser, live_demo: str) -> Iterator[Page]:
    """A page of a browser that nobody has signed in on; addresses start at the demonstration's own."""
    context = browser.new_context(base_url=live_demo, locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
