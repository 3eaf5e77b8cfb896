"""What PostgreSQL tells every process: which sections grew, whose access changed. No word of either."""

from collections.abc import AsyncIterator

import psycopg

GREW, ACCESS, HERE = "tessera_live", "tessera_access", "tessera_here"


class Away(Exception):
    """The connection was lost, and news with it."""


async def news(address: str) -> AsyncIterator[tuple[str, str]]:
    """What is told from now on, as (channel, text); first of all an empty pair, once it hears. Raises Away."""
    try:
        async with await psycopg.AsyncConnection.connect(address, autocommit=True) as listener:
            for channel in (GREW, ACCESS, HERE):
                await listener.execute(f"LISTEN {channel}")
            yield "", ""
            async for told in listener.notifies():
                yield told.channel, told.payload
    except psycopg.Error as problem:
        raise Away(type(problem).__name__) from problem
