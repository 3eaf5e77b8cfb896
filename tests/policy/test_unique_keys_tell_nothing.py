"""What must be unique tells nobody of a row that they do not see: whoever writes its like sees it, or it is random."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import transaction

from tests.cast import as_member
from tests.policy import told
from tests.policy.written_again import Lived, Row, asked, written

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = ("ama", "priya", "ben", "cass", "isla", "gil")
CLASH = "23505"
HIDDEN = 8
# Every unique index over something that the application may write, but for identifiers that are drawn at random.
UNIQUE = (
    "SELECT t.relname::text || ' ' || string_agg(a.attname::text, ',' ORDER BY a.attname) FROM pg_index i "
    "JOIN pg_class t ON t.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey) "
    "WHERE i.indisunique AND t.relnamespace = 'public'::regnamespace AND t.relname NOT LIKE 'procrastinate%' "
    "GROUP BY t.oid, t.relname, i.indexrelid HAVING bool_or(has_column_privilege('tessera_app', t.oid, a.attnum, "
    "'INSERT') OR has_column_privilege('tessera_app', t.oid, a.attnum, 'UPDATE')) "
    "AND NOT (count(*) = 1 AND bool_and(a.attname = 'id'))"
)
RANDOM = "drawn at random, and says nothing of whom it is about"
OF_THE_HUB = "only the hub of the case writes one, and sees every one there is"
SEEN_BY_ALL = "whoever writes one sees them all"
OWN = "only for themself"
# Each with why a clash tells nothing. May only shrink.
TELLS_NOTHING = {
    "access_seal case_id": OF_THE_HUB,
    "access_subject case_id,person_id": OF_THE_HUB,
    "django_session session_key": RANDOM,
    "enquiries_clock kind,referral_id": "whoever is not of the hub writes only the one that every referral begins with",
    "enquiries_confirmation rating_id": OF_THE_HUB,
    "enquiries_decision enquiry_id": OF_THE_HUB,
    "enquiries_draft_answer agency_id,request_id": "for their own agency, whose people see it",
    "enquiries_enquiry reference": RANDOM,
    "enquiries_enquiry referral_id": OF_THE_HUB,
    "enquiries_feedback kind,referral_id,to_agency_id": OF_THE_HUB,
    "enquiries_referral reference": RANDOM,
    "enquiries_relied_on decision_id,line_id": OF_THE_HUB,
    "enquiries_relied_on decision_id,voice_id": OF_THE_HUB,
    "enquiries_return request_id": "only the agency that was asked writes one, and sees its own",
    "enquiries_screening referral_id": OF_THE_HUB,
    "live_forms_section agency_id,form_id,key": "for their own agency, whose sections they see",
    "live_forms_tab form_id,number": "whoever may come to a form sees every page that has come to it",
    "live_forms_update section_id,seq": "the database numbers them, whatever it was sent",
    "mfa_authenticator type,user_id": OWN,
    "partnership_draft_step draft_id,number": SEEN_BY_ALL,
    "partnership_settings draft_id": SEEN_BY_ALL,
    "partnership_settings number,partnership_id": SEEN_BY_ALL,
    "records_attachment_content attachment_id": "only to an attachment that they see, and its bytes are seen with it",
    "socialaccount_socialaccount provider,uid": "an account elsewhere, which signs one practitioner in and no other",
    "usersessions_usersession session_key": RANDOM,
}


def test_every_unique_key_has_a_reason(administrator: psycopg.Connection[Any]) -> None:
    assert {name for (name,) in administrator.execute(UNIQUE)} == set(TELLS_NOTHING)


def expected(row: Row) -> bool:
    """The clock that runs from the sending of every referral: whoever knows of the referral knows that there is one."""
    return bool(row.get("kind") == "acknowledge")


def clashes(table: str, row: Row, shown: list[Row]) -> bool:
    """One of the rows that they see is its like, so that they are told what they know."""
    keys = [name.split()[1].split(",") for name in TELLS_NOTHING if name.split()[0] == table]
    return any(
        all(one.get(name, row[name]) == row.get(name) for name in key if name in row)
        for key in keys
        for one in shown
    )


def test_whoever_writes_a_hidden_row_again_is_not_told_that_it_is_there(
    administrator: psycopg.Connection[Any],
) -> None:
    """In their own name and for their own agency, with every other value that it has."""
    told.tell(administrator)
    lived = Lived(administrator)
    tables = sorted(
        {
            name.split()[0]
            for name in TELLS_NOTHING
            if name.startswith(("access_", "enq", "live", "rec", "par"))
        }
    )
    wrong, tried = set[str](), set[str]()
    for username in WRITERS:
        with as_member(username) as me, transaction.atomic():
            cases = asked("SELECT id FROM access_case")
            for table in tables:
                key = "attachment_id" if table == "records_attachment_content" else "id"
                seen = asked(f"SELECT {key} FROM {table}")  # noqa: S608
                hidden = [row for row in lived.rows(table) if row[key] not in seen and not expected(row)]
                shown = [row for row in lived.rows(table) if row[key] in seen]
                # Those first of a case that they may open: there they may write.
                for row in sorted(hidden, key=lambda row: row.get("case_id") not in cases)[:HIDDEN]:
                    tried.add(table)
                    again = row | lived.own(table, me)
                    said = written(table, lived.kinds[table], again)
                    if said.startswith(CLASH) and not clashes(table, again, shown):
                        wrong.add(f"{table} as {username}: {said}")
    assert not wrong, "\n".join(sorted(wrong))
    assert tried == {table for table in tables if lived.rows(table)}
    assert len(tried) > 12
