"""Nobody writes who, when or the links of an entry, and nobody takes one back."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction

from config.postgres import Addresses
from tessera.access.models import Practitioner
from tests.audit.ledger import append, entries, given_entries, verify
from tests.cast import as_member

pytestmark = pytest.mark.django_db(transaction=True)

FORGED = (
    "INSERT INTO audit_entry (id, at, by, partnership, verb, kind, detail, chain, place, before, hash) "
    "VALUES (%(id)s, '2001-01-01', %(other)s, %(other)s, 'see', 'enquiry', '{}', 7, 999, 'f', 'f')"
)
READ = "SELECT by, partnership, at, place, before, hash FROM audit_entry WHERE id = %s"
CHANGES = (
    "UPDATE audit_entry SET verb = 'close'",
    "UPDATE audit_entry SET verb = 'close' WHERE false",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "TRUNCATE audit_entry, audit_head",
    "INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (id) DO UPDATE SET verb = 'close'",
)


def test_who_and_when_and_the_links_are_the_database_s_to_write() -> None:
    entry, other = uuid4(), uuid4()
    with as_member("ama") as me, connection.cursor() as cursor:
        cursor.execute(FORGED, {"id": entry, "other": other})
        cursor.execute(READ, [entry])
        by, partnership, at, place, before, link = cursor.fetchone()
    assert (by, partnership) == (me.id, me.partnership_id)
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
    assert place < 999
    assert len(before) == len(link) == 64


def test_with_nobody_signed_in_an_entry_is_nobody_s(addresses: Addresses, administrator: Any) -> None:
    entry = uuid4()
    with psycopg.connect(addresses.app) as app:
        app.execute(FORGED, {"id": entry, "other": uuid4()})
    row = administrator.execute(READ, [entry]).fetchone()
    assert row[:2] == (None, None)
    assert verify(administrator)[:2] == (1, True)


@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.parametrize("role", ["app", "job", "owner"])
def test_no_role_of_ours_takes_an_entry_back(
    role: str, statement: str, addresses: Addresses, administrator: Any
) -> None:
    given_entries(addresses.app)
    before = entries(administrator)
    with (
        psycopg.connect(getattr(addresses, role), autocommit=True) as own,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        own.execute(statement.encode())
    assert entries(administrator) == before
    assert verify(administrator)[1]


@pytest.mark.parametrize("role", ["app", "job", "owner"])
def test_no_role_of_ours_moves_the_head_of_a_chain(
    role: str, addresses: Addresses, administrator: Any
) -> None:
    given_entries(addresses.app)
    for statement in ("UPDATE audit_head SET place = 0", "DELETE FROM audit_head", "TRUNCATE audit_head"):
        with (
            psycopg.connect(getattr(addresses, role), autocommit=True) as own,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            own.execute(statement.encode())
    assert verify(administrator) == (12, True, None)


def test_what_is_rolled_back_leaves_no_gap(addresses: Addresses, administrator: Any) -> None:
    with psycopg.connect(addresses.app) as app:
        append(app, 2)
        app.commit()
        append(app, 3)
        app.rollback()
        with app.transaction():
            append(app)
            with app.transaction(force_rollback=True):
                append(app, 2)
            append(app)
    assert [place for _, _, place in entries(administrator)] == [1, 2, 3, 4]
    assert verify(administrator) == (4, True, None)


def test_an_act_that_fails_leaves_no_entry(administrator: Any) -> None:
    with pytest.raises(ZeroDivisionError), as_member("ama"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(FORGED, {"id": uuid4(), "other": uuid4()})
        raise ZeroDivisionError
    assert Practitioner.objects.filter(username="ama").exists()
    assert verify(administrator) == (0, True, None)


def test_eight_at_once_append_two_hundred_each(addresses: Addresses, administrator: Any) -> None:
    problems: list[BaseException] = []

    def work(number: int) -> None:
        try:
            with psycopg.connect(addresses.app) as app:
                for count in range(200):
                    append(app)
                    if (count + number) % 7 == 0:
                        app.rollback()
                        append(app)
                    app.commit()
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not problems
    assert verify(administrator) == (1600, True, None)


def test_a_chain_that_another_holds_is_not_waited_for(addresses: Addresses, administrator: Any) -> None:
    """Otherwise two transactions that also want one another's rows would lock each other up."""
    with psycopg.connect(addresses.app, autocommit=True) as app:
        app.execute("SET lock_timeout = '1s'")
        free = (app.info.backend_pid + 5) % 64
        with administrator.transaction():
            administrator.execute("SET LOCAL ROLE tessera_authz")
            administrator.execute("SELECT 1 FROM audit_head WHERE chain <> %s FOR UPDATE", [free])
            append(app)
            administrator.execute("SELECT 1 FROM audit_head WHERE chain = %s FOR UPDATE", [free])
            with pytest.raises(psycopg.errors.LockNotAvailable):  # it waits where none at all is free
                append(app)
    assert [chain for _, chain, _ in entries(administrator)] == [free]
    assert verify(administrator) == (1, True, None)
