"""Attacks on the context of who is asking, for the tests and for the mutants: each must leave nothing shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import psycopg

from tests.policy import proof, signing_in_by_sql
from tests.policy.register import Case, Practitioner
from tests.policy.world import World

DENIED = psycopg.errors.InsufficientPrivilege
NAMES = (
    "who", "me", "partnership", "principals", "agencies", "roles", "clearances", "excluded_people",
    "excluded_cases", "read_only_cases", "own_record_cases", "own_agency_cases", "assured_cases", "hidden_cases",
)  # fmt: skip
FORGED = "SELECT set_config('tessera.' || %s, repeat('0', 64) || %s, true)"


def excluded_pair(world: World) -> tuple[Practitioner, str, Case] | None:
    """Somebody, signed in, and a case that is hidden from them by an exclusion and by nothing else."""
    for someone, partnership, token in world.signed_in():
        for case in world.cases:
            if someone.active and someone.excluded & set(case.subjects):
                kept, someone.excluded = someone.excluded, set()
                would = world.sees_case(someone, partnership, case)
                someone.excluded = kept
                if would:
                    return someone, token, case
    return None


def seen_pair(world: World) -> tuple[Practitioner, str, Case] | None:
    """Somebody, signed in, and a case about somebody that they may open."""
    for someone, partnership, token in world.signed_in():
        for case in world.cases:
            if someone.active and case.subjects and world.sees_case(someone, partnership, case):
                return someone, token, case
    return None


def world_that_bites(admin: psycopg.Connection[Any]) -> World:
    """A world in which somebody is excluded from a case they are involved in, and somebody may open one."""
    for seed in range(9000, 9100):
        made = World(admin, seed)
        if excluded_pair(made) and seen_pair(made):
            return made
    raise AssertionError("no world with an exclusion that bites")


def _some(world: World) -> list[str]:
    """The tokens of a few: whoever has an exclusion that bites, if there is one, and two others."""
    bitten = excluded_pair(world)
    others = [token for someone, _, token in world.signed_in() if someone.active]
    return list(dict.fromkeys([*([bitten[1]] if bitten else []), *others]))[:3]


def _shown(app: psycopg.Connection[Any], token: str, *steps: tuple[str, list[Any]]) -> dict[str, set[str]]:
    """What is seen after these steps; nothing where one of them is refused."""
    try:
        with app.transaction(force_rollback=True):
            app.execute("SELECT access.begin(%s)", [token])
            for statement, values in steps:
                app.execute(statement.encode(), values or None)
            return proof.seen(app)
    except (DENIED, psycopg.errors.DataError):
        return {}


def _more(
    world: World, app: psycopg.Connection[Any], steps: Callable[[str], list[tuple[str, list[Any]]]]
) -> list[str]:
    """Rows that anybody sees after the steps and did not before."""
    found = []
    for token in _some(world):
        before = _shown(app, token)
        for name in NAMES:
            after = _shown(app, token, *steps(name))
            for table, rows in after.items():
                # Nobody at all may read who could sign in: signing in asks for that.
                if table != "access_practitioner" and rows - before[table]:
                    found.append(f"{name}: {table} {len(rows - before[table])}")
    return found


def emptied(world: World, app: psycopg.Connection[Any]) -> list[str]:
    return _more(world, app, lambda name: [("SELECT set_config('tessera.' || %s, '', true)", [name])])


def forged(world: World, app: psycopg.Connection[Any]) -> list[str]:
    everything = "{" + ",".join(str(case.hub) for case in world.cases) + "}"
    return _more(world, app, lambda name: [(FORGED, [name, everything])])


def copied(world: World, app: psycopg.Connection[Any]) -> list[str]:
    """A context of one transaction, kept and put into the next, which is somebody else's."""
    found = []
    for one, other in pairwise(_some(world)):
        with app.transaction(force_rollback=True):
            app.execute("SELECT access.begin(%s)", [one])
            kept = [
                (name, app.execute("SELECT current_setting(%s, true)", [f"tessera.{name}"]).fetchone())
                for name in NAMES
            ]
        before = _shown(app, other)
        steps = [
            ("SELECT set_config('tessera.' || %s, %s, true)", [name, value[0] or ""])
            for name, value in kept
            if value is not None
        ]
        after = _shown(app, other, *steps)
        found += [table for table, rows in after.items() if rows - before[table]]
    return found


def swapped(world: World, app: psycopg.Connection[Any]) -> list[str]:
    """One list of the same transaction in the place of another."""
    pairs = (
        ("excluded_cases", "read_only_cases"),
        ("excluded_cases", "own_record_cases"),
        ("excluded_cases", "hidden_cases"),
        ("own_record_cases", "read_only_cases"),
        ("hidden_cases", "read_only_cases"),
        ("principals", "who"),
        ("who", "principals"),
    )
    found = []
    for token in _some(world):
        before = _shown(app, token)
        for name, other in pairs:
            put = "SELECT set_config('tessera.' || %s, current_setting('tessera.' || %s), true)"
            after = _shown(app, token, (put, [name, other]))
            found += [f"{other} as {name}: {t}" for t, rows in after.items() if rows - before[t]]
    return found


def left_over(world: World, app: psycopg.Connection[Any]) -> list[str]:
    """What a transaction leaves for the next on the same connection: nothing."""
    found = []
    for token in _some(world):
        with app.transaction():
            app.execute("SELECT access.begin(%s)", [token])
        with app.transaction(force_rollback=True):
            seen = proof.seen(app)
        found += [table for table, rows in seen.items() if rows and table != "access_practitioner"]
    return found


def signed_in_as_another(world: World, app: psycopg.Connection[Any]) -> list[str]:
    """A session, a password or a second factor of somebody else's, with no proof that the application asks."""
    return list(signing_in_by_sql.wrong(world, app))


# The quickest first: whoever only asks whether any shows something does not wait for the rest.
ATTACKS = (signed_in_as_another, left_over, copied, swapped, emptied, forged)


def wrong(world: World, app: psycopg.Connection[Any]) -> Iterator[str]:
    """Whatever an attack showed that was not to be seen, one attack after the other. Nothing is good."""
    for attack in ATTACKS:
        try:
            yield from [f"{attack.__name__}: {line}" for line in attack(world, app)]
        except psycopg.Error as problem:
            yield f"{attack.__name__}: {problem}"
