"""A large partnership, written by SQL past row security: a quarter of a million people, two million notes.

Nothing here is about anybody. Lines are put together from a pool of texts of invented words, some in nearly every
text and some in one; so a search for a common word meets tens of thousands of lines and one for a rare word a hundred.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate, product
from typing import Any

import psycopg

from config.console import say

BULK = (
    "access_case", "access_involvement", "access_subject", "people_person", "records_note", "records_line",
    "records_words", "records_withheld",
)  # fmt: skip
SIZES = {"people": 250_000, "cases": 100_000, "notes": 2_000_000, "practitioners": 2_000, "texts": 30_000}
SIZE_HELP = {"texts": "different texts of lines"}
SCHOOLS, TEAMS = 320, 50
LONG, A_LONG_CASE = 200, 500  # so many cases have so many notes more than the others

# An identifier that sorts by the time it stands for, as those that the application makes.
MOMENT = (
    "overlay(md5({0}::text || '{1}') placing "
    "lpad(to_hex((extract(epoch from {2}) * 1000)::bigint), 12, '0') from 1)::uuid"
)

REGISTER = """
CREATE TEMP TABLE scene AS SELECT gen_random_uuid() AS partnership;
INSERT INTO access_partnership (id, code, name) SELECT partnership, 'bench', 'Bench' FROM scene;
CREATE TEMP TABLE agencies AS
SELECT n, gen_random_uuid() AS id, 10 + 2 * n AS principal, 11 + 2 * n AS members,
       CASE WHEN n = 1 THEN 'social_care' WHEN n = 2 THEN 'police' WHEN n <= 6 THEN 'health'
            ELSE 'education' END AS kind
  FROM generate_series(1, {agencies}) n;
CREATE TEMP TABLE teams AS
SELECT n, gen_random_uuid() AS id, 2000 + n AS principal FROM generate_series(0, {teams}) n;
CREATE TEMP TABLE people_here AS
SELECT n, gen_random_uuid() AS id, 10000 + n AS principal,
       CASE WHEN n % 10 < 5 THEN 1 WHEN n % 10 = 5 THEN 2 WHEN n % 10 = 6 THEN 3 + n / 10 % 4
            ELSE 7 + (n / 10 * 3 + n % 10) % {schools} END AS agency,
       CASE WHEN n % 10 < 5 AND n > 10 THEN 1 + n % {teams} END AS team,
       CASE WHEN n % 10 < 5 AND n > 10 THEN 'social_worker' WHEN n % 10 < 5 THEN 'decision_maker'
            WHEN n % 10 < 7 THEN 'agency_officer' ELSE 'safeguarding_lead' END AS role
  FROM generate_series(1, {practitioners}) n;
INSERT INTO access_principal (id, kind)
SELECT principal, 'agency' FROM agencies UNION ALL SELECT members, 'members' FROM agencies
UNION ALL SELECT principal, 'team' FROM teams UNION ALL SELECT principal, 'practitioner' FROM people_here;
INSERT INTO access_agency (id, partnership_id, code, name, kind, principal_id, members_id)
SELECT a.id, s.partnership, 'a' || n, 'Agency ' || n, a.kind, a.principal, a.members FROM agencies a, scene s;
INSERT INTO access_team (id, agency_id, code, name, is_hub, principal_id)
SELECT t.id, a.id, 't' || t.n, 'Team ' || t.n, t.n = 0, t.principal FROM teams t JOIN agencies a ON a.n = 1;
INSERT INTO access_practitioner (id, username, name, email, principal_id, is_active, joined_at)
SELECT p.id, 'p' || p.n, 'Practitioner ' || p.n, 'p' || p.n || '@example.org', p.principal, true,
       now() - interval '6 years'
  FROM people_here p;
INSERT INTO access_membership (id, practitioner_id, partnership_id, agency_id, team_id, role, scope, valid_from)
SELECT gen_random_uuid(), p.id, s.partnership, a.id, t.id, p.role,
       CASE WHEN p.role = 'social_worker' THEN 'team' ELSE 'agency' END, now() - interval '6 years'
  FROM people_here p JOIN agencies a ON a.n = p.agency LEFT JOIN teams t ON t.n = p.team, scene s;
INSERT INTO access_clearance (id, practitioner_id, partnership_id, mark, reason, valid_from)
SELECT gen_random_uuid(), p.id, s.partnership, m, 'Bench', now() - interval '6 years'
  FROM people_here p, scene s, unnest(ARRAY['adult_health', 'police_intelligence']) WITH ORDINALITY AS x(m, o)
 WHERE p.n % (5 * o) < 2;
