"""PostgreSQL and a naive reading of the policy must agree on every row, for everyone, in many random worlds.

`python -m tests.policy.long_run --decisions 1000000 --json` goes on for as long as it is told.
"""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.access.conditions import AUTOMATIC
from tessera.access.kinds import models_by_kind
from tessera.access.policy import ADD, CHANGE, POLICY, REMOVE, SEE, Permission
from tests.policy import proof
from tests.policy.breaking import RICH
from tests.policy.judge import FOUND, Tally, judge
from tests.policy.oracle_of_cases import TYPED
from tests.policy.oracle_of_forms import LABELLED_OF_A_FORM, NAMES_OF_A_FORM, OTHERS_OF_A_FORM
from tests.policy.oracle_of_keys import NAMES
from tests.policy.oracle_of_verbs import CHANGED
from tests.policy.register import ADDRESSES, LABELLED, MARKED, Shape
from tests.policy.tries import tries
from tests.policy.world import World

SHAPES = st.builds(
    Shape,
    practitioners=st.sampled_from([(1, 2), (3, 6), (8, 12)]),
    cases=st.sampled_from([(1, 1), (2, 5), (6, 9)]),
    people=st.integers(0, 6),
    rows=st.integers(0, 20),
    excluded=st.sampled_from([0.0, 0.4, 1.0]),
    sealed=st.sampled_from([0.0, 0.3, 1.0]),
    certain=st.booleans(),
)


