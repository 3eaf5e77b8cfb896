"""What people, agencies and places are called in a file that names nobody: the same all through it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from string import ascii_uppercase

from tessera.core.language import Phrases
from tessera.core.language import gettext as _
from tessera.exports.rules.hiding import Named
from tessera.partnership.rules.words import AgencyKind
from tessera.people.rules.nicknames import all_forms

AGENCIES = Phrases(
    {
        AgencyKind.CHILDRENS_SOCIAL_CARE: "Children’s social care",
        AgencyKind.POLICE: "Police",
        AgencyKind.HEALTH_COMMUNITY: "Community health",
        AgencyKind.HEALTH_ACUTE: "Hospital",
        AgencyKind.GP: "Surgery",
        AgencyKind.MENTAL_HEALTH: "Mental health service",
        AgencyKind.EDUCATION_SCHOOL: "School",
        AgencyKind.EDUCATION_EARLY_YEARS: "Nursery",
        AgencyKind.HOUSING: "Housing",
        AgencyKind.PROBATION: "Probation",
        AgencyKind.YOUTH_JUSTICE: "Youth justice",
        AgencyKind.ADULT_SOCIAL_CARE: "Adult social care",
        AgencyKind.DOMESTIC_ABUSE_SERVICE: "Domestic abuse service",
        AgencyKind.VOLUNTARY: "Voluntary service",
        AgencyKind.OTHER: "Agency",
    }
)
# How somebody stands to the children, as referrals say it, and what they are called by it.
RELATIONS = Phrases(
    {
        "mother": "Mother",
        "father": "Father",
        "stepmother": "Stepmother",
        "stepfather": "Stepfather",
        "grandmother": "Grandmother",
        "grandfather": "Grandfather",
        "aunt": "Aunt",
        "uncle": "Uncle",
        "sister": "Sister",
        "brother": "Brother",
        "foster carer": "Foster carer",
    }
)
ALIKE = {
    "mum": "mother", "mummy": "mother", "mam": "mother", "dad": "father", "daddy": "father", "nan": "grandmother",
    "nana": "grandmother", "gran": "grandmother", "grandma": "grandmother", "grandad": "grandfather",
    "grandpa": "grandfather", "auntie": "aunt",
}  # fmt: skip
TITLES = ("mr", "mrs", "ms", "miss", "mx", "dr")


@dataclass(frozen=True)
class Somebody:
    """A child or an adult by every name that is known of them. `families`: their last names."""

    given: tuple[str, ...]
    families: tuple[str, ...]
    whole: tuple[str, ...]
    born: date | None
    is_child: bool
    relationship: str = ""


def called(people: Sequence[Somebody]) -> tuple[str, ...]:
    """What each is called, in the order in which they are given: "Child A", "Mother of Child A", "Adult 2"."""
    children = [at for at, one in enumerate(people) if one.is_child]
    by = {at: _("Child {letter}").format(letter=_letter(place)) for place, at in enumerate(children)}
    relations = {at: _relation(one) for at, one in enumerate(people) if at not in by}
    shared, met = Counter(relations.values()), Counter[str]()
    for at, relation in relations.items():
        met[relation] += 1
        name = RELATIONS[relation] if relation else _("Adult")
        if relation and shared[relation] == 1 and len(children) == 1:
            by[at] = _("{relation} of {child}").format(relation=name, child=by[children[0]])
        elif relation and shared[relation] == 1:
            by[at] = name
        else:
            by[at] = f"{name} {met[relation]}"
    return tuple(by[at] for at in range(len(people)))


def names_of(people: Sequence[Somebody], names: Sequence[str]) -> Iterator[Named]:
    """Every form in which any of them may be written, each with the name of whom it tells.

    A last name tells an adult where nobody else has it, and with a title where no other adult has it; else it is told
    of the family.
    """
    families: dict[str, str] = {}
    bearers = _bearers(people, names)
    for one, by in zip(people, names, strict=True):
        for whole in one.whole:
            yield Named(whole, by)
            yield from (Named(f"{title} {whole}", by) for title in TITLES)
        for given in one.given:
            for form in (given, *given.split()):
                yield Named(form, by)
            for form in all_forms(given):
                yield Named(form, by, exact=True)
        for family in one.families:
            letter = families.setdefault(
                family.casefold(), _("Family {letter}").format(letter=_letter(len(families)))
            )
            for form in _parts(family):
                adults, others = bearers[form.casefold()]
                alone = next(iter(adults)) if len(adults) == 1 else ""
                yield Named(form, alone if alone and not others else letter)
                called_so = alone or _("somebody of {family}").format(family=letter)
                yield from (Named(f"{title} {form}", called_so) for title in TITLES)


def _bearers(people: Sequence[Somebody], names: Sequence[str]) -> dict[str, tuple[set[str], set[str]]]:
    """Who has each last name, or a part of it: the adults and the children, as they are called."""
    found: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for one, by in zip(people, names, strict=True):
        for form in {form.casefold() for family in one.families for form in _parts(family)}:
            found[form][one.is_child].add(by)
    return found


def _parts(family: str) -> tuple[str, ...]:
    return (family, *(part for part in family.replace("-", " ").split() if len(part) > 2))


def agencies_called(agencies: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What each agency is called, from its name and kind: "School 1"."""
    met, found = Counter[str](), dict[str, str]()
    for name, kind in agencies:
        label = AGENCIES[AgencyKind(kind)] if kind in AGENCIES else AGENCIES[AgencyKind.OTHER]
        met[label] += 1
        found[name] = f"{label} {met[label]}"
    return found


def practitioners_called(names: Iterable[str]) -> Iterator[Named]:
    """ "Practitioner 1", also by their first or last name alone."""
    for number, name in enumerate(dict.fromkeys(filter(None, names)), 1):
        by = _("Practitioner {number}").format(number=number)
        for form in (name, *(part for part in name.split() if len(part) > 1)):
            yield Named(form, by)


def _relation(one: Somebody) -> str:
    word = " ".join(one.relationship.casefold().replace("-", "").split())
    word = ALIKE.get(word, word)
    return word if word in RELATIONS else ""


def _letter(place: int) -> str:
    return ascii_uppercase[place] if place < len(ascii_uppercase) else str(place + 1)
