"""What PostgreSQL itself says of the tables, the roles and the functions, read from its catalogue."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from tessera.access.compile import statements
from tessera.access.third_party import TABLES

from .source import judge
from .test_tables import ours

pytestmark = pytest.mark.django_db

LOGINS = ("tessera_app", "tessera_job")
SYSTEM = ("pg_catalog", "information_schema", "pg_toast")


def ask(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return cursor.fetchall()


def tables() -> dict[str, tuple[bool, bool, str]]:
    """Every table outside the system's schemas: row security on, forced, and who owns it."""
    rows = ask(
        "SELECT c.oid::regclass::text, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner) "
        "FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text <> ALL (%s)",
        list(SYSTEM),
    )
    return {name: (on, forced, owner) for name, on, forced, owner in rows}


def about_people() -> Iterator[str]:
    """Tables with a field that is not plain: the project's, and those that libraries bring."""
    for model in ours():
        data = model.__dict__["Data"]
        if any(getattr(data, word, ()) for word in ("personal", "special_category", "criminal")):
            yield model._meta.db_table
    for table in TABLES:
        if table.personal:
            yield table.name


def test_the_tests_run_as_the_application() -> None:
    assert ask("SELECT session_user, current_user")[0][1] == "tessera_app"


def test_row_security_is_on_and_forced() -> None:
    known, wanted = tables(), sorted(about_people())
    assert len(wanted) > 30
    assert not set(wanted) - known.keys(), "these tables were never migrated"
    judge(
        "row-security",
        {name for name in wanted if known[name][:2] != (True, True)},
        "Row security must be enabled and forced on every table that says something about a person. Let "
        "the model "
        "inherit from Protected or Labelled (tessera/access/labels.py); for a library's table give a "
        "policy or an "
        "owner in tessera/access/third_party.py. Forced, because without it the owner sees everything.",
        {},
    )


def test_every_table_is_someones() -> None:
    listed = {model._meta.db_table for model in ours()} | {table.name for table in TABLES}
    found = {
        name
        for name in tables()
        if name not in listed and not name.startswith(("procrastinate_", "access.", "audit."))
    }
    judge(
        "every-table-is-known",
        found,
        "A table that nobody classed came with a library. Add it to tessera/access/third_party.py with "
        "what it "
        "holds about people, whose rows they are, and what the application may do to it.",
        {},
    )


def test_what_libraries_bring_is_described_truly() -> None:
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    found = set()
    for table in TABLES:
        if model := models.get(table.name):
            fields = {field.name for field in model._meta.concrete_fields}
            found |= {f"{table.name}.{name}" for name in set(table.personal) - fields}
        elif table.name != "django_migrations":
            found.add(table.name)
    judge("third-party-fields", found, "These are listed in third_party.py and do not exist (any more).", {})


def test_the_application_owns_nothing() -> None:
    owned = ask(
        "SELECT oid::regclass::text FROM pg_class WHERE pg_get_userbyid(relowner) = ANY (%s) "
        "UNION ALL SELECT oid::regprocedure::text FROM pg_proc WHERE pg_get_userbyid(proowner) = ANY (%s) "
        "UNION ALL SELECT nspname FROM pg_namespace WHERE pg_get_userbyid(nspowner) = ANY (%s)",
        *([list(LOGINS)] * 3),
    )
    assert not owned, f"An owner may switch row security off. Give these to tessera_owner: {owned}"


@pytest.mark.parametrize("role", LOGINS)
def test_the_application_has_no_power(role: str) -> None:
    powers = ask(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles "
        "WHERE rolname = %s",
        role,
    )
    assert powers == [(False,) * 5], f"{role} may step over row security: {powers}"
    [(memberships,)] = ask(
        "SELECT array_agg(rolname::text) FROM pg_roles WHERE rolname <> %s AND pg_has_role(%s, oid, "
        "'MEMBER')",
        role,
        role,
    )
    assert not memberships, f"{role} may become {memberships}, and so do whatever they may."
    making = ask(
        "SELECT nspname::text FROM pg_namespace WHERE has_schema_privilege(%s, oid, 'CREATE') "
        "AND nspname NOT LIKE 'pg\\_%%'",
        role,
    )
    assert not making, f"{role} may make tables and functions in {making}. REVOKE CREATE."