"""

CASES = """
CREATE TEMP TABLE cases AS
SELECT g, gen_random_uuid() AS id, now() - (100001 - g * 100000.0 / {cases}) * interval '26 minutes' AS opened,
       g % 200 = 0 AS sealed,
       ARRAY[2000] || CASE WHEN g % 10 <> 0 THEN ARRAY[12, 2001 + g % {teams}] ELSE '{{}}' END
           || CASE WHEN g * 7 % 5 < 2 THEN ARRAY[14] ELSE '{{}}' END
           || CASE WHEN g % 2 = 0 THEN ARRAY[16 + 2 * (g / 2 % 4)] ELSE '{{}}' END
           || (24 + 2 * (g % {schools})) AS involved
  FROM generate_series(1, {cases}) g;
CREATE UNIQUE INDEX ON cases (g);
INSERT INTO access_case (id, partnership_id, hub, audience, sealed, opened_by_id, opened_at)
SELECT c.id, s.partnership, 2000, CASE WHEN c.sealed THEN '{{}}' ELSE c.involved END, c.sealed, p.id, c.opened
  FROM cases c, scene s, people_here p WHERE p.n = 1;
INSERT INTO access_seal (id, case_id, reason, sealed_by_id, sealed_at{sealed_more})
SELECT gen_random_uuid(), c.id, 'Bench', p.id, c.opened{sealed_blank} FROM cases c, people_here p
 WHERE p.n = 1 AND c.sealed;
INSERT INTO access_involvement ({involvement}) SELECT {involvements}
  FROM cases c CROSS JOIN LATERAL unnest(c.involved) AS i(principal), people_here p WHERE p.n = 1;
INSERT INTO people_person (id, partnership_id, given_name, family_name, sex, date_of_birth, ethnicity, first_language,
                           communication, religion, disabilities, died_on, made_by_id, made_at)
SELECT gen_random_uuid(), s.partnership, (%(given)s::text[])[1 + (k * 7919 %% cardinality(%(given)s::text[]))],
       (%(family)s::text[])[1 + floor(power(random(), 3) * cardinality(%(family)s::text[]))::int], 'F',
       date '2010-01-01' + k %% 5000, '', '', '', '', '{{}}', '', p.id, now()
  FROM generate_series(1, {people}) k, scene s, people_here p WHERE p.n = 1;
INSERT INTO access_subject (id, case_id, person_id, provisional, made_at)
SELECT gen_random_uuid(), c.id, x.id, false, c.opened
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM people_person) x JOIN cases c ON c.g = 1 + x.n % {cases};
INSERT INTO access_exclusion (id, practitioner_id, person_id, reason, made_at{excluded_more})
SELECT gen_random_uuid(), p.id, x.id, 'Bench', now() - interval '1 year'{excluded_blank}
  FROM people_here p JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM people_person) x ON x.n = p.n * 97
 WHERE p.n % 20 = 1;
"""

NOTES = """
CREATE TEMP TABLE writers AS
SELECT a.n AS agency, array_agg(p.id) AS who FROM agencies a JOIN people_here p ON p.agency = a.n GROUP BY 1;
CREATE TEMP TABLE notes AS
SELECT {moment} AS id, x.*, w.who[1 + x.n % cardinality(w.who)] AS author, a.id AS agency_id
  FROM (SELECT n, c.id AS case_id, c.opened + (now() - c.opened) * random() AS at,
               CASE WHEN r % 20 < 12 THEN 1 WHEN r % 20 < 15 THEN 2 WHEN r % 20 < 16 THEN 3 + c.g / 2 % 4
                    ELSE 7 + c.g % {schools} END AS agency,
               CASE WHEN r / 20 % 100 < 85 THEN 'whole_case' WHEN r / 20 % 100 < 92 THEN 'named'
                    WHEN r / 20 % 100 < 97 THEN 'own_agency' ELSE 'named_people' END AS audience,
               CASE WHEN r / 2000 % 100 < 90 THEN '{{}}' WHEN r / 2000 % 100 < 96 THEN '{{third_party}}'
                    WHEN r / 2000 % 100 < 98 THEN '{{police_intelligence}}' ELSE '{{adult_health}}'
                    END::varchar[] AS marks
          FROM generate_series(1, {notes}) n CROSS JOIN LATERAL (SELECT abs(hashint4(n) % 200000) AS r) d
          JOIN cases c ON c.g = CASE WHEN n <= {long_notes} THEN 1 + n % {long} * ({cases} / {long})
                                     ELSE 1 + n % {cases} END) x
  JOIN agencies a ON a.n = x.agency JOIN writers w ON w.agency = x.agency;
INSERT INTO records_note (id, case_id, agency_id, author_id, audience, named, marks, kind, written_at, reason)
SELECT id, case_id, agency_id, author, audience, CASE audience WHEN 'named' THEN ARRAY[13, 15]
       WHEN 'named_people' THEN ARRAY[10001] ELSE '{{}}' END, marks,
       (ARRAY['observation', 'conversation', 'analysis', 'return'])[1 + n % 4], at, ''
  FROM notes ORDER BY at;
