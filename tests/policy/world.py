"""Random worlds of a register and its records, for which PostgreSQL and the oracle must give the same answers."""

from __future__ import annotations

import hashlib
import random
import uuid
from typing import Any

import psycopg

from tests.policy import proof
from tests.policy.oracle_of_verbs import Verbs
from tests.policy.register import (
    FUTURE,
    KEYS,
    KINDS,
    NOW,
    PAST,
    ROLES,
    SECRETS,
    SOON,
    YESTERDAY,
    Agency,
    Case,
    Clearance,
    Dates,
    Involvement,
    Membership,
    Person,
    Practitioner,
    Seal,
    Shape,
    enough,
    live,
)
from tests.policy.rows_of_a_case import fill_case
from tests.policy.rows_of_the_register import fill_register
from tests.policy.writing import Writer


class World(Verbs):
    """One random register, written to the database as the administrator and kept here for the oracle."""

    def __init__(self, admin: psycopg.Connection[Any], seed: int, shape: Shape = Shape()) -> None:  # noqa: B008
        self.db, self.dice, self.shape = admin, random.Random(seed), shape
        self.name = uuid.uuid4().hex  # of its own, so that nobody is found in two worlds
        self.writer = Writer(admin)
        proof.install(admin)
        self.agencies: list[Agency] = []
        self.practitioners: list[Practitioner] = []
        self.cases: list[Case] = []
        self.people: list[uuid.UUID] = []
        self.known: dict[uuid.UUID, Person] = {}
        self.keys: dict[uuid.UUID, set[str]] = {}
        self.hubs: dict[uuid.UUID, int] = {}
        with admin.transaction():
            self._build()

    # ------------------------------------------------------------------ making

    def uuid(self) -> uuid.UUID:
        """A random identifier: not of the dice, so that two worlds of one seed do not collide."""
        return uuid.uuid4()

    def _build(self) -> None:
        for _ in range(2):
            self._partnership()
        for _ in range(self.dice.randint(*self.shape.practitioners)):
            self._practitioner()
        owner = self.practitioners[0].id
        for _ in range(self.shape.people):
            self.people.append(self._person(owner))
        for _ in range(self.dice.randint(*self.shape.cases)):
            self._case(owner)
        fill_register(self)
        self.writer.flush()
        for someone in self.practitioners:
            if self.people and self.dice.random() < self.shape.excluded:
                self._exclude(someone, self.dice.choice(self.people))
            self._sessions(someone)
        self.writer.flush()
        self.size = self.writer.written

    def _principal(self, kind: str) -> int:
        made = self.writer.number()
        self.writer.add("access_principal", id=made, kind=kind)
        return made

    def _partnership(self) -> None:
        partnership = self.uuid()
        self.writer.add("access_partnership", id=partnership, code=partnership.hex, name="Invented")
        for number in range(self.dice.randint(2, 3)):
            agency = Agency(self.uuid(), partnership, self._principal("agency"), self._principal("members"))
            self.writer.add(
                "access_agency",
                id=agency.id,
                partnership_id=partnership,
                code=agency.id.hex,
                principal_id=agency.principal,
                members_id=agency.members,
            )
            for _ in range(2):
                team, principal = self.uuid(), self._principal("team")
                hub = number == 0 and not agency.teams
                self.writer.add(
                    "access_team",
                    id=team,
                    agency_id=agency.id,
                    code=team.hex,
                    is_hub=hub,
                    principal_id=principal,
                )
                agency.teams[team] = principal
                if hub:
                    self.hubs[partnership] = principal
            self.agencies.append(agency)

    def dates(self) -> Dates:
        return self.dice.choice(
            [
                (PAST, None),
                (PAST, None),
                (PAST, None),
                (PAST, None),
                (PAST, FUTURE),
                (PAST, SOON),
                (PAST, YESTERDAY),
                (FUTURE, None),
                (SOON, FUTURE),
            ]
        )

    def _practitioner(self) -> None:
        made = Practitioner(self.uuid(), self._principal("practitioner"), self.dice.random() > 0.1)
        self.writer.add(
            "access_practitioner",
            id=made.id,
            username=made.id.hex,
            name="Invented",
            email=f"{made.id.hex}@example.org",
            principal_id=made.principal,
            is_active=made.active,
        )
        for _ in range(self.dice.randint(1, 3)):
            agency = self.dice.choice(self.agencies)
            role = self.dice.choice(list(ROLES))
            team = self.dice.choice([None, *agency.teams])
            held = Membership(self.uuid(), made.id, agency, team, role, self.dates())
            self.writer.add(
                "access_membership",
                id=held.id,
                practitioner_id=made.id,
                partnership_id=agency.partnership,
                agency_id=agency.id,
                team_id=team,
                role=role,
                scope=ROLES[role],
                **self.writer.dated(held.dates),
            )
            made.memberships.append(held)
        for mark in self.dice.sample(SECRETS, k=self.dice.randint(0, 3)):
            where = self.dice.choice(made.memberships).agency.partnership
            one = Clearance(self.uuid(), where, mark, self.dates())
            self.writer.add(
                "access_clearance",
                id=one.id,
                practitioner_id=made.id,
                partnership_id=where,
                mark=mark,
                **self.writer.dated(one.dates),
            )
            made.clearances.append(one)
        self.practitioners.append(made)

    def _person(self, owner: uuid.UUID) -> uuid.UUID:
        person = self.uuid()
        partnership = self.agencies[0].partnership
        self.writer.add("people_person", id=person, partnership_id=partnership, made_by_id=owner)
        self.keys[person], self.known[person] = set(), Person()
        known = self.known[person]
        for _ in range(self.dice.randint(0, 1)):
            known.names.append(self.uuid())
            self.writer.add("people_name", id=known.names[-1], person_id=person)
            known.identifiers.append(self.uuid())
            self.writer.add("people_identifier", id=known.identifiers[-1], person_id=person)
        self.learn(person, *self.dice.sample(KEYS, k=2))
        return person

    def learn(self, person: uuid.UUID, *keys: str) -> None:
        """More becomes known of somebody. Whoever is in an exclusion list may now be somebody described in a case."""
        for key in keys:
            self.known[person].keys[f"{key} {len(self.known[person].keys)}"] = row = self.uuid()
            self.writer.add("people_matchkey", id=row, person_id=person, key=f"{key}:{self.name}")
            self.keys[person].add(key)
            if any(person in self._excluded_without_end(someone) for someone in self.practitioners):
                self._now_possible(person)
        if self.cases:
            self.writer.flush()

    def _now_possible(self, person: uuid.UUID) -> None:
        for case in self.cases:
            if self._matches(case, person) and person not in case.subjects:
                case.subjects[person] = True
                case.marked.add(person)

    def _matches(self, case: Case, person: uuid.UUID) -> bool:
        return any(enough(keys & self.keys[person]) for keys in case.described.values())

    def _case(self, owner: uuid.UUID) -> None:
        partnership = self.dice.choice(self.agencies).partnership
        case = Case(self.uuid(), partnership, self.hubs[partnership], owner)
        self.writer.add(
            "access_case", id=case.id, partnership_id=partnership, hub=case.hub, opened_by_id=owner
        )
        for principal in self.dice.sample(self.principals_of(partnership), k=3):
            self._involve(case, principal, owner)
        for someone in self.dice.sample(self.practitioners, k=min(2, len(self.practitioners))):
            self._involve(case, someone.principal, owner)
        if self.dice.random() < 0.25:
            self._involve(case, case.hub, owner)
        if self.dice.random() < self.shape.sealed:
            self._seal(case, owner)
        for person in self.dice.sample(self.people, k=min(len(self.people), self.dice.randint(0, 2))):
            case.subjects[person] = self.dice.random() < 0.3
            self.writer.add(
                "access_subject", case_id=case.id, person_id=person, provisional=case.subjects[person]
            )
        fill_case(self, case)
        for _ in range(self.dice.randint(0, 2)):
            described, keys = self.uuid(), set(self.dice.sample(KEYS, k=3))
            for key in keys:
                self.writer.add(
                    "people_unidentified", case_id=case.id, described=described, key=f"{key}:{self.name}"
                )
            case.described[described] = keys
        self.cases.append(case)

    def _involve(self, case: Case, principal: int, owner: uuid.UUID) -> None:
        one = Involvement(self.uuid(), principal, self.dice.choice(KINDS), self.dates())
        self.writer.add(
            "access_involvement",
            id=one.id,
            case_id=case.id,
            principal_id=principal,
            kind=one.kind,
            made_by_id=owner,
            **self.writer.dated(one.dates),
        )
        case.involved.append(one)

    def _seal(self, case: Case, owner: uuid.UUID) -> None:
        """Sealed, or sealed once and opened again; now and then both."""
        for opened in self.dice.choice([(False,), (False,), (True,), (True, False)]):
            case.seals.append(Seal(self.uuid(), opened))
            self.writer.add(
                "access_seal",
                id=case.seals[-1].id,
                case_id=case.id,
                sealed_by_id=owner,
                opened_by_id=owner if opened else None,
                opened_at=NOW if opened else None,
            )

    def principals_of(self, partnership: uuid.UUID) -> list[int]:
        ours = [agency for agency in self.agencies if agency.partnership == partnership]
        found = [agency.principal for agency in ours] + [agency.members for agency in ours]
        found += [principal for agency in ours for principal in agency.teams.values()]
        return found + [someone.principal for someone in self.practitioners]

    # ------------------------------------------------------------------ who must never see whom

    def _exclude(self, someone: Practitioner, person: uuid.UUID) -> None:
        dice = self.dice.random()
        dates: Dates = (PAST, NOW if dice < 0.2 else None)
        if dice > 0.8:
            dates = self.dice.choice([(PAST, SOON), (SOON, FUTURE), (SOON, None)])
        made, ended = dates
        self.writer.add(
            "access_exclusion", practitioner_id=someone.id, person_id=person, made_at=made, ended_at=ended
        )
        self.writer.flush()
        if dates == (PAST, None):
            self.excluded(someone, person)
        else:
            someone.excluded_for_a_time.append((person, dates))
            if ended is None:
                self._now_possible(person)

    def _excluded_without_end(self, someone: Practitioner) -> set[uuid.UUID]:
        return someone.excluded | {
            person for person, dates in someone.excluded_for_a_time if dates[1] is None
        }

    def excluded(self, someone: Practitioner, person: uuid.UUID) -> None:
        """Somebody must never see this person, nor a case in which the person may be one whom nobody has identified."""
        someone.excluded.add(person)
        self._now_possible(person)

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

    def _sessions(self, someone: Practitioner) -> None:
        """A session for each partnership they belong to today."""
        for held in someone.memberships:
            if not live(held.dates) or held.agency.partnership in someone.tokens:
                continue
            token = self.uuid().hex
            self.writer.add(
                "access_session",
                token_hash=hashlib.sha256(token.encode()).hexdigest(),
                practitioner_id=someone.id,
                membership_id=held.id,
                partnership_id=held.agency.partnership,
                ends_at=FUTURE,
            )
            someone.tokens[held.agency.partnership] = token
