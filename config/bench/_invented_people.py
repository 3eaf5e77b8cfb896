"""Invented people for the benchmark of matching, written straight into the tables as their owner."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg

from config.console import say
from config.home import Refused

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
COLUMNS = {
    "access_case": "id, partnership_id, hub, audience, sealed, opened_by_id, opened_at",
    "people_person": "id, partnership_id, given_name, family_name, sex, date_of_birth, ethnicity, first_language, "
    "communication, religion, disabilities, made_by_id, made_at",
    "access_subject": "id, case_id, person_id, provisional, made_at",
    "people_identifier": "id, person_id, kind, value, made_at",
    "people_matchkey": "id, person_id, key",
    "people_address": "id, person_id, lines, postcode, door, marks, made_at, case_id, agency_id, author_id, "
    "audience, named",
}
TABLES = (*COLUMNS, "people_name")


def _words(text: str) -> list[str]:
    return text.split()


COMMON = _words(
    "Smith Jones Williams Taylor Brown Davies Evans Wilson Thomas Johnson Roberts Khan Lewis Patel Walker "
    "Robinson Wood Thompson White Watson Jackson Wright Green Harris Cooper King Lee Martin Clarke James "
    "Morgan Hughes Ali Edwards Hill Moore Clark Begum Ahmed Hussain Singh Kaur O'Brien Kowalski Adeyemi "
    "Okafor Nowak Popescu "
)
START = _words(
    "Ash Bar Bel Bran Car Cor Dal Den Elm Far Gar Hal Har Kel Lan Mar Nor Os Pen Rad Sal Stan Thorn Wal Win "
)
MIDDLE = _words("a e i o ing er el an ber der ling tle ")
END = _words(
    "ford ton ley by worth field wood man ham wick more son well stead shaw croft bury den combe gate "
)
UNUSUAL = 300  # people whose name nobody else has
GIVEN_COMMONEST, FAMILY_COMMONEST = 0.013, 0.012  # shares of all people


@dataclass
class Made:
    """Some of whom were made: the searcher's partnership's, the other's, and descriptions of nobody."""

    seen: list[Any]
    hidden: list[Any]
    absent: list[Any]
    keys: int


def _weighted(names: list[str], commonest: float, draw: random.Random) -> Callable[[], str]:
    """Draws names as unequally as they are given: the n-th is about 1/n as common as the first."""
    weights = [commonest / (1 + rank * 0.35) for rank in range(len(names))]
    table = draw.choices(names, weights=weights, k=200_000)
    return lambda: draw.choice(table)


def _names(draw: random.Random) -> tuple[Callable[[], str], Callable[[], str]]:
    from tessera.people.rules.nicknames import full_names

    given = sorted(name.capitalize() for name in full_names())
    draw.shuffle(given)
    family = [a + b + c for a in START for b in ("", *MIDDLE) for c in END]
    draw.shuffle(family)
    return _weighted(given, GIVEN_COMMONEST, draw), _weighted(COMMON + family, FAMILY_COMMONEST, draw)


def nhs_number(number: int) -> str:
    """The n-th well-formed number of the range that is never issued (999)."""
    while True:
        nine = f"999{number:06}"
        check = (11 - sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) % 11) % 11
        if check < 10:
            return nine + str(check)
        number = (number + 333_333) % 1_000_000


def _family(
    draw: random.Random, given: Callable[[], str], family: Callable[[], str], first: int
) -> Iterator[Any]:
    """One household: one or two adults and up to four children, sometimes twins."""
    from tessera.people.rules import PersonGiven, Place

    name = family()
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    postcode = f"ZZ99 {draw.randint(0, 9)}{draw.choice(letters)}{draw.choice(letters)}"
    place = Place((f"{draw.randint(1, 240)} {family()} Road",), postcode)
    adults, children = draw.randint(1, 2), draw.choice((1, 1, 2, 2, 3, 4))
    born = date(2009, 1, 1) + timedelta(days=draw.randint(0, 6_500))
    for place_in_family in range(adults + children):
        adult = place_in_family < adults
        if not adult and place_in_family > adults and draw.random() > 0.02:
            born = date(2009, 1, 1) + timedelta(days=draw.randint(0, 6_500))
        yield PersonGiven(
            given_name=given(),
            family_name=family() if adult and draw.random() < 0.3 else name,
            date_of_birth=born - timedelta(days=draw.randint(6_600, 15_000)) if adult else born,
            sex=draw.choice("FM"),
            nhs_numbers=(nhs_number(first + place_in_family),) if draw.random() < 0.85 else (),
            places=(place,),
        )


