"""Families made up for the tests: generations and whoever is about them, tied as people are, and sometimes not."""

from __future__ import annotations

import random

from tessera.people.rules.family import Member, Tie
from tessera.people.rules.words import TieKind, TieState

STATES = ("", *(state.value for state in TieState if state is not TieState.MISTAKEN))


def family(seed: int, most: int = 30) -> tuple[list[Member], list[Tie]]:
    """A family of two to `most` people: unions of several partners, half-siblings, kin whose parents nobody knows."""
    chance = random.Random(seed)
    people: list[str] = []
    ties: list[Tie] = []
    wanted = chance.randint(2, most)

    def somebody() -> str:
        people.append(f"p{len(people)}")
        return people[-1]

    def partner(of: str) -> str:
        one = somebody()
        ties.append(Tie(TieKind.PARTNER, of, one, chance.choice(STATES)))
        return one

    generation = [somebody() for _ in range(chance.randint(1, 3))]
    while len(people) < wanted and generation:
        born: list[str] = []
        for parent in generation:
            for _ in range(chance.choices(range(6), weights=(2, 10, 6, 2, 1, 1))[0]):
                other = partner(parent) if chance.random() < 0.85 else None
                for _ in range(chance.randint(0, 3)):
                    if len(people) >= wanted:
                        break
                    child = somebody()
                    born.append(child)
                    ties += [Tie(TieKind.PARENT, one, child) for one in (parent, other) if one]
        generation = born
    for _ in range(chance.randint(0, 4)):
        kind = chance.choice((TieKind.SIBLING, TieKind.PARTNER, TieKind.PARENT, TieKind.COUSIN))
        ties.append(Tie(kind, chance.choice(people), chance.choice(people)))
    chance.shuffle(ties)
    child = chance.choice(people)
    members = [
        Member(
            key,
            sex=chance.choice(("", "F", "M")),
            age=float(chance.randint(0, 90)),
            unborn=chance.random() < 0.05,
            died=chance.random() < 0.1,
            index=key == child,
            generation=chance.choice((None, None, -2, -1, 0)),
            outside=chance.random() < 0.1,
        )
        for key in people
    ]
    return members, ties


def partnered(seed: int) -> tuple[list[Member], list[Tie]]:
    """Somebody with three to five partners and children with each, as it can be drawn without a crossing.

    Some of the partners have other partners, and children with them; one has parents, or two where nobody else would
    have to stand beside them; whose it is, or the parent of whose, has parents, and brothers and sisters.
    """
    chance = random.Random(seed)
    people = ["hub"]
    ties: list[Tie] = []

    def somebody() -> str:
        people.append(f"p{len(people)}")
        return people[-1]

    def children(*parents: str, most: int) -> None:
        for _ in range(chance.randint(1, most)):
            child = somebody()
            ties.extend(Tie(TieKind.PARENT, one, child) for one in parents)

    def parents(of: str, *, siblings: int) -> None:
        couple = somebody(), somebody()
        born = [of, *(somebody() for _ in range(siblings))]
        ties.extend(Tie(TieKind.PARENT, one, child) for one in couple for child in born)

    partners = [somebody() for _ in range(chance.randint(3, 5))]
    for one in partners:
        if chance.random() < 0.8:
            ties.append(Tie(TieKind.PARTNER, "hub", one, chance.choice(STATES)))
        children("hub", one, most=3)
        for _ in range(chance.choice((0, 0, 1, 2))):
            other = somebody()
            ties.append(Tie(TieKind.PARTNER, one, other, chance.choice(STATES)))
            if chance.random() < 0.7:
                children(one, other, most=2)
    siblings = chance.choice((0, 0, 1, 3))
    if chance.random() < 0.7:
        parents("hub", siblings=siblings)
    for one in chance.sample(partners, chance.randint(0, 1 if siblings else 2)):
        parents(one, siblings=chance.choice((0, 0, 1)))
    chance.shuffle(ties)
    ages = {key: float(chance.randint(0, 90)) for key in people}
    return [
        Member(key, sex=chance.choice("FM"), age=ages[key], index=key == people[-1]) for key in people
    ], ties
