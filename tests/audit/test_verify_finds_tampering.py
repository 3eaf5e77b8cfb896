"""Whatever is changed, taken out, put in, moved or altered behind the guards, `audit verify` finds it and names it.

The tampering is done by a superuser as the owner of the tables, with every trigger and policy switched off. What the
ledger cannot find by itself, somebody who rewrites every block, is in test_blocks_published_elsewhere.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from config.postgres import Addresses
from tests.audit.ledger import append, given_blocks, guarded, nothing_guarded, settled, tessera, verify

pytestmark = pytest.mark.django_db(transaction=True)

Connection = psycopg.Connection[Any]
Blocks = list[list[UUID]]
Broken = tuple[UUID | None, int]  # the entry and the block that must be named
Tampering = Callable[[Connection, Blocks, st.DataObject], Broken]

COLUMNS = {
    "at": "at + interval '1 microsecond'",
    "by": "gen_random_uuid()",
    "partnership": "gen_random_uuid()",
    "verb": "'close'",
    "kind": "'referral'",
    "row": "gen_random_uuid()",
    "case": "gen_random_uuid()",
    "detail": """'{"outcome": "no further action"}'""",
}
FORGED = (
    "INSERT INTO audit_entry (id, at, verb, kind, detail, server, act) SELECT %s, at, verb, kind, detail, server, "
    "act + %s FROM audit_entry WHERE id = %s"
)


def block_of(blocks: Blocks, entry: UUID) -> int:
    """The number of the block that an entry is in."""
    return next(number for number, entries in enumerate(blocks, 1) if entry in entries)


def any_of(blocks: Blocks, data: st.DataObject) -> UUID:
    """An entry, any of them."""
    return data.draw(st.sampled_from([entry for entries in blocks for entry in entries]))


def changing(column: str) -> sql.Composed:
    """The statement that changes one column of the entries it is given."""
    return sql.SQL("UPDATE audit_entry SET {} = {} WHERE id = ANY(%s)").format(
        sql.Identifier(column), sql.SQL(COLUMNS[column])
    )


def change(connection: Connection, blocks: Blocks, data: st.DataObject) -> Broken:
    """One column of some entries: the first of them is named."""
    entries = [entry for entries in blocks for entry in entries]
    some = data.draw(st.lists(st.sampled_from(entries), min_size=1, max_size=3, unique=True))
    connection.execute(changing(data.draw(st.sampled_from(sorted(COLUMNS)))), [some])
    first = min(some, key=entries.index)
    return first, block_of(blocks, first)


def change_its_identifier(connection: Connection, blocks: Blocks, data: st.DataObject) -> Broken:
    """The one that was sealed is named: it is gone."""
    entry = any_of(blocks, data)
    connection.execute("UPDATE audit_entry SET id = %s WHERE id = %s", [uuid4(), entry])
    return entry, block_of(blocks, entry)


def remove(connection: Connection, blocks: Blocks, data: st.DataObject) -> Broken:
    """Any entries, in the middle, at an end, a whole block's or all of them: the first that is missing is named."""
    entries = [entry for entries in blocks for entry in entries]
    some = data.draw(
        st.one_of(
            st.lists(st.sampled_from(entries), min_size=1, unique=True),
            st.sampled_from(blocks),
            st.just(entries),
        )
    )
    connection.execute("DELETE FROM audit_entry WHERE id = ANY(%s)", [some])
    first = min(some, key=entries.index)
    return first, block_of(blocks, first)


def reorder(connection: Connection, blocks: Blocks, data: st.DataObject) -> Broken:
    """Two entries change places: whose act and time they bear."""
    entries = [entry for entries in blocks for entry in entries]
    one, other = data.draw(st.lists(st.sampled_from(entries), min_size=2, max_size=2, unique=True))
    connection.execute(
        "UPDATE audit_entry e SET act = o.act, at = o.at FROM audit_entry o "
        "WHERE (e.id, o.id) IN ((%(one)s, %(other)s), (%(other)s, %(one)s))",
        {"one": one, "other": other},
    )
    first = min(one, other, key=entries.index)
    return first, block_of(blocks, first)


