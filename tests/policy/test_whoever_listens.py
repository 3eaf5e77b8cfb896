"""LISTEN is open to everyone who can ask anything: whatever notifies tells nothing about anybody."""

from __future__ import annotations

import asyncio
import re
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from config.postgres import Addresses
from tessera.core.identifiers import uuid7
from tessera.live_forms.actions.appending import Writer
from tessera.live_forms.queries import hearing
from tests.policy import told

pytestmark = pytest.mark.django_db(transaction=True)

CHANNELS = (hearing.GREW, hearing.ACCESS, hearing.HERE)
PLACE = "the police are in the part they hold back"


def test_numbers_that_thousands_share_are_heard_and_who_is_where_is_sealed(
    administrator: psycopg.Connection[object], addresses: Addresses
) -> None:
    rows = administrator.execute(
        "SELECT proname::text FROM pg_proc WHERE pronamespace IN ('access'::regnamespace, 'audit'::regnamespace) "
        "AND prosrc ~* 'notify' ORDER BY 1"
    ).fetchall()
    assert rows == [("_changes",), ("update_is_numbered",)]
    with psycopg.connect(addresses.app, autocommit=True) as app:
        for channel in CHANNELS:
            app.execute(SQL("LISTEN {}").format(Identifier(channel)))
        told.tell(administrator)
        asyncio.run(_tell(PLACE))
        heard = {(one.channel, one.payload) for one in app.notifies(timeout=1)}
    assert {channel for channel, _ in heard} == set(CHANNELS)
    payloads = {
        channel: {payload for told_in, payload in heard if told_in == channel} for channel in CHANNELS
    }
    assert all(re.fullmatch(r"\d{1,4}:\d+", payload) for payload in payloads[hearing.GREW])
    assert all(re.fullmatch(r"\d{1,4}", payload) for payload in payloads[hearing.ACCESS])
    [sealed] = payloads[hearing.HERE]
    assert "police" not in sealed
    assert hearing._understood(hearing.HERE, sealed) == hearing.Moved(PLACE)


async def _tell(place: str) -> None:
    writer = Writer()
    await writer.tell([place])
    await writer.close()


def test_the_database_and_the_processes_call_a_place_alike(administrator: psycopg.Connection[object]) -> None:
    for row in (uuid4(), uuid7(), uuid4()):
        [place] = administrator.execute("SELECT access._place_of(%s)", [row]).fetchone() or [None]
        assert place == hearing.place_of(row)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    "payload",
    [
        "",
        "x",
        "12:",
        "99999",
        "1:2:3",
        "1:" + "9" * 5000,
        "c243552d-46bf-41a8-a62f-f9d12f6a6730",
        "gAAAAABnot",
        "é",
    ],
)
def test_what_others_tell_is_dropped(channel: str, payload: str) -> None:
    assert hearing._understood(channel, payload) is None
