"""A page that names its cases has each judged once for a question: that saves looks, and changes nobody's answer.

That it changes no answer, whatever is named, the oracle says of every second asker (judge.py).
"""

from __future__ import annotations

import re
import uuid
from typing import Any

import psycopg
import pytest

from tests.policy.judge import ABOUT_EVERY_CASE
from tests.policy.world import World

# The second is also counted by the hundred thousand, where PostgreSQL may rather read every case first.
TABLES = ("enquiries_referral", "records_line")
LOOK = re.compile(r"on access_case \w+ +\(cost=[^)]*\) \((never executed|actual)")


@pytest.fixture(scope="module")
def world(admin: psycopg.Connection[Any]) -> World:
    return World(admin, 7300)


def reader(app: psycopg.Connection[Any], world: World, table: str) -> tuple[str, uuid.UUID]:
    """The token of somebody who sees a row of the table, and its case."""
    for someone, _, token in world.signed_in():
        if someone.active:
            with app.transaction():
                app.execute("SELECT access.begin(%s)", [token])
                row = app.execute(f"SELECT case_id FROM {table} LIMIT 1".encode()).fetchone()  # noqa: S608  ours
            if row is not None:
                return token, row[0]
    raise AssertionError(f"nobody sees any {table}")


def looks(
    app: psycopg.Connection[Any], token: str, table: str, case: uuid.UUID, *named: uuid.UUID
) -> set[str]:
    """What became of the looks at a case that the policy asks for: "actual", or "never executed"."""
    with app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        app.execute(ABOUT_EVERY_CASE, [list(named)])
        plan = app.execute(f"EXPLAIN (ANALYZE) SELECT id FROM {table} WHERE case_id = '{case}'".encode())  # noqa: S608
        return set(LOOK.findall("\n".join(line for (line,) in plan.fetchall())))


@pytest.mark.parametrize("table", TABLES)
def test_a_case_that_is_named_is_not_looked_at_for_each_row(
    app: psycopg.Connection[Any], world: World, table: str
) -> None:
    token, case = reader(app, world, table)
    assert looks(app, token, table, case, uuid.uuid4(), case) == {"never executed"}


@pytest.mark.parametrize("table", TABLES)
def test_any_other_case_is_looked_at(app: psycopg.Connection[Any], world: World, table: str) -> None:
    token, case = reader(app, world, table)
    assert looks(app, token, table, case) == {"actual"}
    assert looks(app, token, table, case, uuid.uuid4()) == {"actual"}


def test_what_is_no_list_of_cases_shows_nothing(app: psycopg.Connection[Any], world: World) -> None:
    token, case = reader(app, world, "records_line")
    with pytest.raises(psycopg.errors.DataError), app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        app.execute("SELECT set_config('tessera.cases_asked', 'every case', true)")
        app.execute("SELECT id FROM records_line WHERE case_id = %s", [case])


def test_what_is_named_is_forgotten_with_the_transaction(app: psycopg.Connection[Any], world: World) -> None:
    token, case = reader(app, world, "records_line")
    with app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        app.execute(ABOUT_EVERY_CASE, [[case]])
        assert app.execute("SELECT access.cases_asked()").fetchone() == ([case],)
    with app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        assert app.execute("SELECT access.cases_asked()").fetchone() == ([],)
