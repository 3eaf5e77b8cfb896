"""What several acts of one transaction share, and what they must not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tessera.access import acting, here
from tessera.access import actions as access
from tessera.access.rules import InvolvementKind
from tessera.audit.verbs import action, together
from tessera.partnership import queries as partnership
from tests.audit.ledger import verify
from tests.cast import as_member, token_for

pytestmark = pytest.mark.django_db(transaction=True)


@action("open", "case")
def _open_with_both(*, practitioner: Any, at: datetime) -> Any:
    """A case with its opener and the hub: three acts in one."""
    case = access.open_case(practitioner=practitioner, at=at)
    for principal, kind in (
        (practitioner.principal, InvolvementKind.REFERRER),
        (practitioner.hub, InvolvementKind.HUB),
    ):
        access.involve(
            practitioner=practitioner,
            at=at,
            case_id=case.pk,
            principal=principal,
            kind=kind,
            reason="A test.",
        )
    return case


def test_an_act_and_the_acts_in_it_are_written_at_once_in_their_order(administrator: Any) -> None:
    with as_member("ben") as me, CaptureQueriesContext(connection) as asked:
        made = _open_with_both(practitioner=me, at=datetime.now(UTC))
    writes = [q["sql"] for q in asked.captured_queries if 'INSERT INTO "audit_entry"' in q["sql"]]
    assert len(writes) == 1
    rows = administrator.execute(
        'SELECT verb, kind, by, "case" FROM audit_entry ORDER BY act, at, id'
    ).fetchall()
    assert [row[:2] for row in rows] == [
        ("open", "case"),
        ("involve", "involvement"),
        ("involve", "involvement"),
        ("open", "case"),
    ]
    assert {row[2] for row in rows} == {me.id}
    assert rows[1][3] == made.pk
    assert verify(administrator).intact


def test_what_fails_leaves_no_entry_and_the_next_act_writes_its_own(administrator: Any) -> None:
    at = datetime.now(UTC)
    with as_member("ben") as me:
        with pytest.raises(LookupError), together():
            access.open_case(practitioner=me, at=at)
            raise LookupError
        access.open_case(practitioner=me, at=at)
    assert administrator.execute("SELECT count(*) FROM audit_entry").fetchone() == (1,)


def test_who_acts_cannot_change_in_the_middle_of_an_act(administrator: Any) -> None:
    other = token_for("ama")
    with as_member("ben") as me, pytest.raises(RuntimeError, match="middle of an act"), together():
        access.open_case(practitioner=me, at=datetime.now(UTC))
        with acting.acting_as(other):
            pass
    assert administrator.execute("SELECT count(*) FROM audit_entry").fetchone() == (0,)


def test_what_is_remembered_goes_with_the_person_and_the_transaction() -> None:
    """Success first: a second look-up by the same person costs nothing."""
    now, other = datetime.now(UTC), token_for("raj", "eastmere")
    mine = token_for("raj")
    with acting.acting_as(mine):
        with transaction.atomic():
            held = here.me(mine).partnership_id
            partnership.in_force(held, now)
            with CaptureQueriesContext(connection) as again:
                partnership.in_force(held, now - timedelta(minutes=1))
            assert len(again) == 0
            with acting.acting_as(other):
                assert acting.remembered() == {}
            assert acting.remembered() == {}
            partnership.in_force(held, now)
            assert acting.remembered()
        with transaction.atomic():
            assert acting.remembered() == {}
        assert acting.remembered() == {}