CREATE TEMP TABLE lines AS
SELECT {line} AS id, n.id AS note_id, 1 + l AS position, t.n AS text, n.case_id, n.agency_id, n.author, n.audience,
       n.marks, n.at
  FROM notes n CROSS JOIN LATERAL generate_series(0, n.n % 2) l
  JOIN texts t ON t.n = 1 + (n.n::bigint * 48271 + l * 7919) % {texts};
INSERT INTO records_line (id, note_id, position, kind, text, "when", source, about, case_id, agency_id, author_id,
                          audience, named, marks)
SELECT id, note_id, position, 'seen', t.text, '', '', '', case_id, agency_id, author, audience, CASE audience
       WHEN 'named' THEN ARRAY[13, 15] WHEN 'named_people' THEN ARRAY[10001] ELSE '{{}}' END, marks
  FROM lines l JOIN texts t ON t.n = l.text ORDER BY at;
INSERT INTO records_words (line_id, case_id, agency_id, author_id, audience, named, marks, written_at, words)
SELECT id, case_id, agency_id, author, audience, CASE audience WHEN 'named' THEN ARRAY[13, 15]
       WHEN 'named_people' THEN ARRAY[10001] ELSE '{{}}' END, marks, at, t.words
  FROM lines l JOIN texts t ON t.n = l.text ORDER BY at;
INSERT INTO records_withheld (id, case_id, agency_id, author_id, audience, named, marks, number)
SELECT gen_random_uuid(), case_id, agency_id, author, audience, '{{}}', marks, count(*) FROM lines
 WHERE marks <> '{{}}' AND marks <> '{{third_party}}' GROUP BY case_id, agency_id, author, audience, marks;
DROP TABLE lines, notes;
"""


SIGN_IN = """
INSERT INTO access_session (token_hash, practitioner_id, membership_id, partnership_id, opened_at, ends_at)
SELECT encode(sha256(convert_to(%s, 'UTF8')), 'hex'), m.practitioner_id, m.id, m.partnership_id, now(),
       now() + interval '1 day'
  FROM access_membership m JOIN access_agency a ON a.id = m.agency_id JOIN people_here p ON p.id = m.practitioner_id
 WHERE {test} ORDER BY p.n LIMIT 1 OFFSET 3 RETURNING practitioner_id
