"""Random worlds of a register and its records, for which PostgreSQL and the oracle must give the same answers."""

from __future__ import annotations

import hashlib
import random
import uuid
from typing import Any

import psycopg

from tests.policy import proof
from tests.policy.certain import CAST, CLEARED, NUMBER, REFERS, fill_certain
from tests.policy.excluding import Excluding
from tests.policy.forms_of_a_world import fill_forms
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
    Excluded,
    Involvement,
    Membership,
    Person,
    Practitioner,
    Seal,
    Shape,
    live,
)
from tests.policy.rows_of_a_case import fill_case
from tests.policy.rows_of_the_register import fill_register
from tests.policy.writing import Writer

LINES_OF_A_WORD = 40


class World(Excluding):
    """One random register, written to the database as the administrator and kept here for the oracle."""

    def __init__(self, admin: psycopg.Connection[Any], seed: int, shape: Shape = Shape()) -> None:  # noqa: B008
        self.seed = seed
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
        self.exclusions: list[Excluded] = []
        self.settings, self.drafts, self.messages, self.entries = {}, [], [], []
        self.note_drafts, self.dismissals = [], []
        self.emergencies, self.assurances, self.exports, self.makings = [], [], [], []
        self.hubs: dict[uuid.UUID, int] = {}
        self.lines = 0
        with admin.transaction():
            self._build()

    # ------------------------------------------------------------------ making

    def uuid(self) -> uuid.UUID:
        """A random identifier: not of the dice, so that two worlds of one seed do not collide."""
        return uuid.uuid4()

    def _build(self) -> None:
        for _ in range(2):
            self._partnership()
        for role, team in CAST if self.shape.certain else ():
            agency = self.agencies[0 if team == "hub" else 1]
            where = None if team is None else next(iter(agency.teams))
            self._employ(
                [(agency, where, role, (PAST, None))], active=team != "left", cleared=CLEARED.get(role, ())
            )
        for _ in range(self.dice.randint(*self.shape.practitioners)):
            self._practitioner()
        owner = self.practitioners[0].id
        for _ in range(self.shape.people):
            self.people.append(self.somebody(owner))
        for _ in range(self.dice.randint(*self.shape.cases)):
            self._case(owner)
        never = fill_certain(self, owner) if self.shape.certain else []
        fill_register(self)
        fill_forms(self)
        self.writer.flush()
        for someone, person, dates, asked in never:
            self.exclude(someone, person, dates, asked)
        for someone in self.practitioners:
            if self.people and self.dice.random() < self.shape.excluded:
                others = [None, *(one for one in self.practitioners if one is not someone)]
                dates, asked = self.excluded_for(), self.dice.choice(others)
                self.exclude(someone, self.dice.choice(self.people), dates, asked)
            self._sessions(someone)
        self.writer.flush()
        if self.shape.certain or self.dice.random() < self.shape.excluded:
            self.declares(*(self.practitioners[REFERS], NUMBER) if self.shape.certain else ())
        self.size = self.writer.written

    def word(self) -> str:
        """A word for a line: of this world alone, and for so few lines that one answer of a search holds them all."""
        self.lines += 1
        return f"w{self.name[:12]}x{self.lines // LINES_OF_A_WORD}"

    def called(self, one: uuid.UUID) -> str:
        """What somebody is called, or was, who is called so alone."""
        return f"n{one.hex}"

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
        held = []
        for _ in range(self.dice.randint(1, 3)):
            agency = self.dice.choice(self.agencies)
            role = self.dice.choice(list(ROLES))
            held.append((agency, self.dice.choice([None, *agency.teams]), role, self.dates()))
        self._employ(held, active=self.dice.random() > 0.1)

    def _employ(
        self,
        held: list[tuple[Agency, uuid.UUID | None, str, Dates]],
        *,
        active: bool = True,
        cleared: tuple[str, ...] | None = None,
    ) -> None:
        """A practitioner with these memberships (agency, team, role, from when until when) and a few clearances."""
        made = Practitioner(self.uuid(), self._principal("practitioner"), active)
        self.writer.add(
            "access_practitioner",
            id=made.id,
            username=made.id.hex,
            name="Invented",
            email=f"{made.id.hex}@example.org",
            principal_id=made.principal,
            is_active=made.active,
        )
        for agency, team, role, dates in held:
            one = Membership(self.uuid(), made.id, agency, team, role, dates)
            self.writer.add(
                "access_membership",
                id=one.id,
                practitioner_id=made.id,
                partnership_id=agency.partnership,
                agency_id=agency.id,
                team_id=team,
                role=role,
                scope=ROLES[role],
                **self.writer.dated(dates),
            )
            made.memberships.append(one)
        some = self.dice.sample(SECRETS, k=self.dice.randint(0, 3)) if cleared is None else cleared
        for mark in some:
            where = self.dice.choice(made.memberships).agency.partnership
            given = Clearance(self.uuid(), where, mark, self.dates() if cleared is None else (PAST, None))
            self.writer.add(
                "access_clearance",
                id=given.id,
                practitioner_id=made.id,
                partnership_id=where,
                mark=mark,
                **self.writer.dated(given.dates),
            )
            made.clearances.append(given)
        self.practitioners.append(made)

    def somebody(self, owner: uuid.UUID, *keys: str, partnership: uuid.UUID | None = None) -> uuid.UUID:
        person = self.uuid()
        partnership = partnership or self.agencies[0].partnership
        self.writer.add(
            "people_person",
            id=person,
            partnership_id=partnership,
            made_by_id=owner,
            given_name="Ann",
            family_name=self.called(person),
        )
        self.keys[person], self.known[person] = set(), Person(made_by=owner, partnership=partnership)
        known = self.known[person]
        for _ in range(self.dice.randint(0, 1)):
            known.names.append(self.uuid())
            self.writer.add(
                "people_name", id=known.names[-1], person_id=person, name=self.called(known.names[-1])
            )
            known.identifiers.append(self.uuid())
            self.writer.add("people_identifier", id=known.identifiers[-1], person_id=person)
        self.learn(person, *dict.fromkeys((*keys, *self.dice.sample(KEYS, k=2))))
        return person

    def _case(self, owner: uuid.UUID) -> None:
        partnership = self.dice.choice(self.agencies).partnership
        case = self.opens(partnership, owner)
        for principal in self.dice.sample(self.principals_of(partnership), k=3):
            self.involve(case, principal, owner)
        for someone in self.dice.sample(self.practitioners, k=min(2, len(self.practitioners))):
            self.involve(case, someone.principal, owner)
        if self.dice.random() < 0.25:
            self.involve(case, case.hub, owner)
        if self.dice.random() < self.shape.sealed:
            for opened in self.dice.choice([(False,), (False,), (True,), (True, False)]):
                self.seal(case, owner, opened)
        for person in self.dice.sample(self.people, k=min(len(self.people), self.dice.randint(0, 2))):
            self.subject(case, person, self.dice.random() < 0.3)
        fill_case(self, case)
        for _ in range(self.dice.randint(0, 2)):
            described, keys = self.uuid(), set(self.dice.sample(KEYS, k=3))
            for key in keys:
                self.writer.add(
                    "people_unidentified", case_id=case.id, described=described, key=f"{key}:{self.name}"
                )
            case.described[described] = keys

    def opens(self, partnership: uuid.UUID, owner: uuid.UUID) -> Case:
        """A case with nobody in it yet."""
        case = Case(self.uuid(), partnership, self.hubs[partnership], owner)
        self.writer.add(
            "access_case", id=case.id, partnership_id=partnership, hub=case.hub, opened_by_id=owner
        )
        self.cases.append(case)
        return case

    def subject(self, case: Case, person: uuid.UUID, provisional: bool = False) -> None:
        case.subjects[person] = provisional
        self.writer.add("access_subject", case_id=case.id, person_id=person, provisional=provisional)

    def involve(
        self, case: Case, principal: int, owner: uuid.UUID, kind: str = "", dates: Dates | None = None
    ) -> None:
        """A principal in a case; as what, and from when until when, the dice say where it is not given."""
        one = Involvement(self.uuid(), principal, kind or self.dice.choice(KINDS), dates or self.dates())
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

    def seal(self, case: Case, owner: uuid.UUID, opened: bool = False) -> None:
        """Sealed, or sealed once and opened again."""
        case.seals.append(Seal(self.uuid(), opened, owner if opened else None))
        self.writer.add(
            "access_seal",
            id=case.seals[-1].id,
            case_id=case.id,
            sealed_by_id=owner,
            opened_by_id=case.seals[-1].opened_by,
            opened_at=NOW if opened else None,
        )

    def principals_of(self, partnership: uuid.UUID) -> list[int]:
        ours = [agency for agency in self.agencies if agency.partnership == partnership]
        found = [agency.principal for agency in ours] + [agency.members for agency in ours]
        found += [principal for agency in ours for principal in agency.teams.values()]
        return found + [someone.principal for someone in self.practitioners]

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
