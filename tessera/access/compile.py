"""Compiles the policy to row security, and applies it.

A deploy applies the result after migrations, in one transaction, as the owner. Until a policy names a table nobody
sees a row of it, because row security is forced on every table that a model marks as protected.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction

from tessera.access import explaining, foreseeing, keys, lines, proving
from tessera.access.callable import (
    ABOUT_THE_LEDGER,
    CALLABLE,
    ONLY_CONSOLE,
    ONLY_JOBS,
    ONLY_THE_OWNER,
    WITH_A_PROOF,
)
from tessera.access.columns import CHANGEABLE, SHOWN
from tessera.access.condition import Condition
from tessera.access.conditions import IN_CASE, IN_CASE_OF_MANY
from tessera.access.kinds import models_by_kind
from tessera.access.policy import ADD, CHANGE, NAMED_OTHERWISE, POLICY, REMOVE, SEE, Exclusion, Permission
from tessera.access.rights import AUTHZ_READS, AUTHZ_READS_OF, AUTHZ_WRITES, CLOSED, REGISTRAR
from tessera.access.search import functions
from tessera.access.third_party import TABLES

APPLICATION = "tessera_app, tessera_job"
COMMAND = {SEE: "SELECT", ADD: "INSERT", CHANGE: "UPDATE", REMOVE: "DELETE"}
SQL_FILES = (
    "access/sql/context.sql",
    "access/sql/proofs.sql",
    "access/sql/withheld.sql",
    "access/sql/explain.sql",
    "access/sql/joining.sql",
    "records/sql/words.sql",
    "audit/sql/ledger.sql",
    "audit/sql/blocks.sql",
    "audit/sql/proof.sql",
    "partnership/sql/register.sql",
    "people/sql/possible.sql",
    "people/sql/emergency.sql",
    "notifications/sql/sealed.sql",
    "live_forms/sql/log.sql",
    "enquiries/sql/live.sql",
    "live_forms/sql/keys.sql",
    "enquiries/sql/drafts.sql",
    "enquiries/sql/addresses.sql",
    "exports/sql/making.sql",
)
# The cases that a page names beforehand (here.ask_about) are judged together, once for each question that it puts: a
# row of one of them needs no look at its case. The condition follows word for word, for the rows of every other case.
# So what a page names changes how long an answer takes, and never what it is.
NAMED_BEFOREHAND = "{t}.case_id = ANY ((SELECT access.cases_asked())::uuid[])"
# Up to a semicolon that stands in no comment, no text and no body of a function.
STATEMENT = r"(?s)(?:--[^\n]*|\$\$.*?\$\$|'(?:[^']|'')*'|[^;])++;"


def statements() -> list[str]:
    """The row policies, grants and closures, as SQL. Running them twice changes nothing."""
    kinds = models_by_kind()
    out: list[str] = _third_party()
    for model in [*kinds.values(), *(apps.get_model(label) for label in CLOSED)]:
        out += _close(model._meta.db_table)
    for table in sorted({*AUTHZ_READS, *AUTHZ_READS_OF, *AUTHZ_WRITES}):
        out.append(f"CREATE POLICY authz ON {table} TO tessera_authz USING (true) WITH CHECK (true);")
    out += [f"GRANT SELECT ON {table} TO tessera_authz;" for table in AUTHZ_READS]
    out += [f"GRANT SELECT ({some}) ON {table} TO tessera_authz;" for table, some in AUTHZ_READS_OF.items()]
    out += [f"GRANT {written} ON {table} TO tessera_authz;" for table, written in AUTHZ_WRITES.items()]
    # To explain, they read of every other table what conditions, labels and dates name: no words of a record.
    for table, names in sorted(explaining.columns(kinds).items()):
        if table not in AUTHZ_READS:
            out.append(f"CREATE POLICY explains ON {table} FOR SELECT TO tessera_authz USING (true);")
            out.append(f"GRANT SELECT{_columns(names)} ON {table} TO tessera_authz;")
    for table in REGISTRAR:
        out.append(f"CREATE POLICY registrar ON {table} TO tessera_owner USING (true) WITH CHECK (true);")
    out.append("CREATE POLICY registrar ON audit_entry FOR INSERT TO tessera_owner WITH CHECK (true);")
    verbs: dict[str, set[str]] = defaultdict(set)
    numbers: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines.every():
        table = kinds[line.kind]._meta.db_table
        if isinstance(line, Exclusion):
            out.append(_exclusion(line, table))
            continue
        verbs[table].add(line.verb)
        numbers[table, line.verb] += 1
        out.append(_permission(line, table, numbers[table, line.verb]))
    columns = {kinds[kind]._meta.db_table: names for kind, names in CHANGEABLE.items()}
    shown = {kinds[kind]._meta.db_table: names for kind, names in SHOWN.items()}
    for table, allowed in sorted(verbs.items()):
        rights = [COMMAND[verb] for verb in (ADD, REMOVE) if verb in allowed]
        if SEE in allowed:
            rights.append("SELECT" + _columns(shown.get(table, ())))
        if CHANGE in allowed:
            rights.append("UPDATE" + _columns(columns[table]))
        out.append(f"GRANT {', '.join(rights)} ON {table} TO {APPLICATION};")
    return out


def _close(table: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;",
        f"REVOKE ALL ON {table} FROM PUBLIC, {APPLICATION}, tessera_authz;",
    ]


def _permission(line: Permission, table: str, number: int) -> str:
    judged = (_judged_together(c) if line.verb == SEE else c.sql for c in line.when)
    test = " AND ".join(f"({sql.replace('{t}', table)})" for sql in judged)
    command = COMMAND[line.verb]
    clause = {
        "INSERT": f"WITH CHECK ({test})",
        "UPDATE": f"USING ({test}) WITH CHECK ({test})",
    }.get(command, f"USING ({test})")
    return f"CREATE POLICY {line.verb}_{number} ON {table} FOR {command} TO {APPLICATION} {clause};"


def _judged_together(condition: Condition) -> str:
    return (
        f"{NAMED_BEFOREHAND} OR {condition.sql}" if condition in (IN_CASE, IN_CASE_OF_MANY) else condition.sql
    )


def _exclusion(line: Exclusion, table: str) -> str:
    test = line.unless.sql.replace("{t}", table)
    command = COMMAND.get(line.verb, "ALL")
    clauses = {"INSERT": f"WITH CHECK ({test})", "SELECT": f"USING ({test})"}.get(
        command, f"USING ({test}) WITH CHECK ({test})"
    )
    name = "_".join(word for word in ("never", line.verb, line.key) if word)
    return f"CREATE POLICY {name} ON {table} AS RESTRICTIVE FOR {command} TO {APPLICATION} {clauses};"


def _columns(names: Sequence[str]) -> str:
    return " (" + ", ".join(f'"{name}"' for name in names) + ")" if names else ""


def _third_party() -> list[str]:
    out = []
    for table in TABLES:
        out.append(f"REVOKE ALL ON {table.name} FROM PUBLIC, {APPLICATION};")
        out.append(f"GRANT {table.grants} ON {table.name} TO {APPLICATION};")
        policies = list(table.policies())
        if policies:
            out.append(f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY;")
            out.append(f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY;")
        for name, command, test in policies:
            clause = {
                "SELECT": f"USING ({test})",
                "DELETE": f"USING ({test})",
                "INSERT": f"WITH CHECK ({test})",
            }.get(command, f"USING ({test}) WITH CHECK ({test})")
            out.append(f"CREATE POLICY {name} ON {table.name} FOR {command} TO {APPLICATION} {clause};")
    return out


def apply(connection: Any) -> None:
    """Replace every row policy and grant by the compiled ones. Connected as the owner; one transaction."""
    root = Path(__file__).resolve().parent.parent
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename, policyname FROM pg_policies WHERE schemaname = 'public'"
        )
        for schema, table, policy in cursor.fetchall():
            cursor.execute(f'DROP POLICY "{policy}" ON "{schema}"."{table}"')
        for schema in ("access", "audit"):
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {APPLICATION}, tessera_authz")
            cursor.execute(f"GRANT CREATE ON SCHEMA {schema} TO tessera_authz")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APPLICATION}, tessera_authz")
        _lend_triggers(cursor)
        for name in SQL_FILES:
            for statement in parts((root / name).read_text(encoding="utf-8")):
                with _deciding(cursor, is_definer(statement)):
                    cursor.execute(statement)
        kinds = models_by_kind()
        for statement in (
            *explaining.statements(kinds),
            *foreseeing.statements(kinds),
            *keys.functions(lines.permissions),
        ):
            cursor.execute(statement)
        by_table = {model._meta.db_table: kind for kind, model in kinds.items()}
        with _deciding(cursor):
            for function in (*functions(by_table), *foreseeing.functions(by_table)):
                cursor.execute(function)
        _lend_triggers(cursor)
        _grant_functions(cursor)
        for schema in ("access", "audit"):
            cursor.execute(f"REVOKE CREATE ON SCHEMA {schema} FROM tessera_authz")
        for statement in statements():
            cursor.execute(statement)
        _jobs(cursor)
        with _deciding(cursor):
            proving.give_keys(cursor)


def parts(text: str) -> list[str]:
    """The statements of a file of SQL, each with the comment above it."""
    return [found.strip() for found in re.findall(STATEMENT, text)]


def is_definer(statement: str) -> bool:
    """Whether the statement makes a function that runs with its owner's rights."""
    head = re.sub(r"(?m)^--.*$", "", statement).partition("$$")[0]
    return bool(re.match(r"\s*CREATE\b[^(]*\bFUNCTION\b", head)) and "SECURITY DEFINER" in head


