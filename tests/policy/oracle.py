"""A naive reading of the policy, written as a person would say it. PostgreSQL must agree with it on every row.

It shares nothing with the compiled policy but the words of the document that is made from it. What may be seen is here;
what may be written is in oracle_of_verbs.py.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from tests.policy.register import (
    PAST,
    ROLES,
    SECRETS,
    UNSPOKEN,
    Agency,
    Case,
    Clearance,
    Draft,
    Entry,
    Involvement,
    Line,
    Membership,
    Message,
    Note,
    Opened,
    Person,
    Practitioner,
    Row,
    live,
)

READS_ONLY = {"emergency", "assurance", "own_record"}
ADDRESSED = {"enquiries_request", "enquiries_feedback"}


class Oracle:
    """Who sees what in a world, at the moment `at`; where that is None, now."""

    at: datetime | None = None
    # When it was last worked out who is in which case, if that was before the moment. Whose involvement begins after it
    # is let in by the next time; whose ends is out at the instant.
    worked_out_at: datetime | None = None
    agencies: list[Agency]
    practitioners: list[Practitioner]
    cases: list[Case]
    people: list[uuid.UUID]
    known: dict[uuid.UUID, Person]
    settings: dict[uuid.UUID, uuid.UUID]
    hubs: dict[uuid.UUID, int]
    emergencies: list[Opened]
    assurances: list[Opened]
    messages: list[Message]
    entries: list[Entry]
    drafts: list[Draft]

    def _live(self, dates: tuple[datetime, datetime | None]) -> bool:
        return live(dates, self.at or datetime.now(UTC))

    # ------------------------------------------------------------------ who somebody is

    def held(self, someone: Practitioner, partnership: uuid.UUID) -> list[Membership]:
        return [m for m in someone.memberships if m.agency.partnership == partnership and self._live(m.dates)]

    def own_agencies(self, someone: Practitioner, partnership: uuid.UUID) -> set[uuid.UUID]:
        return {m.agency.id for m in self.held(someone, partnership)}

    def principals(self, someone: Practitioner, partnership: uuid.UUID) -> set[int]:
        """Themself; of each membership the agency's members, the team, and the agency where the role is for it."""
        found = {someone.principal}
        for membership in self.held(someone, partnership):
            found.add(membership.agency.members)
            if membership.team is not None:
                found.add(membership.agency.teams[membership.team])
            if ROLES[membership.role] == "agency":
                found.add(membership.agency.principal)
        return found

    def has(self, someone: Practitioner, partnership: uuid.UUID, *roles: str) -> bool:
        return any(held.role in roles for held in self.held(someone, partnership))

    def cleared_for(self, someone: Practitioner, partnership: uuid.UUID) -> set[str]:
        """The secret marks they hold a clearance for, here, at the moment."""
        return {
            one.mark for one in someone.clearances if one.partnership == partnership and self._live(one.dates)
        }

    def avoided(self, someone: Practitioner) -> set[uuid.UUID]:
        """The people they must never see."""
        for_a_time = {person for person, dates in someone.excluded_for_a_time if self._live(dates)}
        return for_a_time | (someone.excluded if self._live((PAST, None)) else set())

    # ------------------------------------------------------------------ cases

    def sees_case(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> bool:
        """Involved today; where the case is sealed, by name and in person. Never where somebody in it is excluded."""
        if self.avoided(someone) & set(case.subjects):
            return False
        mine = self.principals(someone, partnership)
        if case.sealed:
            mine = {someone.principal}
        ways = [
            one.dates
            for one in case.involved
            if one.principal in mine and (not case.sealed or one.kind == "named")
        ]
        known = self.worked_out_at is None or any(live(dates, self.worked_out_at) for dates in ways)
        return known and any(self._live(dates) for dates in ways)

    def just_out(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> bool:
        """In the case when that was last worked out, and by no way any longer."""
        if self.at is None or self.worked_out_at is None:
            return False
        mine = self.principals(someone, partnership)
        ways = [one for one in case.involved if one.principal in mine]
        own = [one for one in ways if not case.sealed or one.kind == "named"]
        was_in = any(
            live(one.dates, self.worked_out_at) and (not case.sealed or one.principal == someone.principal)
            for one in own
        )
        ended = any(one.dates[1] and self.worked_out_at < one.dates[1] <= self.at for one in ways)
        return was_in and ended and not any(self._live(one.dates) for one in own)

    def only_reads(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> bool:
        """An emergency or an audit lets them in, in person, or their own record does, and nothing else does."""
        mine = self.principals(someone, partnership)
        ways = {one.kind for one in case.involved if one.principal in mine and self._live(one.dates)}
        own = {
            one.kind for one in case.involved if one.principal == someone.principal and self._live(one.dates)
        }
        narrow = own & {"emergency", "assurance"} or ways & {"own_record"}
        return bool(narrow) and not ways - READS_ONLY

    def ways_in(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> list[Involvement]:
        mine = self.principals(someone, partnership)
        return [one for one in case.involved if one.principal in mine and self._live(one.dates)]

    def keeps_own_record(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> bool:
        """Their work in the case has ended: what they wrote is open to them, and nothing else is."""
        ways = self.ways_in(someone, partnership, case)
        return bool(ways) and {one.kind for one in ways} == {"own_record"}

    def kept(self, someone: Practitioner, partnership: uuid.UUID, case: Case, row: Note | Row) -> bool:
        """They wrote it; or their agency's work has ended, and somebody of it wrote it or it was addressed to it."""
        ways = self.ways_in(someone, partnership, case)
        agency = bool({one.principal for one in ways} & {a.principal for a in self.agencies})
        own = self.own_agencies(someone, partnership)
        told = isinstance(row, Row) and row.table in ADDRESSED and row.to in own
        return row.author == someone.id or (agency and (row.agency in own or told))

    def assures(self, someone: Practitioner, case: Case) -> bool:
        """They assure the quality of the work on it, and read what the hub reads."""
        return any(
            one.principal == someone.principal and one.kind == "assurance" and self._live(one.dates)
            for one in case.involved
        )

    def in_hub(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> bool:
        return self.sees_case(someone, partnership, case) and case.hub in self.principals(
            someone, partnership
        )

    # ------------------------------------------------------------------ rows of a case

    def in_audience(self, someone: Practitioner, partnership: uuid.UUID, case: Case, row: Row) -> bool:
        if not self.sees_case(someone, partnership, case):
            return False
        if self.keeps_own_record(someone, partnership, case) and not self.kept(
            someone, partnership, case, row
        ):
            return False
        own = row.agency in self.own_agencies(someone, partnership)
        match row.audience:
            case "whole_case":
                return True
            case "named":
                assured = self.assures(someone, case) and self.hubs[partnership] in row.named
                return own or assured or bool(set(row.named) & self.principals(someone, partnership))
            case "named_people":
                return row.author == someone.id or someone.principal in row.named
            case _:
                return own

    def _cleared(
        self, someone: Practitioner, partnership: uuid.UUID, author: uuid.UUID, marks: set[str]
    ) -> bool:
        """For every secret mark a clearance that holds at the moment; whoever wrote it needs none."""
        return author == someone.id or not (marks & set(SECRETS)) - self.cleared_for(someone, partnership)

    def cleared(self, someone: Practitioner, partnership: uuid.UUID, note: Note, line: Line) -> bool:
        return self._cleared(someone, partnership, note.author, line.marks)

    def reads_row(self, someone: Practitioner, partnership: uuid.UUID, case: Case, row: Row) -> bool:
        return self.in_audience(someone, partnership, case, row) and self._cleared(
            someone, partnership, row.author, row.marks
        )

    def reads_line(
        self, someone: Practitioner, partnership: uuid.UUID, case: Case, note: Note, line: Line
    ) -> bool:
        return self.in_audience(someone, partnership, case, note) and self.cleared(
            someone, partnership, note, line
        )

    def sees_note(self, someone: Practitioner, partnership: uuid.UUID, case: Case, note: Note) -> bool:
        """A note shows itself to whoever may read something in it, and to nobody else."""
        return any(self.reads_line(someone, partnership, case, note, line) for line in note.lines)

    def held_back(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> Counter[Any]:
        """How many lines they are told are withheld, by agency and marks. Of an unspoken mark: nothing."""
        found: Counter[Any] = Counter()
        if self.keeps_own_record(someone, partnership, case):
            return found
        for note in case.notes:
            for line in note.lines:
                if (
                    self.in_audience(someone, partnership, case, note)
                    and not self.cleared(someone, partnership, note, line)
                    and not line.marks & UNSPOKEN
                ):
                    found[case.id, note.agency, frozenset(line.marks & set(SECRETS))] += 1
        return found

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
        if message.recipient != someone.id:
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

    # ------------------------------------------------------------------ everything at once

    def expected(self, someone: Practitioner, partnership: uuid.UUID) -> dict[str, set[str]]:
        """Of every table the keys of the rows that somebody sees. A table that is not named shows them nothing."""
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
        return found

    def _register(self, someone: Practitioner, partnership: uuid.UUID, sees: Any) -> None:
        here = [agency for agency in self.agencies if agency.partnership == partnership]
        sees("access_partnership", [partnership])
        sees("partnership_settings", [self.settings[partnership]])
        sees("access_agency", [agency.id for agency in here])
        sees("access_team", [team for agency in here for team in agency.teams])
        belonged = [m for p in self.practitioners for m in p.memberships if m.agency in here]
        sees("access_membership", [m.id for m in belonged])
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
        sees(
            "notifications_message",
            [m.id for m in self.messages if self.sees_message(someone, partnership, m)],
        )
        sees("audit_entry", [e.id for e in self.entries if self.sees_entry(someone, partnership, e)])
        sees("enquiries_draft", [d.id for d in self.drafts if d.author == someone.id])

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
