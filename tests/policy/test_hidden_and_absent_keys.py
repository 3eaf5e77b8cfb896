"""A row that names one that may not be seen is refused as if that one were not there, whichever key it names it by.

The keys are the catalogue's: of every table that the application writes, each that it may give a value. A lived case
is written again row by row, as several of the cast, each time with one key changed; the whole answer is compared.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import transaction

from tessera.access import actions as access
from tessera.access.kinds import models_by_kind
from tessera.access.policy import NAMED_OTHERWISE
from tests.cast import as_member
from tests.policy import told
from tests.policy.written_again import Lived, asked, changed, written

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = ("ama", "priya", "ben", "cass", "isla", "gil", "hana", "ada")
REFUSED = "42501"
LIKE = 2  # rows of a table that are written again, each time with another key
HIDDEN, KNOW = 1, 6
# What may be named without being seen is what rows that they do see name: whoever reads those knows it already.
STANDS_FOR_SOMEBODY = (
    "SELECT principal_id FROM access_agency UNION SELECT members_id FROM access_agency "
    "UNION SELECT principal_id FROM access_team UNION SELECT principal_id FROM access_practitioner"
)
KNOWN = {
    ("access_involvement", "principal_id"): STANDS_FOR_SOMEBODY,
    ("live_forms_participant", "principal_id"): STANDS_FOR_SOMEBODY,
    ("enquiries_rating", "enquiry_id"): (
        "SELECT id FROM enquiries_enquiry UNION SELECT enquiry_id FROM enquiries_request"
    ),
}
# Keys that none of those who write here is let in by, whatever they name. May only shrink.
NOT_LET_IN = {
    "access_assurance.agreed_by_id": "whoever asks to audit names nobody who agreed",
    "access_invitation.agreed_by_id": "whoever asks that somebody works here names nobody who agreed",
    "access_invitation.withdrawn_by_id": "nor anybody who took it back",
}
NOT_LET_CHANGE = {"enquiries_draft.referral_id": "whoever has a draft in a lived case sees no referral"}


def absent(kind: str) -> Any:
    return uuid.uuid4() if kind == "uuid" else 2_000_000_000


def test_a_key_to_a_hidden_row_is_refused_as_one_to_none(administrator: psycopg.Connection[Any]) -> None:
    told.tell(administrator)
    lived = Lived(administrator)
    wrong, let_in = set[str](), set[str]()
    for username in WRITERS:
        with as_member(username) as me, transaction.atomic():
            for table, column, to, key, adds, _ in lived.keys:
                known, hidden = lived.named(to, key, KNOWN.get((table, column)))
                kinds = lived.kinds[table]
                for row in lived.like(table, me, LIKE) if adds else ():
                    none = written(table, kinds, row | {column: absent(kinds[column])})
                    for one in hidden[:HIDDEN]:
                        said = written(table, kinds, row | {column: one})
                        if said != none:
                            wrong.add(f"{table}.{column} as {username}: hidden: {said} / absent: {none}")
                    if none.startswith(REFUSED) and f"{table}.{column}" not in let_in:
                        answers = (written(table, kinds, row | {column: one}) for one in known[:KNOW])
                        if not all(said.startswith(REFUSED) for said in answers):
                            let_in.add(f"{table}.{column}")
    assert not wrong, "\n".join(sorted(wrong))
    assert lived.closed("add") - let_in == set(NOT_LET_IN)


def test_a_key_is_changed_to_a_hidden_row_no_sooner_than_to_none(
    administrator: psycopg.Connection[Any],
) -> None:
    told.tell(administrator)
    lived = Lived(administrator)
    wrong, let_in = set[str](), set[str]()
    for username in WRITERS:
        with as_member(username), transaction.atomic():
            for table, column, to, key, _, changes in lived.keys:
                if not changes:
                    continue
                known, hidden = lived.named(to, key, KNOWN.get((table, column)))
                for which in sorted(asked(f"SELECT id FROM {table}"), key=str)[: LIKE * 3]:  # noqa: S608
                    kinds = lived.kinds[table]
                    none = changed(table, column, ("id", which), absent(kinds.get(column, "uuid")))
                    for one in hidden[:HIDDEN]:
                        said = changed(table, column, ("id", which), one)
                        if said != none:
                            wrong.add(f"{table}.{column} as {username}: hidden: {said} / absent: {none}")
                    said = changed(table, column, ("id", which), known[0]) if known else REFUSED
                    if none.startswith(REFUSED) and not said.startswith(REFUSED):
                        let_in.add(f"{table}.{column}")
    assert not wrong, "\n".join(sorted(wrong))
    assert lived.closed("change") - let_in == set(NOT_LET_CHANGE)


def test_whom_somebody_must_never_see_is_refused_as_nobody_is(
    administrator: psycopg.Connection[Any],
) -> None:
    """A subject of a case names a person by no key of the database: its app stands below that of people."""
    cases = told.tell(administrator)
    with as_member("ama") as me:
        person, known = _two_on_record(administrator)
        own = _on_record_in_no_case(administrator, me.id)
        for one in (person, own):
            access.exclude(
                practitioner=me, at=datetime.now(UTC), excluded=me.id, person_id=one, reason="A neighbour."
            )
    with as_member("ama"), transaction.atomic():
        there = asked("SELECT id FROM access_case")
        case = next(one for one in cases if uuid.UUID(one) in there)
        row = {"id": uuid.uuid4(), "case_id": case, "provisional": False, "made_at": datetime.now(UTC)}
        kinds = dict.fromkeys((*row, "person_id"), "text")
        none = written("access_subject", kinds, row | {"person_id": uuid.uuid4()})
        assert none.startswith(REFUSED)
        assert written("access_subject", kinds, row | {"person_id": person}) == none
        assert written("access_subject", kinds, row | {"person_id": own}) == none
        sealed = administrator.execute(
            "SELECT s.person_id FROM access_subject s JOIN access_case c ON c.id = s.case_id "
            "WHERE c.sealed AND NOT s.provisional"
        ).fetchall()
        assert sealed
        for (hidden,) in sealed:
            assert written("access_subject", kinds, row | {"person_id": hidden}) == none
        assert not written("access_subject", kinds, row | {"person_id": known}).startswith(REFUSED)


def _on_record_in_no_case(administrator: psycopg.Connection[Any], by: uuid.UUID) -> uuid.UUID:
    """Somebody whom this practitioner has put on record, and nobody has made a subject of a case yet."""
    found = administrator.execute(
        "INSERT INTO people_person SELECT p.* FROM people_person o, jsonb_populate_record(o, jsonb_build_object("
        "'id', gen_random_uuid(), 'made_by_id', %s::uuid)) p LIMIT 1 RETURNING id",
        [by],
    ).fetchone()
    assert found is not None
    return uuid.UUID(str(found[0]))


def _two_on_record(administrator: psycopg.Connection[Any]) -> tuple[uuid.UUID, uuid.UUID]:
    """Two people whom whoever acts sees, in no case together."""
    seen = asked("SELECT id FROM people_person")
    pairs = administrator.execute(
        "SELECT a.person_id, b.person_id FROM access_subject a JOIN access_subject b ON a.case_id <> b.case_id "
        "WHERE a.person_id = ANY (%s) AND b.person_id = ANY (%s) AND NOT EXISTS (SELECT 1 FROM access_subject c "
        "JOIN access_subject d ON d.case_id = c.case_id WHERE c.person_id = a.person_id AND d.person_id = b.person_id)",
        [list(seen), list(seen)],
    ).fetchall()
    return pairs[0]  # type: ignore[return-value]


def test_what_is_named_unseen_is_what_a_row_that_is_seen_names() -> None:
    kinds = models_by_kind()
    assert {(kinds[kind]._meta.db_table, column) for kind, column in NAMED_OTHERWISE} == set(KNOWN)
