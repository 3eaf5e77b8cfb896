"""What someone who can run SQL as the application tries, and what the database answers."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
import pytest

from tests.policy.contexts import excluded_pair, seen_pair, world_that_bites
from tests.policy.register import PAST, Practitioner
from tests.policy.world import World

DENIED = psycopg.errors.InsufficientPrivilege
SETTINGS = (
    "who",
    "me",
    "partnership",
    "principals",
    "agencies",
    "roles",
    "excluded_people",
    "excluded_cases",
)


@pytest.fixture(scope="module")
def world(admin: psycopg.Connection[Any]) -> World:
    return world_that_bites(admin)


def anyone(world: World) -> tuple[Practitioner, uuid.UUID, str]:
    return next(entry for entry in world.signed_in() if entry[0].active)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_written_by_hand_is_refused(app: psycopg.Connection[Any], world: World, name: str) -> None:
    _, _, token = anyone(world)
    with pytest.raises(DENIED), app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        app.execute("SELECT set_config('tessera.' || %s, repeat('0', 64) || '{1}', true)", [name])
        app.execute("SELECT access._open(%s)", [name])


@pytest.mark.parametrize("name", ["who", "excluded_cases"])
def test_a_deny_list_that_was_emptied_hides_everything(
    app: psycopg.Connection[Any], world: World, name: str
) -> None:
    found = excluded_pair(world)
    assert found is not None
    _, token, case = found
    with app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        app.execute("SELECT set_config('tessera.' || %s, '', true)", [name])
        assert app.execute("SELECT 1 FROM access_case WHERE id = %s", [case.id]).fetchone() is None
        assert app.execute("SELECT 1 FROM records_note WHERE case_id = %s", [case.id]).fetchone() is None


def test_a_context_copied_from_another_transaction_is_refused(
    app: psycopg.Connection[Any], world: World
) -> None:
    _, _, token = anyone(world)
    with app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        copied = app.execute("SELECT current_setting('tessera.principals')").fetchone()
    assert copied is not None
    with pytest.raises(DENIED), app.transaction():
        app.execute("SELECT set_config('tessera.principals', %s, true)", [copied[0]])
        assert app.execute("SELECT id FROM access_case").fetchall() == []
        app.execute("SELECT access.principals()")


def test_a_context_swapped_for_another_of_the_same_transaction_is_refused(
    app: psycopg.Connection[Any], world: World
) -> None:
    found = seen_pair(world)  # who sees a case, so that the list is asked for
    assert found is not None
    with pytest.raises(DENIED), app.transaction():
        app.execute("SELECT access.begin(%s)", [found[1]])
        app.execute(
            "SELECT set_config('tessera.excluded_cases', current_setting('tessera.read_only_cases'), true)"
        )
        app.execute("SELECT count(*) FROM access_case")


def test_the_context_ends_with_the_transaction(app: psycopg.Connection[Any], world: World) -> None:
    _, _, token = anyone(world)
    with app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
    with app.transaction():
        row = app.execute("SELECT access.who(), access.principals(), access.excluded_cases()").fetchone()
    assert row == (None, [], None)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT access._resolve(NULL, NULL, true)",
        "SELECT access._seal('principals', '{1,2,3}')",
        "SELECT access._mac('x', 'principals', '{1}')",
        "SELECT access.begin_job()",
        "SELECT access.sweep(now())",
        "SELECT access.forget_sessions()",
        "SELECT access.hears(gen_random_uuid(), gen_random_uuid())",
        "SELECT key FROM access.secret",
        "SELECT * FROM access_exclusion",
        "SELECT * FROM access_session",
        "SELECT * FROM audit_block",
        "UPDATE access_case SET audience = '{1}'",
        "UPDATE access_practitioner SET principal_id = 1",
        "UPDATE access_membership SET role = 'decision_maker'",
        "UPDATE records_note SET audience = 'whole_case'",
        "DELETE FROM records_note",
        "DELETE FROM audit_entry",
        "TRUNCATE records_note",
        "ALTER TABLE records_note DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE public.mine (id int)",
        "SET ROLE tessera_owner",
        "SET ROLE tessera_authz",
        "SET SESSION AUTHORIZATION tessera_owner",
    ],
)
def test_the_application_may_not(app: psycopg.Connection[Any], world: World, statement: str) -> None:
    _, _, token = anyone(world)
    with pytest.raises((DENIED, psycopg.errors.InvalidParameterValue)), app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        app.execute(statement.encode())


def test_turning_row_security_off_is_an_error_and_shows_nothing(
    app: psycopg.Connection[Any], world: World
) -> None:
    _, _, token = anyone(world)
    with pytest.raises(DENIED), app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        app.execute("SET LOCAL row_security = off")
        app.execute("SELECT count(*) FROM records_note")


def test_a_hidden_case_and_an_absent_one_refuse_a_note_alike(
    app: psycopg.Connection[Any], world: World
) -> None:
    someone, partnership, token = anyone(world)
    hidden = next(case for case in world.cases if not world.sees_case(someone, partnership, case))
    agency = world.held(someone, partnership)[0].agency.id
    answers = []
    for case in (hidden.id, uuid.uuid4()):
        with pytest.raises(DENIED) as refusal, app.transaction():
            app.execute("SELECT access.begin(%s)", [token])
            app.execute(
                "INSERT INTO records_note (id, case_id, agency_id, author_id, audience, named, kind, written_at, "
                "reason) VALUES (%s, %s, %s, %s, 'whole_case', '{}', 'observation', %s, '')",
                [uuid.uuid4(), case, agency, someone.id, PAST],
            )
        answers.append(str(refusal.value))
    assert answers[0] == answers[1]


def test_a_spy_in_the_where_clause_reaches_only_visible_rows(
    app: psycopg.Connection[Any], world: World
) -> None:
    """A cheap condition that fails on contact must not run on a row before row security has hidden it."""
    someone, partnership, token = anyone(world)
    hidden = next(case for case in world.cases if not world.sees_case(someone, partnership, case))
    with app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        rows = app.execute(
            "SELECT id FROM records_note WHERE 1 / (CASE WHEN case_id = %s THEN 0 ELSE 1 END) = 1",
            [hidden.id],
        ).fetchall()
    assert isinstance(rows, list)


def test_an_exclusion_recorded_now_bites_at_the_next_transaction(
    app: psycopg.Connection[Any], admin: psycopg.Connection[Any], world: World
) -> None:
    found = seen_pair(world)
    assert found is not None
    someone, token, case = found
    admin.execute(
        "INSERT INTO access_exclusion (id, practitioner_id, person_id, reason, made_at) "
        "VALUES (%s, %s, %s, 'family', now())",
        [uuid.uuid4(), someone.id, next(iter(case.subjects))],
    )
    with app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        assert app.execute("SELECT 1 FROM access_case WHERE id = %s", [case.id]).fetchone() is None
