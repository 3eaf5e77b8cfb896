"""A proof that cannot fail proves nothing: each deliberate fault must be noticed."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import psycopg
import pytest

from tests.policy import catalogue, contexts
from tests.policy.breaking import FIRST, RICH, Mutant, Statement, alive, broken
from tests.policy.judge import judge
from tests.policy.mutants import EQUIVALENT, MUTANTS
from tests.policy.world import World


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: str(mutant.fault))
def test_every_fault_is_noticed(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any], mutant: Mutant
) -> None:
    assert not alive(mutant, admin, app), f"nobody noticed that {mutant.fault}"


def test_there_are_enough_faults() -> None:
    assert len({mutant.fault for mutant in MUTANTS}) == len(MUTANTS)
    assert len(MUTANTS) >= 90


def test_no_other_database_meets_a_role_with_rights_that_it_should_not_have() -> None:
    """What the catalogue notices is never committed; all else is, and a role is that of the whole server."""
    of_roles = [one for one in MUTANTS if isinstance(one.change, Statement) and one.change.of_a_role]
    assert len(of_roles) == 2
    assert {mutant.by for mutant in of_roles} == {"the catalogue"}


def test_with_no_fault_there_is_nothing_to_notice(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    """Otherwise every fault above would be noticed for a reason of its own.

    Nor is there with all that changes nothing, at once: what one of them opened, no other closes.
    """
    world = World(admin, FIRST, RICH)
    assert catalogue.wrong(admin) == []
    assert list(contexts.wrong(world, app)) == []
    with ExitStack() as changed:
        for mutant in EQUIVALENT:
            changed.enter_context(broken(mutant.change, admin))
        assert judge(world, app).wrong == []
