"""Holds PostgreSQL against the oracle, decision by decision: who, which row, to do what, at what moment."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg

from tests.policy import functions, joining_of_a_world, proof
from tests.policy.oracle_of_verbs import CHANGED
from tests.policy.proof import TABLES
from tests.policy.register import BORDERS, FUTURE, INSTANT, NOW, SOON, Practitioner
from tests.policy.renaming import renamings
from tests.policy.tries import Try, tries
from tests.policy.world import World

ABOUT_EVERY_CASE = "SELECT set_config('tessera.cases_asked', %s::uuid[]::text, true)"
HELD_BACK = "SELECT case_id, agency_id, what, marks, number FROM records_withheld"
# Moments at which rows are asked for, although who is in which case was last worked out when the world was made.
LATER = (SOON - INSTANT, SOON, SOON + INSTANT, FUTURE - INSTANT, FUTURE)
# Found by functions, told in numbers, or kept for a day that is past: tables that nobody reads as such.
FOUND = {"records_words", "records_withheld", "people_worn"}
NO_CLEARANCE_NEEDED = {"third_party", "not_for_family"}
EVERY = frozenset(TABLES)


@dataclass
class Tally:
    """How many decisions were compared; what was shown or let in and should not be; what the other way round."""

    decisions: int = 0
    leaks: list[str] = field(default_factory=list)
    denials: list[str] = field(default_factory=list)

    def compare(self, what: str, expected: set[Any], actual: set[Any]) -> None:
        self.leaks += [f"leak: {what} {row}" for row in actual - expected]
        self.denials += [f"denial: {what} {row}" for row in expected - actual]

    def tables(self, what: str, expected: dict[str, set[str]], actual: dict[str, set[str]]) -> None:
        for table in actual.keys() | expected.keys():
            self.compare(f"{what} {table}", expected.get(table, set()), actual.get(table, set()))

    @property
    def wrong(self) -> list[str]:
        return self.leaks + self.denials


def judge(
    world: World,
    app: psycopg.Connection[Any],
    *,
    tally: Tally | None = None,
    verbs: bool = True,
    moments: bool = True,
    tables: frozenset[str] = EVERY,
) -> Tally:
    """Everybody who is signed in, every row of the world; with `verbs` what they may write, with `moments` when.

    `tables` narrows it to rows of these, and leaves out what functions answer.
    """
    tally = tally or Tally()
    shown = tables & EVERY
    rows = sum(world.size[table] for table in shown)
    for number, (someone, partnership, token) in enumerate(world.signed_in()):
        if not someone.active:
            _refused(app, token, tally)
            tally.decisions += rows
            continue
        with app.transaction(force_rollback=True):
            app.execute("SELECT access.begin(%s)", [token])
            if (world.seed + number) % 2:  # whatever a page says that it is about, it changes no answer
                app.execute(ABOUT_EVERY_CASE, [[case.id for case in world.cases]])
            _now(world, app, someone, partnership, tally, tables)
            if verbs:
                _writing(world, app, someone, partnership, tally, tables)
        if moments:
            _later(world, app, someone, partnership, tally, shown)
            tally.decisions += rows * len(LATER)
    if moments and tables is EVERY:
        facts(world, tally)
    return tally


def facts(world: World, tally: Tally | None = None) -> Tally:
    """Every fact about everybody, in every partnership, at the borders of every date."""
    tally = tally or Tally()
    for someone in world.practitioners:
        for partnership in world.hubs:
            _facts(world, someone, partnership, tally)
    return tally


def _now(
    world: World,
    app: psycopg.Connection[Any],
    someone: Practitioner,
    partnership: uuid.UUID,
    tally: Tally,
    tables: frozenset[str],
) -> None:
    """What they see, what is said to be withheld, and what they find."""
    expected = world.expected(someone, partnership)
    shown = TABLES if tables is EVERY else sorted(tables & EVERY)
    tally.tables("see", {table: expected.get(table, set()) for table in shown}, proof.seen(app, shown))
    tally.decisions += sum(world.size[table] for table in shown)
    if tables is EVERY or "records_withheld" in tables:
        _withheld(world, app, someone, partnership, tally)
    if tables is EVERY or "records_words" in tables:
        for what, may, found in functions.found(world, app, expected):
            tally.compare(what, may, found)
        tally.decisions += functions.how_many(world)


def _writing(
    world: World,
    app: psycopg.Connection[Any],
    someone: Practitioner,
    partnership: uuid.UUID,
    tally: Tally,
    tables: frozenset[str],
) -> None:
    """What they add, what they change, what they take away, and what the functions about exclusions let them do."""
    _additions(world, app, someone, partnership, tally, None if tables is EVERY else tables)
    changing = [table for table in CHANGED if table in tables]
    if changing:
        may = world.changed(someone, partnership)
        tally.tables("change", {table: may[table] for table in changing}, proof.changed(app, changing))
        tally.decisions += sum(world.size[table] for table in changing)
    renamed = list(renamings(world, someone, partnership, None if tables is EVERY else tables))
    if renamed:
        tally.decisions += len(renamed)
        for one, let_in in zip(renamed, proof.tried(app, [r.statement for r in renamed]), strict=True):
            tally.compare(f"rename {one.statement}", {True} & {one.may}, {True} & {let_in})
    if tables is EVERY or "access_exclusion" in tables:
        _functions(world, app, someone, partnership, tally)
    if tables is EVERY or "access_invitation" in tables:
        _called(app, joining_of_a_world.calls(world, someone, partnership), tally)
    if tables is not EVERY:
        return
    own = {str(draft.id) for draft in world.drafts if draft.author == someone.id}
    gone = app.execute("DELETE FROM enquiries_draft RETURNING id::text").fetchall()
    tally.compare("remove", own, {row for (row,) in gone})
    notes = {str(draft.id) for draft in world.note_drafts if draft.author == someone.id}
    gone = app.execute("DELETE FROM records_note_draft RETURNING id::text").fetchall()
    tally.compare("remove", notes, {row for (row,) in gone})
    mine = {str(key.id) for key in world.browser_keys if key.author == someone.id}
    gone = app.execute("DELETE FROM live_forms_browser_key RETURNING id::text").fetchall()
    tally.compare("remove", mine, {row for (row,) in gone})
    tally.decisions += world.size["enquiries_draft"] + world.size["records_note_draft"]
    tally.decisions += world.size["live_forms_browser_key"]


def _functions(
    world: World, app: psycopg.Connection[Any], someone: Practitioner, partnership: uuid.UUID, tally: Tally
) -> None:
    ours = {str(one.practitioner) for one in world.exclusions} | {str(p.id) for p in world.practitioners}
    rows = app.execute("SELECT id::text, practitioner_id::text FROM access.exclusions()").fetchall()
    may = {str(one.id) for one in functions.listed(world, someone, partnership)}
    tally.compare("exclusions", may, {row for row, whose in rows if whose in ours})
    tally.decisions += len(world.exclusions)
    _called(app, functions.calls(world, someone, partnership), tally)


def _called(app: psycopg.Connection[Any], tried: Sequence[functions.Call], tally: Tally) -> None:
    """What the functions that somebody tries answer, each undone again."""
    answers = proof.called(app, [one.statement for one in tried])
    tally.decisions += len(tried)
    for one, answer in zip(tried, answers, strict=True):
        tally.compare(f"call {one.statement}:", {one.answers}, {answer})


def _refused(app: psycopg.Connection[Any], token: str, tally: Tally) -> None:
    """Whoever has left is not let in, whatever session they still have."""
    try:
        with app.transaction(force_rollback=True):
            app.execute("SELECT access.begin(%s)", [token])
    except psycopg.errors.InsufficientPrivilege:
        return
    tally.leaks.append("leak: somebody who has left signed in")


def _withheld(
    world: World, app: psycopg.Connection[Any], someone: Practitioner, partnership: uuid.UUID, tally: Tally
) -> None:
    expected: Counter[Any] = Counter()
    for case in world.cases:
        expected += world.held_back(someone, partnership, case)
    actual: Counter[Any] = Counter()
    for about, agency, what, marks, number in app.execute(HELD_BACK):
        actual[about, agency, what, frozenset(marks)] += number
    tally.compare("withheld", set(expected.items()), set(actual.items()))


def _additions(
    world: World,
    app: psycopg.Connection[Any],
    someone: Practitioner,
    partnership: uuid.UUID,
    tally: Tally,
    tables: frozenset[str] | None,
) -> None:
    tried: list[Try] = tries(world, someone, partnership, tables)
    if not tried:
        return
    allowed = proof.added(app, tried)
    tally.decisions += len(tried)
    for one, let_in in zip(tried, allowed, strict=True):
        tally.compare(f"add {one}", {True} & {one.may}, {True} & {let_in})


def _later(
    world: World,
    app: psycopg.Connection[Any],
    someone: Practitioner,
    partnership: uuid.UUID,
    tally: Tally,
    tables: frozenset[str],
) -> None:
    """At moments on the border of a date, with nobody having worked anything out since the world was made."""
    try:
        world.worked_out_at = NOW
        for moment in LATER:
            world.at = moment
            with app.transaction(force_rollback=True):
                proof.begin_at(app, someone.id, partnership, moment)
                expected = world.expected(someone, partnership)
                shown = TABLES if tables is EVERY else sorted(tables)
                tally.tables(
                    f"see at {moment}",
                    {table: expected.get(table, set()) for table in shown},
                    proof.seen(app, shown),
                )
    finally:
        world.at = world.worked_out_at = None


def _facts(world: World, someone: Practitioner, partnership: uuid.UUID, tally: Tally) -> None:
    """Every fact about somebody at the very instant that a date begins or ends, and an instant to each side."""
    found = proof.facts(world.db, someone.id, partnership, BORDERS)
    try:
        world.worked_out_at = NOW
        for moment, actual in zip(BORDERS, found, strict=True):
            world.at = moment
            expected = _expected_facts(world, someone, partnership, moment)
            for name, value in expected.items():
                tally.compare(f"{name} at {moment}", value, actual[name] or set())
            tally.decisions += len(expected)
            left_out = actual["excluded_cases"] is None or actual["excluded_people"] is None
            if left_out and (someone.active or moment < NOW):
                tally.leaks.append(f"leak: no list of what is hidden at {moment}")
    finally:
        world.at = world.worked_out_at = None


def _expected_facts(
    world: World, someone: Practitioner, partnership: uuid.UUID, moment: datetime
) -> dict[str, set[Any]]:
    """In the past what was so then, of whoever has left since too."""
    if not someone.active and moment >= NOW:
        return {name: set() for name in proof.FACTS}
    held, avoided = world.held(someone, partnership), world.avoided(someone)
    hidden = {
        case.id
        for case in world.cases
        if avoided & (set(case.subjects) - (case.marked if moment < NOW else set()))
    }
    out = {case.id for case in world.cases if world.just_out(someone, partnership, case)}
    kept = {case.id for case in world.cases if world.keeps_own_record(someone, partnership, case)}
    found = {
        "principals": world.principals(someone, partnership),
        "agencies": {m.agency.id for m in held},
        "roles": {m.role for m in held},
        "clearances": NO_CLEARANCE_NEEDED | world.cleared_for(someone, partnership),
        "excluded_people": avoided,
        "excluded_cases": hidden | out,
        "read_only_cases": {c.id for c in world.cases if world.only_reads(someone, partnership, c)},
        "own_record_cases": kept,
        "own_agency_cases": {
            case.id
            for case in world.cases
            if case.id in kept and world.kept_by_agency(someone, partnership, case)
        },
        "assured_cases": {case.id for case in world.cases if world.assures(someone, case)},
    }
    if moment >= NOW:
        overseen = world.has(someone, partnership, "caldicott_guardian")
        found["hidden_cases"] = {
            case.id
            for case in world.cases
            if overseen and world.hidden_from_overseer(someone, partnership, case)
        }
    return found


def differences(world: World, app: psycopg.Connection[Any]) -> list[str]:
    """Every row that PostgreSQL shows now and should not (leak), or hides and should not (denial)."""
    return judge(world, app, verbs=False, moments=False).wrong
