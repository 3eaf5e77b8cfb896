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
            for _ in range(chance.choices((0, 1, 2, 3), weights=(1, 5, 3, 1))[0]):
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
