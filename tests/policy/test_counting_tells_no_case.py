"""What settings would mean for the work under way a job counts; what it counts with no administrator reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from config.postgres import Addresses
from tests.policy.world import World

COUNTS = ("SELECT count(*) FROM access.live_promises(%s)", "SELECT access.referrals_written(%s)")


@pytest.fixture(scope="module")
def job(addresses: Addresses) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(addresses.job, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def world(admin: psycopg.Connection[Any]) -> World:
    return World(admin, 7100)


@pytest.mark.parametrize("statement", COUNTS)
def test_only_the_job_in_its_own_context_counts(
    world: World, app: psycopg.Connection[Any], job: psycopg.Connection[Any], statement: str
) -> None:
    partnership = next(iter(world.hubs))
    with job.transaction():
        job.execute("SELECT access.begin_job()")
        row = job.execute(statement.encode(), [partnership]).fetchone()
        assert row is not None
        assert row[0] >= 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege), job.transaction():
        job.execute(statement.encode(), [partnership])
    for someone, _, token in world.signed_in():
        if not someone.active:
            continue
        with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
            app.execute("SELECT access.begin(%s)", [token])
            app.execute(statement.encode(), [partnership])


def test_what_a_job_counts_names_nobody(admin: psycopg.Connection[Any]) -> None:
    row = admin.execute(
        "SELECT proargnames FROM pg_proc WHERE oid = 'access.live_promises(uuid)'::regprocedure"
    ).fetchone()
    assert row is not None
    assert set(row[0][1:]) == {
        "kind", "rating", "agency", "concern", "started_at", "received_at", "opened_at", "due_at", "ratings", "pauses",
    }  # fmt: skip
