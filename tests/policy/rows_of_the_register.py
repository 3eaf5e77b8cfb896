"""What a random world holds beside its cases: settings, drafts, messages, the ledger, emergencies and audits."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from tests.policy.register import NOW, PAST, SOON, Draft, Entry, Message, Opened

if TYPE_CHECKING:
    from tests.policy.world import World


def fill_register(world: World) -> None:
    world.settings, world.drafts, world.messages = {}, [], []
    world.entries, world.emergencies, world.assurances = [], [], []
    for partnership in world.hubs:
        world.settings[partnership] = world.uuid()
        world.writer.add("partnership_settings", id=world.settings[partnership], partnership_id=partnership)
    for _ in range(world.dice.randint(1, 3)):
        draft = Draft(world.uuid(), world.dice.choice(world.practitioners).id)
        agency = world.dice.choice(world.agencies).id
        world.writer.add("enquiries_draft", id=draft.id, author_id=draft.author, agency_id=agency)
        world.drafts.append(draft)
    for _ in range(world.dice.randint(4, 10)):
        _message(world)
        _entry(world)
    for _ in range(world.dice.randint(1, 3)):
        _emergency(world)
        _assurance(world)


def _a_case(world: World) -> uuid.UUID | None:
    return world.dice.choice([None, *(case.id for case in world.cases), *(case.id for case in world.cases)])


def _message(world: World) -> None:
    made = Message(
        world.uuid(),
        world.dice.choice(world.practitioners).id,
        world.dice.choice(list(world.hubs)),
        _a_case(world),
    )
    world.writer.add(
        "notifications_message",
        id=made.id,
        recipient_id=made.recipient,
        partnership_id=made.partnership,
        case_id=made.case,
    )
    world.messages.append(made)


def _entry(world: World) -> None:
    """Written as if by the ledger itself, and in no block: the worlds are about who may see it."""
    case = _a_case(world)
    where = next((c.partnership for c in world.cases if c.id == case), world.dice.choice(list(world.hubs)))
    made = Entry(world.uuid(), world.dice.choice([None, *world.practitioners]), where, case)
    made.by = getattr(made.by, "id", None)
    world.writer.add(
        "audit_entry",
        id=made.id,
        by=made.by,
        partnership=where,
        case=case,
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


def _emergency(world: World) -> None:
    """Under way, over, and reviewed: being over takes the row from nobody who may review it."""
    made, ends = _opened(world), world.dice.choice([SOON, NOW])
    agency = next(a.id for a in world.agencies if a.partnership == made.partnership)
    world.writer.add(
        "access_emergency",
        id=made.id,
        practitioner_id=made.practitioner,
        partnership_id=made.partnership,
        agency_id=agency,
        cases=made.cases,
        ends_at=ends,
    )
    world.emergencies.append(made)


def _assurance(world: World) -> None:
    made = _opened(world)
    others = [p.id for p in world.practitioners if p.id != made.practitioner]
    world.writer.add(
        "access_assurance",
        id=made.id,
        practitioner_id=made.practitioner,
        partnership_id=made.partnership,
        cases=made.cases,
        until=world.dice.choice([SOON, NOW]),
        agreed_by_id=world.dice.choice([None, *others]),
        ended_at=world.dice.choice([None, PAST]),
    )
    world.assurances.append(made)