"""


@dataclass(frozen=True)
class Asker:
    """Somebody who asks: in which words, whom the register knows, and the token of their session."""

    name: str
    principal: int
    token: str


@dataclass(frozen=True)
class Made:
    """What was written, and what there is to ask about it."""

    askers: dict[str, Asker]
    rare: list[str]
    common: list[str]
    rows: dict[str, int]


def ask_sizes(parser: argparse.ArgumentParser) -> None:
    """How much of everything is to be written; as it comes, what the goals are set for."""
    for name, many in SIZES.items():
        parser.add_argument(f"--{name}", type=int, default=many, help=SIZE_HELP.get(name))


def sizes(args: argparse.Namespace) -> dict[str, int]:
    """What was asked for, as `fill` takes it."""
    return {name: getattr(args, name) for name in SIZES}


def fill(admin: psycopg.Connection[Any], sizes: dict[str, int]) -> Made:
    """Write it all; answers with who asks and which words are rare and common."""
    admin.execute(
        "SET session_replication_role = replica"
    )  # no triggers and no checks of keys: it is all made here
    admin.execute("SET maintenance_work_mem = '1GB'")
    admin.execute("SET work_mem = '256MB'")
    texts, rare, common = _texts(sizes["texts"], sizes["notes"] * 3 // 2)
    with _without_indexes(admin):
        say("register, cases and people")
        _run(admin, REGISTER, sizes)
        _run(admin, CASES, sizes | _columns(admin), _names())
        say("notes, lines and their words")
        admin.execute("CREATE TEMP TABLE texts (n integer PRIMARY KEY, text text, words tsvector)")
        with admin.cursor().copy("COPY texts (n, text) FROM STDIN") as copy:
            for number, text in enumerate(texts, 1):
                copy.write_row((number, text))
        admin.execute("UPDATE texts SET words = to_tsvector('english', text)")
        _run(admin, NOTES, sizes)
        say("indexes")
    askers = dict(_askers(admin))
    admin.execute("SELECT setval(pg_get_serial_sequence('access_principal', 'id'), 100000)")
    admin.execute("SET session_replication_role = origin")
    admin.execute("VACUUM ANALYZE")
    rows = {
        table: int(admin.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()[0])  # type: ignore[index]  # noqa: S608
        for table in BULK
    }
    return Made(askers, rare, common, rows)


def _run(admin: psycopg.Connection[Any], script: str, sizes: dict[str, Any], values: Any = None) -> None:
    text = script.format(
        schools=SCHOOLS, teams=TEAMS, agencies=6 + SCHOOLS, long=LONG, long_notes=LONG * A_LONG_CASE,
        moment=MOMENT.format("x.n", "note", "x.at"), line=MOMENT.format("n.n", "' || l || 'line", "n.at"), **sizes,
    )  # fmt: skip
    for statement in text.split(";\n"):
        if statement.strip():
            admin.execute(statement.encode(), values if values and "%(" in statement else None)


@contextmanager
def _without_indexes(admin: psycopg.Connection[Any]) -> Iterator[None]:
    """The indexes of the large tables that hold no constraint are made at the end, which is quicker."""
    found = admin.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i "
        "WHERE indrelid::regclass::text = ANY (%s) AND NOT EXISTS "
        "(SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [list(BULK)],
    ).fetchall()
    for name, _ in found:
        admin.execute(f"DROP INDEX {name}".encode())
    yield
    for _, definition in found:
        admin.execute(definition.encode())


def _columns(admin: psycopg.Connection[Any]) -> dict[str, str]:
    """The columns of an involvement and of an exclusion that must hold something, filled with what is blank."""
    known = {
        "id": "gen_random_uuid()", "case_id": "c.id", "principal_id": "i.principal", "kind": "'asked'", "reason": "''",
        "made_by_id": "p.id", "valid_from": "c.opened",
    }  # fmt: skip
    found = known | dict.fromkeys(_missing(admin, "access_involvement", known), "''")
    seal = _missing(admin, "access_seal", ("id", "case_id", "reason", "sealed_by_id", "sealed_at"))
    barred = _missing(admin, "access_exclusion", ("id", "practitioner_id", "person_id", "reason", "made_at"))
    return {
        "involvement": ", ".join(found),
        "involvements": ", ".join(found.values()),
        "sealed_more": "".join(f", {name}" for name in seal),
        "sealed_blank": ", ''" * len(seal),
        "excluded_more": "".join(f", {name}" for name in barred),
        "excluded_blank": "".join(", x.id" if name == "declared" else ", ''" for name in barred),
    }


def _missing(admin: psycopg.Connection[Any], table: str, known: Collection[str]) -> list[str]:
    rows = admin.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO' "
        "AND column_default IS NULL ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in rows if name not in known]


def _names() -> dict[str, list[str]]:
    from config.bench._invented_people import COMMON, END, MIDDLE, START
    from tessera.people.rules.nicknames import full_names

    families = [a + b + c for a, b, c in product(START, ("", *MIDDLE), END)]
    return {"given": sorted(name.capitalize() for name in full_names()), "family": COMMON + families}


def _texts(many: int, lines: int) -> tuple[list[str], list[str], list[str]]:
    """So many texts of twenty-five words; the words that stand in about a hundred lines, and those in about 20,000."""
    draw = random.Random(3)  # noqa: S311 - invented words, not a secret
    sounds = [
        a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "ar", "en", "il", "or", "um")
    ]
    words = sorted({"".join(draw.choices(sounds, k=3)) + "k" for _ in range(40_000)})
    draw.shuffle(words)
    weights = list(accumulate(1 / (8 + rank) for rank in range(len(words))))
    texts = [" ".join(draw.choices(words, cum_weights=weights, k=25)) for _ in range(many)]
    spread = Counter(word for text in texts for word in set(text.split()))
    each = lines / many
    rare = sorted(word for word, count in spread.items() if 50 <= count * each <= 200)
    common = sorted(word for word, count in spread.items() if 15_000 <= count * each <= 30_000)
    draw.shuffle(rare)
    draw.shuffle(common)
    return texts, rare, common


def _askers(admin: psycopg.Connection[Any]) -> Iterator[tuple[str, Asker]]:
    """Social care agency-wide, one of its teams, the police, one school; each signed in."""
    for name, test in (
        ("social_care", "p.role = 'decision_maker' AND a.kind = 'social_care'"),
        ("team", "p.role = 'social_worker'"),
        ("police", "a.kind = 'police'"),
        ("school", "a.kind = 'education' AND m.role = 'safeguarding_lead'"),
    ):
        token = hashlib.sha256(name.encode()).hexdigest()
        row = admin.execute(SIGN_IN.format(test=test).encode(), [token]).fetchone()
        if row is None:
            raise RuntimeError(f"nobody asks as {name}")
        (principal,) = admin.execute(
            "SELECT principal_id FROM access_practitioner WHERE id = %s", [row[0]]
        ).fetchone() or (0,)
        yield name, Asker(name, int(principal), token)
