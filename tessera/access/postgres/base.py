"""Opens the security context as the first statement of every outermost transaction.

Outside a transaction there is no context, so row security shows nothing: forgetting is a closed door.
"""

from typing import Any

from django.db.backends.postgresql import base

from tessera.access import acting


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # See acting.remembered: emptied wherever a transaction begins or ends.
        self.remembered: dict[Any, Any] = {}

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
