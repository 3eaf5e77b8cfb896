"""A naive reading of the policy, written as a person would say it. PostgreSQL must agree with it on every row.

It shares nothing with the compiled policy but the words of the document that is made from it.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.policy.register import (
    ROLES,
    SECRETS,
    UNSPOKEN,
    Agency,
    Case,
    Line,
    Membership,
    Note,
    Practitioner,
    live,
)


class Oracle:
    """Who sees what in a world."""

    agencies: list[Agency]
    practitioners: list[Practitioner]
    cases: list[Case]
    people: list[uuid.UUID]

    def held(self, someone: Practitioner, partnership: uuid.UUID) -> list[Membership]:
        return [m for m in someone.memberships if m.agency.partnership == partnership and live(m.dates)]

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

    def sees_case(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> bool:
        """Involved today; where the case is sealed, by name and in person. Never where somebody in it is excluded."""
        if someone.excluded & set(case.subjects):
            return False
        mine = self.principals(someone, partnership)
        if case.sealed:
            mine = {someone.principal}
        return any(
            one.principal in mine and live(one.dates) and (not case.sealed or one.kind == "named")
            for one in case.involved
        )

    def only_reads(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> bool:
        """An emergency or an audit lets them in, in person, and nothing else does."""
        mine = self.principals(someone, partnership)
        ways = {one.kind for one in case.involved if one.principal in mine and live(one.dates)}
        own = {one.kind for one in case.involved if one.principal == someone.principal and live(one.dates)}
        return bool(own & {"emergency", "assurance"}) and not ways - {"emergency", "assurance"}

    def in_audience(self, someone: Practitioner, partnership: uuid.UUID, case: Case, note: Note) -> bool:
        if not self.sees_case(someone, partnership, case):
            return False
        own = note.agency in {m.agency.id for m in self.held(someone, partnership)}
        match note.audience:
            case "whole_case":
                return True
            case "named":
                return own or bool(set(note.named) & self.principals(someone, partnership))
            case "named_people":
                return note.author == someone.id or someone.principal in note.named
            case _:
                return own

    def cleared(self, someone: Practitioner, partnership: uuid.UUID, note: Note, line: Line) -> bool:
        """For every secret mark of the line a clearance that holds today; whoever wrote it needs none."""
        given = {mark for where, mark, dates in someone.clearances if where == partnership and live(dates)}
        return note.author == someone.id or not (line.marks & set(SECRETS)) - given

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
        for note in case.notes:
            for line in note.lines:
                if (
                    self.in_audience(someone, partnership, case, note)
                    and not self.cleared(someone, partnership, note, line)
                    and not line.marks & UNSPOKEN
                ):
                    found[case.id, note.agency, frozenset(line.marks & set(SECRETS))] += 1
        return found

    def sees_person(self, someone: Practitioner, partnership: uuid.UUID, person: uuid.UUID) -> bool:
        if person in someone.excluded:
            return False
        return any(
            self.sees_case(someone, partnership, case) and case.subjects.get(person) is False
            for case in self.cases
        )

    def in_hub(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> bool:
        return self.sees_case(someone, partnership, case) and case.hub in self.principals(
            someone, partnership
        )

    def has(self, someone: Practitioner, partnership: uuid.UUID, *roles: str) -> bool:
        return any(held.role in roles for held in self.held(someone, partnership))

    def expected(self, someone: Practitioner, partnership: uuid.UUID) -> dict[str, set[uuid.UUID]]:
        cases = [case for case in self.cases if self.sees_case(someone, partnership, case)]
        return {
            "access_case": {case.id for case in cases},
            "records_note": {
                note.id
                for case in self.cases
                for note in case.notes
                if self.sees_note(someone, partnership, case, note)
            },
            "records_line": {
                line.id
                for case in self.cases
                for note in case.notes
                for line in note.lines
                if self.reads_line(someone, partnership, case, note, line)
            },
            "access_seal": {case.seal for case in cases if case.seal is not None},
            "access_clearance": {
                row
                for other in self.practitioners
                for row, where in other.clearance_rows
                if other is someone
                or (
                    where == partnership
                    and self.has(someone, partnership, "caldicott_guardian", "administrator")
                )
            },
            "people_person": {p for p in self.people if self.sees_person(someone, partnership, p)},
            "access_agency": {a.id for a in self.agencies if a.partnership == partnership},
        }

    def signed_in(self) -> Iterable[tuple[Practitioner, uuid.UUID, str]]:
        for someone in self.practitioners:
            for partnership, token in someone.tokens.items():
                yield someone, partnership, token
