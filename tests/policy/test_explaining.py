"""What the policy says of itself is what PostgreSQL does; and of the past, what a naive reading says of that day."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tessera.access import explaining
from tessera.access import lines as lines_of_the_policy
from tessera.access.conditions import CLEARED
from tessera.access.dates import MADE
from tessera.access.kinds import models_by_kind
from tessera.access.policy import POLICY, SEE, Permission
from tests.policy.breaking import RICH
from tests.policy.proof import KEYS
from tests.policy.proof import install as install_proof
from tests.policy.register import NOW, PAST, YESTERDAY, Practitioner, Shape
from tests.policy.then import UNDATED, Then
from tests.policy.world import World

DENIED = psycopg.errors.InsufficientPrivilege
KINDS = {
    kind: model
    for kind, model in models_by_kind().items()
    if any(isinstance(line, Permission) and (line.kind, line.verb) == (kind, SEE) for line in POLICY)
}
INSTANT = timedelta(microseconds=1)
DAYS = (
    PAST - timedelta(hours=1),
    PAST,
    PAST + timedelta(days=3),
    YESTERDAY - INSTANT,
    YESTERDAY,
    NOW - timedelta(hours=2),
)

# An explanation is long, and PostgreSQL would plan it anew for each row that is asked about.
PLANNED_ONCE = "SET LOCAL plan_cache_mode = force_generic_plan"

Rows = dict[str, set[uuid.UUID]]


def key(kind: str) -> Identifier:
    return Identifier(KINDS[kind]._meta.pk.column)


def table(kind: str) -> Identifier:
    return Identifier(KINDS[kind]._meta.db_table)


def rows(db: psycopg.Connection[Any]) -> Rows:
    return {
        kind: {row[0] for row in db.execute(SQL("SELECT {} FROM {}").format(key(kind), table(kind)))}
        for kind in KINDS
    }


def made_by(admin: psycopg.Connection[Any], seed: int, shape: Shape = Shape()) -> tuple[World, Rows]:  # noqa: B008
    """A world, and the rows of every kind that it put into the database."""
    before = rows(admin)
    world = World(admin, seed, shape)
    return world, {kind: found - before[kind] for kind, found in rows(admin).items()}


def explained(
    admin: psycopg.Connection[Any],
    someone: uuid.UUID,
    partnership: uuid.UUID,
    made: Rows,
    at: datetime | None = None,
) -> Rows:
    """What the compiled explanations say that somebody may see, asked with the rights that they run with."""
    found = {}
    with admin.transaction():
        admin.execute("SET LOCAL ROLE tessera_authz")
        admin.execute(PLANNED_ONCE)
        for kind, ids in made.items():
            found[kind] = {
                row
                for row, seen in admin.execute(
                    SQL(
                        "SELECT j.row, (j.said #>> '{{verbs,see}}')::boolean FROM unnest(%s::uuid[]) AS r(id), "
                        "LATERAL access.{}(%s, %s, coalesce(%s, now()), r.id, NULL) AS j"
                    ).format(Identifier(f"_explain_{kind}")),
                    [list(ids), someone, partnership, at],
                )
                if seen
            }
    return found


def install(admin: psycopg.Connection[Any]) -> None:
    """The same functions for many rows at once, under the proof's name: starting them is what takes the time."""
    install_proof(admin)
    with admin.transaction():
        for kind in KINDS:
            name = f"_explain_{kind}(asker uuid, here uuid, moment timestamp with time zone, of_row"
            row = admin.execute(
                "SELECT pg_get_functiondef(to_regproc(%s)::oid)", [f"access._explain_{kind}"]
            ).fetchone()
            assert row is not None
            many = str(row[0])
            for was, now in (
                (f"access.{name} uuid", f"proof.{name}s uuid[]"),
                ("= of_row OR", "= ANY (of_rows) OR"),
            ):
                assert many.count(was) == 1, f"a row is asked about in another way: {was}"
                many = many.replace(was, now)
            admin.execute(many.encode())


def explained_then(
    admin: psycopg.Connection[Any], askers: list[tuple[uuid.UUID, uuid.UUID]], at: datetime, made: Rows
) -> dict[tuple[uuid.UUID, uuid.UUID], Rows]:
    """The same of that moment, of everybody in every partnership, with one question for each kind."""
    found: dict[tuple[uuid.UUID, uuid.UUID], Rows] = {
        asker: {kind: set() for kind in made} for asker in askers
    }
    with admin.transaction():
        admin.execute("SET LOCAL ROLE tessera_authz")
        admin.execute(PLANNED_ONCE)
        for kind, ids in made.items():
            asked = SQL(
                "SELECT a.who, a.here, j.row FROM unnest(%s::uuid[], %s::uuid[]) AS a(who, here), "
                "LATERAL proof.{}(a.who, a.here, %s, %s, NULL) AS j WHERE (j.said #>> '{{verbs,see}}')::boolean"
            ).format(Identifier(f"_explain_{kind}"))
            people, places = zip(*askers, strict=True)
            for who, where, row in admin.execute(asked, [list(people), list(places), at, list(ids)]):
                found[who, where][kind].add(row)
    return found


