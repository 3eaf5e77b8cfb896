"""Rows that somebody tries to add, with what the oracle says of each: in their own name, and with one thing untrue."""

from __future__ import annotations

import random
import uuid
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.policy.forms_of_a_world import tries_of_forms
from tests.policy.joining_of_a_world import tries_of_joining
from tests.policy.oracle_of_forms import LABELLED_OF_A_FORM, OTHERS_OF_A_FORM
from tests.policy.oracle_of_keys import NAMES
from tests.policy.register import LABELLED, MARKED, SECRETS, Case, Practitioner
from tests.policy.settings_of_a_world import tries_of_settings

if TYPE_CHECKING:
    from tests.policy.world import World

# What a line of the policy asks of a row beyond its label, both ways.
SAID: dict[str, list[dict[str, Any]]] = {
    "enquiries_rating": [{"by_hub": False}, {"by_hub": True}],
    "enquiries_clock": [{"kind": "acknowledge"}, {"kind": "decision"}],
}


@dataclass(frozen=True)
class Try:
    table: str
    given: dict[str, Any]
    may: bool

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.given)

    @property
    def values(self) -> str:
        """As they are written in SQL: of most that are made, only a few tables' are tried."""
        return ", ".join(_literal(value) for value in self.given.values())

    def __str__(self) -> str:
        return f"{self.table} {self.columns} {self.values}"


def adding(table: str, may: bool, **values: Any) -> Try:
    """Only what the policy asks about is given; what else a table wants is asked for after the policy."""
    return Try(table, values, may)


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return f"'{value}'"


def tries(
    world: World, someone: Practitioner, partnership: uuid.UUID, tables: Container[str] | None = None
) -> list[Try]:
    """What they try to add, in every table or in these alone."""
    with world.one_question():
        found = list(_of_the_register(world, someone, partnership))
        # Those of forms are many, and have dice of their own.
        if tables is None or any(table in tables for table in (*LABELLED_OF_A_FORM, *OTHERS_OF_A_FORM)):
            found += tries_of_forms(world, someone, partnership)
        for case in world.cases:
            found += _of_a_case(world, someone, partnership, case, tables)
        found += _naming(world, someone, partnership, tables)
        found += _confirming(world, someone, partnership)
    return [one for one in found if tables is None or one.table in tables]


def _own(world: World, someone: Practitioner, partnership: uuid.UUID) -> list[uuid.UUID]:
    """Their agencies, in the order of the world's, which is the same each time that it is made."""
    mine = world.own_agencies(someone, partnership)
    return [agency.id for agency in world.agencies if agency.id in mine]


def _labelled(
    world: World, someone: Practitioner, partnership: uuid.UUID, case: Case, tables: Container[str] | None
) -> Iterator[Try]:
    """In their own name for their own agency, and with one of the two somebody else's."""
    dice = world.dice
    own, everybody = _own(world, someone, partnership), [p.id for p in world.practitioners]
    everywhere = [agency.id for agency in world.agencies]
    for table in (*MARKED, *LABELLED):
        if tables is not None and table not in tables:
            continue
        more = SAID.get(table, [{}])
        usual = (someone.id, dice.choice(own))
        other = dice.choice([(dice.choice(everybody), usual[1]), (usual[0], dice.choice(everywhere))])
        for author, agency in (usual, other):
            for given in more:
                may = world.adds(someone, partnership, case, table, agency=agency, author=author, **given)
                label = {"case_id": case.id, "agency_id": agency, "author_id": author}
                yield adding(table, may, **label, audience="whole_case", named="{}", **given)


