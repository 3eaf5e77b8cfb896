"""What the words of a referral say of a tie; where they could mean two things, nothing."""

from __future__ import annotations

import pytest

from tessera.people.rules.family import Reading, Side, read
from tessera.people.rules.words import TieKind, TieState

OTHER = TieKind.OTHER


@pytest.mark.parametrize(
    ("words", "reading"),
    [
        ("mother", Reading(TieKind.PARENT, sex="F", generation=-1)),
        ("Mother", Reading(TieKind.PARENT, sex="F", generation=-1)),
        ("father, works away four nights in seven", Reading(TieKind.PARENT, sex="M", generation=-1)),
        ("mother, died when Tobi was 11", Reading(TieKind.PARENT, sex="F", died=True, generation=-1)),
        ("grandmother (mother's mother)", Reading(TieKind.GRANDPARENT, Side.MOTHER, "F", generation=-2)),
        ("father’s mother, lives in Poland", Reading(TieKind.GRANDPARENT, Side.FATHER, "F", generation=-2)),
        (
            "aunt (father's sister), in Eastmere",
            Reading(TieKind.AUNT_OR_UNCLE, Side.FATHER, "F", generation=-1),
        ),
        ("aunt (wife of father's brother)", Reading(OTHER, sex="F", generation=-1)),
        ("aunt, the caller", Reading(TieKind.AUNT_OR_UNCLE, sex="F", generation=-1)),
        ("half-sister, 9", Reading(TieKind.SIBLING, sex="F", generation=0)),
        ("cousin", Reading(TieKind.COUSIN, generation=0)),
        ("mother's partner since about six weeks ago", Reading(TieKind.PARTNER, Side.MOTHER, generation=-1)),
        (
            "mother's ex-husband",
            Reading(TieKind.PARTNER, Side.MOTHER, "M", TieState.ENDED, generation=-1),
        ),
        ("stepfather", Reading(TieKind.PARTNER, Side.MOTHER, "M", generation=-1)),
        ("stepmother", Reading(TieKind.PARTNER, Side.FATHER, "F", generation=-1)),
        ("aunt's friend, in whose house Charlie was prayed over", Reading()),
        ("mother's friend", Reading()),
        ("friend of the family from church", Reading()),
        ("man of 24 whom Maya calls her boyfriend", Reading()),
        ("neighbour and family friend at number 57", Reading()),
        ("", Reading()),
    ],
)
def test_words_are_read(words: str, reading: Reading) -> None:
    assert read(words) == reading


def test_whose_father_he_is_is_read_where_it_is_said() -> None:
    words = "father of Jory and Perran"
    assert read(words, child="Jory").kind is TieKind.PARENT
    assert read(words, child="Rowan").kind is OTHER
    assert read(words, child="Rowan").sex == "M"


def test_whose_mother_she_is_is_read_of_that_child_alone() -> None:
    """An unborn child has no name: what is told of its young mother's family is not told of it."""
    assert read("Leah’s mother", child="Leah") == Reading(TieKind.PARENT, sex="F", generation=-1)
    assert read("Leah's mother's partner", child="Leah").kind is TieKind.PARTNER
    assert read("Leah's mother", child="Noor") == Reading(sex="F")
    for words in ("Leah's friend", "Leah's great-aunt", "Leah's"):
        assert read(words, child="Leah").kind is OTHER, words
    assert read("Mother's sister", child="Leah").kind is TieKind.AUNT_OR_UNCLE
