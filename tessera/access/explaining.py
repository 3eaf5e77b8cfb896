"""Compiles the policy a second time, so that it explains itself: which line spoke for somebody about a row, and why.

The same conditions, word for word, but asked about a named practitioner at a named moment instead of whoever is
signed in now. What the row policies take from the sealed context is taken from a record `f` of the same facts
(`access._facts`), and a register table that a condition asks about is what that practitioner would have seen of it
then. So a policy that changes changes its explanation, and there is no second policy to keep in step.

What is made here belongs to tessera_authz, which may read of a subject's tables the columns named by a condition, by a
label or by a date, and not one word of a record.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Any

from django.db import models

from tessera.access.condition import Condition
from tessera.access.dates import MADE
from tessera.access.lines import conditions_of, every, exclusions, permissions
from tessera.access.policy import CHANGE, REMOVE, SEE, Permission
from tessera.access.whose import cases_of, of_case, partnership_of, person_of

# What is explained: verbs on a row that is there.
VERBS = (SEE, CHANGE, REMOVE)
LABEL = ("case_id", "agency_id", "author_id", "audience", "named", "marks")
# Columns that say whose a row is, where a table has them. Case and partnership are the ledger's own names for them.
WHOSE = (*LABEL, "partnership_id", "person_id", "cases", "case", "partnership")
FACT = re.compile(r"\(SELECT access\.(\w+)\(\)\)")
OWN = re.compile(r'\{t\}\."?(\w+)"?')
ASKED = re.compile(r"\bFROM (\w+) (\w+)\b")
# What has changed since, as it was then. Of now PostgreSQL knows it already.
_WORN = (
    "CASE WHEN f.live THEN b.{column} ELSE coalesce((SELECT w.{column} FROM public.people_worn w "
    "WHERE w.address = b.{key} AND w.until > f.at ORDER BY w.until LIMIT 1), b.{column}) END"
)
THEN = {
    **{
        kind: {column: _WORN.format(column=column, key=key) for column in ("marks", "audience", "named")}
        for kind, key in (("address", "id"), ("referral_address", "id"), ("withheld", "address"))
    },
    "case": {
        "sealed": "CASE WHEN f.live THEN b.sealed ELSE access._sealed(b.id, f.at) END",
        "audience": "CASE WHEN f.live THEN b.audience "
        "ELSE access._audience(b.id, f.at, access._sealed(b.id, f.at)) END",
    },
    "live_form": {"open_to": "CASE WHEN f.live THEN b.open_to ELSE access._open_to(b.id, f.at) END"},
    "section": {"open_to": "CASE WHEN f.live THEN b.open_to ELSE access._open_to(b.form_id, f.at) END"},
    "message": {"sealed": "CASE WHEN f.live THEN b.sealed ELSE access._sealed(b.case_id, f.at) END"},
}

Kinds = dict[str, type[models.Model]]


@dataclass(frozen=True)
class Plan:
    """The models by kind, the columns that are read of each table, and what is asked about as it was seen then."""

    kinds: Kinds
    columns: dict[str, tuple[str, ...]]
    then: dict[str, dict[str, str]] = field(default_factory=lambda: THEN)

    def base(self, kind: str) -> str:
        """The rows of the kind as they were then, with the columns that are needed and no others."""
        table, then = self.kinds[kind]._meta.db_table, self.then.get(kind, {})
        listed = ", ".join(
            f'{then[column]} AS "{column}"' if column in then else f'b."{column}"'
            for column in self.columns[table]
        )
        return f'SELECT {listed} FROM public."{table}" b{", f" if then else ""}'  # noqa: S608 - the policy's own words


def statements(kinds: Kinds) -> list[str]:
    """The functions that explain, as SQL: one for each kind, and three that find what is asked about."""
    plan = Plan(kinds, columns(kinds))
    ordered = list(dict.fromkeys(line.kind for line in every() if isinstance(line, Permission)))
    seen = ",\n".join(as_seen(plan, (one for kind in ordered for one in conditions_of(kind, VERBS))))
    found = [statement for kind in ordered for statement in _function(kind, plan, seen)]
    return [*found, _kind_of(ordered, kinds), _row_of(ordered, kinds), _kinds_of_a_case(ordered, kinds)]


def columns(kinds: Kinds) -> dict[str, tuple[str, ...]]:
    """By table, the columns that the explaining functions read: of conditions, labels and dates, never of words."""
    found: dict[str, set[str]] = {model._meta.db_table: set() for model in kinds.values()}
    for kind, model in kinds.items():
        table, there = model._meta.db_table, _columns_of(model)
        found[table] |= {_key(model), *THEN.get(kind, ()), *(there & set(WHOSE))}
        found[table] |= set(OWN.findall(MADE.get(kind, "")))
        if _is_named(model):
            found[table].add("reference")
        for condition in conditions_of(kind, VERBS):
            found[table] |= set(OWN.findall(condition.sql))
            for other, names in _of_others(condition.sql):
                found.setdefault(other, set()).update(names)
        for other, column in _dates(kind, kinds):
            found.setdefault(other, set()).add(column)
    return {table: tuple(sorted(names)) for table, names in found.items()}


def translated(condition: Condition, alias: str) -> str:
    """The condition about a row of `alias`, for the asker `f`. Raises where it asks what is known of nobody else."""
    sql = FACT.sub(r"f.\1", condition.sql).replace("{t}", alias).replace("now()", "f.at")
    if "access." in sql:
        raise ValueError(
            f"{condition.word} asks something that can be answered only for whoever is signed in"
        )
    return sql


def made(kind: str, kinds: Kinds, alias: str) -> str:
    """When a row of the kind was made, as SQL: a column of its own, a column of the row it hangs on, or always."""
    path = MADE.get(kind, "")
    if not path:
        return "'-infinity'::timestamptz"
    if "{t}" in path:
        return path.replace("{t}", alias)
    first, _, then = path.partition(".")
    if not then:
        return f'{alias}."{first}"'
    parent, column = _parent(kinds[kind], first)
    key = _key(parent)
    of = f'public."{parent._meta.db_table}" d WHERE d."{key}" = {alias}."{column}"'
    return f'(SELECT d."{then}" FROM {of})'  # noqa: S608 - the policy's own words


# ------------------------------------------------------------------ one kind


def _function(kind: str, plan: Plan, seen: str) -> Iterator[str]:
    model, name = plan.kinds[kind], f'access."_explain_{kind}"'
    there, key = _columns_of(model), _key(model)
    about, person, whose = cases_of(kind, there), person_of(kind, there), partnership_of(kind, there)
    yield f"DROP FUNCTION IF EXISTS {name}(uuid, uuid, timestamptz, uuid, uuid);"
    yield f"""CREATE FUNCTION {name}(asker uuid, here uuid, moment timestamptz, of_row uuid, of_case uuid)
