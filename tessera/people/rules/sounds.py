"""How names sound and how they are misspelt.

Two judgements of different width. `sound` is wide: it only brings two names together to be compared (Metaphone, which
drops vowels: Tyler and Taylor are one). `heard_alike` and `misspelt` are narrow, because twins are often given names
that sound much alike, and taking one for the other would put one child's history on another.
"""

import re
from functools import lru_cache

import jellyfish

from tessera.people.rules.names import is_latin

__all__ = ("family_alike", "heard_alike", "misspelt", "sound")

# Lengths in letters. Below them a single letter is too much of a name to be a slip.
LONG_ENOUGH_TO_SLIP = 5
LONG_FAMILY_NAME, VERY_LONG_FAMILY_NAME = 5, 9


@lru_cache(maxsize=16384)
def sound(word: str) -> str:
    """A wide code for how a folded word sounds; the word itself in other scripts and where nothing can be heard."""
    if not is_latin(word):
        return word
    return jellyfish.metaphone(word).replace(" ", "").lower() or word


_HEARD = tuple(
    (re.compile(pattern), becomes)
    for pattern, becomes in (
        ("ph", "f"),
        ("[sc]ch(?=[^aeiou])", "sk"),
        ("ck|q(?:u(?=[eiy]))?|x(?=$)", "k"),
        ("^(?:kn|gn|pn)", "n"),
        ("^wr", "r"),
        ("^rh", "r"),
        ("c(?=[eiy])", "s"),
        ("c(?!h)", "k"),
        ("th(?=r|e|o)", "t"),
        ("gh(?=$|[^aeiouy])", ""),
        ("gh", "g"),
        ("z", "s"),
        ("eigh|ay|ai|ey(?!$)|ei", "ei"),
        ("(?:ie|ey|ee|ea|y|i)$", "i"),
        ("ee|ea|ie|y", "i"),
        ("oo|ou", "u"),
        ("(?<=[aeiou])h(?=$|[^aeiou])", ""),
        ("(?<=[^aeioulnst])e$", ""),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=16384)
def _heard(word: str) -> str:
    """A narrow code: one spelling for letters that sound the same in English, vowels kept."""
    for pattern, becomes in _HEARD:
        word = pattern.sub(becomes, word)
    return word


def heard_alike(one: str, other: str) -> bool:
    """Whether two given names are one name spelt by ear: Philip and Filip are, Tyler and Taylor are not."""
    if one == other:
        return True
    if not (is_latin(one) and is_latin(other)):
        return False
    return len(one) > 2 and len(other) > 2 and sound(one) == sound(other) and _heard(one) == _heard(other)


def misspelt(one: str, other: str) -> bool:
    """Whether two given names are one with a slip: two letters changed round, or one left out in the middle.

    A changed letter is no slip here (Jayden and Kayden, Ella and Emma), nor is one at either end (Ella and Bella,
    Daniel and Daniela): so are twins named.
    """
    short, long = sorted((one, other), key=len)
    if len(long) < LONG_ENOUGH_TO_SLIP or not (is_latin(one) and is_latin(other)):
        return False
    if len(short) == len(long):
        places = [i for i, (a, b) in enumerate(zip(short, long, strict=True)) if a != b]
        return (
            len(places) == 2
            and places[1] == places[0] + 1
            and short[places[0]] == long[places[1]]
            and short[places[1]] == long[places[0]]
        )
    if len(long) != len(short) + 1:
        return False
    return any(long[:i] + long[i + 1 :] == short for i in range(1, len(long) - 1)) and short[-1] == long[-1]


def family_alike(one: str, other: str) -> bool:
    """Whether two family names may be one, misheard or mistyped. Wider than for given names: families share them."""
    if one == other:
        return True
    if not (is_latin(one) and is_latin(other)):
        return False
    shorter = min(len(one), len(other))
    if shorter > 2 and sound(one) == sound(other) and one[0] == other[0]:
        return True
    allowed = 2 if shorter >= VERY_LONG_FAMILY_NAME else 1 if shorter >= LONG_FAMILY_NAME else 0
    if not allowed or abs(len(one) - len(other)) > allowed:
        return False
    return bool(jellyfish.damerau_levenshtein_distance(one, other) <= allowed)
