"""Reading the policy: which of its lines speak of a kind of row and a verb. What a row may name is among them."""

from collections.abc import Iterator, Sequence

from tessera.access import keys
from tessera.access.condition import Condition
from tessera.access.policy import POLICY, Exclusion, Permission


def every() -> tuple[Permission | Exclusion, ...]:
    """The lines of policy.py and what follows from the keys of the models."""
    return *POLICY, *keys.exclusions(permissions)


def permissions(kind: str, verb: str) -> list[Permission]:
    lines = (line for line in POLICY if isinstance(line, Permission))
    return [line for line in lines if (line.kind, line.verb) == (kind, verb)]


def exclusions(kind: str, *verbs: str) -> list[Exclusion]:
    """Those that close any of these verbs, or every verb."""
    lines = (line for line in every() if isinstance(line, Exclusion))
    return [line for line in lines if line.kind == kind and line.verb in ("", *verbs)]


def conditions_of(kind: str, verbs: Sequence[str]) -> Iterator[Condition]:
    """Every condition that decides about a row of the kind, for any of these verbs."""
    for line in every():
        if line.kind == kind and line.verb in ("", *verbs):
            yield from line.when if isinstance(line, Permission) else (line.unless,)
