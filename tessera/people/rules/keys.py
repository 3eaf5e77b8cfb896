"""Blocking keys: short words that two records of one child are likely to share.

`keys` are stored beside a person; `probes` are what a search looks for. They share at least one word wherever
`compare` could offer the two as one (a test holds that for thousands of pairs, up to the slips named below), and few
words otherwise, so that a search touches a handful of people among a quarter of a million.

    nhs: upn:    a number
    gd:          a given name and the date of birth       (the family name is misheard, or changed)
    fd:          a family name and the date of birth      (the given name is misspelt)
    ny:          both names and the year of birth         (the day or the month is mistyped, or they are swapped)
    nm:          both names and the month and day         (the year is mistyped)
    un:          a family name and the month an unborn child is expected

No key holds an address. An address is shown to the audience of one case, or to those cleared for its marks;
a key is seen by everyone who may see the person. So those who share an address are looked for among the addresses that
the searcher may see (`doors`); without a date of birth nobody is found otherwise, but by a number.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from tessera.people.rules.dates import BORN_AFTER_EXPECTED, BORN_BEFORE_EXPECTED, swapped
from tessera.people.rules.given import PersonGiven
from tessera.people.rules.names import FullName
from tessera.people.rules.nicknames import groups_of
from tessera.people.rules.sounds import sound

__all__ = ("KEY_LENGTH", "doors", "exact_keys", "keys", "probes", "strong_probes")

KEY_LENGTH = 120
_NEAR_EXPECTED = timedelta(days=42)


def keys(given: PersonGiven) -> frozenset[str]:
    """What is stored beside a person. Never longer than KEY_LENGTH characters."""
    found = set(_numbers(given))
    born, expected = given.date_of_birth, given.expected_date_of_birth
    for name in given.names:
        families, pairs = _families(name), list(_pairs(name))
        if born:
            found |= {f"gd:{form}:{born}" for form in _givens(name)}
            found |= {f"fd:{family}:{born}" for family in families}
            found |= {f"ny:{form}:{family}:{born.year}" for form, family in pairs}
            found |= {f"nm:{form}:{family}:{born:%m-%d}" for form, family in pairs}
        elif expected:
            found |= {f"un:{family}:{expected:%Y-%m}" for family in families}
    return _short(found)


def probes(given: PersonGiven) -> frozenset[str]:
    """What a search for this person looks for."""
    found = set(_numbers(given))
    for name in given.names:
        found |= set(_dated(name, given.date_of_birth))
        if given.unborn and given.expected_date_of_birth:
            found |= set(_around(name, given.expected_date_of_birth))
        elif given.date_of_birth:
            found |= set(_expected(name, given.date_of_birth))
    return _short(found)


def doors(given: PersonGiven) -> frozenset[str]:
    """Behind which doors a search looks, as they are kept beside an address."""
    return frozenset(place.door for place in given.places if place.door)


def strong_probes(given: PersonGiven) -> frozenset[str]:
    """What is enough to hide a new case from someone who must never see this person: numbers, names with a birth date.

    Whoever reads these asks for both a `gd:` and an `fd:` of one person. A family name and the month a child is
    expected are enough for an unborn child, of whom nothing more is ever known.
    """
    found = set(_numbers(given))
    for name in given.names:
        found |= {key for key in _dated(name, given.date_of_birth) if key[:3] in ("gd:", "fd:")}
        if given.unborn and given.expected_date_of_birth:
            found |= set(_around(name, given.expected_date_of_birth)) - {
                key for key in _around(name, given.expected_date_of_birth) if key.startswith("fd:")
            }
    return _short(found)


def exact_keys(given: PersonGiven) -> frozenset[str]:
    """What somebody is found by who is named exactly: a number; or both names, as they sound, with the date of birth.

    No short form of a name, and no mistyped date: whoever opens records in an emergency must know whom they mean.
    Whoever reads these asks for both a `gd:` and an `fd:` of one person.
    """
    return frozenset(key for key in keys(given) if key[:3] in ("gd:", "fd:") or key[:4] == "nhs:") - {
        key for key in keys(given) if key.startswith("gd:=")
    }


def _numbers(given: PersonGiven) -> Iterator[str]:
    yield from (f"nhs:{number}" for number in given.valid_nhs_numbers)
    yield from (f"upn:{upn}" for upn in given.valid_upns)


def _dated(name: FullName, born: date | None) -> Iterator[str]:
    if born is None:
        return
    for day in filter(None, (born, swapped(born))):
        yield from (f"gd:{form}:{day}" for form in _givens(name))
        yield from (f"fd:{family}:{day}" for family in _families(name))
    for one, other in _either_way(name):
        yield f"ny:{one}:{other}:{born.year}"
        yield f"nm:{one}:{other}:{born:%m-%d}"


def _around(name: FullName, expected: date) -> Iterator[str]:
    """An unborn child: others expected about then, and children born about then."""
    for family in _families(name):
        months = {f"{expected + timedelta(days=days):%Y-%m}" for days in range(-42, 43, 14)}
        yield from (f"un:{family}:{month}" for month in sorted(months))
        day = expected - BORN_BEFORE_EXPECTED
        while day <= expected + BORN_AFTER_EXPECTED:
            yield f"fd:{family}:{day}"
            day += timedelta(days=1)


def _expected(name: FullName, born: date) -> Iterator[str]:
    """A born child: those who were expected about then."""
    first, last = born - BORN_AFTER_EXPECTED, born + BORN_BEFORE_EXPECTED
    months = {f"{first + timedelta(days=days):%Y-%m}" for days in range(0, (last - first).days + 1, 7)}
    months.add(f"{last:%Y-%m}")
    for family in _families(name):
        yield from (f"un:{family}:{month}" for month in sorted(months))


def _givens(name: FullName) -> tuple[str, ...]:
    """How the given name may be found: by its sound, and by the names it stands for."""
    if not name.given:
        return ()
    words = {name.given[0], name.called[0], "".join(name.given)}
    groups = {f"={group}" for word in words for group in groups_of(word)}
    return tuple(sorted({sound(word) for word in words} | groups))


def _families(name: FullName) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sound(form) for form in name.family))


def _pairs(name: FullName) -> Iterator[tuple[str, str]]:
    return ((form, family) for form in _givens(name) for family in _families(name))


def _either_way(name: FullName) -> Iterator[tuple[str, str]]:
    """Both names, and both in each other's place: which comes first is a custom, and forms are misread."""
    yield from _pairs(name)
    turned = FullName(name.family[:1], ("".join(name.given),) if name.given else ())
    yield from _pairs(turned)


def _short(found: set[str]) -> frozenset[str]:
    return frozenset(key[:KEY_LENGTH] for key in found)
