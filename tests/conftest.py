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
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.db import connection, connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from psycopg.conninfo import conninfo_to_dict

from config import environment
from config.home import ROOT, claim, locked
from config.postgres import Addresses, Server, server
from config.scratch import HOME, TEMPLATES, shared_home
from tests.scratch import Scratch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM_ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

# How long an example takes is the machine's affair, and a busy one proves nothing against the program.
hypothesis.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("any machine")

_held = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that every process of this run shares, unless whoever started us has."""
    if not hasattr(config, "workerinput") and HOME not in os.environ:
        _held.enter_context(shared_home())


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """The name of an argument in place of a long or binary value: a test's name must be the same in each process."""
    return argname if isinstance(val, bytes) or (isinstance(val, str) and len(val) > 80) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser's event loop stays in its process: a test of one is marked, or none beside it could have a loop."""
    for item in items:
        uses = "browser" in getattr(item, "fixturenames", ())
        if uses and item.get_closest_marker("browser") is None:
            raise pytest.UsageError(f"{item.nodeid} uses a browser: mark it so (pytest.mark.browser)")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove it."""
    _held.close()


# ---------------------------------------- the database


@pytest.fixture(scope="session")
def scratch_server() -> Iterator[Server]:
    """The server of this run."""
    with server(Path(os.environ[HOME]), scratch=True) as running:
        yield running


@pytest.fixture(scope="session")
def scratch(scratch_server: Server, worker_id: str, django_db_blocker: Any) -> Iterator[Scratch]:
    """This process's database, with every migration and the policy in it, and nothing else."""
    with django_db_blocker.unblock():
        template = _migrated_once(scratch_server)[0]
        own = Scratch(scratch_server, template, worker_id)
        own.copy()
        _point_django_at(own.addresses.app)
        yield own
        own.drop()


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


@contextmanager
def connected_as(user: dict[str, str]) -> Iterator[None]:
    """Django's connection is somebody else's meanwhile."""
    kept = {name: connection.settings_dict[name] for name in user}
    connection.close()
    connection.settings_dict.update(user)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)


@pytest.fixture
def the_job_worker(addresses: Addresses) -> Callable[[], AbstractContextManager[None]]:
    """`with the_job_worker():` connects as the job role, which alone may be the automatic practitioner."""
    parts = conninfo_to_dict(addresses.job)
    user = {"USER": str(parts.get("user", "")), "PASSWORD": str(parts.get("password", ""))}
    return lambda: connected_as(user)


@pytest.fixture(scope="session")
def migrated(scratch: Scratch) -> str:
    """The name of a database to copy, with every migration and the policy in it and nobody in the register.

    An installation with a secret key of its own migrates it again: then the database knows that key.
    """
    return _migrated_once(scratch.server)[1]


def _migrated_once(running: Server) -> list[str]:
    """The names of the databases to copy, with the cast in the register and without, made by whoever comes first."""
    from config.commands.migrate import migrate
    from config.demonstration.register import register

    note = running.home / TEMPLATES
    with locked(running.home / "template.lock"):
        if not note.exists():
            name = f"tessera_test_{os.getpid()}"
            empty = f"{name}_empty"
            _point_django_at(running.prepare(empty).owner)
            migrate(verbosity=0)
            connections.close_all()
            _point_django_at(running.prepare(name, template=empty).owner)
            register()
            connections.close_all()
            note.write_text(f"{name}\n{empty}")
    return note.read_text().split()


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
def live_demo(
    scratch_server: Server, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[str]:
    """The address of a real demonstration: its own data, web server and job worker, stopped at the end."""
    name = f"tessera_demo_{os.getpid()}"
    # Its tables are those of every test, which are made once.
    with django_db_blocker.unblock():
        made = scratch_server.prepare(name, template=_migrated_once(scratch_server)[1])
    given = {f"TESSERA_{role.upper()}_DATABASE_URL": getattr(made, role) for role in ("owner", "app", "job")}
    home = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TESSERA_APP_DATABASE_URL", made.app)
        environment.mark_demonstration(claim(home))
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
