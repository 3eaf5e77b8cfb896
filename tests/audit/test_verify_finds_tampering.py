"""Whatever is changed, taken out, put in, moved or altered behind the guards, `audit verify` finds it.

The tampering is done as the owner of the tables with every trigger, policy and constraint switched off. What no chain
of hashes can find is in docs/decisions/0006: somebody who rewrites every link and every head.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from config.home import ROOT
from config.postgres import Addresses
from tests.audit.ledger import entries, given_entries, nothing_guarded, verify

pytestmark = pytest.mark.django_db(transaction=True)

Connection = psycopg.Connection[Any]
Entry = tuple[UUID, int, int]
Tampering = Callable[[Connection, list[Entry], st.DataObject], None]

COLUMNS = {
    "id": "gen_random_uuid()",
    "at": "at + interval '1 microsecond'",
    "by": "gen_random_uuid()",
    "partnership": "gen_random_uuid()",
    "verb": "'close'",
    "kind": "'referral'",
    "row": "gen_random_uuid()",
    "case": "gen_random_uuid()",
    "detail": """'{"outcome": "no further action"}'""",
    "chain": "chain + 1",
    "place": "place + 100",
    "before": "repeat('0', 64)",
    "hash": "repeat('0', 64)",
}
REHASH = "UPDATE audit_entry e SET hash = audit._digest(e) WHERE id = %s"


def changing(column: str) -> sql.Composed:
    """The statement that changes one column of the entries it is given."""
    return sql.SQL("UPDATE audit_entry SET {} = {} WHERE id = ANY(%s)").format(
        sql.Identifier(column), sql.SQL(COLUMNS[column])
    )


def change(connection: Connection, found: list[Entry], data: st.DataObject) -> None:
    """One column of some entries."""
    column = data.draw(st.sampled_from(sorted(COLUMNS)))
    some = data.draw(st.lists(st.sampled_from(found), min_size=1, max_size=3, unique=True))
    connection.execute(changing(column), [[entry for entry, _, _ in some]])


def change_and_hash_again(connection: Connection, found: list[Entry], data: st.DataObject) -> None:
    """By somebody who knows how a hash is made."""
    entry = data.draw(st.sampled_from(found))[0]
    connection.execute("UPDATE audit_entry SET verb = 'close' WHERE id = %s", [entry])
    connection.execute(REHASH, [entry])


def remove(connection: Connection, found: list[Entry], data: st.DataObject) -> None:
    """Any entries: in the middle, at the end, all of them."""
    some = data.draw(st.lists(st.sampled_from(found), min_size=1, unique=True))
    connection.execute("DELETE FROM audit_entry WHERE id = ANY(%s)", [[entry for entry, _, _ in some]])


def remove_and_close_the_gap(connection: Connection, found: list[Entry], data: st.DataObject) -> None:
    """One entry, those after it moved down, and the head set to the number there now is."""
    entry, chain, place = data.draw(st.sampled_from(found))
    connection.execute("DELETE FROM audit_entry WHERE id = %s", [entry])
    connection.execute(
        "UPDATE audit_entry SET place = place - 1 WHERE chain = %s AND place > %s", [chain, place]
    )
    connection.execute("UPDATE audit_head SET place = place - 1 WHERE chain = %s", [chain])


def remove_a_chain(connection: Connection, found: list[Entry], data: st.DataObject) -> None:
    """Every entry of a chain, with or without its head."""
    chain = data.draw(st.sampled_from(found))[1]
    connection.execute("DELETE FROM audit_entry WHERE chain = %s", [chain])
    if data.draw(st.booleans()):
        connection.execute("DELETE FROM audit_head WHERE chain = %s", [chain])


def reorder(connection: Connection, found: list[Entry], data: st.DataObject) -> None:
    """Two entries change places, with or without their hashes made again."""
    (one, chain, place), (other, other_chain, other_place) = data.draw(
        st.lists(st.sampled_from(found), min_size=2, max_size=2, unique=True)
    )
    connection.execute("UPDATE audit_entry SET chain = 0, place = -1 WHERE id = %s", [one])
    connection.execute("UPDATE audit_entry SET chain = %s, place = %s WHERE id = %s", [chain, place, other])
    connection.execute(
        "UPDATE audit_entry SET chain = %s, place = %s WHERE id = %s", [other_chain, other_place, one]
    )
    if data.draw(st.booleans()):
        connection.execute(REHASH, [one])
        connection.execute(REHASH, [other])


def insert(connection: Connection, found: list[Entry], data: st.DataObject) -> None:
    """An entry that nobody made, at any place of a chain old or new, following well from the one before it."""
    chain = data.draw(st.sampled_from([*sorted({e[1] for e in found}), 64, 999, -1]))
    place = data.draw(st.integers(0, max((e[2] for e in found if e[1] == chain), default=0) + 2))
    entry = uuid4()
    connection.execute(
        "INSERT INTO audit_entry (id, at, verb, kind, detail, chain, place, before, hash) "
        "SELECT %(id)s, now(), 'see', 'enquiry', '{}', %(chain)s, %(place)s, coalesce("
        "  (SELECT hash FROM audit_entry WHERE chain = %(chain)s AND place = %(place)s - 1),"
        "  audit._beginning(%(chain)s)), ''",
        {"id": entry, "chain": chain, "place": place},
    )
    connection.execute(REHASH, [entry])


def insert_a_chain(connection: Connection, found: list[Entry], data: st.DataObject) -> None:
    """A chain that is none of the sixty-four, with a head of its own."""
    entry, chain = uuid4(), data.draw(st.sampled_from([64, 1000, -5]))
    connection.execute(
        "INSERT INTO audit_entry (id, at, verb, kind, detail, chain, place, before, hash) "
        "VALUES (%(id)s, now(), 'see', 'enquiry', '{}', %(chain)s, 1, audit._beginning(%(chain)s), '')",
        {"id": entry, "chain": chain},
    )
    connection.execute(REHASH, [entry])
    connection.execute(
        "INSERT INTO audit_head SELECT chain, place, hash FROM audit_entry WHERE id = %s", [entry]
    )


def alter_a_head(connection: Connection, found: list[Entry], data: st.DataObject) -> None:
    """The head of any chain, used or not."""
    chain = data.draw(st.integers(0, 63))
    statement = data.draw(
        st.sampled_from(
            [
                "UPDATE audit_head SET place = place + 1 WHERE chain = %s",
                "UPDATE audit_head SET place = -1 WHERE chain = %s",
                "UPDATE audit_head SET hash = repeat('0', 64) WHERE chain = %s",
                "DELETE FROM audit_head WHERE chain = %s",
                "UPDATE audit_head SET chain = 70 WHERE chain = %s",
            ]
        )
    )
    connection.execute(statement.encode(), [chain])


TAMPERINGS: tuple[Tampering, ...] = (
    change,
    change_and_hash_again,
    remove,
    remove_and_close_the_gap,
    remove_a_chain,
    reorder,
    insert,
    insert_a_chain,
    alter_a_head,
)


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_tampering_is_found(tamper: Tampering, addresses: Addresses, administrator: Connection) -> None:
    given_entries(addresses.app)
    untouched = entries(administrator)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def check(data: st.DataObject) -> None:
        with nothing_guarded(administrator) as connection:
            tamper(connection, untouched, data)
            left = {entry for entry, _, _ in entries(connection)}
            number, intact, first_break = verify(connection)
        assert not intact
        assert number == len(left)
        assert first_break is None or first_break in left

    check()
    assert entries(administrator) == untouched
    assert verify(administrator) == (len(untouched), True, None)


@pytest.mark.parametrize("column", ["by", "at", "verb", "kind", "row", "case", "detail", "before"])
def test_the_entry_that_was_changed_is_named(
    column: str, addresses: Addresses, administrator: Connection
) -> None:
    given_entries(addresses.app)
    for entry, _, _ in entries(administrator):
        with nothing_guarded(administrator) as connection:
            connection.execute(changing(column), [[entry]])
            assert verify(connection) == (12, False, entry)


def test_what_follows_an_entry_taken_out_is_named(addresses: Addresses, administrator: Connection) -> None:
    given_entries(addresses.app)
    found = entries(administrator)
    for entry, chain, place in found:
        after = next((e for e, c, p in found if (c, p) == (chain, place + 1)), None)
        before = next((e for e, c, p in found if (c, p) == (chain, place - 1)), None)
        with nothing_guarded(administrator) as connection:
            connection.execute("DELETE FROM audit_entry WHERE id = %s", [entry])
            assert verify(connection) == (11, False, after or before)


def test_with_every_entry_gone_there_is_none_to_name(addresses: Addresses, administrator: Connection) -> None:
    given_entries(addresses.app)
    with nothing_guarded(administrator) as connection:
        connection.execute("DELETE FROM audit_entry")
        assert verify(connection) == (0, False, None)


def run(addresses: Addresses, *words: str) -> subprocess.CompletedProcess[str]:
    given = {
        f"TESSERA_{role.upper()}_DATABASE_URL": getattr(addresses, role) for role in ("owner", "app", "job")
    }
    return subprocess.run(
        [sys.executable, "-m", "config.console", "audit", "verify", *words],
        env={**os.environ, **given}, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_command_says_so_in_json_and_by_its_exit_code(
    addresses: Addresses, administrator: Connection
) -> None:
    given_entries(addresses.app)
    whole = run(addresses, "--json")
    assert (whole.returncode, json.loads(whole.stdout)) == (
        0,
        {"entries": 12, "intact": True, "first_break": None},
    )
    assert "intact" in run(addresses).stdout
    entry = entries(administrator)[5][0]
    administrator.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
    try:
        administrator.execute("SET ROLE tessera_owner; ALTER TABLE audit_entry NO FORCE ROW LEVEL SECURITY")
        administrator.execute("UPDATE audit_entry SET verb = 'close' WHERE id = %s", [entry])
    finally:
        administrator.execute("RESET ROLE")
    broken = run(addresses, "--json")
    assert (broken.returncode, json.loads(broken.stdout)) == (
        1,
        {"entries": 12, "intact": False, "first_break": str(entry)},
    )
    assert str(entry) in run(addresses).stdout
