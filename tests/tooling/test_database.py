"""The tests themselves run as the application's role, on data of their own."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from config.commands.check import rights_of_this_role
from config.postgres import APP, JOB, OWNER, Addresses, dangers


@pytest.mark.django_db
def test_the_application_s_role_has_no_rights_past_row_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (APP,)
    assert rights_of_this_role() == []


def test_the_job_worker_s_role_has_no_rights_past_row_security(addresses: Addresses) -> None:
    with psycopg.connect(addresses.job) as own:
        assert own.execute("SELECT current_user").fetchone() == (JOB,)
        assert dangers(lambda query: own.execute(query.encode()).fetchall()) == []


def test_the_owner_is_recognised_as_dangerous(owner: psycopg.Connection[Any]) -> None:
    assert owner.execute("SELECT current_user").fetchone() == (OWNER,)
    found = dangers(lambda query: owner.execute(query.encode()).fetchall())
    assert any("owns" in line for line in found)
    assert any("act as the owner" in line for line in found)


@pytest.mark.django_db
def test_the_application_s_role_cannot_change_tables() -> None:
    with pytest.raises(Exception, match="must be owner"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_session DISABLE ROW LEVEL SECURITY")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", [1, 2])
def test_what_a_committing_test_wrote_is_gone_afterwards(again: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
        cursor.execute("INSERT INTO django_session VALUES (%s, 'x', now())", [f"key-{again}"])
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_what_the_migrations_wrote_is_there() -> None:
    assert ContentType.objects.exists()
