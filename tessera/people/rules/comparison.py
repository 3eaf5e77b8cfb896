"""Are these two records one person? Reasons in words, for and against, for a person to decide on. Nothing merges.

There is no score: a number invites trust it has not earned. What is offered follows from a table of what must agree,
and one rule stands above it: a family name, an address and a date of birth are what twins share, so they are never
enough. The given name must agree as well, or a number must.
"""

from dataclasses import dataclass
from itertools import product

from tessera.core.language import gettext as _
from tessera.core.language import marked
from tessera.core.words import Word
from tessera.people.rules.dates import born_as_expected, mistaken
from tessera.people.rules.given import PersonGiven
from tessera.people.rules.keys import doors
from tessera.people.rules.names import FullName, tells_twins_apart
from tessera.people.rules.nicknames import stand_for_each_other
from tessera.people.rules.sounds import family_alike, heard_alike, misspelt

__all__ = ("Comparison", "Strength", "compare")


class Strength(Word):
    VERY_LIKELY = marked("very likely")
    POSSIBLE = marked("possible")
    NOT_OFFERED = marked("not offered")


@dataclass(frozen=True)
class Comparison:
    """`reasons` speak for one person, `against` for two. Both are whole sentences and name no value."""

    reasons: tuple[str, ...]
    against: tuple[str, ...]
    strength: Strength

    @property
    def offered(self) -> bool:
        return self.strength is not Strength.NOT_OFFERED


class Agree(Word):
    """How far one thing known of both agrees. UNKNOWN where either says nothing."""

    SAME = "same"
    ALIKE = "alike"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


SAME, ALIKE, DIFFERENT, UNKNOWN = Agree.SAME, Agree.ALIKE, Agree.DIFFERENT, Agree.UNKNOWN
_CLOSE = (SAME, ALIKE)
_RANK = {SAME: 0, ALIKE: 1, UNKNOWN: 2, DIFFERENT: 3}


@dataclass(frozen=True)
class _Found:
    """What each part says, with the sentence for it."""

    agree: Agree
    words: str = ""
    initial: bool = False


@dataclass(frozen=True)
class _Evidence:
    nhs: _Found
    upn: _Found
    given: _Found
    family: _Found
    born: _Found
    place: _Found
    sex: _Found

    @property
    def parts(self) -> tuple[_Found, ...]:
        return (self.nhs, self.upn, self.given, self.family, self.born, self.place, self.sex)


def compare(one: PersonGiven, other: PersonGiven) -> Comparison:
    """Compare two records. The order of the two never matters; nothing given raises."""
    evidence = _evidence(one, other)
    strength = _strength(evidence, one, other)
    reasons = tuple(part.words for part in evidence.parts if part.agree in _CLOSE and part.words)
    against = tuple(part.words for part in evidence.parts if part.agree is DIFFERENT and part.words)
    if strength is Strength.POSSIBLE and evidence.given.agree is UNKNOWN:
        against += (_("There is no given name to compare. A twin would look the same."),)
    return Comparison(reasons, against, strength)


def _evidence(one: PersonGiven, other: PersonGiven) -> _Evidence:
    given, family = _best_names(one, other)
    if given.agree is UNKNOWN and (tells_twins_apart(one.given_name) or tells_twins_apart(other.given_name)):
        given = _Found(DIFFERENT, _("At least one of the two is said to be a twin."))
    return _Evidence(
        nhs=_numbers(*_nhs_words(), one.valid_nhs_numbers, other.valid_nhs_numbers),
        upn=_numbers(*_upn_words(), one.valid_upns, other.valid_upns),
        given=given,
        family=family,
        born=_born(one, other),
        place=_place(one, other),
        sex=_sex(one, other),
    )


