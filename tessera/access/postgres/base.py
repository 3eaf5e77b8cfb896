"""Opens the security context as the first statement of every outermost transaction.

Outside a transaction there is no context, so row security shows nothing: forgetting is a closed door.
"""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql import base
from psycopg.abc import Buffer
from psycopg.types.datetime import TimestamptzLoader

from tessera.access import acting


class MomentLoader(TimestamptzLoader):
    """Reads a moment as Django does, in UTC, and without its pattern: a page of hundreds of rows holds thousands."""

    timezone = UTC  # Django asks, and reads in another way where its own differs

    def load(self, data: Buffer) -> datetime:
        """A moment; where Python has no word for it (infinity, before the year 1) DataError, in psycopg's words."""
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            return super().load(data)


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # See acting.remembered: emptied wherever a transaction begins or ends.
        self.remembered: dict[Any, Any] = {}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that reads moments fast."""
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", MomentLoader)
        return connection

    def _set_autocommit(self, autocommit: bool) -> None:
        self.remembered = {}
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        actor = acting.current()
        if autocommit or actor is None:
            return
        try:
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                actor.begin(cursor)
        except BaseException:
            # Without this the connection would stay in a failed transaction with autocommit off.
            self.connection.rollback()
            super()._set_autocommit(True)  # type: ignore[misc]
            raise
