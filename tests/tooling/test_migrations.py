"""Migrations make the tables that the models speak of, and know a database that an earlier checkout made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command

from config.postgres import Addresses, Server
from tests.tooling.test_adopting_settings import tessera


@pytest.fixture
def earlier(scratch_server: Server, migrated: str) -> Iterator[tuple[str, Addresses]]:
    """A database as the last checkout left it that had the migrations which are replaced, and its addresses.

    Django writes down what a migration replaces as if it had run: without what replaces it, that is what it left.
    """
    name = f"tessera_earlier_{os.getpid()}"
    made = scratch_server.prepare(name, template=migrated)
    with scratch_server.connect(name) as connection:
        gone = connection.execute("DELETE FROM django_migrations WHERE name = '0001_tables'")
        assert gone.rowcount == 10
    yield name, made
    scratch_server.drop(name)


@pytest.mark.django_db
def test_no_model_waits_for_a_migration() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, stderr=said)
    except SystemExit:
        pytest.fail(said.getvalue())


def test_a_database_with_all_that_is_replaced_is_up_to_date(
    scratch_server: Server, earlier: tuple[str, Addresses]
) -> None:
    name, made = earlier
    tables = "SELECT array_agg(oid ORDER BY oid) FROM pg_class WHERE relkind = 'r'"
    with scratch_server.connect(name) as connection:
        before = connection.execute(tables).fetchone()
        done = tessera(made, "migrate")
        assert done.returncode == 0, done.stderr
        assert "No migrations to apply." in done.stderr
        assert connection.execute(tables).fetchone() == before
    assert tessera(made, "check").stdout == "Nothing is wrong.\n"


def test_a_database_with_some_of_what_is_replaced_is_refused(
    scratch_server: Server, earlier: tuple[str, Addresses]
) -> None:
    name, made = earlier
    with scratch_server.connect(name) as connection:
        last = (
            "DELETE FROM django_migrations m WHERE app IN ('records', 'enquiries') "
            "AND id = (SELECT max(id) FROM django_migrations WHERE app = m.app)"
        )
        assert connection.execute(last).rowcount == 2
    for word in ("migrate", "check"):
        done = tessera(made, word)
        assert done.returncode == 1
        assert (
            "stands between migrations that are no more, of enquiries, records" in done.stdout + done.stderr
        )
        assert "docs/decisions/0033" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