def _naming(
    world: World,
    someone: Practitioner,
    partnership: uuid.UUID,
    tables: Container[str] | None,
) -> Iterator[Try]:
    """In their own name, into a case that they may write in: by each key a row that they see, another, and none.

    With dice of their own, so that what else is tried does not hang on them.
    """
    dice = random.Random(f"keys {world.seed} {world.practitioners.index(someone)}")
    own, seen = _own(world, someone, partnership), world.expected(someone, partnership)
    keys = [
        (table, column) for table in NAMES if tables is None or table in tables for column in NAMES[table]
    ]
    for table, column in keys:
        there = world.rows_of(NAMES[table][column])
        may_name = [row for row in there if world.names(seen, table, column, row)]
        others = [row for row in there if row not in may_name]
        named = [dice.choice(rows) for rows in (may_name, others) if rows]
        agency, given = dice.choice(own), SAID.get(table, [{}])[0]
        if table == "enquiries_return":
            # In answer to a question, if there is one to an agency of theirs that they see.
            ours = [
                one for one in world.requests() if one.to in own and str(one.id) in seen.get(one.table, ())
            ]
            asked = dice.choice(ours or world.requests() or [None])
            agency = asked.to if asked in ours else agency
            given = {"request_id": asked.id if asked else uuid.uuid4()}
            named += [given["request_id"]] if column == "request_id" else []
        for row in (*named, uuid.uuid4()):
            given = given | {column: row}
            label = {"agency": agency, "author": someone.id} | world.said(table, given)
            open_to = [c for c in world.cases if world.adds(someone, partnership, c, table, **label)]
            case = dice.choice(open_to or world.cases)
            worn = {"case_id": case.id, "agency_id": agency, "author_id": someone.id, "named": "{}"}
            yield adding(table, bool(open_to) and row in may_name, **worn, audience="whole_case", **given)


def _confirming(world: World, someone: Practitioner, partnership: uuid.UUID) -> Iterator[Try]:
    """They agree to every rating, in its own case and in the one after it."""
    table, agency = "enquiries_confirmation", _own(world, someone, partnership)[0]
    for place, case in enumerate(world.cases):
        another = world.cases[(place + 1) % len(world.cases)]
        for rating in (row for row in case.rows if row.table == "enquiries_rating"):
            for where in (case, another):
                may = world.adds(
                    someone, partnership, where, table, agency=agency, author=someone.id, rating=rating
                )
                worn = {"case_id": where.id, "agency_id": agency, "author_id": someone.id, "named": "{}"}
                yield adding(table, may, **worn, audience="whole_case", rating_id=rating.id)


def _of_a_case(
    world: World, someone: Practitioner, partnership: uuid.UUID, case: Case, tables: Container[str] | None
) -> Iterator[Try]:
    yield from _labelled(world, someone, partnership, case, tables)
    another = world.dice.choice(world.practitioners).id
    for by in (someone.id, another):
        yield adding(
            "access_seal",
            world.seals(someone, partnership, case, by=by),
            case_id=case.id,
            sealed_by_id=by,
        )
        principal = world.dice.choice(world.principals_of(case.partnership))
        yield adding(
            "access_involvement",
            world.involves(someone, partnership, case, by=by)
            and world.sees_principal(someone, partnership, principal),
            case_id=case.id,
            principal_id=principal,
            made_by_id=by,
            kind="named",
        )
        for agreed in ({}, {"agreed_by_id": another}, {"agreed_at": "now"}, {"taken_at": "now"}):
            may = world.takes_out(someone, partnership, case, by=by, agreed=bool(agreed))
            may = may and world.sees_somebody(someone, partnership, agreed.get("agreed_by_id"))
            yield adding("access_export", may, case_id=case.id, asked_by_id=by, **agreed)
        for purpose in ("meeting", "court", "family", "learning"):
            may = world.takes_out(someone, partnership, case, by=by, agreed=False, purpose=purpose)
            yield adding("access_export", may, case_id=case.id, asked_by_id=by, purpose=purpose)
            yield from _making(world, someone, partnership, case, by, purpose)
    for person in (*world.people, uuid.uuid4()):
        may = world.identifies(someone, partnership, case, person)
        yield adding("access_subject", may, case_id=case.id, person_id=person, provisional=False)
    # What the database writes of itself nobody writes by hand.
    label = {"case_id": case.id, "agency_id": case.id, "author_id": someone.id, "audience": "whole_case"}
    yield adding("records_withheld", False, **label, named="{}", marks="{}", number=1)
    yield adding("records_words", False, line_id=case.id, **label, named="{}", marks="{}")


def _making(
    world: World, someone: Practitioner, partnership: uuid.UUID, case: Case, by: uuid.UUID, purpose: str
) -> Iterator[Try]:
    """A file made in somebody's name, for the first of their agencies and for the first that there is."""
    for agency in {_own(world, someone, partnership)[0], world.agencies[0].id}:
        may = (
            by == someone.id
            and agency in world.own_agencies(someone, partnership)
            and world.sees_case(someone, partnership, case)
            and world.may_make(someone, partnership, case, purpose)
        )
        label = {"case_id": case.id, "author_id": by, "agency_id": agency}
        yield adding("exports_making", may, **label, purpose=purpose)


