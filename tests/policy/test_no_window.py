"""Nothing is open a moment too long: changes at once, ends at an instant, and a connection that many share in turn."""

from __future__ import annotations

import random
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from config.postgres import Addresses
from tests.policy import proof
from tests.policy.register import PAST, SOON, Case, Practitioner
from tests.policy.world import World

INVOLVE = (
    "INSERT INTO access_involvement (id, case_id, principal_id, kind, reason, made_by_id, valid_from, valid_to) "
    "VALUES (%s, %s, %s, %s, '', %s, %s, %s)"
)
MESSAGE = (
    "INSERT INTO notifications_message (id, recipient_id, word, reference, link, made_at, case_id, partnership_id, "
    "sealed) VALUES (%s, %s, 'sent', 'RF-AAAA-AAAA', '/messages/', now(), %s, %s, false)"
)
SEAL = "INSERT INTO access_seal (id, case_id, reason, sealed_by_id, sealed_at) VALUES (%s, %s, 'Invented', %s, now())"


@pytest.fixture(scope="module")
def world(admin: psycopg.Connection[Any]) -> World:
    return World(admin, 40)


def an_empty_case(world: World) -> Case:
    """A case with nobody in it yet."""
    partnership = world.agencies[0].partnership
    case = Case(uuid.uuid4(), partnership, world.hubs[partnership], world.practitioners[0].id)
    world.db.execute(
        "INSERT INTO access_case (id, partnership_id, hub, audience, sealed, opened_by_id, opened_at) "
        "VALUES (%s, %s, %s, '{}', false, %s, %s)",
        [case.id, partnership, case.hub, case.opened_by, PAST],
    )
    return case


def audience(world: World, case: Case) -> tuple[list[int], bool]:
    row = world.db.execute("SELECT audience, sealed FROM access_case WHERE id = %s", [case.id]).fetchone()
    assert row is not None
    return list(row[0]), bool(row[1])


def at_once(world: World, acts: list[Callable[[psycopg.Connection[Any]], object]]) -> None:
    """Each act in a transaction of its own, all of them begun before any of them ends."""
    begun = threading.Barrier(len(acts))
    wrong: list[BaseException] = []

    def one(act: Callable[[psycopg.Connection[Any]], object]) -> None:
        try:
            with psycopg.connect(world.db.info.dsn, password=world.db.info.password or None) as own:
                own.execute("SELECT 1")
                begun.wait(30)
                act(own)
        except BaseException as problem:
            wrong.append(problem)
            begun.abort()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not wrong, wrong


def involves(case: Case, principal: int, by: uuid.UUID, kind: str = "asked") -> Callable[[Any], object]:
    return lambda own: own.execute(INVOLVE, [uuid.uuid4(), case.id, principal, kind, by, PAST, None])


def test_whoever_is_involved_at_once_is_in_the_case_at_the_end(world: World) -> None:
    someone = world.practitioners[0].id
    for _ in range(4):
        case = an_empty_case(world)
        principals = world.principals_of(case.partnership)[:5]
        at_once(world, [involves(case, principal, someone) for principal in principals])
        assert audience(world, case) == (sorted(principals), False)


def test_of_two_administrators_who_end_each_other_at_once_one_stays(world: World) -> None:
    """Each is known to be an administrator before either begins. Whoever waits is asked again, and is one no longer."""
    agency = world.agencies[0]
    for _ in range(3):
        for _ in range(2):
            world._employ([(agency, None, "administrator", (PAST, None))])
            world._sessions(world.practitioners[-1])
        world.writer.flush()
        two, answers = world.practitioners[-2:], []
        known = threading.Barrier(2)

        def ends(
            own: Any, me: Practitioner, other: Practitioner, known: Any = known, said: Any = answers
        ) -> None:
            own.execute("SELECT access.begin(%s)", [me.tokens[agency.partnership]])
            known.wait(30)
            try:
                row = own.execute(
                    "SELECT access.end_membership(%s, now())", [other.memberships[0].id]
                ).fetchone()
                said.append(row[0])
            except psycopg.errors.InsufficientPrivilege:
                own.rollback()
                said.append("refused")

        at_once(world, [lambda own, pair=pair: ends(own, *pair) for pair in (two, two[::-1])])
        assert sorted(map(str, answers)) == ["True", "refused"]


def test_whoever_is_taken_out_while_another_is_let_in_is_out(world: World) -> None:
    someone = world.practitioners[0].id
    for _ in range(4):
        case = an_empty_case(world)
        first, second, third = world.principals_of(case.partnership)[:3]
        involves(case, first, someone)(world.db)
        at_once(
            world,
            [
                lambda own, case=case: own.execute(
                    "UPDATE access_involvement SET valid_to = clock_timestamp() WHERE case_id = %s", [case.id]
                ),
                involves(case, second, someone),
                involves(case, third, someone),
            ],
        )
        found, _ = audience(world, case)
        live = world.db.execute(
            "SELECT principal_id FROM access_involvement WHERE case_id = %s AND valid_to IS NULL", [case.id]
        ).fetchall()
        assert first not in found
        assert found == sorted(principal for (principal,) in live)


