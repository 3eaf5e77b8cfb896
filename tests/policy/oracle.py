"""A naive reading of the policy, written as a person would say it. PostgreSQL must agree with it on every row.

It shares nothing with the compiled policy but the words of the document that is made from it. What may be seen is here
and, of cases, in oracle_of_cases.py; what may be written is in oracle_of_verbs.py.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from tests.policy.oracle_of_forms import OfForms
from tests.policy.register import (
    Case,
    Clearance,
    Draft,
    Entry,
    Export,
    Making,
    Message,
    Opened,
    Person,
    Practitioner,
    live,
)


class Oracle(OfForms):
    """Everything that somebody sees in a world, at the moment `at`; where that is None, now."""

    people: list[uuid.UUID]
    known: dict[uuid.UUID, Person]
    emergencies: list[Opened]
    assurances: list[Opened]
    exports: list[Export]
    makings: list[Making]
    messages: list[Message]
    entries: list[Entry]
    drafts: list[Draft]
    note_drafts: list[Draft]
    dismissals: list[Draft]

    # ------------------------------------------------------------------ people and the register

    def sees_person(self, someone: Practitioner, partnership: uuid.UUID, person: uuid.UUID) -> bool:
        if person in self.avoided(someone):
            return False
        return any(
            self.sees_case(someone, partnership, case)
            and not self.keeps_own_record(someone, partnership, case)
            and case.subjects.get(person) is False
            for case in self.cases
        )

    def sees_subject(
        self, someone: Practitioner, partnership: uuid.UUID, case: Case, person: uuid.UUID
    ) -> bool:
        """A possible match is for the hub alone: it would tell the referrer that the child is on record."""
        if person in self.avoided(someone) or not self.sees_case(someone, partnership, case):
            return False
        if self.keeps_own_record(someone, partnership, case):
            return False
        return not case.subjects[person] or self.in_hub(someone, partnership, case)

    def hidden_from_overseer(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> bool:
        """What not even the ledger tells a Caldicott guardian: a case of somebody they must never see, or sealed.

        And one that they were in themself until a moment ago, until that has been worked out.
        """
        if self.avoided(someone) & set(case.subjects) or self.just_out(someone, partnership, case):
            return True
        return (
            case.sealed and case.partnership == partnership and not self.sees_case(someone, partnership, case)
        )

    def sees_entry(self, someone: Practitioner, partnership: uuid.UUID, entry: Entry) -> bool:
        case = next((case for case in self.cases if case.id == entry.case), None)
        if entry.by == someone.id:
            return True
        if case is not None and (
            self.in_hub(someone, partnership, case) or self.leads(someone, partnership, case)
        ):
            return True
        if not self.has(someone, partnership, "caldicott_guardian") or entry.partnership != partnership:
            return False
        return case is None or not self.hidden_from_overseer(someone, partnership, case)

    def leads(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> bool:
        """They are allocated to the case by name today, and may open it."""
        return self.sees_case(someone, partnership, case) and any(
            one.principal == someone.principal and one.kind == "allocated" and live(one.dates)
            for one in case.involved
        )

    def sees_message(self, someone: Practitioner, partnership: uuid.UUID, message: Message) -> bool:
        """Their own; but not about a case of somebody they must never see, nor about one that is sealed from them."""
        if message.recipient != someone.id or message.partnership != partnership:
            return False
        case = next((case for case in self.cases if case.id == message.case), None)
        if case is None:
            return True
        if self.avoided(someone) & set(case.subjects) or self.just_out(someone, partnership, case):
            return False
        return not case.sealed or self.sees_case(someone, partnership, case)

    def sees_emergency(self, someone: Practitioner, partnership: uuid.UUID, opened: Opened) -> bool:
        if opened.practitioner == someone.id:
            return True
        about = [case for case in self.cases if case.id in opened.cases]
        return (
            self.has(someone, partnership, "caldicott_guardian")
            and opened.partnership == partnership
            and not any(self.avoided(someone) & set(case.subjects) for case in about)
            and not any(self.just_out(someone, partnership, case) for case in about)
        )

    def sees_assurance(self, someone: Practitioner, partnership: uuid.UUID, opened: Opened) -> bool:
        return opened.practitioner == someone.id or (
            self.has(someone, partnership, "decision_maker", "caldicott_guardian")
            and opened.partnership == partnership
        )

    def sees_clearance(
        self, someone: Practitioner, partnership: uuid.UUID, other: Practitioner, one: Clearance
    ) -> bool:
        return other is someone or (
            one.partnership == partnership
            and self.has(someone, partnership, "caldicott_guardian", "administrator")
        )

    def sees_somebody(self, someone: Practitioner, partnership: uuid.UUID, other: uuid.UUID | None) -> bool:
        """Themself, and whoever belongs here or belonged. Nobody at all is no secret."""
        return other in (None, someone.id) or any(
            held.agency.partnership == partnership
            for one in self.practitioners
            if one.id == other
            for held in one.memberships
        )

    def sees_export(self, someone: Practitioner, partnership: uuid.UUID, export: Export) -> bool:
        """Their own, and the hub those of its cases; none about somebody whom they must never see."""
        case = next(case for case in self.cases if case.id == export.case)
        if self.avoided(someone) & set(case.subjects) or self.just_out(someone, partnership, case):
            return False
        return export.asked_by == someone.id or self.in_hub(someone, partnership, case)

    def sees_making(self, someone: Practitioner, partnership: uuid.UUID, making: Making) -> bool:
        """Their own, of a case that they may open; what anybody may read only while they may see every address."""
        case = next(case for case in self.cases if case.id == making.case)
        return (
            making.author == someone.id
            and self.sees_case(someone, partnership, case)
            and self.may_make(someone, partnership, case, making.purpose)
        )

    def may_make(self, someone: Practitioner, partnership: uuid.UUID, case: Case, purpose: str) -> bool:
        return purpose not in ("court", "family", "learning") or (
            "domestic_abuse_address" in self.cleared_for(someone, partnership)
            and self.in_hub(someone, partnership, case)
        )

    # ------------------------------------------------------------------ everything at once

    def expected(self, someone: Practitioner, partnership: uuid.UUID) -> dict[str, set[str]]:
        """Of every table the keys of the rows that somebody sees. A table that is not named shows them nothing."""
        with self.one_question():
            return self._expected(someone, partnership)

    def _expected(self, someone: Practitioner, partnership: uuid.UUID) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}

        def sees(table: str, rows: Iterable[object]) -> None:
            found.setdefault(table, set()).update(str(row) for row in rows)

        self._register(someone, partnership, sees)
        self._people(someone, partnership, sees)
        for case in self.cases:
            if not self.sees_case(someone, partnership, case):
                continue
            sees("access_case", [case.id])
            if not self.keeps_own_record(someone, partnership, case):
                sees("access_seal", [seal.id for seal in case.seals])
            mine, hub = self.principals(someone, partnership), self.in_hub(someone, partnership, case)
            sees("access_involvement", [i.id for i in case.involved if hub or i.principal in mine])
            sees(
                "access_subject",
                [
                    f"{case.id} {person}"
                    for person in case.subjects
                    if self.sees_subject(someone, partnership, case, person)
                ],
            )
            for note in case.notes:
                if self.sees_note(someone, partnership, case, note):
                    sees("records_note", [note.id])
                read = [
                    line for line in note.lines if self.reads_line(someone, partnership, case, note, line)
                ]
                sees("records_line", [line.id for line in read])
            for row in case.rows:
                if self.reads_row(someone, partnership, case, row):
                    sees(row.table, [row.id])
        self.sees_forms(someone, partnership, sees)
        return found

    def _register(self, someone: Practitioner, partnership: uuid.UUID, sees: Any) -> None:
        here = [agency for agency in self.agencies if agency.partnership == partnership]
        sees("access_partnership", [partnership])
        self.sees_settings(someone, partnership, sees)
        sees("access_agency", [agency.id for agency in here])
        sees("access_team", [team for agency in here for team in agency.teams])
        belonged = [m for p in self.practitioners for m in p.memberships if m.agency in here]
        sees("access_membership", [m.id for m in belonged])
        invited = [i.id for i in self.invitations if self.sees_invitation(someone, partnership, i)]
        sees("access_invitation", invited)
        sees("access_practitioner", {someone.id, *(m.practitioner for m in belonged)})
        sees(
            "access_clearance",
            [
                one.id
                for other in self.practitioners
                for one in other.clearances
                if self.sees_clearance(someone, partnership, other, one)
            ],
        )
        sees(
            "access_emergency",
            [x.id for x in self.emergencies if self.sees_emergency(someone, partnership, x)],
        )
        sees(
            "access_assurance",
            [x.id for x in self.assurances if self.sees_assurance(someone, partnership, x)],
        )
        sees("access_export", [x.id for x in self.exports if self.sees_export(someone, partnership, x)])
        sees("exports_making", [x.id for x in self.makings if self.sees_making(someone, partnership, x)])
        sees(
            "notifications_message",
            [m.id for m in self.messages if self.sees_message(someone, partnership, m)],
        )
        sees("audit_entry", [e.id for e in self.entries if self.sees_entry(someone, partnership, e)])
        sees("enquiries_draft", [d.id for d in self.drafts if d.author == someone.id])
        sees("records_note_draft", [d.id for d in self.note_drafts if d.author == someone.id])
        sees("patterns_dismissal", [d.id for d in self.dismissals if d.author == someone.id])

    def _people(self, someone: Practitioner, partnership: uuid.UUID, sees: Any) -> None:
        for person in self.people:
            if self.sees_person(someone, partnership, person):
                known = self.known[person]
                sees("people_person", [person])
                sees("people_name", known.names)
                sees("people_identifier", known.identifiers)
                sees("people_matchkey", known.keys.values())

    def signed_in(self) -> Iterable[tuple[Practitioner, uuid.UUID, str]]:
        for someone in self.practitioners:
            for partnership, token in someone.tokens.items():
                yield someone, partnership, token
