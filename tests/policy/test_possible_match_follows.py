"""A possible match follows what is known: a later exclusion marks, an identification lifts, nobody is told."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
import pytest

from tests.policy.emptying import emptied
from tests.policy.judge import differences
from tests.policy.world import World

HUB = {"hub_practitioner", "decision_maker"}
RECORDS = HUB | {"administrator"}


def subjects(admin: psycopg.Connection[Any], world: World) -> dict[uuid.UUID, dict[uuid.UUID, bool]]:
    found: dict[uuid.UUID, dict[uuid.UUID, bool]] = {case.id: {} for case in world.cases}
    rows = admin.execute(
        "SELECT case_id, person_id, provisional FROM access_subject WHERE case_id = ANY (%s)", [list(found)]
    )
    for case, person, provisional in rows:
        found[case][person] = provisional
    return found


def expected(world: World) -> dict[uuid.UUID, dict[uuid.UUID, bool]]:
    return {case.id: dict(case.subjects) for case in world.cases}


def test_an_exclusion_recorded_later_hides_what_was_sent_before(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    marked = 0
    for seed in emptied(admin, range(3000, 3035)):
        world = World(admin, seed)
        before = expected(world)
        for someone, partnership, token in list(world.signed_in())[:4]:
            roles = {held.role for held in world.held(someone, partnership)}
            if not someone.active or not roles & RECORDS:
                continue
            excluded, person = world.dice.choice(world.practitioners), world.dice.choice(world.people)
            with app.transaction():
                app.execute("SELECT access.begin(%s)", [token])
                told = app.execute(
                    "SELECT access.exclude(%s, %s, 'Her niece.')", [excluded.id, person]
                ).fetchall()
            assert told == [("",)], "it answers the same whatever it found"
            world.excluded(excluded, person)
        assert subjects(admin, world) == expected(world), f"world {seed}"
        if expected(world) != before:
            marked += 1
            assert differences(world, app) == [], f"world {seed}"
    assert marked > 5


def test_what_becomes_known_later_hides_too(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    marked = 0
    for seed in emptied(admin, range(3100, 3120)):
        world = World(admin, seed)
        before = expected(world)
        for person in world.people:
            world.learn(person, world.dice.choice(("nhs:1", "gd:a:1", "fd:a:1")))
        assert subjects(admin, world) == expected(world), f"world {seed}"
        if expected(world) != before:
            marked += 1
            assert differences(world, app) == [], f"world {seed}"
    assert marked > 3


def test_a_mark_is_lifted_by_the_hub_that_may_see_the_case_and_by_nobody_else(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    tried = settled = lifted = 0
    for seed in emptied(admin, range(3200, 3320)):
        world = World(admin, seed)
        had = settled
        for someone, partnership, token in world.signed_in():
            if not someone.active:
                continue
            for case in world.cases:
                for described in list(case.described):
                    # Somebody confirmed where there is one, and now and then anybody.
                    sure = [person for person, provisional in case.subjects.items() if not provisional]
                    person = world.dice.choice(sure * 9 or world.people)
                    before = len(case.subjects)
                    with app.transaction():
                        app.execute("SELECT access.begin(%s)", [token])
                        told = app.execute("SELECT access.settle(%s, %s)", [described, person]).fetchall()
                    assert told == [("",)]
                    tried += 1
                    settled += world.settles(someone, partnership, case, described, person)
                    lifted += len(case.subjects) < before
        assert subjects(admin, world) == expected(world), f"world {seed}"
        if settled > had:  # otherwise the world is as it was made, and such worlds are judged elsewhere
            assert differences(world, app) == [], f"world {seed}"
    assert tried > 500
    assert 5 < settled < tried
    assert lifted > 0


@pytest.mark.parametrize(
    "attack",
    [
        "SELECT * FROM people_unidentified",
        "INSERT INTO people_unidentified (id) VALUES (gen_random_uuid())",
        "DELETE FROM people_unidentified",
        "DELETE FROM access_subject",
        "SELECT access._mark_person(gen_random_uuid())",
        "SELECT access._one_after_another(true)",
        "SELECT access.mark_provisional(gen_random_uuid(), gen_random_uuid(), ARRAY['nhs:1'])",
    ],
)
def test_nobody_reaches_what_the_functions_keep(
    app: psycopg.Connection[Any], admin: psycopg.Connection[Any], attack: str
) -> None:
    world = World(admin, 7)
    _, _, token = next((s, p, t) for s, p, t in world.signed_in() if s.active)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        app.execute(attack)


def test_whoever_sends_and_whoever_excludes_at_the_same_moment_do_not_miss_each_other(
    app: psycopg.Connection[Any], admin: psycopg.Connection[Any]
) -> None:
    """While somebody is sending, recording an exclusion waits, and then finds what was sent."""
    world = World(admin, 7)
    _, _, token = next((s, p, t) for s, p, t in world.signed_in() if s.active)
    with app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        case = uuid.uuid4()
        app.execute(
            "INSERT INTO access_case (id, partnership_id, hub, audience, sealed, opened_by_id, opened_at) "
            "VALUES (%s, access.partnership(), access.hub(), '{}', false, access.who(), now())",
            [case],
        )
        app.execute("SELECT access.mark_provisional(%s, %s, ARRAY['nhs:77'])", [case, uuid.uuid4()])
        with pytest.raises(psycopg.errors.LockNotAvailable), admin.transaction():
            admin.execute("SET LOCAL lock_timeout = '200ms'")
            admin.execute(
                "INSERT INTO access_exclusion (id, practitioner_id, person_id, reason, made_at) "
                "VALUES (gen_random_uuid(), %s, %s, 'family', now())",
                [world.practitioners[0].id, world.people[0]],
            )
