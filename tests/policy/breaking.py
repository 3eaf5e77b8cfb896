"""Breaks one thing in the database, asks whether anybody notices, and mends it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg

from tests.policy import catalogue, contexts, protecting
from tests.policy.judge import Tally, facts, judge
from tests.policy.register import Shape
from tests.policy.world import World

RICH = Shape(practitioners=(4, 5), cases=(4, 5), people=4, rows=20, certain=True)
FIRST, LAST = 5000, 5004
POLICY = (
    "SELECT polname, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) FROM pg_policy "
    "WHERE starts_with(polname::text, %s) AND polrelid = %s::regclass ORDER BY polname"
)


@dataclass(frozen=True)
class Policy:
    """A row policy in which `was` is written as `now`: in what a row must be, and in what it must be afterwards.

    `policy` is how its name begins: of several the first that holds `was`.
    """

    table: str
    policy: str
    was: str
    now: str
    in_using: bool = True
    in_check: bool = True


@dataclass(frozen=True)
class Forgotten:
    """A row policy that closes lets everything pass, as if it were not there."""

    table: str
    policy: str


@dataclass(frozen=True)
class Function:
    """A function in which `was` is written as `now`."""

    signature: str
    was: str
    now: str


@dataclass(frozen=True)
class Statement:
    """Something done to the database, and what undoes it. Both as the administrator."""

    do: str
    undo: str

    @property
    def of_a_role(self) -> bool:
        """Whether it changes what a role may do everywhere, and not rights on one thing."""
        return "ROLE" in self.do or (self.do.startswith("GRANT") and " ON " not in self.do)


Change = Policy | Forgotten | Function | Statement


@dataclass(frozen=True)
class Mutant:
    """One fault. `by`: what must notice it. `builds`: it must be there before the worlds are made."""

    fault: str
    change: Change
    by: str = "the oracle"
    builds: bool = False


@contextmanager
def broken(change: Change, admin: psycopg.Connection[Any]) -> Iterator[None]:
    """The change is there meanwhile. AssertionError where it no longer fits what is there."""
    do, undo = _both(change, admin)
    try:
        for statement in do:
            admin.execute(statement.encode())
        yield
    finally:
        for statement in undo:
            admin.execute(statement.encode())


def _both(change: Change, admin: psycopg.Connection[Any]) -> tuple[list[str], list[str]]:
    if isinstance(change, Statement):
        return [change.do], [change.undo]
    if isinstance(change, Function):
        row = admin.execute("SELECT pg_get_functiondef(%s::regprocedure)", [change.signature]).fetchone()
        assert row is not None
        assert change.was in row[0], f"the fault no longer fits the function {change.signature}"
        return [row[0].replace(change.was, change.now)], [row[0]]
    found = admin.execute(POLICY, [change.policy, change.table]).fetchall()
    if isinstance(change, Forgotten):
        name, using, check = next(row for row in found if row[0] == change.policy)
        both = (("USING", using), ("WITH CHECK", check))
        alter = f"ALTER POLICY {name} ON {change.table}"
        return (
            [alter + "".join(f" {word} (true)" for word, text in both if text)],
            [alter + "".join(f" {word} ({text})" for word, text in both if text)],
        )
    fits = [row for row in found if change.was in f"{row[1]} {row[2]}"]
    assert fits, f"the fault no longer fits a policy of {change.table}: {found}"
    name, using, check = fits[0]
    clauses, kept = "", ""
    for word, text, faulty in (
        ("USING", using, change.in_using),
        ("WITH CHECK", check, change.in_check),
    ):
        if text is None:
            continue
        kept += f" {word} ({text})"
        if faulty:
            assert change.was in text, f"the fault no longer fits the policy: {text}"
            clauses += f" {word} ({text.replace(change.was, change.now)})"
    alter = f"ALTER POLICY {name} ON {change.table}"
    return [alter + clauses], [alter + kept]


_worlds: dict[int, tuple[psycopg.Connection[Any], World]] = {}


def forget_worlds() -> None:
    """For when the tables have been emptied: what is remembered of them is no longer there."""
    _worlds.clear()


def worlds(admin: psycopg.Connection[Any], anew: bool) -> Iterator[World]:
    """Rich worlds, made once for a connection; `anew`: others, made now."""
    for seed in range(FIRST, LAST):
        if anew:
            yield World(admin, seed, RICH)
            continue
        if seed not in _worlds or _worlds[seed][0] is not admin:
            _worlds[seed] = admin, World(admin, seed, RICH)
        yield _worlds[seed][1]


def alive(mutant: Mutant, admin: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> bool:
    """Whether nobody noticed the fault."""
    if not mutant.builds:
        next(worlds(admin, anew=False))  # made before anything is wrong
    if mutant.by == "the catalogue":
        # Never committed: a role is that of every database of the server, and other tests use it meanwhile.
        with admin.transaction(force_rollback=True), broken(mutant.change, admin):
            return not catalogue.wrong(admin)
    with broken(mutant.change, admin):
        if mutant.by == "marking an address":
            return next(protecting.wrong(next(worlds(admin, anew=False)), app), None) is None
        if mutant.by == "the attacks":
            try:
                return next(contexts.wrong(next(worlds(admin, anew=False)), app), None) is None
            finally:
                app.execute("RESET ALL")  # one of the faults leaves its settings with the connection
        return not any(
            _disagree(world, app, ask)
            for questions in (tuple(_close(mutant.change)), EVERYTHING)
            for world in worlds(admin, mutant.builds)
            for ask in questions
        )


Ask = Callable[[World, psycopg.Connection[Any]], Tally]


# In the end everything is asked, of every world: a fault may show where nobody would look.
EVERYTHING: tuple[Ask, ...] = tuple(
    partial(judge, verbs=verbs, moments=moments)
    for verbs, moments in ((False, False), (True, False), (False, True))
)


def _close(change: Change) -> Iterator[Ask]:
    """What is nearest to the fault: quickly asked of every world, before everything is asked of any."""
    if isinstance(change, Policy | Forgotten):
        touched = frozenset({change.table})
        seen_by = change.policy.startswith(("see", "never")) and not change.policy.startswith(
            ("never_add", "never_change")
        )
        yield partial(judge, verbs=not seen_by, moments=False, tables=touched)
        if seen_by:
            yield partial(judge, verbs=True, moments=False, tables=touched)
    if isinstance(change, Function):
        if change.signature.startswith("access._facts"):
            yield lambda world, _: facts(world)
        if "exclu" in change.signature:
            yield partial(judge, verbs=True, moments=False, tables=frozenset({"access_exclusion"}))
        if any(word in change.signature for word in ("invitation", "membership(", "_administers")):
            yield partial(judge, verbs=True, moments=False, tables=frozenset({"access_invitation"}))
        if "find_" in change.signature:
            yield partial(judge, verbs=False, moments=False, tables=frozenset({"records_words"}))
        if "recorded_by" in change.signature:
            yield partial(judge, verbs=True, moments=False, tables=frozenset({"access_subject"}))


def _disagree(world: World, app: psycopg.Connection[Any], ask: Ask) -> bool:
    try:
        return bool(ask(world, app).wrong)
    except psycopg.Error:
        return True
