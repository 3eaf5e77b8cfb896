"""PostgreSQL and a naive reading of the policy must agree on every row, for everyone, in many random worlds."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.policy.register import PAST, Case, Practitioner
from tests.policy.world import World

WORLDS = range(60)
TABLES = (
    "access_case",
    "records_note",
    "records_line",
    "people_person",
    "access_agency",
    "access_seal",
    "access_clearance",
)
HELD_BACK = "SELECT case_id, agency_id, marks, number FROM records_withheld"


def seen(app: psycopg.Connection[Any], token: str | None) -> dict[str, set[uuid.UUID]]:
    with app.transaction():
        if token is not None:
            app.execute("SELECT access.begin(%s)", [token])
        return {
            table: {row[0] for row in app.execute(SQL("SELECT id FROM {}").format(Identifier(table)))}
            for table in TABLES
        }


def differences(world: World, app: psycopg.Connection[Any]) -> list[str]:
    """Every row that PostgreSQL shows and should not (leak), or hides and should not (denial)."""
    found = []
    for someone, partnership, token in world.signed_in():
        if not someone.active:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                seen(app, token)
            continue
        expected, actual = world.expected(someone, partnership), seen(app, token)
        for table in TABLES:
            found += [f"leak: {table} {row}" for row in actual[table] - expected[table]]
            found += [f"denial: {table} {row}" for row in expected[table] - actual[table]]
        told: Counter[Any] = Counter()
        for case in world.cases:
            told += world.held_back(someone, partnership, case)
        if told != held_back(app, token):
            found.append(f"withheld: {told - held_back(app, token)} {held_back(app, token) - told}")
    return found


def held_back(app: psycopg.Connection[Any], token: str) -> Counter[Any]:
    told: Counter[Any] = Counter()
    with app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        for case, agency, marks, number in app.execute(HELD_BACK):
            told[case, agency, frozenset(marks)] += number
    return told


def test_postgresql_agrees_with_the_oracle_on_every_row_read(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    decisions = 0
    for seed in WORLDS:
        world = World(admin, seed)
        assert differences(world, app) == [], f"world {seed}"
        decisions += sum(1 for _ in world.signed_in()) * sum(len(c.notes) + 1 for c in world.cases)
    assert decisions > 5_000, "the worlds have grown too small to prove anything"


def test_nobody_sees_nothing(admin: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> None:
    World(admin, 1)
    assert all(rows == set() for rows in seen(app, None).values())


def test_a_note_is_written_only_by_whoever_may_write_it(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    tried = allowed = 0
    for seed in range(1000, 1020):
        world = World(admin, seed)
        for someone, partnership, token in world.signed_in():
            if not someone.active:
                continue
            for case in world.cases:
                for agency in world.agencies[:4]:
                    may = (
                        world.sees_case(someone, partnership, case)
                        and not world.only_reads(someone, partnership, case)
                        and agency.id in {held.agency.id for held in world.held(someone, partnership)}
                    )
                    assert wrote(app, token, case, agency.id, someone.id) == may
                    other = next(p for p in world.practitioners if p is not someone)
                    assert not wrote(app, token, case, agency.id, other.id), "wrote in another's name"
                    tried, allowed = tried + 1, allowed + may
    assert tried > 1_000
    assert 50 < allowed < tried


def wrote(app: psycopg.Connection[Any], token: str, case: Case, agency: uuid.UUID, author: uuid.UUID) -> bool:
    """Whether the row would have gone in. Nothing stays."""
    try:
        with app.transaction(force_rollback=True):
            app.execute("SELECT access.begin(%s)", [token])
            app.execute(
                "INSERT INTO records_note (id, case_id, agency_id, author_id, audience, named, kind, written_at, "
                "reason, marks) VALUES (%s, %s, %s, %s, 'whole_case', '{}', 'observation', %s, '', '{}')",
                [uuid.uuid4(), case.id, agency, author, PAST],
            )
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def test_only_a_decision_maker_of_the_hub_decides(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    allowed = 0
    for seed in range(2000, 2100):
        world = World(admin, seed)
        for someone, partnership, token in world.signed_in():
            if not someone.active:
                continue
            roles = {held.role for held in world.held(someone, partnership)}
            agency = world.held(someone, partnership)[0].agency.id
            for case in world.cases:
                may = (
                    "decision_maker" in roles
                    and world.in_hub(someone, partnership, case)
                    and not world.only_reads(someone, partnership, case)
                )
                assert decided(app, token, case, agency, someone) == may
                allowed += may
    assert allowed > 3


def decided(
    app: psycopg.Connection[Any], token: str, case: Case, agency: uuid.UUID, someone: Practitioner
) -> bool:
    try:
        with app.transaction(force_rollback=True):
            app.execute("SELECT access.begin(%s)", [token])
            app.execute(
                "INSERT INTO enquiries_decision (id, case_id, agency_id, author_id, audience, named, enquiry_id, "
                "outcome, level, reasons, would_change, safety_meanwhile, decided_at) "
                "VALUES (%s, %s, %s, %s, 'whole_case', '{}', %s, 'x', 1, 'x', 'x', 'x', %s)",
                [uuid.uuid4(), case.id, agency, someone.id, uuid.uuid4(), PAST],
            )
            # The enquiry it names does not exist; that is found out only when constraints are checked.
    except psycopg.errors.InsufficientPrivilege:
        return False
    except psycopg.errors.ForeignKeyViolation:
        return True
    return True


def test_every_labelled_kind_is_seen_by_the_rule_that_the_oracle_proved(
    admin: psycopg.Connection[Any],
) -> None:
    """The worlds prove the rule on notes. Every other labelled table must carry the very same rule."""
    rows = admin.execute(
        "SELECT tablename, cmd, permissive, qual FROM pg_policies "
        "WHERE schemaname = 'public' AND cmd IN ('SELECT', 'ALL') "
        "AND NOT 'tessera_authz' = ANY(roles)"
    ).fetchall()
    by_table: dict[str, set[str]] = {}
    for table, _, permissive, qual in rows:
        by_table.setdefault(table, set()).add(permissive + " " + (qual or "").replace(f"{table}.", ""))
    proved = {
        marked: by_table[name] for marked, name in ((True, "records_note"), (False, "enquiries_enquiry"))
    }
    columns: dict[str, set[str]] = {}
    for table, column in admin.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    ).fetchall():
        columns.setdefault(table, set()).add(column)
    labelled = {
        table for table, names in columns.items() if "audience" in names and table != "access_case"
    } - {"records_withheld", "records_words"}
    assert len(labelled) > 20
    plain = {rule for rule in proved[False] if "automatic" not in rule}
    assert {rule for rule in proved[True] if "marks" in rule}, "marks are not asked about"
    for table in labelled:
        rules = {rule for rule in by_table[table] if "automatic" not in rule}
        marked = "marks" in columns[table]
        assert rules == (proved[True] if marked else plain), f"{table} is not judged as the others are"
