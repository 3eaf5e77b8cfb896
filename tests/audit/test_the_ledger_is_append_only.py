"""Nobody writes who, when, the server or the act of an entry, and nobody takes one back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction

from config.postgres import Addresses
from tessera.access.models import Practitioner
from tests.audit.ledger import append, contents, given_blocks, verify
from tests.cast import as_member

pytestmark = pytest.mark.django_db(transaction=True)

FORGED = (
    "INSERT INTO audit_entry (id, at, by, partnership, verb, kind, detail, server, act) "
    "VALUES (%(id)s, '2001-01-01', %(other)s, %(other)s, 'see', 'enquiry', '{}', 7, 999)"
)
READ = "SELECT by, partnership, at, server, act FROM audit_entry WHERE id = %s"
CHANGES = (
    "UPDATE audit_entry SET verb = 'close'",
    "UPDATE audit_entry SET verb = 'close' WHERE false",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "TRUNCATE audit_entry, audit_block",
    "INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (id) DO UPDATE SET verb = 'close'",
    "UPDATE audit_block SET root = 'f'",
    "DELETE FROM audit_block",
    "TRUNCATE audit_block",
    "INSERT INTO audit_block SELECT * FROM audit_block ON CONFLICT (number) DO UPDATE SET root = 'f'",
)


def test_who_and_when_and_where_are_the_database_s_to_write(administrator: Any) -> None:
    entry, other = uuid4(), uuid4()
    here = administrator.execute("SELECT system_identifier FROM pg_control_system()").fetchone()[0]
    with as_member("ama") as me, connection.cursor() as cursor:
        cursor.execute(FORGED, {"id": entry, "other": other})
        cursor.execute(READ, [entry])
        by, partnership, at, server, act = cursor.fetchone()
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        assert (server, act) == (here, cursor.fetchone()[0])
    assert (by, partnership) == (me.id, me.partnership_id)
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)


def test_with_nobody_signed_in_an_entry_is_nobody_s(addresses: Addresses, administrator: Any) -> None:
    entry = uuid4()
    with psycopg.connect(addresses.app) as app:
        app.execute(FORGED, {"id": entry, "other": uuid4()})
    row = administrator.execute(READ, [entry]).fetchone()
    assert row[:2] == (None, None)


@pytest.mark.parametrize("role", ["app", "job", "owner"])
def test_no_role_of_ours_takes_anything_back(role: str, addresses: Addresses, administrator: Any) -> None:
    given_blocks(addresses.app)
    before = contents(administrator)
    with psycopg.connect(getattr(addresses, role), autocommit=True) as own:
        for statement in CHANGES:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                own.execute(statement.encode())
    assert contents(administrator) == before
    assert verify(administrator).intact


def test_no_setting_of_a_session_puts_the_guards_to_rest(addresses: Addresses, administrator: Any) -> None:
    """A superuser passes every grant and policy. The triggers stand in the way even with replication's leave."""
    given_blocks(addresses.app)
    administrator.execute("SET session_replication_role = replica")
    try:
        for statement in CHANGES:
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
                administrator.execute(statement.encode())
        entry = uuid4()
        administrator.execute(FORGED, {"id": entry, "other": uuid4()})
        assert administrator.execute(READ, [entry]).fetchone()[0] is None
    finally:
        administrator.execute("RESET session_replication_role")


def test_what_publishing_has_reached_is_the_job_worker_s_to_note(
    addresses: Addresses, administrator: Any
) -> None:
    given_blocks(addresses.app)
    for role in ("app", "owner"):
        with (
            psycopg.connect(getattr(addresses, role), autocommit=True) as own,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            own.execute("SELECT audit.published(1)")
    with psycopg.connect(addresses.job, autocommit=True) as job:
        job.execute("SELECT audit.published(3)")  # out of its turn: nothing can be passed over
        assert _reached(administrator) == 0
        job.execute("SELECT audit.published(1)")
        assert _reached(administrator) == 1


def _reached(administrator: Any) -> int:
    return int(administrator.execute("SELECT number FROM audit.publication").fetchone()[0])


def test_only_the_owner_takes_entries_out(addresses: Addresses) -> None:
    """The application would otherwise read the whole ledger round the policy."""
    given_blocks(addresses.app)
    for role in ("app", "job"):
        for call in (
            "SELECT * FROM audit.export(NULL, '2001-01-01', '2999-01-01')",
            "SELECT * FROM audit.blocks('{1}')",
        ):
            with (
                psycopg.connect(getattr(addresses, role), autocommit=True) as own,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                own.execute(call.encode())
    with psycopg.connect(addresses.owner, autocommit=True) as owner:
        assert len(owner.execute("SELECT * FROM audit.blocks('{1}')").fetchall()) == 1


def test_an_act_that_fails_leaves_no_entry(administrator: Any) -> None:
    with pytest.raises(ZeroDivisionError), as_member("ama"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(FORGED, {"id": uuid4(), "other": uuid4()})
        raise ZeroDivisionError
    assert Practitioner.objects.filter(username="ama").exists()
    assert verify(administrator).entries == 0


def test_no_writer_waits_for_another(addresses: Addresses, administrator: Any) -> None:
    """Seventy hold an entry that they have not committed, one seals, and the next writer does not wait a moment."""
    held = [psycopg.connect(addresses.app) for _ in range(70)]
    try:
        for one in held:
            one.execute("SET lock_timeout = '1s'")
            append(one)
        with psycopg.connect(addresses.app, autocommit=True) as last:
            last.execute("SET lock_timeout = '1s'")
            last.execute("SELECT audit.seal()")
            append(last)
    finally:
        for one in held:
            one.commit()
            one.close()
    assert verify(administrator).entries == 71