@pytest.mark.parametrize("first", ["the message", "the seal"])
def test_a_message_written_while_its_case_is_sealed_is_sealed_too(world: World, first: str) -> None:
    """Neither has ended when the other begins. Whichever comes second waits, and knows of the first."""
    case, someone, message = an_empty_case(world), world.practitioners[0], uuid.uuid4()
    acts = [
        (MESSAGE, [message, someone.id, case.id, case.partnership]),
        (SEAL, [uuid.uuid4(), case.id, someone.id]),
    ]
    if first == "the seal":
        acts.reverse()
    where = {"conninfo": world.db.info.dsn, "password": world.db.info.password or None}
    with psycopg.connect(**where) as one, psycopg.connect(**where) as other:
        one.execute(*acts[0])
        second = threading.Thread(target=lambda: (other.execute(*acts[1]), other.commit()))
        second.start()
        second.join(0.5)
        assert second.is_alive(), "the second did not wait for the first"
        one.commit()
        second.join(30)
    row = world.db.execute("SELECT sealed FROM notifications_message WHERE id = %s", [message]).fetchone()
    assert row == (True,)


def test_a_case_sealed_while_somebody_is_let_in_is_open_to_those_named_alone(world: World) -> None:
    someone = world.practitioners[0]
    for _ in range(4):
        case = an_empty_case(world)
        agency, team = world.principals_of(case.partnership)[:2]
        at_once(
            world,
            [
                involves(case, agency, someone.id),
                lambda own, case=case: own.execute(SEAL, [uuid.uuid4(), case.id, someone.id]),
                involves(case, team, someone.id, "named"),
                involves(case, someone.principal, someone.id, "named"),
            ],
        )
        assert audience(world, case) == ([someone.principal], True)


@pytest.mark.parametrize("kind", ["asked", "allocated", "emergency", "assurance"])
def test_an_involvement_ends_at_its_instant_with_nobody_to_sweep(
    world: World, app: psycopg.Connection[Any], kind: str
) -> None:
    someone, partnership = active(world)
    case = an_empty_case(world)
    world.db.execute(INVOLVE, [uuid.uuid4(), case.id, someone.principal, kind, someone.id, PAST, SOON])
    assert [
        sees(app, someone, partnership, moment, case)
        for moment in (SOON - timedelta(microseconds=1), SOON, SOON + timedelta(days=400))
    ] == [True, False, False]


def test_a_clearance_ends_at_its_instant(world: World, app: psycopg.Connection[Any]) -> None:
    someone, partnership = active(world)
    world.db.execute("DELETE FROM access_clearance WHERE practitioner_id = %s", [someone.id])
    world.db.execute(
        "INSERT INTO access_clearance (id, practitioner_id, partnership_id, mark, reason, valid_from, valid_to) "
        "VALUES (%s, %s, %s, 'adoption', 'Invented', %s, %s)",
        [uuid.uuid4(), someone.id, partnership, PAST, SOON],
    )
    found = []
    for moment in (SOON - timedelta(microseconds=1), SOON):
        with app.transaction(force_rollback=True):
            proof.begin_at(app, someone.id, partnership, moment)
            row = app.execute("SELECT 'adoption' = ANY (access.clearances())").fetchone()
            found.append(row is not None and row[0])
    assert found == [True, False]


def active(world: World) -> tuple[Practitioner, uuid.UUID]:
    partnership = world.agencies[0].partnership
    return next(someone for someone in world.practitioners if someone.active), partnership


def sees(
    app: psycopg.Connection[Any], someone: Practitioner, partnership: uuid.UUID, moment: Any, case: Case
) -> bool:
    with app.transaction(force_rollback=True):
        proof.begin_at(app, someone.id, partnership, moment)
        return app.execute("SELECT 1 FROM access_case WHERE id = %s", [case.id]).fetchone() is not None


def test_people_who_share_a_connection_in_turn_never_see_as_one_another(
    admin: psycopg.Connection[Any], addresses: Addresses
) -> None:
    """What a pooler does that lends a connection for one transaction: here by hand, in an order of chance."""
    world, dice, decisions = World(admin, 41), random.Random(7), 0
    with psycopg.connect(addresses.app, autocommit=True) as shared:
        for _ in range(60):
            someone, partnership, token = dice.choice([e for e in world.signed_in() if e[0].active])
            with shared.transaction(force_rollback=dice.random() < 0.5):
                shared.execute("SELECT access.begin(%s)", [token])
                rows = {str(row) for (row,) in shared.execute("SELECT id FROM access_case")}
                if dice.random() < 0.3:  # half way undone
                    try:
                        with shared.transaction():
                            other = dice.choice([t for _, _, t in world.signed_in()])
                            shared.execute("SELECT access.begin(%s)", [other])
                            raise psycopg.Rollback
                    except psycopg.errors.InsufficientPrivilege:
                        pass
                    assert rows == {str(row) for (row,) in shared.execute("SELECT id FROM access_case")}
            assert rows == world.expected(someone, partnership).get("access_case", set())
            assert shared.execute("SELECT id FROM access_case").fetchall() == []
            decisions += 1
    assert decisions == 60
