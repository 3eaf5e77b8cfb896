"""Who might this be? Only ever among the people the searcher may see."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from time import perf_counter, sleep
from uuid import UUID

from django.db import connection

from tessera.access.models import Subject
from tessera.audit import query
from tessera.core.language import gettext as _
from tessera.core.text import age_in_words, date_words
from tessera.people.models import Address, Person
from tessera.people.rules import Comparison, PersonGiven, Place, Strength, compare, doors, probes
from tessera.people.rules.words import IdentifierKind

__all__ = (
    "MOMENT",
    "Known",
    "Match",
    "Named",
    "PersonTold",
    "considered",
    "likely",
    "named",
    "people_of_cases",
    "places_of_case",
    "recorded",
)

# Seconds. To find that someone may not be seen takes PostgreSQL a fifth of a millisecond longer than to find nobody
# (docs/benchmarks.md). Repeated often enough that could be timed, so both wait for the same moment.
MOMENT = 0.004
ADULT = 18
_ORDER = {Strength.VERY_LIKELY: 0, Strength.POSSIBLE: 1}


@dataclass(frozen=True)
class Match:
    """Someone on record who may be the one described, and why. `case_ids`: the cases they are known by, newest first.

    `strength` is said in words ("very likely", "possible"); `reasons` and `against` are whole sentences.
    """

    person_id: UUID
    name: str
    date_of_birth: date | None
    expected_date_of_birth: date | None
    strength: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    case_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class Known:
    """Someone on record whom the searcher may see, with all that can say who they are."""

    person_id: UUID
    given: PersonGiven
    case_ids: tuple[UUID, ...]


def likely(given: PersonGiven) -> tuple[Match, ...]:
    """People on record who may be the one described, the likeliest first; empty where there are none to be seen.

    Row security leaves out whoever the searcher may not see before anything is counted or compared. The same two
    questions are asked of the database whatever is found, and no answer comes sooner than MOMENT.
    """
    begun = perf_counter()
    matches = []
    for known in recorded(_candidates(probes(given), doors(given))):
        comparison = compare(given, known.given)
        if comparison.offered:
            matches.append(_match(comparison, known))
    matches.sort(key=_likeliest_first)
    sleep(max(0.0, begun + MOMENT - perf_counter()))
    return tuple(matches)


@dataclass(frozen=True)
class _Shown:
    """Somebody on record who was shown, in one of their cases, for the ledger."""

    id: UUID
    case_id: UUID | None


def considered(match: Match) -> Match:
    """Somebody on record is shown as a likely match: a look at each case by which the searcher knows them."""
    for case_id in match.case_ids or (None,):
        _shown(match.person_id, case_id)
    return match


@query("person", "consider")
def _shown(person_id: UUID, case_id: UUID | None) -> _Shown:
    """That somebody was compared with whom a referral names, and shown."""
    return _Shown(person_id, case_id)


def _likeliest_first(match: Match) -> tuple[int, int, str, UUID]:
    strength = _ORDER[Strength(match.strength)]
    return strength, len(match.against) - len(match.reasons), match.name, match.person_id


def _candidates(keys: Iterable[str], behind: Iterable[str]) -> list[UUID]:
    """Who shares a blocking key or a front door.

    Equality of text leaks nothing, so row security leaves the indexes in use. Where somebody lives is asked of the
    addresses that the searcher may see, never of the keys.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM people_matchkey WHERE key = ANY (%s) "
            "UNION SELECT person_id FROM people_address WHERE door = ANY (%s)",
            (sorted(keys), sorted(behind)),
        )
        return [person_id for (person_id,) in cursor.fetchall()]


# One question: each statement under row security costs more to plan than to answer. Each table is judged by itself.
_RECORDED = """
    SELECT p.id, p.given_name, p.family_name, p.date_of_birth, p.expected_date_of_birth, p.sex,
           ARRAY(SELECT n.name FROM people_name n WHERE n.person_id = p.id ORDER BY n.id),
           ARRAY(SELECT ARRAY[i.kind, i.value] FROM people_identifier i WHERE i.person_id = p.id ORDER BY i.id),
           (SELECT json_agg(json_build_array(a.lines, a.postcode, a.marks) ORDER BY a.id)
              FROM people_address a WHERE a.person_id = p.id),
           ARRAY(SELECT s.case_id FROM access_subject s
                  WHERE s.person_id = p.id AND NOT s.provisional ORDER BY s.case_id DESC)
      FROM people_person p WHERE p.id = ANY (%s)
"""


