"""How children are named and how old they are, on every page. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tessera.core.language import Phrases
from tessera.core.language import gettext as _
from tessera.core.text import age_in_words, date_words, join_words, plural

SEX = Phrases({"M": "a boy", "F": "a girl"})
# The columns of a child that say who it is, in the order of Child.
FIELDS = (
    "given_name",
    "family_name",
    "sex",
    "date_of_birth",
    "expected_date_of_birth",
    "age_years",
)
_NO_NAME = frozenset({"", "not known", "unknown", "not given", "unnamed", "no name", "none", "n/k", "nk"})


@dataclass(frozen=True, slots=True)
class Child:
    """A child as the referrer described them: any of it may be unknown."""

    given: str = ""
    family: str = ""
    sex: str = ""
    born: date | None = None
    expected: date | None = None
    age: int | None = None


def child_name(child: Child) -> str:
    """What to call one child inside a sentence, the same on every day.

    "Rowan Ashdown"; not yet born, "Baby Noor (unborn)"; a child nobody named, "a boy of about 8 years".
    """
    given, family = _known(child.given), _known(child.family)
    if child.expected is not None:
        named = " ".join(part for part in (given or _("Baby"), family) if part)
        return _("{name} (unborn)").format(name=named)
    if given:
        return f"{given} {family}".strip()
    kind = _kind(child)
    return _("{kind}, family name {family}").format(kind=kind, family=family) if family else kind


def children_words(children: Sequence[Child]) -> str:
    """Every child of a referral, to head a page: "Rowan and Jory Ashdown"; of two whom nobody named, "A boy of about
    8 years and a child of about 3 years"."""
    if not children:
        return _("No child named")
    families = {child.family for child in children}
    if len(families) == 1 and all(_is_named(child) for child in children):
        words = f"{join_words([_known(child.given) for child in children])} {children[0].family}"
    else:
        words = join_words([child_name(child) for child in children])
    return at_start(words)


def at_start(words: str) -> str:
    """What `child_name` gave, where it begins a line: "A boy of about 8 years". A name keeps its letters."""
    nameless = (*SEX.values(), _("a child"))
    return f"{words[:1].upper()}{words[1:]}" if words.startswith(nameless) else words


def ages_words(children: Sequence[Child], on: date) -> str:
    """How old they are, in the order of their names: "8 years and 3 years". Nothing where it is said with the names."""
    ages = [age_of(child, on) for child in children]
    if not any(
        age for age, child in zip(ages, children, strict=True) if _known(child.given) or child.expected
    ):
        return ""
    return join_words([age or _("age not known") for age in ages])


def age_of(child: Child, on: date) -> str:
    """How old a child is on a day: from the date of birth, else as it was told; nothing where nobody knows."""
    return age_words(child.born, child.expected, child.age, on)


def age_words(born: date | None, expected: date | None, age: int | None, on: date) -> str:
    """How old on a day: from the date of birth, else as it was told; nothing where nobody knows."""
    if expected is not None:
        return _("due {day}").format(day=date_words(expected))
    if born is not None:
        return age_in_words(born, on)
    return _about(age) if age is not None else ""


def _known(name: str) -> str:
    """A name, or nothing where what was typed says that there is none."""
    return "" if name.strip().casefold() in _NO_NAME else name.strip()


def _is_named(child: Child) -> bool:
    return bool(_known(child.given) and _known(child.family)) and child.expected is None


def _kind(child: Child) -> str:
    noun = SEX[child.sex] if child.sex in SEX else _("a child")
    if child.born is not None:
        return _("{child} born {day}").format(child=noun, day=date_words(child.born))
    return _("{child} of {age}").format(child=noun, age=_about(child.age)) if child.age is not None else noun


def _about(age: int) -> str:
    return _("about {age}").format(age=plural(age, "year"))
