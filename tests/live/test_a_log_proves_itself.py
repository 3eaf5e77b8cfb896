"""A log of which a byte was changed, an update taken out, or the end cut off is found, without the database's word."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from config.postgres import Addresses
from tessera.live_forms.actions.appending import Writer
from tessera.live_forms.rules.codec import Run, write
from tests.audit.ledger import tessera
from tests.live.conftest import Opened
from tests.live.test_appending_beside_changes import by_cass

pytestmark = pytest.mark.django_db(transaction=True)


def typed(opened: Opened, words: int) -> None:
    """So many words by Cass in the log, and a value."""
    first = by_cass(opened)
    each = [
        replace(first, id=uuid4(), payload=write([Run(first.tab, n, n + 1, "x", None, None, "know")], []))
        for n in range(words)
    ]
    red = replace(first, id=uuid4(), field="rating", payload=b"red")

    async def append() -> None:
        writer = Writer()
        outcomes, _ = await writer.append([*each, red], [])
        assert {outcome.state for outcome in outcomes} == {"saved"}
        await writer.close()

    asyncio.run(append())


def checked(addresses: Addresses) -> tuple[int, dict[str, Any]]:
    """What the command says, and its exit code."""
    done = tessera(addresses, "live-logs", "--json")
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


CHANGES = {
    "nothing": ("", None),
    "a byte of the words": (
        "UPDATE live_forms_update SET payload = set_byte(payload, 3, 7) WHERE seq = 2",
        2,
    ),
    "who wrote it": ("UPDATE live_forms_update SET tab = tab + 1 WHERE seq = 3", 3),
    "when": ("UPDATE live_forms_update SET at = at + interval '1 microsecond' WHERE seq = 1", 1),
    "a value": ("UPDATE live_forms_update SET payload = 'green' WHERE field <> ''", 5),
    "one is gone": ("DELETE FROM live_forms_update WHERE seq = 2", 2),
    "the end is gone": ("DELETE FROM live_forms_update WHERE seq = 5", 5),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_in_a_log_is_found(
    opened: Opened, addresses: Addresses, administrator: psycopg.Connection[Any], change: str
) -> None:
    typed(opened, 4)
    statement, wrong = CHANGES[change]
    if statement:
        administrator.execute("ALTER TABLE live_forms_update DISABLE TRIGGER stays")
        assert administrator.execute(statement.encode()).rowcount == 1
        administrator.execute("ALTER TABLE live_forms_update ENABLE ALWAYS TRIGGER stays")
    code, said = checked(addresses)
    assert said["updates"] == 5
    assert said["wrong_from"] == ({str(opened.shared): wrong} if wrong else {})
    assert (code, said["intact"]) == ((1, False) if wrong else (0, True))
