"""What a row may name, in a person's words: what whoever writes it sees. Which keys there are is written out by hand.

A key that is absent here names whoever writes, their agency or the case, of which the rest of the oracle speaks.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from tests.policy.oracle_of_verbs import Verbs
from tests.policy.register import Practitioner, Row

SOMEBODY, AGENCY = "access_practitioner", "access_agency"
REFERRAL, ENQUIRY, REQUEST = "enquiries_referral", "enquiries_enquiry", "enquiries_request"
NOTE, LINE, PERSON = "records_note", "records_line", "people_person"
# Of each row of a case, by which column it names a row of which table.
NAMES: dict[str, dict[str, str]] = {
    "people_address": {"person_id": PERSON},
    "people_relationship": {
        "person_id": PERSON,
        "other_id": PERSON,
        "told_by_id": AGENCY,
        "replaces_id": "people_relationship",
    },
    NOTE: {"replaces_id": NOTE},
    LINE: {"note_id": NOTE},
    "records_childs_voice": {"person_id": PERSON, "replaces_id": "records_childs_voice"},
    "records_attachment": {"note_id": NOTE},
    "records_attachment_content": {"attachment_id": "records_attachment"},
    "records_note_about": {"note_id": NOTE, "person_id": PERSON},
    "records_withdrawal": {"note_id": NOTE, "voice_id": "records_childs_voice"},
    "records_promotion": {"note_id": NOTE, "line_id": LINE},
    "records_same_event": {"note_id": NOTE, "other_id": NOTE, "line_id": LINE, "other_line_id": LINE},
    "records_body_mark": {"note_id": NOTE},
    "records_voice_response": {"voice_id": "records_childs_voice"},
    REFERRAL: {
        "from_agency_id": AGENCY,
        "referrer_id": SOMEBODY,
        "note_id": NOTE,
        "settings_id": "partnership_settings",
    },
    "enquiries_referral_child": {"referral_id": REFERRAL, "person_id": PERSON, "identified_by_id": SOMEBODY},
    "enquiries_referral_adult": {"referral_id": REFERRAL, "person_id": PERSON},
    "enquiries_referral_answer": {
        "referral_id": REFERRAL,
        "child_id": "enquiries_referral_child",
        "adult_id": "enquiries_referral_adult",
    },
    "enquiries_referral_address": {
        "child_id": "enquiries_referral_child",
        "adult_id": "enquiries_referral_adult",
    },
    "enquiries_protection": {"told_id": "enquiries_referral_address", "recorded_id": "people_address"},
    "enquiries_screening": {"referral_id": REFERRAL, "duplicate_of_id": REFERRAL},
    ENQUIRY: {"referral_id": REFERRAL, "allocated_to_id": SOMEBODY, "settings_id": "partnership_settings"},
    "enquiries_rating": {"enquiry_id": ENQUIRY},
    "enquiries_confirmation": {"rating_id": "enquiries_rating"},
    "enquiries_clock": {"enquiry_id": ENQUIRY, "referral_id": REFERRAL},
    "enquiries_pause": {"clock_id": "enquiries_clock", "request_id": REQUEST},
    "enquiries_danger": {"referral_id": REFERRAL},
    REQUEST: {"enquiry_id": ENQUIRY, "to_agency_id": AGENCY},
    "enquiries_chase": {"request_id": REQUEST},
    "enquiries_draft_answer": {"request_id": REQUEST},
    "enquiries_not_shared": {"enquiry_id": ENQUIRY, "to_agency_id": AGENCY},
    "enquiries_return": {"request_id": REQUEST, "note_id": NOTE},
    "enquiries_hand_over": {"request_id": REQUEST, "note_id": NOTE},
    "enquiries_handed_line": {"hand_over_id": "enquiries_hand_over", "line_id": LINE, "given_id": LINE},
    "enquiries_decision": {"enquiry_id": ENQUIRY},
    "enquiries_relied_on": {
        "decision_id": "enquiries_decision",
        "line_id": LINE,
        "voice_id": "records_childs_voice",
    },
    "enquiries_feedback": {
        "referral_id": REFERRAL,
        "enquiry_id": ENQUIRY,
        "to_agency_id": AGENCY,
        "told_by_id": SOMEBODY,
    },
    "enquiries_challenge": {"referral_id": REFERRAL, "replied_by_id": SOMEBODY},
}
Seen = dict[str, set[str]]


class Keys(Verbs):
    """Who may name what."""

    def names(self, seen: Seen, table: str, column: str, row: uuid.UUID) -> bool:
        """They see it. Whoever was asked rates the enquiry that they were asked for, though they do not see it."""
        if str(row) in seen.get(NAMES[table][column], ()):
            return True
        asked = seen.get(REQUEST, ())
        return table == "enquiries_rating" and any(
            one.enquiry == row and str(one.id) in asked for one in self.requests()
        )

    def requests(self) -> list[Row]:
        return [row for case in self.cases for row in case.rows if row.table == REQUEST]

    def ratings(self) -> list[Row]:
        return [row for case in self.cases for row in case.rows if row.table == "enquiries_rating"]

    def said(self, table: str, given: dict[str, Any]) -> dict[str, Any]:
        """What of a row that is tried `adds` asks about: what is in it, and the request itself that an answer names."""
        if table == "enquiries_return":
            return {"request": next((one for one in self.requests() if one.id == given["request_id"]), None)}
        if table == "enquiries_confirmation":
            return {"rating": next((one for one in self.ratings() if one.id == given["rating_id"]), None)}
        return {name: value for name, value in given.items() if name not in NAMES[table]}

    def rows_of(self, table: str) -> list[uuid.UUID]:
        """Every row of the world that a key to this table may name."""
        notes = [note for case in self.cases for note in case.notes]
        rows: dict[str, Iterable[uuid.UUID]] = {
            SOMEBODY: (one.id for one in self.practitioners),
            AGENCY: (one.id for one in self.agencies),
            PERSON: self.people,
            NOTE: (note.id for note in notes),
            LINE: (line.id for note in notes for line in note.lines),
            "partnership_settings": (one for there in self.settings.values() for one in there),
        }
        of_a_case = (row.id for case in self.cases for row in case.rows if row.table == table)
        return list(rows.get(table, of_a_case))

    def sees_principal(self, someone: Practitioner, partnership: uuid.UUID, principal: int) -> bool:
        """The agency, the team or the practitioner that it stands for is one that they see."""
        here = [agency for agency in self.agencies if agency.partnership == partnership]
        ours = {number for agency in here for number in (agency.principal, agency.members)}
        ours |= {number for agency in here for number in agency.teams.values()}
        others = (one for one in self.practitioners if one.principal == principal)
        return principal in ours or any(self.sees_somebody(someone, partnership, one.id) for one in others)