@pytest.mark.parametrize("role", [*LOGINS, "public"])
def test_the_application_has_no_right_it_does_not_need(role: str) -> None:
    found = {
        f"{role} has {right} on {table}"
        for table in tables()
        for (right,) in ask(
            "SELECT r FROM unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) r WHERE "
            "has_table_privilege(%s, %s, r)",
            role,
            table,
        )
    }
    judge(
        "rights-not-needed",
        found,
        "TRUNCATE empties a table whatever the row policies say, a trigger runs with other people's "
        "rights, and a "
        "reference tells what exists. Grant SELECT, INSERT, UPDATE or DELETE and no more.",
        {},
    )


def test_nothing_looks_round_row_security() -> None:
    views = ask(
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('v', 'm') "
        "AND c.relnamespace::regnamespace::text <> ALL (%s)",
        [*SYSTEM, "access", "audit"],
    )
    definers = ask(
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.prosecdef "
        "AND p.pronamespace::regnamespace::text <> ALL (%s)",
        [*SYSTEM, "access", "audit"],
    )
    judge(
        "nothing-looks-round",
        {name for (name,) in views + definers},
        "A view, a materialised view or a SECURITY DEFINER function is judged as its owner and not as the "
        "reader. "
        "Only the reviewed functions in the schemas access and audit may be one.",
        {},
    )


def test_functions_that_decide_for_others_are_safe() -> None:
    rows = ask(
        "SELECT p.oid::regprocedure::text, pg_get_userbyid(p.proowner), "
        "EXISTS (SELECT 1 FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%%pg_temp'), "
        "has_function_privilege('public', p.oid, 'EXECUTE') "
        "FROM pg_proc p WHERE p.prosecdef AND p.pronamespace::regnamespace::text = ANY (%s)",
        ["access", "audit"],
    )
    assert len(rows) > 5
    found = set()
    for name, owner, pinned, anyone in rows:
        if owner != "tessera_authz":
            found.add(f"{name} belongs to {owner}, not to tessera_authz")
        if not pinned:
            found.add(f"{name} has no fixed search_path that ends in pg_temp")
        if anyone:
            found.add(f"{name} may be called by anyone")
    judge(
        "definer-functions",
        found,
        "A function that runs with its owner's rights belongs to tessera_authz (which owns no table and "
        "cannot "
        "bypass row security), fixes its search_path so that nobody can slip another table under its "
        "names, and "
        "is granted one by one (CALLABLE in tessera/access/callable.py).",
        {},
    )


def test_postgresql_holds_the_policy_that_is_written() -> None:
    written = {
        match.group(2, 1)
        for line in statements()
        if (match := re.match(r"CREATE POLICY \"?(\w+)\"? ON \"?([\w.]+)\"?", line))
    }
    held = set(ask("SELECT tablename::text, policyname::text FROM pg_policies WHERE schemaname = 'public'"))
    assert len(written) > 50
    assert held == written, "Run `tessera migrate`: the database's row policies are not the compiled ones."


SLIPS = [
    ("CREATE TABLE public.slip (name text)", "test_every_table_is_someones"),
    ("ALTER TABLE people_person NO FORCE ROW LEVEL SECURITY", "test_row_security_is_on_and_forced"),
    ("ALTER TABLE people_person DISABLE ROW LEVEL SECURITY", "test_row_security_is_on_and_forced"),
    ("GRANT TRUNCATE ON people_person TO tessera_app", "test_the_application_has_no_right_it_does_not_need"),
    ("CREATE VIEW public.slip AS SELECT * FROM people_person", "test_nothing_looks_round_row_security"),
    (
        "CREATE FUNCTION public.slip() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        "test_nothing_looks_round_row_security",
    ),
    (
        "SET ROLE tessera_authz; GRANT EXECUTE ON FUNCTION access._hub(uuid) TO PUBLIC; SET ROLE tessera_owner",
        "test_functions_that_decide_for_others_are_safe",
    ),
    ("DROP POLICY see_1 ON people_person", "test_postgresql_holds_the_policy_that_is_written"),
]


@pytest.mark.parametrize(("slip", "caught_by"), SLIPS, ids=[slip[0] for slip in SLIPS])
def test_a_slip_is_found(owner: psycopg.Connection[Any], slip: str, caught_by: str) -> None:
    """Each check above is tried on a database in which the owner has made one mistake."""
    check = globals()[caught_by]
    given = ("tessera_app",) if caught_by.endswith("does_not_need") else ()
    connection.close()  # so that nothing holds the table
    owner.autocommit = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(
            globals(), "ask", lambda query, *values: owner.execute(query, values or None).fetchall()
        )
        check(*given)
        owner.execute(slip.encode())
        with pytest.raises((AssertionError, pytest.fail.Exception)):
            check(*given)
    owner.rollback()
