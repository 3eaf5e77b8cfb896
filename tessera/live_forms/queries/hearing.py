"""What PostgreSQL tells every process: which sections grew, whose access changed. No word of either."""

from collections.abc import AsyncIterator

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

GREW, ACCESS, HERE = "tessera_live", "tessera_access", "tessera_here"
LISTEN = "LISTEN tessera_live; LISTEN tessera_access; LISTEN tessera_here"


class Away(Exception):
    """The connection was lost, and news with it."""


def address() -> str:
    """Where Django's default database is, for a connection that is not Django's."""
    known = connection.get_connection_params()
    no_part = {"context", "cursor_factory", "prepare_threshold"}
    return make_conninfo(
        **{
            key: str(value)
            for key, value in known.items()
            if key not in no_part and isinstance(value, str | int)
        }
    )


async def news(where: str) -> AsyncIterator[tuple[str, str]]:
    """What is told from now on, as (channel, text); first of all an empty pair, once it hears. Raises Away."""
    try:
        async with await psycopg.AsyncConnection.connect(where, autocommit=True) as listener:
            await listener.execute(LISTEN)
            yield "", ""
            async for told in listener.notifies():
                yield told.channel, told.payload
    except psycopg.Error as problem:
        raise Away(type(problem).__name__) from problem
