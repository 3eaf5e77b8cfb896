"""Who would see a line before it is written: what the oracle says once it is, and nothing of whom the hub asked."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from dataclasses import replace
from typing import Any

import psycopg

from tests.policy.register import (
    AUDIENCES,
    MARKS,
    PAST,
    ROLES,
    Agency,
    Case,
    Involvement,
    Line,
    Note,
    Practitioner,
    live,
)
from tests.policy.world import World

ASK = "SELECT agency, known, role, people FROM access.would_see(%s, %s, %s, %s, %s, %s)"
Found = dict[tuple[uuid.UUID, bool], Counter[str]]


def label(world: World, case: Case, writer: Practitioner, agency: Agency, seed: int) -> Note:
    """A label that nobody has saved."""
    dice = random.Random(seed)
    audience = dice.choice(AUDIENCES)
    named = dice.sample(world.principals_of(case.partnership), k=3)
    return Note("records_note", uuid.uuid4(), agency.id, audience, named, writer.id)


def asked(
    app: psycopg.Connection[Any], token: str, case: Case, note: Note, marks: set[str], also: list[uuid.UUID]
) -> Found:
    with app.transaction(force_rollback=True):
        app.execute("SELECT access.begin(%s)", [token])
        values = [case.id, note.agency, note.audience, note.named, sorted(marks), also]
        found: Found = {}
        for agency, known, role, people in app.execute(ASK, values):
            said = found.setdefault((agency, known), Counter())
            if role is not None:
                said[role] += people
        return found


def expected(
    world: World, case: Case, note: Note, marks: set[str], agency: Agency, asker: Practitioner
) -> Counter[str]:
    """What a naive reading of the policy says of everybody at an agency, by role, from what the asker knows of."""
    line, found = Line(uuid.uuid4(), marks), Counter[str]()
    hub, mine = world.in_hub(asker, case.partnership, case), world.principals(asker, case.partnership)
    known = [i for i in case.involved if hub or i.principal in {*mine, case.hub}]
    # That the hub has only its own record left is told to nobody outside it: to them it runs the case.
    runs = [i if hub or i.principal != case.hub else replace(i, kind="asked") for i in known]
    case = replace(case, involved=runs)
    for someone in world.practitioners:
        roles = [m.role for m in world.held(someone, case.partnership) if m.agency is agency]
        if roles and someone.active and world.reads_line(someone, case.partnership, case, note, line):
            # Each of them once, in the role that reaches furthest.
            found[min(roles, key=lambda role: (("agency", "team", "person").index(ROLES[role]), role))] += 1
    return found


def may_be_told_of(world: World, someone: Practitioner, case: Case, agency: Agency) -> bool:
    """The hub is told of every agency in the case; others of the hub, and of what they are in it by themselves."""
    mine = world.principals(someone, case.partnership)
    hub = world.in_hub(someone, case.partnership, case)
    seen = {i.principal for i in case.involved if live(i.dates) and (hub or i.principal in mine)}
    belonging = {p.principal for p in world.practitioners if any(m.agency is agency for m in p.memberships)}
    theirs = {agency.principal, agency.members, *agency.teams.values(), *belonging}
    return bool(theirs & (seen | {case.hub}))


def test_it_is_what_the_policy_says_of_the_line_once_it_is_written(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    answers = readers = 0
    for seed in range(52_000, 52_009):
        world = World(admin, seed)
        for someone, partnership, token in world.signed_in():
            here = [agency for agency in world.agencies if agency.partnership == partnership]
            for case in world.cases:
                if case.partnership != partnership or not someone.active:
                    continue
                agency = next((m.agency for m in world.held(someone, partnership)), here[0])
                note = label(world, case, someone, agency, seed + answers)
                marks = set(random.Random(seed + answers).sample(MARKS, k=1))
                answers += 1
                found = asked(app, token, case, note, marks, [])
                if not world.sees_case(someone, partnership, case):
                    assert found == {}, f"world {seed}: told of a case that they may not open"
                    continue
                told = {one.id for one in here if one is agency or may_be_told_of(world, someone, case, one)}
                assert {key for key, known in found if known} == told, f"world {seed}"
                for one in here:
                    if one.id in told:
                        assert found[one.id, True] == expected(world, case, note, marks, one, someone), (
                            f"world {seed}"
                        )
                        readers += sum(found[one.id, True].values())
    assert answers > 50
    assert readers > 50


def test_of_an_agency_that_they_may_not_know_of_it_is_the_same_answer_whether_the_hub_asked_it_or_not(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    compared = told = 0
    for seed in range(53_000, 53_012):
        world = World(admin, seed)
        for someone, partnership, token in world.signed_in():
            here = [agency for agency in world.agencies if agency.partnership == partnership]
            for case in world.cases:
                if case.partnership != partnership or not someone.active:
                    continue
                hub = world.in_hub(someone, partnership, case)
                if hub or not world.sees_case(someone, partnership, case):
                    continue
                agency = next(m.agency for m in world.held(someone, partnership))
                note = Note("records_note", uuid.uuid4(), agency.id, "whole_case", [], someone.id)
                for other in here:
                    own = other.id in world.own_agencies(someone, partnership)
                    if own or may_be_told_of(world, someone, case, other):
                        continue
                    before = asked(app, token, case, note, set(), [other.id])
                    _involved(admin, case, other)
                    after = asked(app, token, case, note, set(), [other.id])
                    assert before == after, f"world {seed}"
                    assert (other.id, False) in after
                    compared += 1
                    told += sum(after[other.id, False].values())
    assert compared > 10
    assert told > 0


def _involved(admin: psycopg.Connection[Any], case: Case, agency: Agency) -> None:
    """The hub asks this agency too."""
    case.involved.append(Involvement(uuid.uuid4(), agency.principal, "asked", (PAST, None)))
    admin.execute(
        "INSERT INTO access_involvement (id, case_id, principal_id, kind, reason, made_by_id, valid_from, ended_why) "
        "VALUES (%s, %s, %s, 'asked', '', %s, %s, '')",
        [case.involved[-1].id, case.id, agency.principal, case.opened_by, PAST],
    )
    admin.commit()