def shown(app: psycopg.Connection[Any], token: str, made: Rows) -> Rows:
    """What PostgreSQL shows. Of lines withheld their identifiers are shown to nobody."""
    found = {}
    with app.transaction(force_rollback=True):
        app.execute("SELECT access.begin(%s)", [token])
        for kind, ids in made.items():
            if kind == "withheld":
                continue
            statement = SQL("SELECT {key} FROM {table} WHERE {key} = ANY (%s)").format(
                key=key(kind), table=table(kind)
            )
            found[kind] = {row[0] for row in app.execute(statement, [list(ids)])}
    return found


def test_what_is_explained_is_what_postgresql_shows(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    decisions = seen = 0
    for seed in range(40_000, 40_005):
        world, made = made_by(admin, seed)
        for someone, partnership, token in world.signed_in():
            said = explained(admin, someone.id, partnership, made)
            if not someone.active:
                assert not any(said.values()), "somebody who has left is told of a row"
                continue
            told = said.pop("withheld")
            assert said == shown(app, token, made), f"world {seed}"
            with app.transaction(force_rollback=True):
                app.execute("SELECT access.begin(%s)", [token])
                row = app.execute("SELECT count(*) FROM records_withheld").fetchone()
            assert row == (len(told),)
            decisions += sum(map(len, made.values()))
            seen += sum(map(len, said.values()))
    assert decisions > 4_000
    assert 500 < seen < decisions


def test_of_a_day_that_is_past_it_is_what_the_oracle_says_of_that_day(admin: psycopg.Connection[Any]) -> None:
    install(admin)
    seen = 0
    for seed in range(41_000, 41_002):
        world, made = made_by(admin, seed)
        of_tables = {KINDS[kind]._meta.db_table for kind in KINDS} - UNDATED - {"records_withheld"}
        askers = [(one.id, partnership) for one in world.practitioners for partnership in world.hubs]
        for at in DAYS:
            then = Then(world, at)
            told = explained_then(admin, askers, at, made)
            one_by_one = world.dice.choice(askers)
            assert explained(admin, *one_by_one, made, at) == told[one_by_one], (seed, at)
            for someone, partnership in askers:
                said = by_table(admin, told[someone, partnership])
                expected = then.seen(someone, partnership)
                for name in of_tables:
                    assert said.get(name, set()) == expected.get(name, set()), (seed, at, name)
                seen += sum(map(len, expected.values()))
    assert seen > 1_000


def counted(
    admin: psycopg.Connection[Any], someone: Practitioner, partnership: uuid.UUID, case: uuid.UUID
) -> dict[str, int]:
    """By kind, how many rows of a case a guardian is told that somebody can see."""
    with admin.transaction():
        admin.execute("SET LOCAL ROLE tessera_authz")
        row = admin.execute(
            "SELECT access._counted(%s, %s, now(), %s)", [someone.id, partnership, case]
        ).fetchone()
    assert row is not None
    found: dict[str, int] = {}
    for one in row[0]:
        found[one["kind"]] = found.get(one["kind"], 0) + one["number"]
    return found


def may_be_counted(kind: str) -> SQL | None:
    """What a row of a case must wear to be counted for a guardian. None where the kind wears no audience."""
    columns = {field.column for field in KINDS[kind]._meta.concrete_fields}
    if not {"case_id", "audience"} <= columns or kind == "withheld":
        return None
    marked = "AND NOT marks::text[] && '{domestic_abuse_address,adoption}'" if "marks" in columns else ""
    return SQL(f"audience IN ('whole_case', 'named') {marked}")


def shown_of(app: psycopg.Connection[Any], token: str, case: uuid.UUID) -> tuple[dict[str, int], int]:
    """By kind, how many rows of a case PostgreSQL shows of those that may be counted; and how many of the others."""
    found, left_out = {}, 0
    with app.transaction(force_rollback=True):
        app.execute("SELECT access.begin(%s)", [token])
        for kind in KINDS:
            worn = may_be_counted(kind)
            if worn is None:
                continue
            row = app.execute(
                SQL(
                    "SELECT count(*) FILTER (WHERE {}), count(*) FILTER (WHERE NOT ({})) FROM {} WHERE case_id = %s"
                ).format(worn, worn, table(kind)),
                [case],
            ).fetchone()
            assert row is not None
            found |= {kind: row[0]} if row[0] else {}
            left_out += row[1]
    return found, left_out


def test_how_much_of_a_case_somebody_sees_is_what_postgresql_shows_of_what_may_be_counted(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    world = World(admin, 40_100, RICH)
    pairs = [
        (shown_of(app, token, case.id), someone, partnership, case.id)
        for someone, partnership, token in world.signed_in()
        for case in world.cases
        if someone.active
    ]
    pairs.sort(key=lambda pair: (pair[0][1], sum(pair[0][0].values())), reverse=True)
    asked = [*pairs[:4], *(pair for pair in pairs if not pair[0][0])][:5]
    for (shown_to_them, left_out), someone, partnership, case in asked:
        found = counted(admin, someone, partnership, case)
        found.pop("withheld", None)
        assert found == shown_to_them, left_out
    assert sum(left_out for (_, left_out), *_ in asked) > 4
    assert [bool(pair[0][0]) for pair in asked] == [True] * 4 + [False]


def by_table(admin: psycopg.Connection[Any], found: Rows) -> dict[str, set[str]]:
    """The same by table, named as the oracle names rows."""
    out: dict[str, set[str]] = {}
    for kind, ids in found.items():
        name = KINDS[kind]._meta.db_table
        out[name] = {str(one) for one in ids}
        if name in KEYS and name == "access_subject":
            named = admin.execute(
                "SELECT case_id || ' ' || person_id FROM access_subject WHERE id = ANY (%s)", [list(ids)]
            )
            out[name] = {row[0] for row in named}
    return out


@pytest.fixture
def _mended(admin: psycopg.Connection[Any]) -> Iterator[None]:
    yield
    for statement in explaining.statements(models_by_kind()):
        admin.execute(statement.encode())


@pytest.mark.usefixtures("_mended")
def test_a_policy_that_changes_changes_its_explanation(
    admin: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clearances are forgotten: the explanation of a line no longer speaks of them, and lets people see more."""
    world, made = made_by(admin, 42_000, RICH)
    lines = {"line": made["line"]}
    before = [explained(admin, who.id, where, lines)["line"] for who, where, _ in world.signed_in()]
    changed = tuple(
        replace(line, when=tuple(one for one in line.when if one is not CLEARED))
        if isinstance(line, Permission) and line.kind == "line"
        else line
        for line in POLICY
    )
    monkeypatch.setattr(lines_of_the_policy, "POLICY", changed)
    for statement in explaining.statements(models_by_kind()):
        admin.execute(statement.encode())
    after = [explained(admin, who.id, where, lines)["line"] for who, where, _ in world.signed_in()]
    assert all(less <= more for less, more in zip(before, after, strict=True))
    assert before != after
    row = admin.execute(
        "SELECT access._kind_of(%s), j.said::text FROM access._explain_line(NULL, NULL, now(), %s, NULL) j",
        [next(iter(lines["line"]))] * 2,
    ).fetchone()
    assert row is not None
    assert row[0] == "line"
    assert "may open the case" in row[1]
    assert CLEARED.says not in row[1]


def test_a_condition_that_asks_something_else_is_refused_when_it_is_compiled() -> None:
    asks = replace(CLEARED, sql="access.opened_by_me({t}.case_id)")
    with pytest.raises(ValueError, match="only for whoever is signed in"):
        explaining.translated(asks, "x")


def test_every_kind_says_what_dates_its_rows() -> None:
    assert set(MADE) == set(KINDS)
    for kind in KINDS:
        assert explaining.made(kind, KINDS, "x")


def test_a_time_that_has_not_come_is_refused(admin: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        admin.execute("SELECT * FROM access._judge('case', NULL, NULL, now() + interval '1 day', NULL, NULL)")


# ------------------------------------------------------------------ not one word


def test_who_explains_cannot_read_a_line(admin: psycopg.Connection[Any]) -> None:
    for column, of in (
        ("text", "records_line"),
        ("words", "records_childs_voice"),
        ("source", "records_line"),
    ):
        with pytest.raises(DENIED), admin.transaction():
            admin.execute("SET LOCAL ROLE tessera_authz")
            admin.execute(SQL("SELECT {} FROM {}").format(Identifier(column), Identifier(of)))


def test_no_column_that_is_read_to_explain_holds_words() -> None:
    """Identifiers, dates, labels, flags, and the reference of a referral or an enquiry. Nothing that anybody wrote."""
    models = {model._meta.db_table: model for model in KINDS.values()}
    for name, columns in explaining.columns(models_by_kind()).items():
        fields = {field.column: field for field in models[name]._meta.concrete_fields}
        for column in columns:
            field = fields[column]
            written = field.get_internal_type() in ("TextField", "JSONField", "BinaryField", "CharField")
            fixed = field.choices or column in ("audience", "reference", "kind")
            assert fixed or not written, f"{name}.{column} holds words"
