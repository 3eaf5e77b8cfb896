"""Many invented enquiries at once, written by the owner in sets: for measuring what pages cost, not for reading.

Row security is lifted from the owner for the length of one transaction, which only the owner can do, and forced again
before it commits.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

import psycopg
from psycopg.sql import SQL, Composed, Identifier

TABLES = (
    "access_case",
    "access_involvement",
    "access_subject",
    "people_person",
    "records_note",
    "records_line",
    "records_childs_voice",
    "enquiries_referral",
    "enquiries_referral_child",
    "enquiries_screening",
    "enquiries_enquiry",
    "enquiries_rating",
    "enquiries_clock",
    "enquiries_request",
)
BLANK = {
    "character varying": "''",
    "text": "''",
    "ARRAY": "'{}'",
    "boolean": "false",
    "integer": "0",
    "smallint": "0",
    "jsonb": "'{}'",
    "timestamp with time zone": "now()",
    "uuid": "gen_random_uuid()",
}

SCENE = """
CREATE TEMP TABLE scene ON COMMIT DROP AS
SELECT p.id AS partnership, hub.principal_id AS hub, care.id AS care, school.id AS school,
       school.principal_id AS school_principal, ama.id AS ama, ben.id AS ben, ben.principal_id AS ben_principal,
       (SELECT d.id FROM partnership_settings d WHERE d.partnership_id = p.id LIMIT 1) AS settings
  FROM access_partnership p
  JOIN access_agency care ON care.partnership_id = p.id
  JOIN access_team hub ON hub.agency_id = care.id AND hub.is_hub
  JOIN access_practitioner ama ON ama.username = 'ama'
  JOIN access_practitioner ben ON ben.username = 'ben'
  JOIN access_agency school ON school.partnership_id = p.id AND school.name = 'Kestrel Lane Primary'
 WHERE p.code = 'thornmere'
"""
ASKED = """
CREATE TEMP TABLE asked ON COMMIT DROP AS
SELECT a.id, a.principal_id, a.members_id, row_number() OVER (ORDER BY a.id) AS n
  FROM access_agency a, scene s
 WHERE a.partnership_id = s.partnership AND a.id NOT IN (s.care, s.school) ORDER BY a.id LIMIT 4
"""
CROWD = """
CREATE TEMP TABLE crowd ON COMMIT DROP AS
SELECT g, gen_random_uuid() AS case_id, gen_random_uuid() AS referral, gen_random_uuid() AS note,
       gen_random_uuid() AS child, gen_random_uuid() AS person, gen_random_uuid() AS enquiry,
       -- Numbered after those there are, so that no two are alike.
       'BN-' || upper(lpad(to_hex((before.n + g) / 65536), 4, '0')) || '-' ||
           upper(lpad(to_hex((before.n + g) %% 65536), 4, '0')) AS reference,
       (ARRAY['red', 'amber', 'amber', 'green'])[1 + g %% 4] AS rating,
       CASE WHEN g <= %(live)s THEN now() - (g %% 60) * interval '1 hour'
            ELSE now() - interval '10 days' - (g %% 700) * interval '1 day' END AS opened,
       g <= %(live)s AS live
  FROM generate_series(1, %(many)s) g, (SELECT count(*)::int AS n FROM enquiries_referral) before