def _strength(e: _Evidence, one: PersonGiven, other: PersonGiven) -> Strength:
    """The table. First what a number says, then names and dates; whatever is not listed is not offered."""
    numbers = (e.nhs.agree, e.upn.agree)
    if one.unborn != other.unborn and e.born.agree is DIFFERENT:
        return (
            Strength.NOT_OFFERED
        )  # whatever else agrees: a number written on an unborn child's record is not its own
    if SAME in numbers:
        doubts = [part for part in (e.given, e.family, e.born, e.sex) if part.agree is DIFFERENT]
        return Strength.POSSIBLE if doubts or DIFFERENT in numbers else Strength.VERY_LIKELY
    if one.unborn != other.unborn or one.unborn:
        return _expected_strength(e)
    strength = _names_strength(e)
    if DIFFERENT in numbers:
        # Numbers are mistyped and, on adoption, replaced. Only names and a date that agree wholly outweigh that.
        whole = e.given.agree is SAME and e.family.agree is SAME and e.born.agree is SAME
        return Strength.POSSIBLE if whole else Strength.NOT_OFFERED
    if strength is Strength.VERY_LIKELY and e.sex.agree is DIFFERENT:
        return Strength.POSSIBLE
    return strength


def _names_strength(e: _Evidence) -> Strength:
    given, family, born, place = e.given.agree, e.family.agree, e.born.agree, e.place.agree
    if DIFFERENT in (given, born):
        return Strength.NOT_OFFERED  # twins, brothers and sisters, a father and son of one name
    if given is UNKNOWN:
        # A newborn who has no name yet. Sex must be known and the same, because the rest is what twins share.
        enough = (family, born, place, e.sex.agree) == (SAME, SAME, SAME, SAME)
        return Strength.POSSIBLE if enough else Strength.NOT_OFFERED
    if family is DIFFERENT or family is UNKNOWN:
        # A family name changes with a family. The given name, the day and the house do not change with it.
        enough = given is SAME and born is SAME and place is SAME
        return Strength.POSSIBLE if enough else Strength.NOT_OFFERED
    if born is UNKNOWN:
        return Strength.POSSIBLE if place is SAME and not e.given.initial else Strength.NOT_OFFERED
    if born is ALIKE:
        if e.given.initial:
            return Strength.NOT_OFFERED
        return Strength.VERY_LIKELY if given is SAME and place is SAME else Strength.POSSIBLE
    exact = SAME in (given, family) or place is SAME
    return Strength.VERY_LIKELY if exact and not e.given.initial else Strength.POSSIBLE


def _expected_strength(e: _Evidence) -> Strength:
    """One of them, or both, not yet born. A brother or sister already born is never taken for an unborn child."""
    if e.born.agree not in _CLOSE or e.family.agree not in _CLOSE or e.given.agree is DIFFERENT:
        return Strength.NOT_OFFERED
    return Strength.POSSIBLE if SAME in (e.family.agree, e.place.agree) else Strength.NOT_OFFERED


def _nhs_words() -> tuple[str, str]:
    return _("The NHS number is the same."), _("The NHS numbers are different.")


def _upn_words() -> tuple[str, str]:
    return (
        _("The unique pupil number (UPN) is the same."),
        _("The unique pupil number (UPN)s are different."),
    )


def _numbers(same: str, different: str, one: frozenset[str], other: frozenset[str]) -> _Found:
    if not one or not other:
        return _Found(UNKNOWN)
    if one & other:
        return _Found(SAME, same)
    return _Found(DIFFERENT, different)


def _born(one: PersonGiven, other: PersonGiven) -> _Found:
    if one.unborn and other.unborn and one.expected_date_of_birth and other.expected_date_of_birth:
        apart = abs((one.expected_date_of_birth - other.expected_date_of_birth).days)
        if apart == 0:
            return _Found(SAME, _("Both are expected on the same date."))
        return (
            _Found(ALIKE, _("Both are expected within six weeks of each other."))
            if apart <= 42
            else _Found(DIFFERENT, _("They are expected more than six weeks apart."))
        )
    if one.unborn != other.unborn:
        unborn, born = (one, other) if one.unborn else (other, one)
        if born.date_of_birth is None or unborn.expected_date_of_birth is None:
            return _Found(UNKNOWN)
        if born_as_expected(born.date_of_birth, unborn.expected_date_of_birth):
            return _Found(ALIKE, _("One was expected when the other was born."))
        return _Found(DIFFERENT, _("One is not yet born. The other was born at another time."))
    if one.date_of_birth is None or other.date_of_birth is None:
        return _Found(UNKNOWN)
    if one.date_of_birth == other.date_of_birth:
        return _Found(SAME, _("The date of birth is the same."))
    mistake = mistaken(one.date_of_birth, other.date_of_birth)
    return (
        _Found(ALIKE, mistake.words) if mistake else _Found(DIFFERENT, _("The dates of birth are different."))
    )