def recorded(person_ids: Iterable[UUID]) -> list[Known]:
    """Those of these people whom the searcher may see. One question, asked even of an empty list."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORDED, (list(person_ids),))
        return [_known(*row) for row in cursor.fetchall()]


def places_of_case(case_id: UUID) -> list[tuple[UUID, Place]]:
    """The addresses on record that were recorded in a case and may be seen, each with its identifier."""
    rows = Address.objects.filter(case_id=case_id).values_list("pk", "lines", "postcode", "marks")
    return [(pk, Place(tuple(lines), postcode, tuple(marks))) for pk, lines, postcode, marks in rows]


def _known(
    person_id: UUID,
    given_name: str,
    family_name: str,
    born: date | None,
    expected: date | None,
    sex: str,
    names: list[str],
    numbers: list[list[str]],
    places: list[tuple[list[str], str, list[str]]] | None,
    case_ids: list[UUID],
) -> Known:
    given = PersonGiven(
        given_name=given_name,
        family_name=family_name,
        also_known_as=tuple(names),
        date_of_birth=born,
        expected_date_of_birth=expected,
        sex=sex,
        nhs_numbers=tuple(value for kind, value in numbers if kind == IdentifierKind.NHS),
        upns=tuple(value for kind, value in numbers if kind == IdentifierKind.UPN),
        places=tuple(Place(tuple(lines), postcode, tuple(marks)) for lines, postcode, marks in places or ()),
    )
    return Known(person_id, given, tuple(case_ids))


def _match(comparison: Comparison, known: Known) -> Match:
    given = known.given
    return Match(
        person_id=known.person_id,
        name=" ".join(filter(None, (given.given_name, given.family_name))),
        date_of_birth=given.date_of_birth,
        expected_date_of_birth=given.expected_date_of_birth,
        strength=comparison.strength.value,
        reasons=comparison.reasons,
        against=comparison.against,
        case_ids=known.case_ids,
    )


@dataclass(frozen=True)
class PersonTold:
    """Somebody whom a story is about. `communication`: how a child who speaks little, or no English, is understood."""

    id: UUID
    name: str
    sex: str
    born: date | None
    expected: date | None
    communication: str
    first_language: str
    age_when_recorded: int | None

    def is_child(self, on: date) -> bool:
        """Whether they are not yet 18, or not born. Of whom nobody knows the age, that they are none."""
        if self.born is None:
            age = self.age_when_recorded
            return self.expected is not None or (age is not None and age < ADULT)
        had_birthday = (on.month, on.day) >= (self.born.month, self.born.day)
        return on.year - self.born.year - (not had_birthday) < ADULT

    def age(self, on: date) -> str:
        """Their age in words, or when they are expected; empty where nobody knows."""
        if self.born:
            return age_in_words(self.born, on)
        return _("due {day}").format(day=date_words(self.expected)) if self.expected else ""


def people_of_cases(case_ids: Collection[UUID]) -> tuple[PersonTold, ...]:
    """The people whom somebody said these cases are about and who may be seen, the youngest first."""
    about = Subject.objects.filter(case_id__in=case_ids, provisional=False).values("person_id")
    rows = Person.objects.filter(pk__in=about).order_by("-date_of_birth", "given_name", "pk")
    return tuple(
        PersonTold(
            pk, " ".join(filter(None, (given, family))), sex, born, expected, communication, language, age
        )
        for pk, given, family, sex, born, expected, communication, language, age in rows.values_list(
            "pk",
            "given_name",
            "family_name",
            "sex",
            "date_of_birth",
            "expected_date_of_birth",
            "communication",
            "first_language",
            "age_years_when_recorded",
        )
    )


@dataclass(frozen=True)
class Named:
    """Somebody whose name begins as was asked, and the cases by which the searcher knows them, newest first."""

    person_id: UUID
    name: str
    date_of_birth: date | None
    expected_date_of_birth: date | None
    case_ids: tuple[UUID, ...]


_NAMED = """
    SELECT p.id, p.given_name, p.family_name, p.date_of_birth, p.expected_date_of_birth,
           ARRAY(SELECT s.case_id FROM access_subject s
                  WHERE s.person_id = p.id AND NOT s.provisional ORDER BY s.case_id DESC)
      FROM people_person p WHERE p.id = ANY (%s) ORDER BY p.family_name, p.given_name, p.id
"""


def named(words: str, most: int) -> tuple[Named, ...]:
    """People on record with a name in which each of these words begins one, by the alphabet: `most` at the most.

    The function of the database judges as it looks (access/search.py); the tables read from judge again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.find_people(%s, %s)", (words.replace("\0", " "), most))
        cursor.execute(_NAMED, ([person_id for (person_id,) in cursor.fetchall()],))
        return tuple(
            Named(person_id, " ".join(filter(None, (given, family))), born, expected, tuple(cases))
            for person_id, given, family, born, expected, cases in cursor.fetchall()
        )
