"""Random worlds of a register and its records, and a naive reading of the policy that PostgreSQL must agree with.

The oracle shares nothing with the compiled policy but the words of docs: it is written as a person would say it.
"""

from __future__ import annotations

import hashlib
import random
import uuid
from datetime import timedelta
from typing import Any

import psycopg

from tessera.records.rules.marks import marks_of
from tests.policy.oracle import Oracle
from tests.policy.register import (
    AUDIENCES,
    FUTURE,
    KEYS,
    KINDS,
    MARKS,
    NOW,
    PAST,
    ROLES,
    SECRETS,
    Agency,
    Case,
    Dates,
    Involvement,
    Line,
    Membership,
    Note,
    Practitioner,
    enough,
    live,
)


class World(Oracle):
    """One random register, written to the database as the administrator and kept here for the oracle."""

    def __init__(self, admin: psycopg.Connection[Any], seed: int) -> None:
        self.db, self.dice = admin, random.Random(seed)
        self.agencies: list[Agency] = []
        self.practitioners: list[Practitioner] = []
        self.cases: list[Case] = []
        self.people: list[uuid.UUID] = []
        self.keys: dict[uuid.UUID, set[str]] = {}
        self.hubs: dict[uuid.UUID, int] = {}
        with admin.transaction():
            self._build()

    # ------------------------------------------------------------------ making

    def _build(self) -> None:
        for _ in range(2):
            self._partnership()
        for _ in range(self.dice.randint(5, 8)):
            self._practitioner()
        owner = self.practitioners[0].id
        for _ in range(4):
            self.people.append(self._person(owner))
        for _ in range(self.dice.randint(4, 7)):
            self._case(owner)
        for someone in self.practitioners:
            if self.dice.random() < 0.35:
                self._exclude(someone, self.dice.choice(self.people))
            self._sessions(someone)

    def _principal(self, kind: str) -> int:
        row = self.db.execute(
            "INSERT INTO access_principal (kind) VALUES (%s) RETURNING id", [kind]
        ).fetchone()
        assert row is not None
        return int(row[0])

    def _partnership(self) -> None:
        partnership = uuid.uuid4()
        self.db.execute(
            "INSERT INTO access_partnership (id, code, name) VALUES (%s, %s, 'Invented')",
            [partnership, partnership.hex],
        )
        for number in range(self.dice.randint(2, 3)):
            agency = Agency(uuid.uuid4(), partnership, self._principal("agency"), self._principal("members"))
            self.db.execute(
                "INSERT INTO access_agency (id, partnership_id, code, name, kind, principal_id, members_id) "
                "VALUES (%s, %s, %s, 'Invented', 'police', %s, %s)",
                [agency.id, partnership, agency.id.hex, agency.principal, agency.members],
            )
            for _ in range(2):
                team, principal = uuid.uuid4(), self._principal("team")
                hub = number == 0 and not agency.teams
                self.db.execute(
                    "INSERT INTO access_team (id, agency_id, code, name, is_hub, principal_id) "
                    "VALUES (%s, %s, %s, 'Invented', %s, %s)",
                    [team, agency.id, team.hex, hub, principal],
                )
                agency.teams[team] = principal
                if hub:
                    self.hubs[partnership] = principal
            self.agencies.append(agency)

    def _dates(self) -> Dates:
        return self.dice.choice(
            [
                (PAST, None),
                (PAST, None),
                (PAST, None),
                (PAST, FUTURE),
                (PAST, NOW - timedelta(days=1)),
                (FUTURE, None),
            ]
        )

    def _practitioner(self) -> None:
        made = Practitioner(uuid.uuid4(), self._principal("practitioner"), self.dice.random() > 0.1)
        self.db.execute(
            "INSERT INTO access_practitioner (id, password, username, name, email, principal_id, is_active, joined_at) "
            "VALUES (%s, '', %s, 'Invented', %s, %s, %s, %s)",
            [made.id, made.id.hex, f"{made.id.hex}@example.org", made.principal, made.active, PAST],
        )
        for _ in range(self.dice.randint(1, 3)):
            agency = self.dice.choice(self.agencies)
            role = self.dice.choice(list(ROLES))
            team = self.dice.choice([None, *agency.teams])
            held = Membership(uuid.uuid4(), made.id, agency, team, role, self._dates())
            self.db.execute(
                "INSERT INTO access_membership (id, practitioner_id, partnership_id, agency_id, team_id, role, scope, "
                "valid_from, valid_to) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [held.id, made.id, agency.partnership, agency.id, team, role, ROLES[role], *held.dates],
            )
            made.memberships.append(held)
        for mark in self.dice.sample(SECRETS, k=self.dice.randint(0, 3)):
            where, dates, row = (
                self.dice.choice(made.memberships).agency.partnership,
                self._dates(),
                uuid.uuid4(),
            )
            self.db.execute(
                "INSERT INTO access_clearance (id, practitioner_id, partnership_id, mark, reason, valid_from, "
                "valid_to) VALUES (%s, %s, %s, %s, 'Invented', %s, %s)",
                [row, made.id, where, mark, *dates],
            )
            made.clearances.append((where, mark, dates))
            made.clearance_rows.append((row, where))
        self.practitioners.append(made)

    def _person(self, owner: uuid.UUID) -> uuid.UUID:
        person = uuid.uuid4()
        self.db.execute(
            "INSERT INTO people_person (id, partnership_id, given_name, family_name, sex, ethnicity, first_language, "
            "communication, religion, disabilities, made_by_id, made_at) "
            "VALUES (%s, %s, 'Invented', 'Person', '', '', '', '', '', '{}', %s, %s)",
            [person, self.agencies[0].partnership, owner, PAST],
        )
        self.keys[person] = set()
        self.learn(person, *self.dice.sample(KEYS, k=2))
        return person

    def learn(self, person: uuid.UUID, *keys: str) -> None:
        """More becomes known of somebody. Whoever is in an exclusion list may now be somebody described in a case."""
        for key in keys:
            self.db.execute(
                "INSERT INTO people_matchkey (id, person_id, key) VALUES (%s, %s, %s)",
                [uuid.uuid4(), person, key],
            )
            self.keys[person].add(key)
            if any(person in someone.excluded for someone in self.practitioners):
                self._now_possible(person)

    def _now_possible(self, person: uuid.UUID) -> None:
        for case in self.cases:
            if self._matches(case, person):
                case.subjects.setdefault(person, True)

    def _matches(self, case: Case, person: uuid.UUID) -> bool:
        return any(enough(keys & self.keys[person]) for keys in case.described.values())

    def _case(self, owner: uuid.UUID) -> None:
        partnership = self.dice.choice(self.agencies).partnership
        case = Case(uuid.uuid4(), partnership, self.hubs[partnership])
        self.db.execute(
            "INSERT INTO access_case (id, partnership_id, hub, audience, sealed, opened_by_id, opened_at) "
            "VALUES (%s, %s, %s, '{}', false, %s, %s)",
            [case.id, partnership, case.hub, owner, PAST],
        )
        for principal in self.dice.sample(self._principals(partnership), k=3):
            dates, kind = self._dates(), self.dice.choice(KINDS)
            self.db.execute(
                "INSERT INTO access_involvement (id, case_id, principal_id, kind, reason, made_by_id, valid_from, "
                "valid_to) VALUES (%s, %s, %s, %s, '', %s, %s, %s)",
                [uuid.uuid4(), case.id, principal, kind, owner, *dates],
            )
            case.involved.append(Involvement(principal, kind, dates))
        for someone in self.dice.sample(self.practitioners, k=2):
            dates, kind = self._dates(), self.dice.choice(KINDS)
            self.db.execute(
                "INSERT INTO access_involvement (id, case_id, principal_id, kind, reason, made_by_id, valid_from, "
                "valid_to) VALUES (%s, %s, %s, %s, '', %s, %s, %s)",
                [uuid.uuid4(), case.id, someone.principal, kind, owner, *dates],
            )
            case.involved.append(Involvement(someone.principal, kind, dates))
        if self.dice.random() < 0.3:
            self._seal(case, owner)
        for person in self.dice.sample(self.people, k=self.dice.randint(0, 2)):
            case.subjects[person] = self.dice.random() < 0.3
            self.db.execute(
                "INSERT INTO access_subject (id, case_id, person_id, provisional, made_at) VALUES (%s, %s, %s, %s, %s)",
                [uuid.uuid4(), case.id, person, case.subjects[person], PAST],
            )
        for _ in range(self.dice.randint(1, 4)):
            self._note(case)
        for _ in range(self.dice.randint(0, 2)):
            described, keys = uuid.uuid4(), set(self.dice.sample(KEYS, k=3))
            for key in keys:
                self.db.execute(
                    "INSERT INTO people_unidentified (id, case_id, described, key) VALUES (%s, %s, %s, %s)",
                    [uuid.uuid4(), case.id, described, key],
                )
            case.described[described] = keys
        self.cases.append(case)

    def _seal(self, case: Case, owner: uuid.UUID) -> None:
        """Sealed, or sealed once and opened again."""
        row, opened = uuid.uuid4(), self.dice.random() < 0.3
        self.db.execute(
            "INSERT INTO access_seal (id, case_id, reason, sealed_by_id, sealed_at, opened_by_id, opened_at) "
            "VALUES (%s, %s, 'Invented', %s, %s, %s, %s)",
            [row, case.id, owner, PAST, owner if opened else None, NOW if opened else None],
        )
        case.sealed, case.seal = not opened, row

    def _principals(self, partnership: uuid.UUID) -> list[int]:
        ours = [agency for agency in self.agencies if agency.partnership == partnership]
        found = [agency.principal for agency in ours] + [agency.members for agency in ours]
        found += [principal for agency in ours for principal in agency.teams.values()]
        return found + [someone.principal for someone in self.practitioners]

    def _note(self, case: Case) -> None:
        agency = self.dice.choice([a for a in self.agencies if a.partnership == case.partnership])
        note = Note(
            uuid.uuid4(),
            case.id,
            agency.id,
            self.dice.choice(AUDIENCES),
            self.dice.sample(self._principals(case.partnership), k=2),
            self.dice.choice(self.practitioners).id,
        )
        given = [
            self.dice.sample(MARKS, k=self.dice.choice((0, 0, 1, 2))) for _ in range(self.dice.randint(1, 3))
        ]
        shared, each = marks_of(given)
        self.db.execute(
            "INSERT INTO records_note (id, case_id, agency_id, author_id, audience, named, kind, written_at, "
            "reason, marks) VALUES (%s, %s, %s, %s, %s, %s, 'observation', %s, '', %s)",
            [note.id, case.id, agency.id, note.author, note.audience, note.named, PAST, shared],
        )
        for position, marks in enumerate(each):
            line = Line(uuid.uuid4(), set(marks))
            self.db.execute(
                'INSERT INTO records_line (id, note_id, position, kind, text, "when", source, about, case_id, '
                "agency_id, author_id, audience, named, marks) "
                "VALUES (%s, %s, %s, 'seen', 'Invented', '', '', '', %s, %s, %s, %s, %s, %s)",
                [
                    line.id,
                    note.id,
                    position,
                    case.id,
                    agency.id,
                    note.author,
                    note.audience,
                    note.named,
                    marks,
                ],
            )
            note.lines.append(line)
        case.notes.append(note)

    def _exclude(self, someone: Practitioner, person: uuid.UUID) -> None:
        ended = self.dice.random() < 0.2
        self.db.execute(
            "INSERT INTO access_exclusion (id, practitioner_id, person_id, reason, made_at, ended_at) "
            "VALUES (%s, %s, %s, 'family', %s, %s)",
            [uuid.uuid4(), someone.id, person, PAST, NOW if ended else None],
        )
        if not ended:
            self.excluded(someone, person)

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
            token = uuid.uuid4().hex
            self.db.execute(
                "INSERT INTO access_session (token_hash, practitioner_id, membership_id, partnership_id, opened_at, "
                "ends_at) VALUES (%s, %s, %s, %s, %s, %s)",
                [
                    hashlib.sha256(token.encode()).hexdigest(),
                    someone.id,
                    held.id,
                    held.agency.partnership,
                    PAST,
                    FUTURE,
                ],
            )
            someone.tokens[held.agency.partnership] = token