def move_out_of_sight(connection: Connection, blocks: Blocks, data: st.DataObject) -> Broken:
    """To an act that no block covers yet, or to another server, where it would wait for a seal."""
    entry = any_of(blocks, data)
    where = data.draw(
        st.sampled_from(["act = act + 1000000", "server = 0", "server = server + 1", "act = -1"])
    )
    connection.execute(sql.SQL("UPDATE audit_entry SET {} WHERE id = %s").format(sql.SQL(where)), [entry])
    return entry, block_of(blocks, entry)


def insert(connection: Connection, blocks: Blocks, data: st.DataObject) -> Broken:
    """One that nobody made, beside one that was sealed."""
    made, beside = uuid4(), any_of(blocks, data)
    connection.execute(FORGED, [made, 0, beside])
    return made, block_of(blocks, beside)


def remove_a_block(connection: Connection, blocks: Blocks, data: st.DataObject) -> Broken:
    """In the middle or at the beginning; its entries stay, or go with it."""
    number = data.draw(st.integers(1, len(blocks) - 1))
    connection.execute("DELETE FROM audit_block WHERE number = %s", [number])
    if data.draw(st.booleans()):
        connection.execute("DELETE FROM audit_entry WHERE id = ANY(%s)", [blocks[number - 1]])
    return None, number


def alter_a_block(connection: Connection, blocks: Blocks, data: st.DataObject) -> Broken:
    """Anything that is written of it, and made to follow from itself again."""
    number = data.draw(st.integers(1, len(blocks) - 1))
    change = data.draw(
        st.sampled_from(
            [
                "at = at + interval '1 second'",
                "root = repeat('0', 64)",
                "before = repeat('1', 64)",
                "hash = repeat('1', 64)",
                "entries = entries + 1",
                "leaves = leaves || substr(leaves, 1, 48)",
                "leaves = substr(leaves, 1, 50)",
                "leaves = ''",
            ]
        )
    )
    connection.execute(
        sql.SQL("UPDATE audit_block SET {} WHERE number = %s").format(sql.SQL(change)), [number]
    )
    altered_leaves = change.startswith("leaves")
    if not altered_leaves and "hash" not in change and data.draw(st.booleans()):
        connection.execute("UPDATE audit_block b SET hash = audit._hash(b) WHERE number = %s", [number])
        if change.startswith("at"):
            return None, number + 1  # it follows from itself; what comes after does not follow from it
    entries = blocks[number - 1]
    first = {"leaves = substr(leaves, 1, 50)": entries[1], "leaves = ''": entries[0]}.get(change)
    return first, number


def rewrite(connection: Connection, blocks: Blocks, data: st.DataObject) -> Broken:
    """By somebody who knows how a block is made: the entry, its leaves, its root and its hash. The next one tells."""
    number = data.draw(st.integers(1, len(blocks) - 1))
    entry = data.draw(st.sampled_from(blocks[number - 1]))
    connection.execute("RESET ROLE")  # a superuser, who may call anything
    connection.execute("UPDATE audit_entry SET verb = 'close' WHERE id = %s", [entry])
    connection.execute(
        "UPDATE audit_block SET leaves = audit._leaves(server, first_act, end_act) WHERE number = %s",
        [number],
    )
    connection.execute("UPDATE audit_block SET root = audit._root(leaves) WHERE number = %s", [number])
    connection.execute("UPDATE audit_block b SET hash = audit._hash(b) WHERE number = %s", [number])
    return None, number + 1


def narrow_two_blocks(connection: Connection, blocks: Blocks, data: st.DataObject) -> Broken:
    """An entry falls between two blocks, each of which is whole in itself."""
    number = data.draw(st.integers(2, len(blocks)))
    entry = blocks[number - 1][0]
    connection.execute(
        "UPDATE audit_block SET entries = entries - 1, leaves = substr(leaves, 49), first_act = "
        "(SELECT e.act + 1 FROM audit_entry e WHERE e.id = %s) WHERE number = %s",
        [entry, number],
    )
    connection.execute("UPDATE audit_block SET root = audit._root(leaves) WHERE number = %s", [number])
    connection.execute("UPDATE audit_block b SET hash = audit._hash(b) WHERE number = %s", [number])
    return None, number


