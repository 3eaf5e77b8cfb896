"""A random world as it was at a moment: what had not happened yet is left out, and what has been undone since is there.

For what is told afterwards. The oracle itself reads it as it reads the world of today.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime

from tests.policy.oracle import Oracle
from tests.policy.oracle_of_forms import LiveForm
from tests.policy.register import NOW, PAST, Case, Practitioner, Row, live
from tests.policy.world import World

# When these were made cannot be told: they hang on a row that a world makes up.
UNDATED = {
    "audit_entry",  # the ledger writes its own time
    "enquiries_draft_answer",
    "enquiries_relied_on",
    "enquiries_handed_line",
    "enquiries_referral_child",
    "enquiries_referral_adult",
    "enquiries_referral_answer",
    "records_attachment_content",
    "records_note_about",
    "records_body_mark",
}


class Then(Oracle):
    """Everything in a world is made at one moment in the past; only who is involved, and how long, is spread out."""

    def __init__(self, world: World, at: datetime) -> None:
        assert at < NOW
        self.__dict__.update(vars(world))
        self.at = at
        self.worked_out_at = None
        self.practitioners = [_practitioner(one, at) for one in world.practitioners]
        self.cases = [_case(case, at) for case in world.cases]
        by_id = {case.id: case for case in self.cases}
        self.forms = [_form(form, by_id[form.of.id], at) for form in world.forms]

    def seen(self, someone: uuid.UUID, partnership: uuid.UUID) -> dict[str, set[str]]:
        """Of every table the keys of the rows that somebody saw. Whoever belonged nowhere did not sign in."""
        who = next(one for one in self.practitioners if one.id == someone)
        assert self.at is not None
        if not self.held(who, partnership):
            return {}
        found = {
            table: rows for table, rows in self.expected(who, partnership).items() if table not in UNDATED
        }
        if self.at >= PAST:
            return found
        # The register's own names were always there.
        return {
            table: rows for table, rows in found.items() if table in ("access_partnership", "access_agency")
        }


def _practitioner(one: Practitioner, at: datetime) -> Practitioner:
    return replace(
        one,
        memberships=[held for held in one.memberships if held.dates[0] <= at],
        clearances=[given for given in one.clearances if given.dates[0] <= at],
    )


def _case(case: Case, at: datetime) -> Case:
    """Seals that were opened today were whole; a possible match that was found today was not one yet.

    An address that has been marked since wore what it did.
    """
    return replace(
        case,
        seals=[replace(seal, opened=False) for seal in case.seals],
        involved=[one for one in case.involved if one.dates[0] <= at],
        rows=[_row(row, at) for row in case.rows],
        subjects={person: so for person, so in case.subjects.items() if person not in case.marked},
    )


def _form(form: LiveForm, case: Case, at: datetime) -> LiveForm:
    """Whoever took part then, whether or not that has ended since."""
    then = [
        replace(one, dates=(one.dates[0], None if live(one.dates, at) else one.dates[1]))
        for one in form.participants
    ]
    return replace(form, case=case, participants=[one for one in then if one.dates[0] <= at])


def _row(row: Row, at: datetime) -> Row:
    if row.worn is None or row.worn.until <= at:
        return row
    return replace(row, marks=row.worn.marks, audience=row.worn.audience, named=row.worn.named)
