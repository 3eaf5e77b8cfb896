"""One case of the large partnership made into a story: on the chronology, about a family, read by pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from config.bench._access_data import Asker

PRESET = "generic-4-24-72"
# What a column holds that must hold something and of which nothing is said, by its type.
BLANK = {
    "text": "''", "character varying": "''", "boolean": "false", "integer": "0", "smallint": "0", "bigint": "0",
    "timestamp with time zone": "now()", "date": "current_date", "jsonb": "'{}'", "ARRAY": "'{}'",
}  # fmt: skip
DATED = """
UPDATE records_note SET precision = 'day', first_day = written_at::date, last_day = written_at::date WHERE case_id = %s
"""
# Every note of the one case; of all the others one in sixteen, for the patterns about everybody. One in 25 is of a
# low-level concern, and one in 25 says both that a child was not brought and that they have moved.
PROMOTED = """
INSERT INTO records_promotion (id, note_id, nature, significance, themes, promoted_at, case_id, agency_id, author_id,
                               audience, named, marks)
SELECT gen_random_uuid(), id, (ARRAY['harm', 'missed', 'contact', 'strength'])[1 + n %% 4], 1 + n %% 3,
       CASE n %% 25 WHEN 0 THEN ARRAY['low_level'] WHEN 1 THEN ARRAY['not_brought', 'move'] ELSE '{}' END,
       written_at, case_id, agency_id, author_id, audience, named, marks
  FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM records_note
         WHERE case_id = %s OR right(id::text, 1) = '0') x
"""
SUBJECTS = """
INSERT INTO access_subject (id, case_id, person_id, provisional, made_at)
SELECT gen_random_uuid(), %(case)s, p.id, false, now() FROM people_person p
 WHERE NOT EXISTS (SELECT 1 FROM access_subject s WHERE s.person_id = p.id AND s.case_id = %(case)s)
   AND NOT EXISTS (SELECT 1 FROM access_exclusion e WHERE e.person_id = p.id)
 ORDER BY p.id LIMIT greatest(0, 6 - (SELECT count(*) FROM access_subject s WHERE s.case_id = %(case)s))
"""
# Two parents of four children. (who, is what, to whom)
TIES = ((0, "partner", 1), *((parent, "parent", child) for parent in (0, 1) for child in (2, 3, 4, 5)))
# Cases that the hub works on now, beside the one of the story.
OPEN = 2_000
UNDER_WAY = """
INSERT INTO enquiries_enquiry (id, reference, referral_id, state, rating, opened_at, case_id, agency_id, author_id,
                               audience, named)
SELECT gen_random_uuid(), 'BENCH-' || 1 + row_number() OVER (), gen_random_uuid(), 'open', 'amber', opened_at, id,
       %(agency)s, %(author)s, 'whole_case', '{}'
  FROM (SELECT * FROM access_case WHERE NOT sealed AND id <> %(case)s ORDER BY md5(id::text) LIMIT %(open)s) x
"""
COLUMNS = """
SELECT column_name::text, data_type::text FROM information_schema.columns
 WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO' AND column_default IS NULL
"""


@dataclass(frozen=True)
class Told:
    """Who reads, where, and which questions the story puts to the database."""

    username: str
    client: Any
    addresses: dict[str, str]
    questions: tuple[str, ...]
    people: tuple[Any, ...]
    entries: int
    withheld: int


def tell(admin: psycopg.Connection[Any], asker: Asker) -> Told:
    """Make the longest case that the asker may open into a story, and let them read it once."""
    from tessera.partnership.rules.starting import starting_document

    username, partnership, agency, author = _who(admin, asker)
    case = _longest(admin, asker)
    admin.execute("SET session_replication_role = replica")  # it is all made here, as everything else was
    for statement in (DATED, PROMOTED):
        admin.execute(statement.encode(), [case])
    admin.execute(SUBJECTS, {"case": case})
    admin.execute(UNDER_WAY, {"case": case, "agency": agency, "author": author, "open": OPEN})
    of_case = {"case_id": case, "agency_id": agency, "author_id": author, "audience": "whole_case"}
    sent = {
        "reference": "BENCH-1",
        "state": "received",
        "consent_position": "agreed",
        "from_agency_id": agency,
    }
    _add(admin, "enquiries_referral", **of_case, **sent)
    people = [row[0] for row in admin.execute(
        "SELECT person_id FROM access_subject WHERE case_id = %s ORDER BY person_id", [case]
    )]  # fmt: skip
    for one, kind, other in TIES:
        _add(
            admin, "people_relationship", **of_case, person_id=people[one], other_id=people[other], kind=kind,
            relationship=kind,
        )  # fmt: skip
    document = {"partnership_id": partnership, "number": 1, "text": starting_document(PRESET).dump()}
    _add(admin, "partnership_settings", **document, in_force_from=datetime(2020, 1, 1, tzinfo=UTC))
    admin.execute("SET session_replication_role = origin")
    admin.execute("ANALYZE")
    return _read(username, case)


def _who(admin: psycopg.Connection[Any], asker: Asker) -> tuple[Any, ...]:
    found = admin.execute(
        "SELECT p.username, m.partnership_id, m.agency_id, p.id FROM access_practitioner p "
        "JOIN access_membership m ON m.practitioner_id = p.id WHERE p.principal_id = %s",
        [asker.principal],
    ).fetchone()
    if found is None:
        raise RuntimeError(f"nobody asks as {asker.name}")
    return tuple(found)


def _longest(admin: psycopg.Connection[Any], asker: Asker) -> Any:
    """As row security lets the asker find it."""
    with admin.transaction():
        admin.execute("SET LOCAL ROLE tessera_app")
        admin.execute("SELECT access.begin(%s)", [asker.token])
        row = admin.execute(
            "SELECT case_id FROM records_note GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
        ).fetchone()
    if row is None:
        raise RuntimeError("the asker may open no case")
    return row[0]


def _add(admin: psycopg.Connection[Any], table: str, **given: Any) -> None:
    """A row of which only this is said; what must hold something holds nothing, and an identifier is drawn."""
    columns = dict(admin.execute(COLUMNS, [table]).fetchall())
    drawn = SQL("gen_random_uuid()")
    values = {
        name: Literal(given[name]) if name in given else drawn if kind == "uuid" else SQL(BLANK[kind])
        for name, kind in columns.items()
    } | {name: Literal(value) for name, value in given.items()}
    admin.execute(
        SQL("INSERT INTO {} ({}) VALUES ({})").format(
            Identifier(table), SQL(", ").join(map(Identifier, values)), SQL(", ").join(values.values())
        )
    )


def _read(username: str, case: Any) -> Told:
    """The pages are read as a browser does; what the story asks is noted on the way."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from config.demonstration.browser import client_as
    from config.demonstration.stage import on_stage
    from tessera.chronology.queries import of_case

    with on_stage(username, "bench") as me, CaptureQueriesContext(connection) as asked:
        story = of_case(practitioner=me, at=timezone.now(), case_id=case)
    questions = tuple(
        query["sql"]
        for query in asked.captured_queries
        if re.match(r"SELECT", query["sql"]) and not re.search(r"access\.\w+\(", query["sql"])
    )
    client = client_as(username, "bench")
    addresses = {
        "chronology": f"/cases/{case}/chronology/?page=all",
        "chronology_first": f"/cases/{case}/chronology/",
        "family": f"/cases/{case}/family/",
        "reviews": "/records-to-review/",
    }
    people = tuple(one.id for one in story.people)
    return Told(username, client, addresses, questions, people, len(story.entries), len(story.held))
