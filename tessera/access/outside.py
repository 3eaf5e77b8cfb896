"""Asking outside a page, where no middleware says who acts: in a thread, each time in a transaction of its own."""

from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError, OperationalError, ProgrammingError, connection, transaction

from tessera.access.acting import acting_as, acting_as_nobody

T = TypeVar("T")
REFUSED = "42501"


class SignedOut(Exception):
    """The session opens nothing any more."""


class Unanswered(Exception):
    """PostgreSQL did not answer, or not with an answer."""


def as_whoever_holds(token: str, do: Callable[[], T]) -> T:
    """What `do` answers in one transaction that a session's token opens. Raises SignedOut."""
    try:
        with acting_as(token), transaction.atomic():
            return do()
    except ProgrammingError as problem:
        if getattr(problem.__cause__, "sqlstate", "") == REFUSED:
            raise SignedOut from None
        raise


def as_nobody(do: Callable[[], T]) -> T:
    """What `do` answers in one transaction in which nobody acts, who sees nothing."""
    with acting_as_nobody(), transaction.atomic():
        return do()


def asked(do: Callable[[], T]) -> T:
    """What `do` answers; asked once more, on a new connection, where this one was lost. Raises Unanswered."""
    try:
        try:
            return do()
        except OperationalError:
            connection.close()
            return do()
    except DatabaseError as problem:
        raise Unanswered(type(problem).__name__) from problem
