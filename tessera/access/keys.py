"""What a row may name: only what whoever writes it may see.

PostgreSQL asks of a foreign key whether the row that it names is there, not whether it may be seen: who is refused for
an identifier of nobody and let in with a hidden one has learnt that there is such a row. So each key that the
application writes has an exclusion of its own, made here from the models: a key of a model born tomorrow has it too.
With a hidden identifier a row is then refused in the very words in which it is with an absent one.

A key that each line of the policy ties to whoever writes (`Condition.ties`: their own name, their agency, a case that
they may open) is judged by that line already. The few that are judged in another way stand in policy.py, with why.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.db import models

from tessera.access.columns import CHANGEABLE
from tessera.access.condition import Condition
from tessera.access.kinds import models_by_kind
from tessera.access.policy import ADD, CHANGE, NAMED_OTHERWISE, Exclusion, Permission

# The permissions for a kind and a verb, as lines.py reads them from the policy.
Permissions = Callable[[str, str], list[Permission]]


@cache
def exclusions(permissions: Permissions) -> tuple[Exclusion, ...]:
    """One for each verb that writes a key. ValueError where a key names a kind of row that nobody sees."""
    return tuple(
        Exclusion(kind, _condition(kind, field), verb, str(field.column))
        for kind, verb, field in _written(permissions)
    )


def functions(permissions: Permissions) -> list[str]:
    """As SQL, a function for each table that names rows of its own: a policy cannot ask the table that it is on.

    It has no more rights than whoever calls it.
    """
    return [
        f"""CREATE OR REPLACE FUNCTION {_asking(kind)}(sought uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM public.{_table(field.model)} n WHERE n."{_primary(field.model)}" = sought);
END $$;"""  # noqa: S608 - the names of our own tables
        for kind, _, field in _written(permissions)
        if field.related_model is field.model
    ]


def _written(permissions: Permissions) -> Iterator[tuple[str, str, Any]]:
    """(kind, verb, field) of the keys that the application writes, but for those that each line ties."""
    for kind, model in models_by_kind().items():
        for verb in (ADD, CHANGE):
            lines = permissions(kind, verb)
            for field in model._meta.concrete_fields if lines else ():
                written = verb == ADD or field.column in CHANGEABLE[kind]
                tied = all(any(field.column in one.ties for one in line.when) for line in lines)
                if isinstance(field, models.ForeignKey) and written and not tied:
                    yield kind, verb, field


def _condition(kind: str, field: Any) -> Condition:
    """Holds where the key names nothing, or what may be named."""
    column = str(field.column)
    asked, _ = NAMED_OTHERWISE.get((kind, column), (None, ""))
    named = next((k for k, model in models_by_kind().items() if model is field.related_model), None)
    if asked is None and named is None:
        raise ValueError(f"{kind}.{column} names what nobody may see: say in policy.py what it may name")
    if asked is not None:
        sql, says = asked.sql, asked.says
    else:
        says = f"its {column} names no {str(named).replace('_', ' ')} that they may see"
        sql = f'{_asking(kind)}({{t}}."{column}")' if named == kind else _seen(field)
    return Condition(f"names_{column}", f'{{t}}."{column}" IS NULL OR {sql}', says)


def _seen(field: Any) -> str:
    """By its key, row by row: without OFFSET PostgreSQL may first read all that the asker may see into a set."""
    to = field.related_model
    return f'EXISTS (SELECT 1 FROM {_table(to)} n WHERE n."{_primary(to)}" = {{t}}."{field.column}" OFFSET 0)'  # noqa: S608


def _asking(kind: str) -> str:
    return f"access.sees_{kind}"


def _table(model: Any) -> str:
    return str(model._meta.db_table)


def _primary(model: Any) -> str:
    return str(model._meta.pk.column)