def _place(one: PersonGiven, other: PersonGiven) -> _Found:
    """Only ever a reason for: people move, and one child has two homes."""
    shared = doors(one) & doors(other)
    return _Found(SAME, _("The address is the same.")) if shared else _Found(UNKNOWN)


def _sex(one: PersonGiven, other: PersonGiven) -> _Found:
    known = {"F", "M"}
    if one.sex not in known or other.sex not in known:
        return _Found(UNKNOWN)
    if one.sex == other.sex:
        return _Found(SAME)  # half of everybody: no reason, and never said as one
    return _Found(DIFFERENT, _("The sex recorded is different."))


def _best_names(one: PersonGiven, other: PersonGiven) -> tuple[_Found, _Found]:
    """The pair of names that agree best, of all that each is known by."""

    def rank(found: tuple[_Found, _Found]) -> tuple[int, int, int, str, str]:
        given, family = found
        worst = max(_RANK[given.agree], _RANK[family.agree])
        return worst, _RANK[given.agree] + _RANK[family.agree], given.initial, given.words, family.words

    return min((_names(a, b) for a, b in product(one.names, other.names)), key=rank)


def _names(one: FullName, other: FullName) -> tuple[_Found, _Found]:
    straight = _given(one, other), _family(one, other)
    if straight[0].agree in _CLOSE and straight[1].agree in _CLOSE:
        return straight
    if one.given and other.given and one.family and other.family:
        crossed = one.given[0] in other.family and other.given[0] in one.family
        if crossed and one.given[0] != other.given[0]:
            words = _("The given name and the family name are the other way round.")
            return _Found(ALIKE, words), _Found(ALIKE)
    return straight


def _given(one: FullName, other: FullName) -> _Found:
    if not one.given or not other.given:
        return _Found(UNKNOWN)
    if "".join(one.given) == "".join(other.given):
        return _Found(SAME, _("The given name is the same."))
    a, b = one.called, other.called
    first = _one_given(a[0], b[0])
    if first.agree in _CLOSE and len(a) > 1 and len(b) > 1 and _one_given(a[1], b[1]).agree is DIFFERENT:
        return _Found(DIFFERENT, _("The given names are different."))  # Ella-Mae and Ella-Rose
    if first.agree is SAME and len(a) != len(b):
        return _Found(ALIKE, _("One given name is part of the other."))
    if first.agree is DIFFERENT and _part_of_the_other(one, other):
        return _Found(ALIKE, _("One given name is part of the other."))
    return first


def _part_of_the_other(one: FullName, other: FullName) -> bool:
    """Someone with several given names is known by one of them."""
    short, long = sorted((one.given, other.given), key=len)
    if len(short) != 1 or len(long) == 1 or len(short[0]) == 1:
        return False
    return any(short[0] == name or stand_for_each_other(short[0], name) for name in long)


def _one_given(one: str, other: str) -> _Found:
    if one == other:
        return _Found(SAME, _("The given name is the same."))
    if stand_for_each_other(one, other):
        return _Found(ALIKE, _("One given name is a short form or another spelling of the other."))
    if heard_alike(one, other):
        return _Found(ALIKE, _("The given names sound the same."))
    if misspelt(one, other):
        return _Found(ALIKE, _("The given names are spelt almost the same."))
    short, long = sorted((one, other), key=len)
    if len(short) == 1 and long.startswith(short):
        return _Found(ALIKE, _("One given name is the initial of the other."), initial=True)
    return _Found(DIFFERENT, _("The given names are different."))


def _family(one: FullName, other: FullName) -> _Found:
    if not one.family or not other.family:
        return _Found(UNKNOWN)
    if one.family[0] == other.family[0]:
        return _Found(SAME, _("The family name is the same."))
    if set(one.family) & set(other.family):
        return _Found(ALIKE, _("One family name is part of the other."))
    if family_alike(one.family[0], other.family[0]):
        return _Found(ALIKE, _("The family names sound or are spelt almost the same."))
    return _Found(DIFFERENT, _("The family names are different."))