def fill(connection: psycopg.Connection[Any], wanted: int) -> Made:
    """Write the people. The owner is under row security too, so it is lifted for as long as that takes."""
    draw = random.Random(20261121)  # noqa: S311 - invented people, not a secret
    for table in TABLES:
        connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY".encode())
    partnerships = {}
    for code in ("thornmere", "eastmere"):
        row = connection.execute(_WHO, (code,)).fetchone()
        if row is None:
            raise Refused(f"The partnership of {code} has no hub.")
        partnerships[code] = row
    say(f"making {wanted:,} people")
    made, given, family = Made([], [], [], 0), *_names(draw)
    people: list[tuple[str, Any]] = []
    rows = _Rows()
    while len(people) < wanted:
        code = "thornmere" if draw.random() < 0.8 else "eastmere"
        household = list(_family(draw, given, family, len(people)))[: wanted - len(people)]
        rows.add(partnerships[code], household)
        people += [(code, person) for person in household]
        if len(rows.people) > 20_000:
            made.keys += rows.write(connection)
            say(f"  {len(people):,}")
    # Names that nobody else has: a search for one of them meets that person and no other.
    made.hidden = [_nobody(number) for number in range(UNUSUAL)]
    rows.add(partnerships["eastmere"], made.hidden)
    made.keys += rows.write(connection)
    for table in TABLES:
        connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY".encode())
        connection.execute(f"VACUUM ANALYZE {table}".encode())
    draw.shuffle(people)
    made.seen = [person for code, person in people if code == "thornmere"][:5_000]
    made.absent = [_nobody(number) for number in range(1_000, 1_000 + UNUSUAL)]
    return made


def _nobody(number: int) -> Any:
    """Someone with a name, a number and a date of their own, the n-th of them."""
    from tessera.people.rules import PersonGiven

    # Ten consonants that sound different, one for each digit.
    name = "".join(
        "bdfgjlmnpr"[int(digit)] + "aeiou"[place % 5] for place, digit in enumerate(f"{number:05}")
    )
    return PersonGiven(
        given_name=name.capitalize(),
        family_name=f"{name.capitalize()}mer",
        date_of_birth=date(2010, 1, 1) + timedelta(days=number),
        nhs_numbers=(nhs_number(490_000 + number),),
    )


_WHO = """
    SELECT pa.id, t.principal_id, a.id, p.id, p.principal_id
      FROM access_partnership pa JOIN access_agency a ON a.partnership_id = pa.id
      JOIN access_team t ON t.agency_id = a.id AND t.is_hub
      CROSS JOIN access_practitioner p WHERE pa.code = %s AND p.username = 'automatic'
"""


class _Rows:
    """Rows waiting to be copied in."""

    def __init__(self) -> None:
        self.cases: list[Any] = []
        self.people: list[Any] = []
        self.subjects: list[Any] = []
        self.numbers: list[Any] = []
        self.keys: list[Any] = []
        self.places: list[Any] = []

    def add(self, who: tuple[Any, ...], household: list[Any]) -> None:
        from tessera.core.identifiers import uuid7
        from tessera.people.rules import keys

        partnership, hub, agency, maker, principal = who
        case = uuid7()
        self.cases.append((case, partnership, hub, [principal, hub], False, maker, AT))
        for given in household:
            person = uuid7()
            self.people.append(
                (person, partnership, given.given_name, given.family_name, given.sex, given.date_of_birth,
                 "", "", "", "", [], maker, AT)
            )  # fmt: skip
            self.subjects.append((uuid7(), case, person, False, AT))
            self.numbers += [(uuid7(), person, "nhs", number, AT) for number in given.nhs_numbers]
            self.keys += [(uuid7(), person, key) for key in sorted(keys(given))]
            self.places += [
                (
                    uuid7(),
                    person,
                    list(place.lines),
                    place.postcode,
                    place.door,
                    False,
                    AT,
                    case,
                    agency,
                    maker,
                    "whole_case",
                    [],
                )
                for place in given.places
            ]

    def write(self, connection: psycopg.Connection[Any]) -> int:
        """Copy what waits, parents first; answers with the number of keys."""
        keys = len(self.keys)
        for (table, columns), rows in zip(
            COLUMNS.items(),
            (self.cases, self.people, self.subjects, self.numbers, self.keys, self.places),
            strict=True,
        ):
            with (
                connection.cursor() as cursor,
                cursor.copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as copy,
            ):
                for row in rows:
                    copy.write_row(row)
            rows.clear()
        return keys