@contextmanager
def _deciding(cursor: Any, so: bool = True) -> Iterator[None]:
    """Act as tessera_authz meanwhile, where that is so: it makes its own functions and hands them out.

    The owner of the tables is no member of it. Whoever were would read the whole register, as its functions do.
    """
    if not so:
        yield
        return
    cursor.execute("SELECT current_user")
    (before,) = cursor.fetchone()
    cursor.execute("SET LOCAL ROLE tessera_authz")
    yield
    cursor.execute(f'SET LOCAL ROLE "{before}"')


def _lend_triggers(cursor: Any) -> None:
    """Let the owner of the tables hang functions of tessera_authz on them as triggers. A trigger cannot be called."""
    cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE prorettype = 'trigger'::regtype "
        "AND pronamespace IN ('access'::regnamespace, 'audit'::regnamespace) "
        "AND pg_get_userbyid(proowner) = 'tessera_authz'"
    )
    found = cursor.fetchall()
    with _deciding(cursor):
        for (signature,) in found:
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO tessera_owner")


def _grant_functions(cursor: Any) -> None:
    """Functions are callable only where listed. Each role hands out its own."""
    callable_by = dict.fromkeys(CALLABLE, APPLICATION) | dict.fromkeys(ONLY_JOBS, "tessera_job")
    callable_by |= dict.fromkeys(ABOUT_THE_LEDGER, f"tessera_owner, {APPLICATION}")
    callable_by |= dict.fromkeys(ONLY_THE_OWNER, "tessera_owner")
    callable_by |= dict.fromkeys(ONLY_CONSOLE, "tessera_owner")
    callable_by |= dict.fromkeys(WITH_A_PROOF, f"tessera_owner, {APPLICATION}")
    cursor.execute(
        "SELECT p.oid, p.oid::regprocedure::text, pg_get_userbyid(p.proowner) = 'tessera_authz' FROM pg_proc p "
        "WHERE p.pronamespace IN ('access'::regnamespace, 'audit'::regnamespace)"
    )
    found = cursor.fetchall()
    cursor.execute("SELECT f, f::regprocedure::oid FROM unnest(%s::text[]) f", (list(callable_by),))
    listed = {oid: callable_by[signature] for signature, oid in cursor.fetchall()}
    for oid, signature, is_theirs in found:
        with _deciding(cursor, is_theirs):
            cursor.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC, {APPLICATION}")
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO tessera_authz")
            if oid in listed:
                cursor.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {listed[oid]}")


