"""What the live form asks of the database in a practitioner's name, in a transaction opened with their token.

It is asked in threads, through Django, because it is asked seldom: when somebody comes, and when access may change.
"""

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from threading import Barrier, BrokenBarrierError
from typing import TypeVar
from uuid import UUID

from django.utils import timezone

from tessera.access import sessions
from tessera.access.here import Me, me
from tessera.access.outside import SignedOut, Unanswered, as_nobody, as_whoever_holds, asked
from tessera.audit import NotHere
from tessera.live_forms import actions, queries

T = TypeVar("T")
STARTS = 5.0  # seconds that a thread may take to begin


class TooOften(Exception):
    """They have come as often as they may for now."""


@dataclass(frozen=True)
class Arrival:
    """Somebody who came to a form: who they are, and the tab that was opened for them."""

    me: Me
    token: str
    tab: int
    tabs: set[int]


@dataclass(frozen=True)
class Look:
    """How a section stands for one reader, judged in one transaction. `entries` are those that were asked for."""

    standing: queries.Standing
    head: queries.SectionHead
    entries: tuple[queries.Entry, ...]


class Asking:
    """The threads, and the questions."""

    def __init__(self, threads: int = 4) -> None:
        self._many = threads
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="live")

    async def start(self) -> None:
        """Connect each thread and rehearse what it will be asked, so that whoever comes first waits for neither."""
        together = Barrier(self._many)

        def ask() -> None:
            with suppress(BrokenBarrierError):
                together.wait(STARTS)  # each thread takes one: none is free before all are here
            _rehearse()

        answers = await asyncio.gather(*(self._run(ask) for _ in range(self._many)), return_exceptions=True)
        for problem in answers:
            # Without its database the process waits for whoever comes, and answers them that it has none.
            if isinstance(problem, BaseException) and not isinstance(problem, Unanswered):
                raise problem

    def stop(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def arrive(
        self,
        key: str,
        form_id: UUID,
        may_come: Callable[[UUID], bool] = lambda practitioner: True,
        *,
        stays: bool = True,
    ) -> Arrival | None:
        """Let somebody in by their browser's session key. None: there is no such form for them.

        One who only posts and `stays` not comes under a number that they have. Raises SignedOut and TooOften.
        """
        token = await self._run(lambda: sessions.token_of(key))
        if token is None:
            raise SignedOut
        return await self._as(token, lambda: _arrive(token, form_id, may_come, stays=stays))

    async def see(self, token: str, section_id: UUID) -> queries.SectionHead | None:
        """A section that they begin to read, which the ledger is told; None: it is not theirs to read."""
        return await self._as(
            token,
            lambda: _or_none(lambda: queries.seen_section(practitioner=_me(token), section_id=section_id)),
        )

    async def look(self, token: str, section_id: UUID, case_id: UUID, after: int | None) -> Look | None:
        """How a section of a case stands for them now; None: it is not theirs to read.

        With the entries after a seq, where one is given: of a long section all of them take seconds.
        """
        return await self._as(token, lambda: _look(token, section_id, case_id, after))

    async def load(self, token: str, section_id: UUID) -> queries.SectionLog | None:
        """What makes a section's words; None: it is not theirs to read."""
        return await self._as(token, lambda: _or_none(lambda: queries.section_log(section_id, _me(token))))

    async def since(self, token: str, section_id: UUID, after: int) -> tuple[queries.Entry, ...]:
        """What was committed after a seq."""
        return await self._as(token, lambda: queries.entries(section_id, after))

    async def values(self, token: str, section_id: UUID) -> dict[str, queries.Value]:
        return await self._as(token, lambda: queries.values(section_id))

    async def names(self, token: str, form_id: UUID, tabs: Collection[int]) -> dict[int, queries.Whose]:
        return await self._as(token, lambda: queries.names(form_id, tabs))

    async def keep(self, key: str) -> None:
        """Keep the session of somebody who is typing from ending. Raises SignedOut."""
        if not await self._run(lambda: sessions.keep_by_key(key)):
            raise SignedOut

    async def _as(self, token: str, do: Callable[[], T]) -> T:
        return await self._run(lambda: as_whoever_holds(token, do))

    async def _run(self, do: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, copy_context().run, asked, do)


def _rehearse() -> None:
    """In nobody's name, and nobody sees anything."""
    sessions.rehearse()
    with suppress(SignedOut):
        as_whoever_holds("", lambda: None)
    as_nobody(lambda: me(""))
    as_nobody(queries.rehearse)


def _me(token: str) -> Me:
    found = me(token)
    if found is None:
        raise SignedOut
    return found


def _or_none(do: Callable[[], T]) -> T | None:
    try:
        return do()
    except NotHere:
        return None


def _arrive(token: str, form_id: UUID, may_come: Callable[[UUID], bool], *, stays: bool) -> Arrival | None:
    practitioner = _me(token)
    if not may_come(practitioner.id):
        raise TooOften
    try:
        queries.form_head(form_id)
    except NotHere:
        return None
    tabs = queries.own_tabs(form_id, practitioner.id)
    if tabs and not stays:
        return Arrival(practitioner, token, min(tabs), tabs)
    tab = actions.join(practitioner=practitioner, at=timezone.now(), form_id=form_id)
    return Arrival(practitioner, token, tab.number, tabs)


def _look(token: str, section_id: UUID, case_id: UUID, after: int | None) -> Look | None:
    practitioner = _me(token)
    standing = queries.standing([practitioner.id, case_id])
    try:
        head = queries.section_head(section_id, practitioner)
    except NotHere:
        return None
    entries = () if after is None or head.seq <= after else queries.entries(section_id, after, head.seq)
    return Look(standing, head, entries)
