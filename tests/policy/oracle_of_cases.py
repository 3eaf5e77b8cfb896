"""The first half of the oracle: who somebody is, which cases are open to them, and which rows of a case."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeVar

from tests.policy.register import (
    NOW,
    PAST,
    ROLES,
    SECRETS,
    UNSPOKEN,
    Agency,
    Case,
    Involvement,
    Line,
    Membership,
    Note,
    Practitioner,
    Row,
    live,
)

READS_ONLY = {"emergency", "assurance", "own_record"}
ADDRESSED = {"enquiries_request", "enquiries_feedback"}
# An answer that is still being typed is its agency's, whatever its label says.
TYPED = "enquiries_draft_answer"
# An address as it was told. Of the same as it is on record nothing is said apart.
TOLD = "enquiries_referral_address"


Answer = TypeVar("Answer")


def remembered(
    asks: Callable[[Any, Practitioner, uuid.UUID, *tuple[Any, ...]], Answer],
) -> Callable[..., Answer]:
    """What a reading said of somebody (and of a case) is said again within one question, and not read again."""
    name = asks.__name__

    @wraps(asks)
    def ask(world: OfCases, someone: Practitioner, *about: Any) -> Answer:
        if world.heard is None:
            return asks(world, someone, *about)
        # Numbers: to hash an identifier costs as much as many a reading.
        key = name, someone.principal, *[(one.id if isinstance(one, Case) else one).int for one in about]
        if key not in world.heard:
            world.heard[key] = asks(world, someone, *about)
        answer: Answer = world.heard[key]
        return answer

    return ask


class OfCases:
    """Who sees what in a world, at the moment `at`; where that is None, now."""

    # What was said within the question under way, which is of one moment and of one state of the world.
    heard: dict[tuple[Any, ...], Any] | None = None
    at: datetime | None = None
    # When it was last worked out who is in which case, if that was before the moment. Whose involvement begins after it
    # is let in by the next time; whose ends is out at the instant.
    worked_out_at: datetime | None = None
    agencies: list[Agency]
    practitioners: list[Practitioner]
    cases: list[Case]
    hubs: dict[uuid.UUID, int]

    @contextmanager
    def one_question(self) -> Iterator[None]:
        """Within it neither the world nor the moment changes."""
        kept = self.heard
        self.heard = {} if kept is None else kept
        try:
            yield
        finally:
            self.heard = kept

    def _live(self, dates: tuple[datetime, datetime | None]) -> bool:
        return live(dates, self.at or datetime.now(UTC))

    def _bites(self, dates: tuple[datetime, datetime | None]) -> bool:
        """Whether an exclusion hides: now, all that are on record and not ended; on a past day, those made by then."""
        return self._live(dates if self.at and self.at < NOW else (PAST, dates[1]))

    # ------------------------------------------------------------------ who somebody is

    @remembered
    def held(self, someone: Practitioner, partnership: uuid.UUID) -> list[Membership]:
        return [m for m in someone.memberships if m.agency.partnership == partnership and self._live(m.dates)]

    @remembered
    def own_agencies(self, someone: Practitioner, partnership: uuid.UUID) -> set[uuid.UUID]:
        return {m.agency.id for m in self.held(someone, partnership)}

    @remembered
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

    @remembered
    def avoided(self, someone: Practitioner) -> set[uuid.UUID]:
        """The people they must never see."""
        for_a_time = {person for person, dates in someone.excluded_for_a_time if self._bites(dates)}
        return for_a_time | (someone.excluded if self._live((PAST, None)) else set())

    # ------------------------------------------------------------------ cases

    @remembered
    def sees_case(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> bool:
        """Involved today; where the case is sealed, by name and in person. Never where somebody in it is excluded.

        And only while they are signed in to its partnership: two partnerships never mix.
        """
        if case.partnership != partnership:
            return False
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

    @remembered
    def keeps_own_record(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> bool:
        """Their work in the case has ended: what they wrote is open to them, and nothing else is."""
        ways = self.ways_in(someone, partnership, case)
        return bool(ways) and {one.kind for one in ways} == {"own_record"}

    def kept(self, someone: Practitioner, partnership: uuid.UUID, case: Case, row: Note | Row) -> bool:
        """They wrote it; or their agency's work has ended, and somebody of it wrote it or it was addressed to it."""
        agency = self.kept_by_agency(someone, partnership, case)
        own = self.own_agencies(someone, partnership)
        told = isinstance(row, Row) and row.table in ADDRESSED and row.to in own
        return row.author == someone.id or (agency and (row.agency in own or told))

    def kept_by_agency(self, someone: Practitioner, partnership: uuid.UUID, case: Case) -> bool:
        """One of the ways in is their agency's as a whole."""
        ways = {one.principal for one in self.ways_in(someone, partnership, case)}
        return bool(ways & {agency.principal for agency in self.agencies})

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
        if isinstance(row, Row) and row.table == TYPED:
            return own
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
        """How many lines and addresses are said to be withheld, by agency and marks. Of an unspoken mark: nothing."""
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
                    found[case.id, note.agency, "line", frozenset(line.marks & set(SECRETS))] += 1
        for row in case.rows:
            if (
                row.table == TOLD
                and self.in_audience(someone, partnership, case, row)
                and not self._cleared(someone, partnership, row.author, row.marks)
                and not row.marks & UNSPOKEN
            ):
                found[case.id, row.agency, "address", frozenset(row.marks & set(SECRETS))] += 1
        return found