def _of_the_register(world: World, someone: Practitioner, partnership: uuid.UUID) -> Iterator[Try]:
    dice, everybody, places = world.dice, [p.id for p in world.practitioners], list(world.hubs)
    usual = (partnership, someone.id)
    other = dice.choice([(dice.choice(places), someone.id), (partnership, dice.choice(everybody))])
    about = dice.choice(everybody)
    for where, by in (usual, other):
        for whom in (someone.id, about):
            yield adding(
                "access_clearance",
                world.clears(someone, partnership, where=where, about=whom, by=by),
                partnership_id=where,
                practitioner_id=whom,
                given_by_id=by,
                mark=dice.choice(SECRETS),
            )
        for agreed in (None, about):
            may = world.asks_to_audit(someone, partnership, where=where, who=by, agreed=agreed is not None)
            audit = {"partnership_id": where, "practitioner_id": by, "agreed_by_id": agreed}
            yield adding("access_assurance", may, **audit, cases="{}")
        for person in (uuid.uuid4(), *_everybody_known(world)):
            may = world.records_person(someone, partnership, where=where, by=by, person=person)
            yield adding("people_person", may, id=person, partnership_id=where, made_by_id=by)
        may = where == partnership and world.sees_somebody(someone, partnership, about)
        yield adding("notifications_message", may, partnership_id=where, recipient_id=about)
        yield from _opening(world, someone, partnership, where, by)
        agency = dice.choice(_own(world, someone, partnership))
        for table in ("enquiries_draft", "records_note_draft", "patterns_dismissal"):
            yield adding(table, by == someone.id, author_id=by, agency_id=agency)
    agency = dice.choice(world.agencies).id
    may = agency in world.own_agencies(someone, partnership)
    for table in ("enquiries_draft", "records_note_draft", "patterns_dismissal"):
        yield adding(table, may, author_id=someone.id, agency_id=agency)
    for person in world.people:
        may = world.adds_to_person(someone, partnership, person)
        for table in ("people_name", "people_identifier", "people_matchkey"):
            yield adding(table, may, person_id=person)
    # Whoever acts is in the ledger, whoever they are.
    yield adding("audit_entry", True, id=uuid.uuid4(), verb="see", kind="case", detail="{}")
    yield from tries_of_settings(world, someone, partnership)
    yield from tries_of_joining(world, someone, partnership)
    yield from _of_nobody(world, someone, partnership)


def _everybody_known(world: World) -> list[uuid.UUID]:
    """On record, or described by whoever must never see them."""
    return [*world.people, *(one.person for one in world.exclusions if one.found_by)]


def _opening(
    world: World, someone: Practitioner, partnership: uuid.UUID, where: uuid.UUID, by: uuid.UUID
) -> Iterator[Try]:
    """A case, opened with nobody in it, unsealed, for the hub of the partnership; and with one of these untrue."""
    right = where == partnership and by == someone.id
    hub = world.hubs[partnership]
    other = world.dice.choice(list(world.hubs.values()))
    for given_hub, audience, sealed in (
        (hub, "{}", False),
        (hub, "{1}", False),
        (hub, "{}", True),
        (other, "{}", False),
    ):
        may = right and given_hub == hub and audience == "{}" and not sealed
        opens = {"partnership_id": where, "opened_by_id": by, "hub": given_hub}
        yield adding("access_case", may, **opens, audience=audience, sealed=sealed)


def _of_nobody(world: World, someone: Practitioner, partnership: uuid.UUID) -> Iterator[Try]:
    """Rows that no practitioner adds: the registrar does, or a reviewed function."""
    agency = _own(world, someone, partnership)[0]
    me = {"practitioner_id": someone.id}
    yield adding("access_partnership", False, id=uuid.uuid4())
    yield adding("access_agency", False, partnership_id=partnership)
    yield adding("access_team", False, agency_id=agency)
    yield adding("access_practitioner", False, id=uuid.uuid4())
    yield adding("access_membership", False, **me, agency_id=agency, role="decision_maker")
    yield adding("access_emergency", False, **me, partnership_id=partnership)
    yield adding("access_exclusion", False, **me)
    yield adding("access_session", False, **me)
    yield adding("access_principal", False, kind="team")