"""


def crowd(owner: str, *, live: int, closed: int = 0) -> None:
    """Write so many live and closed enquiries of the demonstration partnership, each with its referral and requests."""
    with psycopg.connect(owner) as db:
        for table in TABLES:
            db.execute(SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(Identifier(table)))
        db.execute("ALTER TABLE access_involvement DISABLE TRIGGER audience")
        db.execute(SCENE)
        db.execute(ASKED)
        db.execute(CROWD, {"live": live, "many": live + closed})
        for table, source, given in chain(_register(), _records(), _referrals(), _work()):
            db.execute(_insert(db, table, source, given))
        db.execute("SET CONSTRAINTS ALL IMMEDIATE")
        db.execute("ALTER TABLE access_involvement ENABLE TRIGGER audience")
        for table in TABLES:
            db.execute(SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(Identifier(table)))
    with psycopg.connect(owner, autocommit=True) as db:
        db.execute("VACUUM ANALYZE")


EACH = "crowd c CROSS JOIN scene s"
HUB_ONLY = {
    "case_id": "c.case_id",
    "agency_id": "s.care",
    "author_id": "s.ama",
    "audience": "'named'",
    "named": "ARRAY[s.hub]",
}
WHOLE_CASE = HUB_ONLY | {
    "audience": "'whole_case'",
    "named": "'{}'",
    "agency_id": "s.school",
    "author_id": "s.ben",
}
Rows = Iterable[tuple[str, str, dict[str, str]]]


def _register() -> Rows:
    """The case, who is involved, whom it is about."""
    yield (
        "access_case",
        EACH,
        {
            "id": "c.case_id",
            "partnership_id": "s.partnership",
            "hub": "s.hub",
            "audience": "ARRAY[s.hub, s.school_principal, s.ben_principal] "
            "|| ARRAY(SELECT a.principal_id FROM asked a)",
            "opened_by_id": "s.ben",
            "opened_at": "c.opened",
        },
    )
    for principal, kind in (
        ("s.hub", "hub"),
        ("s.school_principal", "referrer"),
        ("s.ben_principal", "referrer"),
    ):
        yield (
            "access_involvement",
            EACH,
            {
                "case_id": "c.case_id",
                "principal_id": principal,
                "kind": f"'{kind}'",
                "made_by_id": "s.ben",
                "valid_from": "c.opened",
            },
        )
    yield (
        "people_person",
        EACH,
        {
            "id": "c.person",
            "partnership_id": "s.partnership",
            "given_name": "'Invented'",
            "family_name": "'Person' || c.g",
            "made_by_id": "s.ama",
        },
    )
    yield "access_subject", EACH, {"case_id": "c.case_id", "person_id": "c.person"}


def _records() -> Rows:
    """What was written."""
    yield "records_note", EACH, WHOLE_CASE | {"id": "c.note", "kind": "'referral'", "written_at": "c.opened"}
    yield (
        "records_line",
        f"{EACH} CROSS JOIN generate_series(1, 6) n",
        WHOLE_CASE
        | {
            "note_id": "c.note",
            "position": "n",
            "kind": "'seen'",
            "text": "'On the way in from the rain, the third time this week. ' || repeat('He said nothing. ', 12)",
        },
    )
    yield (
        "records_childs_voice",
        EACH,
        WHOLE_CASE
        | {
            "child": "'Invented Person' || c.g",
            "words": "'Saturday is long.'",
            "how": "'said'",
            "written_at": "c.opened",
        },
    )


def _referrals() -> Rows:
    """The referral, its child, its screening."""
    yield (
        "enquiries_referral",
        EACH,
        WHOLE_CASE
        | {
            "id": "c.referral",
            "reference": "c.reference",
            "state": "'screened'",
            "from_agency_id": "s.school",
            "referrer_id": "s.ben",
            "referrer_name": "'Invented'",
            "referrer_role": "'lead'",
            "note_id": "c.note",
            "concerns": "ARRAY['neglect']",
            "consent_position": "'agreed'",
            "received_at": "c.opened",
            "settings_id": "s.settings",
            "other_agencies": "'[]'",
        },
    )
    yield (
        "enquiries_referral_child",
        EACH,
        WHOLE_CASE
        | {
            "id": "c.child",
            "referral_id": "c.referral",
            "position": "1",
            "given_name": "'Invented'",
            "family_name": "'Person' || c.g",
            "date_of_birth": "(now() - interval '8 years')::date",
            "person_id": "c.person",
        },
    )
    yield (
        "enquiries_screening",
        EACH,
        HUB_ONLY
        | {
            "referral_id": "c.referral",
            "outcome": "'enquiry'",
            "reason": "'To look into.'",
            "screened_at": "c.opened",
        },
    )


def _work() -> Rows:
    """The enquiry, its rating, its clock, its requests."""
    yield (
        "enquiries_enquiry",
        EACH,
        HUB_ONLY
        | {
            "id": "c.enquiry",
            "reference": "c.reference",
            "referral_id": "c.referral",
            "state": "CASE WHEN c.live THEN 'open' ELSE 'closed' END",
            "rating": "c.rating",
            "allocated_to_id": "CASE WHEN c.g % 7 = 0 THEN NULL ELSE s.ama END",
            "opened_at": "c.opened",
            "closed_at": "CASE WHEN c.live THEN NULL ELSE c.opened + interval '3 days' END",
            "settings_id": "s.settings",
        },
    )
    yield (
        "enquiries_rating",
        EACH,
        HUB_ONLY
        | {
            "enquiry_id": "c.enquiry",
            "by_hub": "true",
            "value": "c.rating",
            "reason": "'As the referral says.'",
            "rated_at": "c.opened",
        },
    )
    yield (
        "enquiries_clock",
        EACH,
        HUB_ONLY
        | {
            "enquiry_id": "c.enquiry",
            "referral_id": "c.referral",
            "kind": "'decision'",
            "reference": "c.reference",
            "started_at": "c.opened",
            "limit": "'24h'",
            "due_at": "c.opened + interval '30 hours'",
            "stopped_at": "CASE WHEN c.live THEN NULL ELSE c.opened + interval '20 hours' END",
        },
    )
    yield (
        "enquiries_request",
        f"{EACH} CROSS JOIN asked a",
        HUB_ONLY
        | {
            "named": "ARRAY[s.hub, a.members_id]",
            "enquiry_id": "c.enquiry",
            "reference": "c.reference",
            "to_agency_id": "a.id",
            "state": "CASE WHEN NOT c.live THEN 'nothing_known' "
            "ELSE (ARRAY['sent', 'seen', 'nothing_known'])[1 + (c.g + a.n) % 3] END",
            "question": "'What do you know of the last month?'",
            "rating": "c.rating",
            "basis": "'public_task'",
            "told_family": "true",
            "sent_at": "c.opened",
            "due_at": "c.opened + interval '24 hours'",
        },
    )


def _insert(db: psycopg.Connection[Any], table: str, source: str, given: dict[str, str]) -> Composed:
    """An INSERT in which what must hold something, was not given and has no default is blank for its type."""
    columns = db.execute(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO' "
        "AND column_default IS NULL",
        [table],
    ).fetchall()
    values = {name: BLANK[kind] for name, kind in columns} | given
    return SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
        Identifier(table),
        SQL(", ").join(Identifier(name) for name in values),
        SQL(", ").join(SQL(value) for value in values.values()),
        SQL(source),
    )