def test_postgresql_agrees_with_the_oracle_on_every_decision(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    tally = Tally()
    for seed in range(4):
        judge(World(admin, seed, Shape(certain=seed % 4 == 0)), app, tally=tally)
        assert tally.wrong == [], f"world {seed}"
    assert tally.decisions > 200_000, "the worlds have grown too small to prove anything"


def test_postgresql_agrees_with_the_oracle_in_worlds_of_every_shape(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    @settings(max_examples=4, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 2**32), SHAPES)
    def agrees(seed: int, shape: Shape) -> None:
        assert judge(World(admin, seed, shape), app).wrong == []

    agrees()


def test_nobody_sees_nothing_but_who_may_sign_in(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    world = World(admin, 1)
    with app.transaction(force_rollback=True):
        found = proof.seen(app)
        may_change = proof.changed(app)
    signs_in = {str(someone.id) for someone in world.practitioners}
    assert signs_in <= found.pop("access_practitioner")
    assert signs_in <= may_change.pop("access_practitioner")
    assert not any(found.values())
    assert not any(may_change.values())


def test_every_decision_can_go_either_way(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    """A proof in which nobody was ever let in, or nobody kept out, would prove nothing of that table."""
    seen, hidden, changed = set(), set(), set()
    for seed in range(100, 106):
        world = World(admin, seed, RICH)
        for someone, partnership, _ in world.signed_in():
            expected = world.expected(someone, partnership)
            seen |= {table for table, rows in expected.items() if rows}
            hidden |= {table for table in proof.TABLES if len(expected.get(table, ())) < world.size[table]}
            changed |= {table for table, rows in world.changed(someone, partnership).items() if rows}
    assert seen == hidden == set(proof.TABLES)
    assert changed == set(CHANGED)


def test_every_kind_of_row_is_in_the_worlds(admin: psycopg.Connection[Any]) -> None:
    """A table that the policy knows is compared row by row; what may be changed of it, column by column."""
    rows = admin.execute(
        "SELECT DISTINCT tablename::text FROM pg_policies WHERE schemaname = 'public' "
        "AND 'tessera_app' = ANY (roles) AND policyname !~ '^(own$|nobody_yet_)'"  # a library's tables
    ).fetchall()
    assert {table for (table,) in rows} | FOUND == {*proof.TABLES, *FOUND}
    labelled = admin.execute(
        "SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' "
        "AND column_name = 'named'"
    ).fetchall()
    assert {table for (table,) in labelled} == {*MARKED, *LABELLED, *LABELLED_OF_A_FORM, *FOUND}
    changeable = admin.execute(
        "SELECT DISTINCT table_name::text FROM information_schema.column_privileges "
        "WHERE table_schema = 'public' AND grantee = 'tessera_app' AND privilege_type = 'UPDATE'"
    ).fetchall()
    ours = {table for (table,) in changeable if table in proof.TABLES}
    assert ours == set(CHANGED)


def test_every_line_of_the_policy_is_judged_in_the_worlds(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    """Whatever the policy lets anybody do to a kind of row is compared, and has come out both ways."""
    tables = {kind: model._meta.db_table for kind, model in models_by_kind().items()}
    lines = {
        (tables[line.kind], line.verb)
        for line in POLICY
        if isinstance(line, Permission) and AUTOMATIC not in line.when
    }
    added: dict[str, set[bool]] = {}
    for seed in (5, 6, 7):
        world = World(admin, seed, RICH)
        for someone, partnership, _ in world.signed_in():
            for one in tries(world, someone, partnership) if someone.active else ():
                added.setdefault(one.table, set()).add(one.may)
    assert {table for table, verb in lines if verb == SEE} == {*proof.TABLES, "records_withheld"}
    assert {table for table, verb in lines if verb == CHANGE} == set(CHANGED)
    assert {table for table, verb in lines if verb == REMOVE} == REMOVED
    adds = {table for table, verb in lines if verb == ADD}
    assert {table for table, answers in added.items() if True in answers} == adds
    # The ledger alone takes what anybody does.
    assert {table for table in adds if False not in added[table]} == {"audit_entry"}


def test_no_label_is_ever_changed(admin: psycopg.Connection[Any]) -> None:
    """A row is not moved to another case, agency, author or audience, nor is who was involved, cleared or sealed."""
    rows = admin.execute(
        "SELECT table_name::text || '.' || column_name FROM information_schema.column_privileges "
        "WHERE table_schema = 'public' AND grantee IN ('tessera_app', 'tessera_job', 'PUBLIC') "
        "AND privilege_type = 'UPDATE' AND column_name IN ('id', 'case_id', 'agency_id', 'author_id', 'audience', "
        "'named', 'marks', 'principal_id', 'practitioner_id', 'partnership_id', 'mark', 'sealed', 'role', 'by')"
    ).fetchall()
    assert {name for (name,) in rows if name.split(".")[0] in {*proof.TABLES, *FOUND}} == set()


# A draft of a referral or a note by its author, and what opens what a browser keeps when its practitioner signs out.
REMOVED = {"enquiries_draft", "records_note_draft", "live_forms_browser_key"}


def test_nothing_is_removed_but_a_draft_by_its_author(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    rows = admin.execute(
        "SELECT table_name::text FROM information_schema.table_privileges WHERE table_schema = 'public' "
        "AND grantee IN ('tessera_app', 'tessera_job', 'PUBLIC') AND privilege_type = 'DELETE'"
    ).fetchall()
    assert {name for (name,) in rows} & {*proof.TABLES, *FOUND} == REMOVED
    removed = 0
    for seed in range(20):
        world = World(admin, seed)
        for someone, _, token in world.signed_in():
            if not someone.active:
                continue
            with app.transaction(force_rollback=True):
                app.execute("SELECT access.begin(%s)", [token])
                gone = app.execute("DELETE FROM enquiries_draft RETURNING id").fetchall()
                notes = app.execute("DELETE FROM records_note_draft RETURNING id").fetchall()
            assert {row for (row,) in gone} == {d.id for d in world.drafts if d.author == someone.id}
            assert {row for (row,) in notes} == {d.id for d in world.note_drafts if d.author == someone.id}
            removed += len(gone)
    assert removed


def test_whoever_opens_a_case_involves_others_until_the_hub_is_in_it(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    world, case = World(admin, 3), uuid.uuid4()
    involve = (
        "INSERT INTO access_involvement (id, case_id, principal_id, kind, reason, made_by_id, valid_from) "
        "VALUES (gen_random_uuid(), %s, %s, 'asked', '', access.who(), now())"
    )
    someone, partnership, token = next(
        (s, p, t) for s, p, t in world.signed_in() if s.active and world.hubs[p] not in world.principals(s, p)
    )
    with app.transaction(force_rollback=True):
        app.execute("SELECT access.begin(%s)", [token])
        app.execute(
            "INSERT INTO access_case (id, partnership_id, hub, audience, sealed, opened_by_id, opened_at) "
            "VALUES (%s, access.partnership(), access.hub(), '{}', false, access.who(), now())",
            [case],
        )
        app.execute(involve, [case, someone.principal])
        app.execute(involve, [case, world.hubs[partnership]])
        with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
            app.execute(involve, [case, world.agencies[0].principal])


def test_every_labelled_kind_is_seen_by_the_rule_that_the_oracle_proved(
    admin: psycopg.Connection[Any],
) -> None:
    """Where a table is judged alike in every world it must be by the same words, not by words that happen to agree."""
    rows = admin.execute(
        "SELECT tablename, permissive, qual FROM pg_policies "
        "WHERE schemaname = 'public' AND cmd IN ('SELECT', 'ALL') "
        "AND NOT 'tessera_authz' = ANY(roles)"
    ).fetchall()
    by_table: dict[str, set[str]] = {}
    for table, permissive, qual in rows:
        rule = permissive + " " + (qual or "").replace(f"{table}.", "")
        # What is kept of one's own record goes by whom a row is addressed to as well.
        if "automatic" not in rule and "own_record_cases" not in rule:
            by_table.setdefault(table, set()).add(rule)
    assert {rule for rule in by_table["records_note"] if "marks" in rule}, "marks are not asked about"
    # PostgreSQL is told not to look at every case first where rows are read one by one, as addresses are.
    one_by_one = {rule.replace("\n OFFSET 0", "") for rule in by_table["people_address"]}
    assert one_by_one == {rule.replace("\n OFFSET 0", "") for rule in by_table["records_note"]}
    for table in MARKED:
        like = "people_address" if table in ADDRESSES else "records_note"
        assert by_table[table] == by_table[like], f"{table} is not judged as the others are"
    others = by_table["enquiries_decision"]
    for table in set(LABELLED) - {TYPED}:
        assert by_table[table] == others, f"{table} is not judged as the others are"
    # What is being typed is closed as the others are, and opened by the agency alone.
    closed = {rule for rule in others if rule.startswith("RESTRICTIVE")}
    assert closed < by_table[TYPED]
    [opened] = by_table[TYPED] - closed
    assert "agency_id = ANY" in opened
    assert "audience)" not in opened


def test_every_key_is_tried_and_lets_in_only_what_is_seen(admin: psycopg.Connection[Any]) -> None:
    """The oracle's keys are those of the catalogue, and in the worlds each has been let in and kept out."""
    rows = admin.execute(
        "SELECT c.conrelid::regclass::text, a.attname::text, c.confrelid::regclass::text FROM pg_constraint c "
        "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f' "
        "AND a.attname NOT IN ('case_id', 'agency_id', 'author_id')"
    ).fetchall()
    every = NAMES | NAMES_OF_A_FORM
    ours = {*MARKED, *LABELLED, *LABELLED_OF_A_FORM, *OTHERS_OF_A_FORM}
    assert {row for row in rows if row[0] in ours} == {
        (table, column, to) for table, names in every.items() for column, to in names.items()
    }
    answers: dict[tuple[str, str], set[bool]] = {}
    for seed in range(100, 104):
        world = World(admin, seed, RICH)
        for someone, partnership, _ in world.signed_in():
            for one in tries(world, someone, partnership) if someone.active else ():
                for column in every.get(one.table, {}).keys() & set(one.columns):
                    answers.setdefault((one.table, column), set()).add(one.may)
    # Who closed a form is not given when it is opened.
    assert {key for key, both in answers.items() if both == {True, False}} == {
        (table, column) for table, names in every.items() for column in names
    } - {("live_forms_form", "closed_by_id")}