RETURNS TABLE ("row" uuid, about uuid[], person uuid, whose uuid, said jsonb)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $explain$
WITH f AS MATERIALIZED (
    SELECT asker AS who, here AS partnership, access._hub(here) AS hub, moment AS at, moment >= now() AS live, g.*
      FROM access._facts(asker, here, moment) g),
{seen},
judged AS (
    SELECT x.*, {made(kind, plan.kinds, "x")} AS made_then,
           {_judgements(kind)}
      FROM ({plan.base(kind)}) x CROSS JOIN f
     WHERE x."{key}" = of_row OR {of_case(kind, there)}),
summed AS (
    SELECT j.*, f.me IS NOT NULL AND f.agencies <> '{{}}' AS belongs,
           f.live OR coalesce(j.made_then <= f.at, false) AS existed
      FROM judged j CROSS JOIN f)
SELECT x."{key}", {about}, {person}, {whose},
       jsonb_build_object('kind', '{kind}', 'row', x."{key}", 'existed', x.existed, 'belongs', x.belongs,
           'verbs', jsonb_build_object({_verbs(kind)}),
           'permissions', {_permissions(kind)},
           'exclusions', {_exclusions(kind)},
           'label', {_label(kind, there)})
  FROM summed x
$explain$;"""  # noqa: S608 - the policy's own words


def as_seen(plan: Plan, conditions: Iterable[Condition]) -> list[str]:
    """Each register table that conditions ask about, as the asker `f` would have seen it, in the order of asking."""
    by_table = {model._meta.db_table: kind for kind, model in plan.kinds.items()}
    asked = {t for c in conditions for t, _ in ASKED.findall(c.sql)}
    needs: dict[str, set[str]] = {}
    while asked:
        table = asked.pop()
        inner = {t for c in conditions_of(by_table[table], (SEE,)) for t, _ in ASKED.findall(c.sql)}
        needs[table] = inner
        asked |= inner - needs.keys()
    out = []
    for table in TopologicalSorter(needs).static_order():
        kind = by_table[table]
        seen = f"SELECT x.* FROM ({plan.base(kind)}) x CROSS JOIN f"  # noqa: S608 - the policy's own words
        there = f"(f.live OR {made(kind, plan.kinds, 'x')} <= f.at)"
        out.append(f"{table} AS NOT MATERIALIZED ({seen}\n    WHERE {may_see(kind)} AND {there})")
    return out


def may_see(kind: str) -> str:
    """Whether the asker `f` may see a row `x` of the kind, as one condition."""
    opened = " OR ".join(
        "(" + " AND ".join(f"({translated(c, 'x')})" for c in line.when) + ")"
        for line in permissions(kind, SEE)
    )
    closed = "".join(f" AND ({translated(line.unless, 'x')})" for line in exclusions(kind, SEE))
    return f"({opened}){closed}"


def _judgements(kind: str) -> str:
    """Every condition of the kind once, as a column: true or false, never unknown."""
    return ",\n           ".join(
        f"coalesce(({translated(condition, 'x')}), false) AS {name}"
        for condition, name in _numbered(kind).items()
    )


def _numbered(kind: str) -> dict[Condition, str]:
    return {condition: f"judged_{n}" for n, condition in enumerate(dict.fromkeys(conditions_of(kind, VERBS)))}


def _verbs(kind: str) -> str:
    """For each verb whether it is allowed in the end."""
    return ", ".join(f"'{verb}', {_allowed(kind, verb)}" for verb in VERBS if permissions(kind, verb))


def _allowed(kind: str, verb: str) -> str:
    names = _numbered(kind)
    opened = " OR ".join(
        "(" + " AND ".join(f"x.{names[c]}" for c in line.when) + ")" for line in permissions(kind, verb)
    )
    closed = "".join(f" AND x.{names[line.unless]}" for line in exclusions(kind, verb))
    # What nobody may see nobody changes either: PostgreSQL asks for both.
    seen = "" if verb == SEE else f" AND {_allowed(kind, SEE)}"
    return f"(x.belongs AND x.existed AND ({opened}){closed}{seen})"


def _permissions(kind: str) -> str:
    names = _numbered(kind)
    lines = []
    for line in (line for verb in VERBS for line in permissions(kind, verb)):
        whole = " AND ".join(f"x.{names[c]}" for c in line.when)
        parts = ", ".join(_said(c, f"x.{names[c]}", "holds") for c in line.when)
        lines.append(
            f"jsonb_build_object('verb', '{line.verb}', 'holds', {whole}, 'conditions', jsonb_build_array({parts}))"
        )
    return "jsonb_build_array(" + ",\n               ".join(lines) + ")"


def _exclusions(kind: str) -> str:
    names = _numbered(kind)
    listed = ", ".join(
        f"jsonb_build_object('verb', '{line.verb}') || {_said(line.unless, f'NOT x.{names[line.unless]}', 'closes')}"
        for line in exclusions(kind, *VERBS)
    )
    return f"jsonb_build_array({listed})"


def _said(condition: Condition, value: str, key: str) -> str:
    says = condition.says.replace("'", "''")
    return f"jsonb_build_object('word', '{condition.word}', 'says', '{says}', '{key}', {value})"


def _label(kind: str, there: set[str]) -> str:
    """What the row wears, in words that a person knows."""
    if kind == "case":
        return "jsonb_build_object('case', x.id, 'sealed', x.sealed, 'involved', access._names(x.audience))"
    words = {
        "case_id": "'case', x.case_id",
        "agency_id": "'agency', access._agency_name(x.agency_id)",
        "author_id": "'author', access._practitioner_name(x.author_id)",
        "audience": "'audience', x.audience",
        "named": "'named', access._names(x.named)",
        "marks": "'marks', to_jsonb(x.marks)",
    }
    return "jsonb_build_object(" + ", ".join(words[name] for name in LABEL if name in there) + ")"


# ------------------------------------------------------------------ finding a row


def _kind_of(ordered: list[str], kinds: Kinds) -> str:
    """Which kind of row an identifier names. Null where it names none."""
    found = "\n    UNION ALL ".join(
        f"SELECT {n} AS n, '{kind}' AS kind FROM public.\"{kinds[kind]._meta.db_table}\" b "  # noqa: S608
        f'WHERE b."{_key(kinds[kind])}" = of_row'
        for n, kind in enumerate(ordered)
    )
    return (
        "CREATE OR REPLACE FUNCTION access._kind_of(of_row uuid) RETURNS text\n"
        "LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $explain$\n"
        f"SELECT k.kind FROM ({found}) k ORDER BY k.n LIMIT 1\n$explain$;"
    )


def _row_of(ordered: list[str], kinds: Kinds) -> str:
    """Which row a reference names, such as that of a referral. Null where it names none."""
    found = "\n    UNION ALL ".join(
        f'SELECT b."{_key(model)}" AS id FROM public."{model._meta.db_table}" b WHERE b.reference = written'  # noqa: S608
        for model in (kinds[kind] for kind in ordered)
        if _is_named(model)
    )
    return (
        "CREATE OR REPLACE FUNCTION access._row_of(written text) RETURNS uuid\n"
        "LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $explain$\n"
        f"SELECT r.id FROM ({found}) r LIMIT 1\n$explain$;"
    )


def _kinds_of_a_case(ordered: list[str], kinds: Kinds) -> str:
    """The kinds that a case has rows of."""
    listed = ", ".join(f"'{kind}'" for kind in ordered if of_case(kind, _columns_of(kinds[kind])) != "false")
    return f"""CREATE OR REPLACE FUNCTION access._kinds_of_a_case() RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $explain$ SELECT ARRAY[{listed}] $explain$;"""


# ------------------------------------------------------------------ reading the models


def _of_others(sql: str) -> Iterator[tuple[str, set[str]]]:
    """The tables that a condition asks about, with the columns it names of each."""
    for table, alias in ASKED.findall(sql):
        yield table, set(re.findall(rf"\b{alias}\.(\w+)", sql))


def _dates(kind: str, kinds: Kinds) -> Iterator[tuple[str, str]]:
    """(table, column) of what dates a row of the kind."""
    table, path = kinds[kind]._meta.db_table, MADE.get(kind, "")
    if not path or "{t}" in path:
        return
    first, _, then = path.partition(".")
    if not then:
        yield table, first
        return
    parent, column = _parent(kinds[kind], first)
    yield table, column
    yield parent._meta.db_table, then
    yield parent._meta.db_table, _key(parent)


def _parent(model: type[models.Model], name: str) -> tuple[Any, str]:
    field: Any = model._meta.get_field(name)
    return field.related_model, field.column


def _columns_of(model: type[models.Model]) -> set[str]:
    return {str(field.column) for field in model._meta.concrete_fields}


def _is_named(model: Any) -> bool:
    """Whether a reference names one row of it, and no other."""
    return "reference" in _columns_of(model) and bool(model._meta.get_field("reference").unique)


def _key(model: Any) -> str:
    return str(model._meta.pk.column)
