"""Who must never see whom in a random world: recorded, ended, and described by whoever said so.

What is described is written by the database's own function, and what follows from it is worked out here once more, as a
person would.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import psycopg

from tests.policy.oracle_of_keys import Keys
from tests.policy.register import (
    FUTURE,
    KEYS,
    NOW,
    PAST,
    SOON,
    Case,
    Dates,
    Excluded,
    Practitioner,
    enough,
)
from tests.policy.writing import Writer

TODAY: Dates = (NOW, None)
NUMBERS = ("nhs:1", "upn:1", "un:a:1")


class Excluding(Keys):
    """Exclusions, and the cases that they hide because somebody described in them may be the one."""

    db: psycopg.Connection[Any]
    dice: Any
    name: str
    writer: Writer
    keys: dict[uuid.UUID, set[str]]

    def learn(self, person: uuid.UUID, *keys: str) -> None:
        """More becomes known of somebody. Whoever is in an exclusion list may now be somebody described in a case."""
        for key in keys:
            self.known[person].keys[f"{key} {len(self.known[person].keys)}"] = row = uuid.uuid4()
            self.writer.add("people_matchkey", id=row, person_id=person, key=f"{key}:{self.name}")
            self.keys[person].add(key)
            if any(person in self._excluded_without_end(someone) for someone in self.practitioners):
                self._now_possible(person)
        if not self.cases:
            return
        self.writer.flush()
        for one in [one for one in self.exclusions if one.found_by and not one.ended]:
            self._follow(one)

    def _now_possible(self, person: uuid.UUID) -> None:
        for case in self.cases:
            if self._matches(case, person) and person not in case.subjects:
                case.subjects[person] = True
                case.marked.add(person)

    def _matches(self, case: Case, person: uuid.UUID) -> bool:
        return any(enough(keys & self.keys[person]) for keys in case.described.values())

    def _excluded_without_end(self, someone: Practitioner) -> set[uuid.UUID]:
        return someone.excluded | {
            person for person, dates in someone.excluded_for_a_time if dates[1] is None
        }

    # ------------------------------------------------------------------ recorded

    def excluded_for(self) -> Dates:
        """From when until when; mostly for good."""
        dice = self.dice.random()
        if dice > 0.8:
            chosen: Dates = self.dice.choice([(PAST, SOON), (SOON, FUTURE), (SOON, None)])
            return chosen
        return PAST, NOW if dice < 0.2 else None

    def exclude(
        self, someone: Practitioner, person: uuid.UUID, dates: Dates, asked: Practitioner | None
    ) -> None:
        """Somebody must never see a person who is on record; and who has asked to end that, if anybody has."""
        made, ended = dates
        asked_by = asked.id if asked else None
        one = Excluded(uuid.uuid4(), someone.id, person, dates, asked_by)
        self.writer.add(
            "access_exclusion",
            id=one.id,
            practitioner_id=someone.id,
            person_id=person,
            made_at=made,
            ended_at=ended,
            end_asked_by_id=asked_by,
        )
        self.writer.flush()
        self.exclusions.append(one)
        if dates == (PAST, None):
            self.excluded(someone, person)
        else:
            someone.excluded_for_a_time.append((person, dates))
            if ended is None:
                self._now_possible(person)

    def excluded(self, someone: Practitioner, person: uuid.UUID) -> None:
        """Somebody must never see this person, nor a case in which the person may be one whom nobody has identified."""
        someone.excluded.add(person)
        self._now_possible(person)

    # ------------------------------------------------------------------ described

    def declares(self, someone: Practitioner | None = None, number: str = "") -> None:
        """Somebody says of themself whom they must never see, by what the person may be found by."""
        signed = [one for one in self.practitioners if one.active and one.tokens]
        keys = frozenset((number or self.dice.choice(NUMBERS), *self.dice.sample(KEYS, k=2)))
        someone = someone or (self.dice.choice(signed) if signed else None)
        if someone is None:
            return
        where = next(iter(someone.tokens))
        self.db.execute("SELECT access._resolve(%s, %s, false)", [someone.id, where])
        self.db.execute(
            "SELECT access.declare_exclusion(%s, %s, 'Her niece.')",
            [someone.id, [f"{key}:{self.name}" for key in sorted(keys)]],
        )
        self.db.execute("SELECT access.leave()")
        row = self.db.execute(
            "SELECT id, person_id FROM access_exclusion WHERE declared IS NULL AND practitioner_id = %s "
            "AND person_id IN (SELECT declared FROM people_avoided)",
            [someone.id],
        ).fetchone()
        assert row is not None, "what was declared is not kept"
        made = Excluded(row[0], someone.id, row[1], TODAY, found_by=keys)
        self.exclusions.append(made)
        self.keys[made.person] = set(keys)
        self._from_today(someone, made.person)
        self._follow(made)

    def _from_today(self, someone: Practitioner, person: uuid.UUID) -> None:
        someone.excluded_for_a_time.append((person, TODAY))
        self._now_possible(person)

    def _follow(self, said: Excluded) -> None:
        """Whoever is on record and may be the one described is excluded with them."""
        someone = next(one for one in self.practitioners if one.id == said.practitioner)
        already = {one.person for one in self.exclusions if one.declared == said.person}
        for person in self.people:
            if person not in already and enough(said.found_by & self.keys[person]):
                self.exclusions.append(
                    Excluded(uuid.uuid4(), someone.id, person, TODAY, declared=said.person)
                )
                self._from_today(someone, person)

    def ends(self, one: Excluded) -> None:
        """Two others have ended it, and with it whatever followed from it."""
        someone = next(x for x in self.practitioners if x.id == one.practitioner)
        for other in self.exclusions:
            if other.ended or not (other is one or (one.found_by and other.declared == one.person)):
                continue
            was, other.dates = other.dates, (other.dates[0], datetime.now(UTC))
            again = any(
                (x.practitioner, x.person, x.dates) == (someone.id, other.person, was)
                for x in self.exclusions
            )
            if was != (PAST, None):
                someone.excluded_for_a_time.remove((other.person, was))
            elif not again:
                someone.excluded.discard(other.person)

    # ------------------------------------------------------------------ identified

    def settles(
        self,
        someone: Practitioner,
        partnership: uuid.UUID,
        case: Case,
        described: uuid.UUID,
        person: uuid.UUID,
    ) -> bool:
        """Whoever works in the hub and may see the case says who is described; marks for their sake are lifted."""
        roles = {held.role for held in self.held(someone, partnership)}
        if not self.in_hub(someone, partnership, case) or not roles & {"hub_practitioner", "decision_maker"}:
            return False
        if self.only_reads(someone, partnership, case):
            return False
        if described not in case.described or case.subjects.get(person) is not False:
            return False
        keys = case.described.pop(described)
        for other, provisional in list(case.subjects.items()):
            if provisional and enough(keys & self.keys[other]) and not self._matches(case, other):
                del case.subjects[other]
        return True