def _jobs(cursor: Any) -> None:
    """Job arguments are identifiers only. The web role may add a job; the job role may run it."""
    cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'procrastinate%%'", []
    )
    for (table,) in cursor.fetchall():
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APPLICATION}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION}")


def table() -> str:
    """The policy as people read it: one line a permission or exclusion, as Markdown."""
    kinds = models_by_kind()
    out = [
        "# Who may do what",
        "",
        "Made from `tessera/access/policy.py`. Do not edit: run `make docs`.",
        "",
        "A practitioner may do a thing when **every** condition of **any** line holds. An exclusion closes whatever a",
        "line opened. PostgreSQL decides; nothing else does.",
        "",
        "| kind of row | verb | when the practitioner |",
        "|---|---|---|",
    ]
    rows = [line for line in POLICY if isinstance(line, Permission)]
    for kind in sorted(kinds):
        for verb in (SEE, ADD, CHANGE, REMOVE):
            for line in rows:
                if line.kind == kind and line.verb == verb:
                    out.append(f"| {kind} | {verb} | {'; and '.join(c.says for c in line.when)} |")
    out += [
        "",
        "## Exclusions",
        "",
        "A row names another only where whoever writes it may see that one: every key that no line above ties to them",
        "is asked about here. These are judged in another way:",
        "",
        *(f"- {kind}, `{column}`: {why}." for (kind, column), (_, why) in NAMED_OTHERWISE.items()),
        "",
        "| kind of row | verb | never, when |",
        "|---|---|---|",
    ]
    closing = (line for line in lines.every() if isinstance(line, Exclusion))
    for exclusion in sorted(closing, key=lambda x: (x.kind, x.verb, x.key)):
        out.append(f"| {exclusion.kind} | {exclusion.verb or 'any'} | {exclusion.unless.says} |")
    out.append("| case | any | the case is about someone they must never see |")
    return "\n".join(out) + "\n"
