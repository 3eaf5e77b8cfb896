"""What a server loses that is killed while everyone types.

Twelve pages type in three sections; then the server is ended as a machine that loses power ends, and with ours every
third time PostgreSQL as well. It is started again, and somebody who was not there opens every section from nothing.
Nobody who typed comes back: a page that sends again what it kept would hide what the server forgot. Confirmed is what
our server and Hocuspocus said they had, and of y-websocket, which says nothing, what it had shown to another page.
"""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import uvloop

from config.bench._live_load import sections_of
from config.bench._live_pages import Page, Place, Watch, connect
from config.bench._live_scene import Scene, Written
from config.bench._live_servers import Served
from config.console import say

WRITERS, SECTIONS = 12, 3
PAUSE = 0.05  # seconds between two words of one writer
READER = 255
LOOKING = 5.0  # seconds in which a started server must show what it had confirmed


@dataclass
class _Seen:
    """What was confirmed so far, and what was then not there."""

    confirmed: set[bytes] = field(default_factory=set)
    lost: set[bytes] = field(default_factory=set)
    twice: set[bytes] = field(default_factory=set)


def kills(
    kind: str, server: Served, here: Scene, form: Written, many: int, crash: Callable[[], None] | None
) -> dict[str, Any]:
    """Kill a server so many times; answers with how many words it had confirmed and how many of them were lost."""
    seen, dice, stopped = _Seen(), random.Random(many), 0  # noqa: S311  no secret
    at = {"port": str(server.port), "form": str(form.form)}
    for turn in range(many):
        with_database = crash is not None and turn % 3 == 2
        stopped += with_database

        def end(with_database: bool = with_database) -> None:
            first = dice.random() < 0.5
            if with_database and crash and first:
                crash()
            server.end(signal.SIGKILL)
            if with_database and crash and not first:
                crash()

        typed = uvloop.run(_until_killed(kind, here, form, at, end, dice.uniform(0.4, 0.9)))
        seen.confirmed |= typed
        server.start()
        wanted = seen.confirmed if turn == many - 1 else typed
        found = uvloop.run(_read(kind, here, form, at, wanted))
        seen.lost |= wanted - found.keys()
        seen.twice |= {word for word, times in found.items() if times > 1}
        if (turn + 1) % 10 == 0:
            say(f"{turn + 1} kills: {len(seen.confirmed)} confirmed, {len(seen.lost)} lost")
    told = {"kills": many, "acknowledged": len(seen.confirmed), "lost": len(seen.lost)}
    return told | ({"with_postgresql": stopped, "twice": len(seen.twice)} if kind == "ours" else {})


async def _until_killed(
    kind: str, here: Scene, form: Written, at: dict[str, str], end: Callable[[], None], seconds: float
) -> set[bytes]:
    """Everyone types until the server has gone; the words that were confirmed."""
    watch = Watch(keeps_words=True)
    opens = sections_of(WRITERS, form.sections)
    people = await asyncio.gather(
        *(
            connect(kind, who, opens[who], watch, {**at, "cookie": here.cookies[who % len(here.cookies)]})
            for who in range(WRITERS)
        )
    )
    pages = [page for some in people for page in some]
    typing = [asyncio.create_task(_type(page, place)) for page in pages for place in page.places]
    await asyncio.sleep(seconds)
    await asyncio.to_thread(end)
    async with asyncio.timeout(30):
        await asyncio.gather(*typing)
    return watch.acknowledged


async def _type(page: Page, place: Place) -> None:
    while not page.lost.is_set():
        page.type(place)
        await asyncio.sleep(PAUSE)


async def _read(
    kind: str, here: Scene, form: Written, at: dict[str, str], wanted: set[bytes]
) -> dict[bytes, int]:
    """How often each word is there for somebody who opens everything from nothing."""
    watch = Watch(keeps_words=True)
    loop = asyncio.get_running_loop()
    end = loop.time() + LOOKING
    pages = await connect(kind, READER, form.sections, watch, {**at, "cookie": here.cookies[0]})
    while not wanted <= watch.seen.keys() and loop.time() < end:
        await asyncio.sleep(0.05)
    for page in pages:
        page.close()
    await asyncio.sleep(0)
    return watch.seen
