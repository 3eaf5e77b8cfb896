"""Servers are killed while everyone types: whatever was acknowledged is there, once, in every page and in the log."""

from __future__ import annotations

import asyncio
import random
from contextlib import ExitStack

import pytest
from websockets.exceptions import InvalidHandshake

from config.postgres import Addresses
from tessera.live_forms import queries
from tessera.live_forms.rules.document import Document
from tests.cast import as_member
from tests.live.conftest import Opened, key_of
from tests.live.page import Page, visiting
from tests.live.server import Server, serving

pytestmark = pytest.mark.django_db(transaction=True)
KILLS, WRITERS = 3, 6


async def _again(page: Page) -> None:
    """Connect again, as a page does: until it works."""
    for _ in range(600):
        try:
            await page.connect()
            return
        except (OSError, InvalidHandshake, EOFError):
            await asyncio.sleep(0.1)
    raise AssertionError("the server did not come back")


async def _types(page: Page, name: str, stop: asyncio.Event) -> int:
    section = page.sections[1]
    dice, typed = random.Random(name), 0
    while not stop.is_set():
        if page.closed_with is not None:
            await _again(page)
        if section.opened.is_set():
            typed += 1
            section.type("know", f"<{name}.{typed}>")
        await asyncio.sleep(dice.uniform(0.02, 0.08))
    for _ in range(240):
        if page.closed_with is not None:
            await _again(page)
        if not page.outbox and section.opened.is_set():
            return typed
        await asyncio.sleep(0.25)
    raise AssertionError(f"{len(page.outbox)} were never acknowledged")


async def _everyone(opened: Opened, servers: list[Server], keys: list[str]) -> tuple[list[int], list[str]]:
    stop = asyncio.Event()
    async with visiting(servers[0].port, opened.form) as pages:
        for number, key in enumerate(keys):
            pages.append(await Page(servers[number % 2].port, opened.form, key).connect())
        await asyncio.gather(*(page.open(opened.shared) for page in pages))
        typing = [asyncio.create_task(_types(page, str(number), stop)) for number, page in enumerate(pages)]
        for number in range(KILLS):
            await asyncio.sleep(0.7)
            server = servers[number % 2]
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
        await asyncio.sleep(0.5)
        stop.set()
        counts = await asyncio.gather(*typing)
        texts = lambda: {page.sections[1].text("know") for page in pages}  # noqa: E731
        await pages[0].until(lambda: len(texts()) == 1)
        return counts, list(texts())


def test_servers_are_killed_while_everyone_types(opened: Opened, addresses: Addresses) -> None:
    keys = [key_of("ama" if number % 2 else "cass") for number in range(WRITERS)]
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(addresses.app)) for _ in range(2)]
        counts, (text,) = asyncio.run(_everyone(opened, servers, keys))
    assert sum(counts) > WRITERS * KILLS
    for number, typed in enumerate(counts):
        for n in range(1, typed + 1):
            assert text.count(f"<{number}.{n}>") == 1, f"writer {number}: {n} of {typed}"
    with as_member("cass"):
        found = queries.entries(opened.shared, 0)
    assert [entry.seq for entry in found] == list(range(1, len(found) + 1))
    assert Document(b"", [entry.payload for entry in found]).text("know") == text
