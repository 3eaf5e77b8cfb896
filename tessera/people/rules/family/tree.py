"""A family from what was told of it: unions with their children, generations, siblings whose parents nobody named.

What was told can contradict itself (somebody older than their own grandmother, three birth parents). Whatever cannot
be drawn without saying something false is left out of the picture and named in `left_out`; the table says it all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tessera.people.rules.family.generations import Generations
from tessera.people.rules.words import TieKind

AWAY = 99  # the row of whoever is not family, below everyone


@dataclass(frozen=True)
class Member:
    """Somebody in the picture. `age` orders siblings, the oldest first; `generation` is a hint, the child's being 0."""

    key: str
    sex: str = ""
    age: float = 0.0
    unborn: bool = False
    died: bool = False
    index: bool = False
    generation: int | None = None
    outside: bool = False  # not family, or nobody knows how they are related


@dataclass(frozen=True)
class Tie:
    """`person` is the parent, partner or sibling of `other`."""

    kind: TieKind
    person: str
    other: str
    state: str = ""


@dataclass(frozen=True)
class Union:
    """One or two people with the children they have together, the oldest first. `told`: said to be a couple."""

    parents: tuple[str, ...]
    children: tuple[str, ...]
    state: str = ""
    told: bool = False

    @property
    def key(self) -> str:
        return "+".join(self.parents)


@dataclass(frozen=True)
class Tree:
    """`rank` is the row that each stands in, the oldest generation 0."""

    members: dict[str, Member]
    unions: tuple[Union, ...]
    siblings: tuple[tuple[str, ...], ...]
    rank: dict[str, int]
    left_out: tuple[Tie, ...]

    @property
    def held(self) -> frozenset[str]:
        """Everyone to whom a line comes from above: somebody's child, or a brother or sister of somebody drawn."""
        return frozenset(
            one for group in (*(union.children for union in self.unions), *self.siblings) for one in group
        )

    @property
    def alone(self) -> frozenset[str]:
        """Everyone who has a child of whom no other parent is drawn beside them."""
        return frozenset(one.parents[0] for one in self.unions if len(one.parents) == 1 and one.children)


def grow(members: Iterable[Member], ties: Iterable[Tie]) -> Tree:
    """The family that these ties make. Ties to somebody who is not a member say nothing and are passed over."""
    everyone = {member.key: member for member in members}
    known = [t for t in dict.fromkeys(ties) if {t.person, t.other} <= set(everyone) and t.person != t.other]
    generations, left_out = Generations(everyone), list[Tie]()
    parents = _parents(known, generations, left_out)
    couples = _couples(known, parents, generations, left_out)
    groups = _siblings(known, parents, generations, left_out)
    rank = generations.ranks(
        {m.key: m.generation for m in everyone.values()},
        outside=[m.key for m in everyone.values() if m.outside and not generations.tied(m.key)],
        start=next((m.key for m in everyone.values() if m.index), next(iter(everyone), "")),
    )
    unions = _unions(everyone, parents, couples, rank)
    return Tree(everyone, unions, groups, rank, tuple(left_out))


def _parents(ties: Sequence[Tie], generations: Generations, left_out: list[Tie]) -> dict[str, list[str]]:
    """Of each child, the two who were told first and are older than it."""
    parents: dict[str, list[str]] = {}
    for tie in ties:
        if tie.kind is not TieKind.PARENT:
            continue
        those = parents.setdefault(tie.other, [])
        if tie.person in those:
            continue
        if len(those) < 2 and generations.above(tie.person, tie.other):
            those.append(tie.person)
        else:
            left_out.append(tie)
    return parents


def _couples(
    ties: Sequence[Tie], parents: dict[str, list[str]], generations: Generations, left_out: list[Tie]
) -> dict[tuple[str, ...], tuple[str, bool]]:
    """Each pair of partners, and of parents of one child, with how it is between them and whether that was told."""
    couples: dict[tuple[str, ...], tuple[str, bool]] = {}
    for tie in ties:
        if tie.kind is TieKind.PARTNER:
            if generations.beside(tie.person, tie.other):
                couples[_pair(tie.person, tie.other)] = tie.state, True
            else:
                left_out.append(tie)
    for those in parents.values():
        if len(those) == 2 and _pair(*those) not in couples and generations.beside(*those):
            couples[_pair(*those)] = "", False
    return couples


def _siblings(
    ties: Sequence[Tie], parents: dict[str, list[str]], generations: Generations, left_out: list[Tie]
) -> tuple[tuple[str, ...], ...]:
    """Groups of siblings whom no parent in the picture joins."""
    groups: dict[str, set[str]] = {}
    for tie in ties:
        if tie.kind is not TieKind.SIBLING or set(parents.get(tie.person, ())) & set(
            parents.get(tie.other, ())
        ):
            continue
        if not generations.beside(tie.person, tie.other):
            left_out.append(tie)
            continue
        joined = groups.get(tie.person, {tie.person}) | groups.get(tie.other, {tie.other})
        for one in joined:
            groups[one] = joined
    return tuple(sorted({tuple(sorted(group)) for group in groups.values()}))


def _unions(
    everyone: dict[str, Member],
    parents: dict[str, list[str]],
    couples: dict[tuple[str, ...], tuple[str, bool]],
    rank: dict[str, int],
) -> tuple[Union, ...]:
    children: dict[tuple[str, ...], list[str]] = {pair: [] for pair in couples}
    for child, those in parents.items():
        pair = tuple(sorted(those))
        # Two parents of different generations each have the child by themselves: no line can join them level.
        for key in [pair] if pair in couples else [(one,) for one in those]:
            children.setdefault(key, []).append(child)
    unions = []
    for key, those in sorted(children.items(), key=lambda item: (rank[item[0][0]], item[0])):
        oldest_first = tuple(sorted(those, key=lambda one: (-everyone[one].age, one)))
        state, told = couples.get(key, ("", False))
        unions.append(Union(key, oldest_first, state, told))
    return tuple(unions)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
