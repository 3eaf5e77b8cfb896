"""What the words in which somebody was described say of how they stand to a child.

A referral says "grandmother (mother's mother)" or "father of Jory and Perran". What is read here is drawn; the words
themselves are always shown. Where they could mean two things nothing is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from tessera.people.rules.words import TieKind, TieState


class Side(StrEnum):
    NONE = ""
    MOTHER = "F"
    FATHER = "M"


@dataclass(frozen=True)
class Reading:
    """`kind`: what they are to the child. `side`: through whom. `through`: a partner of that parent, not kin by blood.

    `sex` is what the word itself says ("aunt"), and empty where it says nothing.
    """

    kind: TieKind = TieKind.OTHER
    side: Side = Side.NONE
    sex: str = ""
    state: str = ""
    died: bool = False
    generation: int | None = None  # how far from the child's own, where the kind does not say: parents' is -1

    @property
    def of_a_parent(self) -> bool:
        """Whether it is the partner of a parent that is told, and not a tie to the child."""
        return self.kind is TieKind.PARTNER


_FEMALE = {"mother", "mum", "mam", "mummy", "grandmother", "gran", "nan", "nana", "granny", "aunt", "auntie",
           "sister", "half-sister", "stepmother", "wife", "girlfriend"}  # fmt: skip
_MALE = {"father", "dad", "daddy", "grandfather", "grandad", "grandpa", "uncle", "brother", "half-brother",
         "stepfather", "stepdad", "husband", "boyfriend"}  # fmt: skip
_WORD = r"(?:the |her |his |their |birth |adoptive |maternal |paternal |older |younger |elder |twin |late )*"
_PARENT = re.compile(rf"{_WORD}(mother|father|mum|mam|mummy|dad|daddy|parent)\b(?!')")
_GRAND = re.compile(
    rf"{_WORD}(?:great[- ])?(grandmother|grandfather|gran|nan|nana|granny|grandad|grandpa|grandparent)\b(?!')"
)
_GRAND_OF = re.compile(r"(?:the |her |his )?(mother|mum|father|dad)'s (mother|father|mum|dad)\b(?!')")
_AUNT = re.compile(rf"{_WORD}(aunt|auntie|uncle)\b(?!')")
_AUNT_OF = re.compile(r"(?:the |her |his )?(mother|mum|father|dad)'s (sister|brother)\b(?!')")
_SIBLING = re.compile(rf"{_WORD}(half-sister|half-brother|sister|brother|twin|sibling)\b(?!')")
_COUSIN = re.compile(rf"{_WORD}cousin\b(?!')")
_STEP = re.compile(r"(stepmother|stepfather|stepdad|stepmum)\b(?!')")
_PARTNER = re.compile(
    r"(?:the |her |his )?(mother|mum|father|dad)'s (former |ex-|ex |new |late )?"
    r"(partner|boyfriend|girlfriend|husband|wife)\b(?!')"
)
_OF_NAMES = re.compile(r"\bof ((?:[A-Z][\w'-]+)(?:(?:, | and )[A-Z][\w'-]+)*)")
# "Leah's mother": whose, where it is a name and no kin.
_WHOSE = re.compile(r"([A-Z][\w-]*)'s (?=\S)")
_BY_MARRIAGE = re.compile(r"\b(wife|husband|partner) of (?:the )?(mother|father)'s (?:brother|sister)\b")


def read(words: str, *, child: str = "") -> Reading:
    """What these words say of somebody's tie to the child of this given name."""
    said = words.replace("\u2019", "'").strip()
    whose = _WHOSE.match(said)
    if child and whose and whose[1].lower() not in _FEMALE | _MALE:
        told = read(said[whose.end() :], child=child)
        return told if whose[1] == child else Reading(sex=told.sex)
    plain = said.lower()
    only = _OF_NAMES.search(said)
    if child and only and child not in re.split(", | and ", only[1]):
        return Reading(sex=_sex(plain), generation=-1 if _PARENT.match(plain) else None)
    died = bool(re.search(r"\b(?:died|deceased|late)\b", plain))
    return _partner(plain, died) or _kin(plain, died) or Reading(sex="", died=died)


def _partner(plain: str, died: bool) -> Reading | None:
    if found := _PARTNER.match(plain):
        ended = TieState.ENDED if (found[2] or "").strip() in ("former", "ex-", "ex") else ""
        return Reading(TieKind.PARTNER, _side(found[1]), _sex(found[3]), ended, died, -1)
    if found := _STEP.match(plain):
        side = Side.FATHER if "m" in found[1].removeprefix("step")[0] else Side.MOTHER
        return Reading(TieKind.PARTNER, side, "F" if side is Side.FATHER else "M", "", died, -1)
    return None


def _kin(plain: str, died: bool) -> Reading | None:
    side = _through(plain)
    if found := _GRAND_OF.match(plain):
        return Reading(TieKind.GRANDPARENT, _side(found[1]), _sex(found[2]), died=died, generation=-2)
    if found := _GRAND.match(plain):
        return Reading(TieKind.GRANDPARENT, side, _sex(found[1]), died=died, generation=-2)
    if found := _AUNT_OF.match(plain):
        return Reading(TieKind.AUNT_OR_UNCLE, _side(found[1]), _sex(found[2]), died=died, generation=-1)
    if found := _AUNT.match(plain):
        if _BY_MARRIAGE.search(plain):
            return Reading(TieKind.OTHER, Side.NONE, _sex(found[1]), died=died, generation=-1)
        return Reading(TieKind.AUNT_OR_UNCLE, side, _sex(found[1]), died=died, generation=-1)
    if found := _SIBLING.match(plain):
        return Reading(TieKind.SIBLING, Side.NONE, _sex(found[1]), died=died, generation=0)
    if _COUSIN.match(plain):
        return Reading(TieKind.COUSIN, Side.NONE, "", died=died, generation=0)
    if found := _PARENT.match(plain):
        return Reading(TieKind.PARENT, Side.NONE, _sex(found[1]), died=died, generation=-1)
    return None


def _through(plain: str) -> Side:
    """Through which parent, where the words say so."""
    mother = bool(
        re.search(r"\b(?:maternal|(?:mother|mum)'s (?:mother|father|sister|brother|mum|dad))\b", plain)
    )
    father = bool(
        re.search(r"\b(?:paternal|(?:father|dad)'s (?:mother|father|sister|brother|mum|dad))\b", plain)
    )
    if mother == father:
        return Side.NONE
    return Side.MOTHER if mother else Side.FATHER


def _side(word: str) -> Side:
    return Side.MOTHER if word in ("mother", "mum") else Side.FATHER


def _sex(word: str) -> str:
    first = re.split(r"[ ,(]", word.strip())[0]
    return "F" if first in _FEMALE else "M" if first in _MALE else ""