TAMPERINGS: tuple[Tampering, ...] = (
    change,
    change_its_identifier,
    remove,
    reorder,
    move_out_of_sight,
    insert,
    remove_a_block,
    alter_a_block,
    rewrite,
    narrow_two_blocks,
)


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_tampering_is_found_and_named(
    tamper: Tampering, addresses: Addresses, administrator: Connection
) -> None:
    blocks = given_blocks(addresses.app)

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def check(data: st.DataObject) -> None:
        with nothing_guarded(administrator) as connection:
            expected = tamper(connection, blocks, data)
            verdict = verify(connection)
        assert not verdict.intact
        assert (verdict.first_break, verdict.broken_block) == expected

    check()
    whole = verify(administrator)
    assert (whole.entries, whole.sealed, whole.blocks, whole.intact) == (12, 12, 3, True)


@pytest.mark.parametrize("column", sorted(COLUMNS))
def test_every_word_of_an_entry_is_sealed(
    column: str, addresses: Addresses, administrator: Connection
) -> None:
    for number, entries in enumerate(given_blocks(addresses.app), 1):
        for entry in entries:
            with nothing_guarded(administrator) as connection:
                connection.execute(changing(column), [[entry]])
                verdict = verify(connection)
            assert (verdict.first_break, verdict.broken_block) == (entry, number)


def test_no_column_is_left_out(administrator: Connection) -> None:
    """A column that is added later must be part of the seal, or be changed unseen."""
    rows = administrator.execute(
        "SELECT column_name::text FROM information_schema.columns WHERE table_name = 'audit_entry'"
    ).fetchall()
    line = administrator.execute(
        "SELECT audit._line(ROW('00000000-0000-7000-8000-000000000000', now(), NULL, NULL, 'see', 'case', NULL, NULL, "
        "'{}', 1, 2)::audit_entry)"
    ).fetchone()
    assert line is not None
    assert {name for (name,) in rows} == json.loads(line[0]).keys()


def test_blocks_cut_off_the_end_are_missed_where_they_had_been_published(
    addresses: Addresses, administrator: Connection
) -> None:
    blocks = given_blocks(addresses.app)
    with psycopg.connect(addresses.job, autocommit=True) as job:
        for number in (1, 2, 3):
            job.execute("SELECT audit.published(%s)", [number])
    with nothing_guarded(administrator) as connection:
        connection.execute("DELETE FROM audit_block WHERE number = 3")
        connection.execute("DELETE FROM audit_entry WHERE id = ANY(%s)", [blocks[2]])
        verdict = verify(connection)
    assert (verdict.intact, verdict.broken_block) == (False, 3)


def test_what_is_not_sealed_yet_is_counted_and_not_judged(
    addresses: Addresses, administrator: Connection
) -> None:
    """The exposure that sealing in blocks accepts: until its seal an entry can be changed unseen, and never after."""
    given_blocks(addresses.app, blocks=1)
    with psycopg.connect(addresses.app, autocommit=True) as app:
        (entry,) = append(app)
    with administrator.transaction(), guarded(administrator):
        administrator.execute(changing("verb"), [[entry]])
    before = verify(administrator)
    assert (before.entries, before.sealed, before.intact) == (5, 4, True)
    settled(administrator)
    administrator.execute("SELECT audit.seal()")
    with nothing_guarded(administrator) as connection:
        connection.execute(changing("kind"), [[entry]])
        assert verify(connection).first_break == entry


def test_the_command_says_so_in_json_and_by_its_exit_code(
    addresses: Addresses, administrator: Connection
) -> None:
    blocks = given_blocks(addresses.app)
    whole = tessera(addresses, "audit", "verify", "--json")
    assert (whole.returncode, json.loads(whole.stdout)) == (
        0,
        {"entries": 12, "sealed": 12, "blocks": 3, "intact": True, "first_break": None, "broken_block": None},
    )
    assert "intact" in tessera(addresses, "audit", "verify").stdout
    entry = blocks[1][2]
    with administrator.transaction(), guarded(administrator):
        administrator.execute("UPDATE audit_entry SET verb = 'close' WHERE id = %s", [entry])
    broken = tessera(addresses, "audit", "verify", "--json")
    assert broken.returncode == 1
    answer = json.loads(broken.stdout)
    assert (answer["intact"], answer["first_break"], answer["broken_block"]) == (False, str(entry), 2)
    assert str(entry) in tessera(addresses, "audit", "verify").stdout
