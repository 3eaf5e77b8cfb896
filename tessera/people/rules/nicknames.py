"""Which given names stand for one another, from nicknames.txt. Symmetrical: it never matters who is named first."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ("all_forms", "full_names", "groups_of", "short_forms", "stand_for_each_other")

_FILE = Path(__file__).parent.parent / "nicknames.txt"


class _Group(NamedTuple):
    known_by: str
    full: frozenset[str]
    short: frozenset[str]


@cache
def _groups() -> tuple[_Group, ...]:
    groups = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        full, _, short = line.partition("#")[0].partition(":")
        if names := full.split():
            groups.append(_Group(names[0], frozenset(names), frozenset(short.split())))
    return tuple(groups)


@cache
def _known_by() -> dict[str, tuple[str, ...]]:
    """For each name, its groups; a group is known by the first name of its line."""
    found: dict[str, set[str]] = {}
    for group in _groups():
        for name in group.full | group.short:
            found.setdefault(name, set()).add(group.known_by)
    return {name: tuple(sorted(groups)) for name, groups in found.items()}


def groups_of(name: str) -> tuple[str, ...]:
    """The groups a folded given name is in; none for most names of the world. For finding, so wide."""
    return _known_by().get(name, ())


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    pairs = set()
    for group in _groups():
        for one in group.full:
            for other in (group.full | group.short) - {one}:
                pairs |= {(one, other), (other, one)}
    return frozenset(pairs)


def stand_for_each_other(one: str, other: str) -> bool:
    """Whether one child may be called by both folded given names: William and Bill, Katarzyna and Kasia.

    Two short forms count only where one is the other made longer (Bob and Bobby): Libby and Beth may be sisters.
    """
    if (one, other) in _pairs():
        return True
    short, long = sorted((one, other), key=len)
    return short != long and len(short) > 2 and long.startswith(short) and _both_short_for_one(one, other)


def _both_short_for_one(one: str, other: str) -> bool:
    return any(one in group.short and other in group.short for group in _groups())


def full_names() -> frozenset[str]:
    """Every full name in the list."""
    return frozenset(name for group in _groups() for name in group.full)


def all_forms(name: str) -> tuple[str, ...]:
    """Every name of the groups that a given name is in, however it is written; nothing for most names of the world."""
    folded = name.casefold()
    found = (group.full | group.short for group in _groups() if folded in group.full | group.short)
    return tuple(sorted(set().union(*found)))


def short_forms(name: str) -> tuple[str, ...]:
    """The short forms of a full name, in the order of the alphabet."""
    return tuple(sorted({short for group in _groups() if name in group.full for short in group.short}))
