"""What may be written, in a person's words: who adds and who changes a row. `oracle.py` says what may be seen."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from tests.policy.oracle import Oracle
from tests.policy.oracle_of_cases import TYPED
from tests.policy.register import Case, Export, Practitioner, Row

# Written by anybody who may open the case and is not there only to read.
CONTRIBUTED = {
    "records_note",
    "records_line",
    "records_childs_voice",
    "records_attachment",
    "records_attachment_content",
    "records_note_about",
    "records_withdrawal",
    "records_promotion",
    "records_same_event",
    "records_body_mark",
    "records_voice_response",
    "enquiries_referral",
    "enquiries_referral_child",
    "enquiries_referral_adult",
    "enquiries_referral_answer",
    "enquiries_referral_address",
    "enquiries_danger",
    "enquiries_hand_over",
    "enquiries_handed_line",
    "enquiries_challenge",
}
# Whoever answers for an agency.
ANSWER = ("agency_officer", "safeguarding_lead")
# Written by the hub that runs the case.
HUB_WORK = {
    "people_address",
    "people_relationship",
    "enquiries_screening",
    "enquiries_enquiry",
    "enquiries_pause",
    "enquiries_request",
    "enquiries_chase",
    "enquiries_not_shared",
    "enquiries_relied_on",
    "enquiries_feedback",
    "enquiries_protection",
}
# What a change may touch, by one column of each. No other table is ever changed.
CHANGED_BY_THE_HUB = {
    "enquiries_referral": "state",
    "enquiries_referral_child": "identified_at",
    "enquiries_referral_adult": "person_id",
    "enquiries_enquiry": "state",
    "enquiries_pause": "ended_at",
    "enquiries_clock": "stopped_at",
    "enquiries_request": "seen_at",
    "enquiries_feedback": "seen_at",
    "enquiries_challenge": "reply",
}
CHANGED_OTHERWISE = {
    "access_practitioner": "last_login",
    "access_involvement": "valid_to",
    "access_subject": "provisional",
    "access_clearance": "valid_to",
    "access_seal": "opened_at",
    "access_emergency": "finding",
    "access_assurance": "ended_at",
    "access_export": "taken_at",
    "exports_making": "step_at",
    "notifications_message": "read_at",
    "people_person": "religion",
    "enquiries_draft": "saved_at",
    "records_note_draft": "saved_at",
    "live_forms_form": "closed_at",
    "live_forms_participant": "valid_to",
    TYPED: "answers",
}
CHANGED = CHANGED_BY_THE_HUB | CHANGED_OTHERWISE


class Verbs(Oracle):
    """Who adds and who changes what."""

    def may_write(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> bool:
        return self.sees_case(someone, partnership, case) and not self.only_reads(someone, partnership, case)

    def adds(
        self,
        someone: Practitioner,
        partnership: uuid.UUID,
        case: Case,
        table: str,
        *,
        agency: uuid.UUID,
        author: uuid.UUID,
        by_hub: bool = False,
        kind: str = "",
        request: Row | None = None,
        rating: Row | None = None,
    ) -> bool:
        """In their own name, for an agency they belong to; the hub's work only from the hub.

        `request`: the one that an answer names. `rating`: the one that they agree to.
        """
        if author != someone.id or agency not in self.own_agencies(someone, partnership):
            return False
        if not self.may_write(someone, partnership, case):
            return False
        hub = self.in_hub(someone, partnership, case)
        if table in CONTRIBUTED:
            return True
        if table == "enquiries_rating":
            return hub or not by_hub
        if table == "enquiries_confirmation":
            return hub and rating is not None and self.confirms(someone, partnership, case, rating)
        if table == "enquiries_clock":
            return hub or kind == "acknowledge"
        if table == "enquiries_return":
            return request is not None and request.to == agency and self.reads(someone, partnership, request)
        if table == "enquiries_decision":
            return hub and self.has(someone, partnership, "decision_maker")
        if table == TYPED:
            return hub or self.has(someone, partnership, *ANSWER)
        return table in HUB_WORK and hub

    def confirms(self, someone: Practitioner, partnership: uuid.UUID, case: Case, rating: Row) -> bool:
        """Somebody else rated for the hub of this case, and they are of the kind that must agree."""
        return (
            any(one is rating for one in case.rows)
            and self.reads(someone, partnership, rating)
            and rating.by_hub
            and rating.author != someone.id
            and (
                rating.confirm_by == "hub"
                or (
                    rating.confirm_by == "decision_maker" and self.has(someone, partnership, "decision_maker")
                )
            )
        )

    def reads(self, someone: Practitioner, partnership: uuid.UUID, row: Row) -> bool:
        case = next(case for case in self.cases if any(one is row for one in case.rows))
        return self.sees_case(someone, partnership, case) and self.reads_row(someone, partnership, case, row)

    def seals(self, someone: Practitioner, partnership: uuid.UUID, case: Case, *, by: uuid.UUID) -> bool:
        return (
            by == someone.id
            and self.has(someone, partnership, "decision_maker")
            and self.in_hub(someone, partnership, case)
            and self.may_write(someone, partnership, case)
        )

    def involves(self, someone: Practitioner, partnership: uuid.UUID, case: Case, *, by: uuid.UUID) -> bool:
        """The hub, or whoever opened the case for as long as the hub was never in it; each in their own name."""
        if by != someone.id or self.only_reads(someone, partnership, case):
            return False
        if self.in_hub(someone, partnership, case):
            return True
        handed_over = any(one.principal == case.hub for one in case.involved)
        return (
            case.opened_by == someone.id
            and not handed_over
            and not self.avoided(someone) & set(case.subjects)
        )

    def identifies(
        self, someone: Practitioner, partnership: uuid.UUID, case: Case, person: uuid.UUID
    ) -> bool:
        """The hub makes a subject of somebody whom they see, or put on record themself and nobody has put in a case."""
        known = self.known.get(person)
        own = known is not None and (known.made_by, known.partnership) == (someone.id, partnership)
        new = (
            own and person not in self.avoided(someone) and all(person not in c.subjects for c in self.cases)
        )
        return (
            (new or self.sees_person(someone, partnership, person))
            and self.in_hub(someone, partnership, case)
            and self.may_write(someone, partnership, case)
        )

    def clears(
        self,
        someone: Practitioner,
        partnership: uuid.UUID,
        *,
        where: uuid.UUID,
        about: uuid.UUID,
        by: uuid.UUID,
    ) -> bool:
        """A Caldicott guardian gives a clearance, here, in their own name, never to themself."""
        return (
            where == partnership
            and by == someone.id
            and about != someone.id
            and self.sees_somebody(someone, partnership, about)
            and self.has(someone, partnership, "caldicott_guardian")
        )

    def asks_to_audit(
        self, someone: Practitioner, partnership: uuid.UUID, *, where: uuid.UUID, who: uuid.UUID, agreed: bool
    ) -> bool:
        """A quality assurer asks for themself, and nobody has agreed yet."""
        return (
            where == partnership
            and who == someone.id
            and not agreed
            and self.has(someone, partnership, "quality_assurer")
        )

    def takes_out(
        self,
        someone: Practitioner,
        partnership: uuid.UUID,
        case: Case,
        *,
        by: uuid.UUID,
        agreed: bool,
        purpose: str = "",
    ) -> bool:
        """In their own name: the hub in one step, anybody else in the case only asks.

        What anybody may read is made in the hub, by somebody who may see which addresses are kept from others.
        """
        if by != someone.id or not self.sees_case(someone, partnership, case):
            return False
        if purpose in ("court", "family", "learning"):
            return self.may_make(someone, partnership, case, purpose)
        return not agreed or self.in_hub(someone, partnership, case)

    def records_person(
        self,
        someone: Practitioner,
        partnership: uuid.UUID,
        *,
        where: uuid.UUID,
        by: uuid.UUID,
        person: uuid.UUID | None = None,
    ) -> bool:
        """The hub, in their own name, and never somebody whom they must not see."""
        if person in self.avoided(someone):
            return False
        return where == partnership and by == someone.id and self.is_of_the_hub(someone, partnership)

    def is_of_the_hub(self, someone: Practitioner, partnership: uuid.UUID) -> bool:
        """By role: those who may say who somebody is."""
        return self.has(someone, partnership, "hub_practitioner", "decision_maker")

    def adds_to_person(self, someone: Practitioner, partnership: uuid.UUID, person: uuid.UUID) -> bool:
        """A name, an identifier or a key to find them by."""
        return self.is_of_the_hub(someone, partnership) and self.sees_person(someone, partnership, person)

    # ------------------------------------------------------------------ changing

    def changed(
        self, someone: Practitioner, partnership: uuid.UUID, seen: dict[str, set[str]] | None = None
    ) -> dict[str, set[str]]:
        """Of every table in CHANGED the keys of the rows that somebody sees (`seen`, if known) and may change."""
        with self.one_question():
            return self._changed(someone, partnership, seen)

    def _changed(
        self, someone: Practitioner, partnership: uuid.UUID, seen: dict[str, set[str]] | None
    ) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {table: set() for table in CHANGED}
        seen = self.expected(someone, partnership) if seen is None else seen
        self._changed_register(someone, partnership, seen, found)
        for case in self.cases:
            if not self.may_write(someone, partnership, case):
                continue
            hub, mine = self.in_hub(someone, partnership, case), self.own_agencies(someone, partnership)
            decides = self.has(someone, partnership, "decision_maker")
            answers = self.has(someone, partnership, *ANSWER)
            if hub:
                found["access_involvement"] |= {str(one.id) for one in case.involved}
                found["access_subject"] |= {f"{case.id} {person}" for person in case.subjects}
            if hub and decides:
                found["access_seal"] |= {
                    str(seal.id)
                    for seal in case.seals
                    if self.sees_somebody(someone, partnership, seal.opened_by)
                }
            for row in case.rows:
                to_us = row.to in mine
                if row.table == TYPED and row.agency in mine and (hub or answers):
                    found[TYPED].add(str(row.id))
                if row.table in CHANGED_BY_THE_HUB and (
                    hub
                    or (row.table == "enquiries_referral" and row.author == someone.id)
                    or (row.table == "enquiries_request" and to_us and answers)
                    or (row.table == "enquiries_feedback" and to_us)
                ):
                    found[row.table].add(str(row.id))
        for table, row_id in self.forms_changed(someone, partnership):
            found[table].add(str(row_id))
        return {table: rows & seen.get(table, set()) for table, rows in found.items()}

    def changes_export(self, someone: Practitioner, partnership: uuid.UUID, export: Export) -> bool:
        """A decision-maker of the hub agrees to what another asked for; whoever asked takes what another agreed to."""
        case = next(case for case in self.cases if case.id == export.case)
        if not self.sees_somebody(someone, partnership, export.agreed_by):
            return False
        if export.asked_by != someone.id:
            return self.in_hub(someone, partnership, case) and self.has(
                someone, partnership, "decision_maker"
            )
        if export.agreed_at is None or export.agreed_by in (None, someone.id):
            return False
        return self.sees_case(someone, partnership, case) and datetime.now(
            UTC
        ) < export.agreed_at + timedelta(days=7)

    def _changed_register(
        self,
        someone: Practitioner,
        partnership: uuid.UUID,
        seen: dict[str, set[str]],
        found: dict[str, set[str]],
    ) -> None:
        found["access_practitioner"] = {str(someone.id)}
        found["notifications_message"] = set(seen["notifications_message"])
        found["enquiries_draft"] = set(seen["enquiries_draft"])
        found["records_note_draft"] = set(seen["records_note_draft"])
        found["access_export"] = _ids(
            x.id for x in self.exports if self.changes_export(someone, partnership, x)
        )
        found["exports_making"] = set(seen.get("exports_making", ()))
        if self.is_of_the_hub(someone, partnership):
            found["people_person"] = set(seen.get("people_person", ()))
        if self.has(someone, partnership, "caldicott_guardian"):
            found["access_clearance"] = _ids(
                one.id
                for other in self.practitioners
                for one in other.clearances
                if one.partnership == partnership and other is not someone
            )
            found["access_emergency"] = _ids(
                x.id
                for x in self.emergencies
                if x.practitioner != someone.id and x.partnership == partnership
            )
            # An emergency access to a case of somebody they must never see is reviewed by another.
            found["access_emergency"] &= seen["access_emergency"]
        if self.has(someone, partnership, "decision_maker"):
            found["access_assurance"] = _ids(
                x.id
                for x in self.assurances
                if x.practitioner != someone.id
                and x.partnership == partnership
                and self.sees_somebody(someone, partnership, x.agreed_by)
            )


def _ids(rows: Iterable[uuid.UUID]) -> set[str]:
    return {str(row) for row in rows}
