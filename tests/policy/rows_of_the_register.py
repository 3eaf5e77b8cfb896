"""What a random world holds beside its cases: settings, drafts, messages, the ledger, emergencies, audits, exports."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.policy.joining_of_a_world import fill_joining
from tests.policy.register import NOW, PAST, SOON, Draft, Entry, Export, Making, Message, Opened
from tests.policy.settings_of_a_world import fill_settings

if TYPE_CHECKING:
    from tests.policy.world import World

# What files are made for. An agreement to take a record out is good for some days.
FOR = ("meeting", "court", "family")
AGREED = (NOW, NOW - timedelta(days=6), NOW - timedelta(days=8))


def fill_register(world: World) -> None:
    fill_settings(world)
    fill_joining(world)
    for _ in range(world.dice.randint(1, 3)):
        draft(world, world.dice.choice(world.practitioners).id)
    for _ in range(world.dice.randint(4, 10)):
        recipient, where = world.dice.choice(world.practitioners).id, world.dice.choice(list(world.hubs))
        message(world, recipient, where, _a_case(world))
        _entry(world)
    for _ in range(world.dice.randint(1, 3)):
        emergency(world, _opened(world))
        assurance(world, _opened(world))
    for _ in range(world.dice.randint(2, 5)):
        case, asked_by = world.dice.choice(world.cases).id, world.dice.choice(world.practitioners).id
        export(world, case, asked_by, agreed=world.dice.choice([None, *AGREED]))
        making(world, case, asked_by, FOR[len(world.makings) % len(FOR)])


def draft(world: World, author: uuid.UUID) -> None:
    made = Draft(world.uuid(), author)
    agency = world.dice.choice(world.agencies).id
    world.writer.add("enquiries_draft", id=made.id, author_id=made.author, agency_id=agency)
    world.drafts.append(made)
    note = Draft(uuid.uuid4(), author)
    world.writer.add("records_note_draft", id=note.id, author_id=note.author, agency_id=agency)
    world.note_drafts.append(note)
    judged = Draft(uuid.uuid4(), author)
    world.writer.add("patterns_dismissal", id=judged.id, author_id=judged.author, agency_id=agency)
    world.dismissals.append(judged)


def making(world: World, about: uuid.UUID, author: uuid.UUID, purpose: str) -> None:
    """A file that is being made for that; with an identifier that no dice make, so that what else there is stays."""
    made = Making(uuid.uuid4(), about, author, purpose)
    agency = world.agencies[0].id
    world.writer.add(
        "exports_making", id=made.id, case_id=about, author_id=author, agency_id=agency, purpose=purpose
    )
    world.makings.append(made)


def _a_case(world: World) -> uuid.UUID | None:
    return world.dice.choice([None, *(case.id for case in world.cases), *(case.id for case in world.cases)])


def message(world: World, recipient: uuid.UUID, where: uuid.UUID, about: uuid.UUID | None) -> None:
    made = Message(world.uuid(), recipient, where, about)
    world.writer.add(
        "notifications_message",
        id=made.id,
        recipient_id=made.recipient,
        partnership_id=made.partnership,
        case_id=made.case,
    )
    world.messages.append(made)


def _entry(world: World) -> None:
    case = _a_case(world)
    where = next((c.partnership for c in world.cases if c.id == case), world.dice.choice(list(world.hubs)))
    by = world.dice.choice([None, *world.practitioners])
    entry(world, by.id if by else None, where, case)


def entry(world: World, by: uuid.UUID | None, where: uuid.UUID, about: uuid.UUID | None) -> None:
    """Written as if by the ledger itself, and in no block: the worlds are about who may see it."""
    made = Entry(world.uuid(), by, where, about)
    world.writer.add(
        "audit_entry",
        id=made.id,
        by=made.by,
        partnership=where,
        case=about,
        server=0,
        act=world.writer.number(),
    )
    world.entries.append(made)


def _opened(world: World) -> Opened:
    where = world.dice.choice(list(world.hubs))
    cases = [case.id for case in world.cases if case.partnership == where]
    return Opened(
        world.uuid(),
        world.dice.choice(world.practitioners).id,
        where,
        world.dice.sample(cases, k=min(len(cases), world.dice.randint(0, 2))),
    )


def emergency(world: World, made: Opened) -> None:
    """Under way, over, and reviewed: being over takes the row from nobody who may review it."""
    reviewed = world.dice.random() < 0.3
    agency = next(a.id for a in world.agencies if a.partnership == made.partnership)
    world.writer.add(
        "access_emergency",
        id=made.id,
        practitioner_id=made.practitioner,
        partnership_id=made.partnership,
        agency_id=agency,
        cases=made.cases,
        ends_at=world.dice.choice([SOON, NOW]),
        reviewed_at=NOW if reviewed else None,
    )
    made.reviewed = reviewed
    world.emergencies.append(made)


def assurance(world: World, made: Opened) -> None:
    others = [p.id for p in world.practitioners if p.id != made.practitioner]
    until = world.dice.choice([SOON, NOW])
    made.agreed_by = world.dice.choice([None, *others])
    world.writer.add(
        "access_assurance",
        id=made.id,
        practitioner_id=made.practitioner,
        partnership_id=made.partnership,
        cases=made.cases,
        until=until,
        agreed_by_id=made.agreed_by,
        ended_at=world.dice.choice([None, PAST]),
    )
    world.assurances.append(made)


def export(world: World, about: uuid.UUID, asked_by: uuid.UUID, *, agreed: datetime | None) -> None:
    """Asked for; agreed to by somebody else at that time, or by nobody yet."""
    others = [p.id for p in world.practitioners if p.id != asked_by]
    agreed_by = world.dice.choice(others) if agreed and others else None
    made = Export(world.uuid(), about, asked_by, agreed_by, agreed if agreed_by else None)
    world.writer.add(
        "access_export",
        id=made.id,
        case_id=about,
        asked_by_id=asked_by,
        agreed_by_id=agreed_by,
        agreed_at=made.agreed_at,
    )
    world.exports.append(made)
