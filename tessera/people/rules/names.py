"""Names as they can be compared: one spelling for accents, apostrophes, particles and double barrels.

A script that is not Latin is kept as it is. It cannot be heard here, but it can be equal, and that is enough to find
the same child again; turning it into Latin letters would be a guess about somebody's language.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

__all__ = (
    "HONOURS",
    "FullName",
    "also_known_as",
    "family_forms",
    "folded",
    "full_name",
    "given_tokens",
    "is_latin",
    "parts_of",
    "tells_twins_apart",
)

# Letters that are one letter with a stroke or two letters in one, which Unicode does not take apart.
_LETTERS = str.maketrans(
    {
        pair[0]: pair[1:]
        for pair in ("łl", "øo", "đd", "ðd", "þth", "ßss", "æae", "œoe", "ıi", "ħh", "ŋng", "əe", "ɓb", "ɗd")
    }
)
_BETWEEN = re.compile(r"[^\w]+|_+")
_APOSTROPHES = re.compile("['’‘ʼʻ`´＇ʾʿ]")
# Latin apart, each script is one block: enough to say whether two names can be compared at all.
_LATIN = re.compile("[a-z0-9]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What says which of several it is.
_WHICH_ONE = _words("twin triplet a b i ii 1 2 3 one two three first second third")
# Words before a family name that people write or leave out.
PARTICLES = _words(
    "van von der den de del della di da do dos das du la le les el al ul ibn bin ben bint binti abu ap ab ferch "
    "ter ten te zu zur af av st saint san santa y e"
)
# Given first in honour, to brothers too; the second name is what a child is called.
HONOURS = _words(
    "mohammed muhammad mohamed mohammad muhammed mohamad muhamed muhamad mohamud md mohd syed sayed sayyid"
)
# A family name that is only a particle in front of another: O'Brien, Mac Donald, Ní Bhriain.
_JOINED = _words("o mc mac fitz ni nic ui")
# What people write in the box when there is no name.
_NO_NAME = _words(
    "baby babyboy babygirl infant newborn unborn bump boy girl child male female twin triplet unknown unnamed "
    "notknown nk na none tbc tbd nn a b i ii 1 2 one two first second"
)
_SURELY_NO_NAME = _NO_NAME - _words("a b i ii 1 2 one two first second nn na boy girl child male female")


@lru_cache(maxsize=8192)
def parts_of(text: str) -> tuple[str, ...]:
    """The words of a name in small letters without accents: "Ó Súilleabháin-Chidi" gives o, suilleabhain, chidi."""
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text)).casefold()
    taken_apart = unicodedata.normalize("NFD", text)
    if all(ord(sign) < 0x370 or not sign.isalpha() for sign in taken_apart):
        # Marks are dropped from Latin letters alone: in Arabic, Hindi or Tamil they are vowels.
        text = "".join(sign for sign in taken_apart if not unicodedata.combining(sign)).translate(_LETTERS)
        return tuple(part for part in _BETWEEN.split(text) if part)
    # Keep marks with their letters: \w leaves out the vowel signs of Indian scripts.
    words = "".join(
        sign if sign.isalnum() or unicodedata.category(sign).startswith("M") else " "
        for sign in unicodedata.normalize("NFC", text)
    )
    return tuple(words.split())


def folded(text: str) -> str:
    """The whole name in one word, for saying that two are spelt the same."""
    return "".join(parts_of(text))


def is_latin(word: str) -> bool:
    """Whether a folded word is in Latin letters, so that its sound can be compared."""
    return _LATIN.fullmatch(word) is not None


def given_tokens(text: str) -> tuple[str, ...]:
    """The given names in order. Empty where what was typed is no name: "Baby", "Twin 1", "not known"."""
    parts = parts_of(text)
    if parts and _is_no_name(parts):
        return ()
    return parts


def tells_twins_apart(text: str) -> bool:
    """Whether what stands for a name says which of several children it is: "Twin 1", "Baby B"."""
    return bool(set(parts_of(text)) & _WHICH_ONE) and not given_tokens(text)


def _is_no_name(parts: tuple[str, ...]) -> bool:
    if "".join(parts) in _SURELY_NO_NAME or parts[:2] == ("not", "known"):
        return True
    return all(part in _NO_NAME for part in parts) and any(part in _SURELY_NO_NAME for part in parts)


@lru_cache(maxsize=8192)
def family_forms(text: str) -> tuple[str, ...]:
    """Every way one family name is written in one word, the fullest first.

    "van der Berg": vanderberg, berg. "Adeyemi-Clarke": adeyemiclarke, adeyemi, clarke. "O'Brien" and "O Brien":
    obrien. Empty where what was typed is no name.
    """
    parts = list(parts_of(text))
    if not parts or _is_no_name(tuple(parts)):
        return ()
    words: list[str] = []
    waiting = ""
    for part in parts:
        if part in _JOINED and part != parts[-1]:
            waiting += part
        else:
            words.append(waiting + part)
            waiting = ""
    forms = ["".join(words)]
    bare = [word for word in words if word not in PARTICLES]
    if bare and len(bare) < len(words):
        forms.append("".join(bare))
    forms += [word for word in bare if len(bare) > 1]
    return tuple(dict.fromkeys(forms))


@dataclass(frozen=True)
class FullName:
    """One name of one person: given names in order, and every way the family name may be written."""

    given: tuple[str, ...]
    family: tuple[str, ...]

    @property
    def called(self) -> tuple[str, ...]:
        """The given names without a first one that is given in honour: Muhammad Hassan is called Hassan."""
        return self.given[1:] if len(self.given) > 1 and self.given[0] in HONOURS else self.given


def full_name(given: str, family: str) -> FullName:
    return FullName(given_tokens(given), family_forms(family))


def also_known_as(text: str, family: str) -> FullName:
    """Another name, written in one box: the last word is the family name where there is more than one.

    One word alone ("Kit") is another given name with the family name that is known.
    """
    words = unicodedata.normalize("NFKC", text).split()
    if len(words) < 2:
        return full_name(text, family)
    first = len(words) - 1
    while first > 1 and folded(words[first - 1]) in PARTICLES | _JOINED:
        first -= 1
    return full_name(" ".join(words[:first]), " ".join(words[first:]))
