"""Whatever page about a record says words of a case or of a person, that it was looked at stands in the ledger."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.cast import client_as
from tests.policy import told
from tests.policy.planting import Where, plant
from tests.policy.test_canary_words import addresses, planted_in

pytestmark = pytest.mark.django_db(transaction=True)

READERS = ("ama", "priya", "ben", "cass", "gil", "dev")
ABOUT = ("case_id", "person_id")


def subjects(administrator: psycopg.Connection[Any], where: Where) -> dict[str, str]:
    """Of each planted word the case or the person that its row is about, where it is about one."""
    about: dict[tuple[str, str], str] = {}
    for table in {
        table for table, _ in where.values() if table.startswith(("records_", "enquiries_", "people_"))
    }:
        columns = [
            name
            for (name,) in administrator.execute(
                "SELECT column_name::text FROM information_schema.columns WHERE table_name = %s", [table]
            )
        ]
        key = "attachment_id" if table == "records_attachment_content" else "id"
        told_of = next(
            (name for name in ABOUT if name in columns), "id" if table == "people_person" else None
        )
        if told_of is not None:
            asked = SQL("SELECT {}::text, {}::text FROM {}").format(
                Identifier(key), Identifier(told_of), Identifier(table)
            )
            for row, subject in administrator.execute(asked):
                about[table, row] = subject
    return {word: about[row] for word, row in where.items() if row in about}


def written(administrator: psycopg.Connection[Any]) -> set[str]:
    """The cases and rows that the ledger names, with the people whom those cases are about."""
    rows = administrator.execute(
        'SELECT "case"::text, row::text FROM audit_entry UNION SELECT s.person_id::text, NULL FROM access_subject s '
        'JOIN audit_entry e ON e."case" = s.case_id WHERE NOT s.provisional'
    ).fetchall()
    return {name for row in rows for name in row if name}


def test_every_page_about_a_record_writes_who_looked(administrator: psycopg.Connection[Any]) -> None:
    case = told.tell(administrator)[0]
    about = subjects(administrator, where := plant(administrator))
    found = dict.fromkeys([*addresses(administrator, case), *addresses(administrator, case, last=True)])
    silent, looked = set(), 0
    administrator.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
    for username in READERS:
        browser = client_as(username)
        for address in found:
            administrator.execute("DELETE FROM audit_entry")
            answer = browser.get(address)
            told_of = {about[word] for word in planted_in(answer, where) if word in about}
            named = written(administrator)
            looked += len(told_of)
            silent |= {f"{address} as {username}: {subject}" for subject in told_of - named}
    assert not silent, "\n".join(map(str, sorted(silent)))
    assert looked > 50
