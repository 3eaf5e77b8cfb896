"""Several write one section at once; each sees what the others wrote, and it is in the log before anyone is told."""

from __future__ import annotations

import asyncio

import pytest

from tessera.live_forms import queries
from tests.cast import as_member
from tests.live.conftest import Opened, key_of
from tests.live.page import visiting
from tests.live.server import Server


async def _two(server: Server, opened: Opened, keys: list[str]) -> None:
    async with visiting(server.port, opened.form, *keys) as pages:
        ama, cass = [await page.open(opened.shared) for page in pages]
        assert ama.writes
        assert cass.writes
        ama.type("know", "He came with wet shoes.")
        cass.type("know", "No call since May. ", at=0)
        for page in pages:
            await page.saved_all()
        await pages[0].until(lambda: ama.text("know") == cass.text("know") and len(ama.text("know")) == 42)
        ama.set("rating", "red")
        await pages[1].until(lambda: cass.values.get("rating", {}).get("value") == "red")
        assert cass.values["rating"]["name"] == "Ama Mensah"


@pytest.mark.django_db(transaction=True)
def test_two_write_at_once(server: Server, opened: Opened) -> None:
    asyncio.run(_two(server, opened, [key_of("ama"), key_of("cass")]))
    with as_member("cass"):
        found = queries.entries(opened.shared, 0)
    assert [entry.seq for entry in found] == [1, 2, 3]
