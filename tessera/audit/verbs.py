"""@action and @query: the only magic in the house, and all of it.

An action runs in one transaction and cannot finish without an entry in the ledger: the entry is written from the row
that the action returns. A query that returns someone's record writes that it was seen, in the same transaction.

    @action("decide", "decision")
    def decide(*, practitioner, at, enquiry, outcome): ...   -> the Decision row

What the function returns must have `pk`; `case_id` where it has one. `None` means nothing was done and nothing is
written. Words about the act (an outcome, a state) are added with `note(...)`, never personal data.

The entries of an act and of the acts inside it are written together when the outermost ends, in the order in which
they ended: one statement instead of ten.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.http import Http404

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class _Said:
    """What the act under way says of itself for its entry."""

    detail: dict[str, Any] = field(default_factory=dict)
    names_case: bool = True


_said: ContextVar[_Said | None] = ContextVar("tessera_said", default=None)
# What the acts under way have to write in the ledger. None: no act is under way.
_waiting: ContextVar[list[Any] | None] = ContextVar("tessera_waiting", default=None)


class NotHere(Http404):
    """The row is absent, or it is hidden: the same answer to both."""


def note(**words: str | int | bool | None) -> None:
    """Add words about the act under way to its ledger entry. Never a name, never a word of a record."""
    _saying("note").detail.update(words)


def without_case() -> None:
    """The entry of the act under way names its row and no case: whoever reads the ledger of the case is not told.

    For what an agency does with what is its own alone. It finds the entry by the row, or by who did it.
    """
    _saying("without_case").names_case = False


def _saying(word: str) -> _Said:
    said = _said.get()
    if said is None:
        raise RuntimeError(f"{word}() belongs inside an @action or a @query")
    return said


def action(verb: str, kind: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """One transaction, one ledger entry. Raises whatever the function raises, and then nothing was done."""
    return _recorded(verb, kind, "action")


def query(kind: str, verb: str = "see") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A question whose answer is someone's record: that it was seen is written with it."""
    return _recorded(verb, kind, "query")


def _recorded(verb: str, kind: str, what: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            with together():
                token = _said.set(said := _Said())
                try:
                    result = function(*args, **kwargs)
                finally:
                    _said.reset(token)
                if result is not None:
                    _remember(verb, kind, result, said)
                return result

        wrapper.tessera = (what, verb, kind)  # type: ignore[attr-defined]
        return wrapper

    return decorate


@contextmanager
def together() -> Iterator[None]:
    """Several acts by one practitioner that stand or fall as one: one transaction, one write to the ledger.

    None of them has a savepoint of its own, so a refusal inside must end the whole. Whoever acts cannot change inside:
    the database writes down whoever is acting when the entries are written.
    """
    if _waiting.get() is not None:
        with transaction.atomic(savepoint=False):
            yield
        return
    with transaction.atomic():
        token = _waiting.set([])
        try:
            yield
            entries = _waiting.get() or []
        finally:
            _waiting.reset(token)
        if entries:
            type(entries[0]).objects.bulk_create(entries)


def under_way() -> bool:
    """Whether an act is under way, whose entries are still to be written."""
    return _waiting.get() is not None


def _remember(verb: str, kind: str, result: Any, said: _Said) -> None:
    row = getattr(result, "pk", None) or getattr(result, "id", None)
    if row is None:
        raise RuntimeError(f"{verb} {kind} must return the row it is about, so that the ledger can name it")
    case = getattr(result, "case_id", None) if said.names_case else None
    waiting = _waiting.get()
    if waiting is None:
        raise RuntimeError("an entry belongs to an act under way")
    waiting.append(_entry(verb, kind, row, case, said.detail))


def _entry(verb: str, kind: str, row: Any, case: Any, detail: dict[str, Any]) -> Any:
    # Imported here because models cannot be loaded before the apps that use this decorator are.
    from django.utils import timezone

    from tessera.audit.models import Entry

    # The database writes the time, the practitioner, the server and the act itself; these only satisfy the columns.
    return Entry(at=timezone.now(), verb=verb, kind=kind, row=row, case=case, detail=detail, server=0, act=0)
