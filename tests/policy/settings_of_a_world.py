"""The settings of a random world, the drafts that follow them, and what somebody tries to do to them.

With dice of their own, so that what else is in a world does not hang on them.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.policy.oracle_of_settings import SettingsDraft, Step, Version
from tests.policy.register import FUTURE, NOW, PAST, Practitioner

if TYPE_CHECKING:
    from tests.policy.tries import Try
    from tests.policy.world import World

TEXTS = ("one way: of working", "another way: of working")
LIVES = (
    ("begun", "sent"),
    ("begun", "written", "sent"),
    ("begun", "written", "sent"),
    ("begun", "sent", "sent_back"),
    ("begun", "written"),
    ("begun", "sent", "withdrawn"),
)


def fill_settings(world: World) -> None:
    dice = random.Random(f"settings {world.seed}")
    world.settings, world.settings_drafts = {}, []
    for partnership in world.hubs:
        first = uuid.uuid4()
        world.settings[partnership] = [first]
        world.writer.add(
            "partnership_settings",
            id=first,
            partnership_id=partnership,
            number=0,
            draft_id=None,
            approved_by_id=None,
        )
        # One that any administrator may approve, one that one of them wrote in, and others.
        _draft(world, dice, partnership, LIVES[1], by_whom=[None])
        _draft(world, dice, partnership, LIVES[1])
        for _ in range(2):
            _draft(world, dice, partnership, dice.choice(LIVES))


def _draft(
    world: World,
    dice: random.Random,
    partnership: uuid.UUID,
    life: tuple[str, ...],
    by_whom: list[uuid.UUID | None] | None = None,
) -> None:
    everybody = [p.id for p in world.practitioners]
    keepers = [
        p.id
        for p in world.practitioners
        if any(m.role == "administrator" and m.agency.partnership == partnership for m in p.memberships)
    ]
    made = SettingsDraft(uuid.uuid4(), partnership, follows=0)
    for number, word in enumerate(life, start=1):
        by = dice.choice(by_whom or [dice.choice(everybody), *keepers, None])
        step = Step(uuid.uuid4(), number, word, by)
        if word in ("begun", "written", "sent"):
            step.text = dice.choice(TEXTS)
        if word == "sent":
            step.begins = dice.choice([FUTURE, PAST])
        made.steps.append(step)
    world.writer.add(
        "partnership_draft",
        id=made.id,
        partnership_id=partnership,
        follows=made.follows,
        begun_by_id=made.steps[0].by,
    )
    if by_whom is None and dice.random() < 0.3:
        _approved(world, made, dice.choice(keepers or everybody))
    for step in made.steps:
        world.writer.add(
            "partnership_draft_step",
            id=step.id,
            draft_id=made.id,
            number=step.number,
            word=step.word,
            text=step.text,
            by_id=step.by,
            in_force_from=step.begins,
            reason="Agreed.",
        )
    made.counts.append(uuid.uuid4())
    world.writer.add("partnership_draft_count", id=made.counts[0], draft_id=made.id, figures={})
    world.settings_drafts.append(made)


def _approved(world: World, draft: SettingsDraft, by: uuid.UUID) -> None:
    there = world.settings[draft.partnership]
    draft.approved_by = by
    there.append(uuid.uuid4())
    # Numbers far from those that are tried, which must be free.
    world.writer.add(
        "partnership_settings",
        id=there[-1],
        partnership_id=draft.partnership,
        number=100 + len(there),
        draft_id=draft.id,
        approved_by_id=by,
    )


def tries_of_settings(world: World, someone: Practitioner, partnership: uuid.UUID) -> Iterator[Try]:
    from tests.policy.tries import adding

    dice = random.Random(f"settings {world.seed} {world.practitioners.index(someone)}")
    others = [p.id for p in world.practitioners if p is not someone] or [someone.id]
    for where in world.hubs:
        for by in (someone.id, dice.choice(others)):
            may = world.begins_draft(someone, partnership, where=where, by=by)
            yield adding("partnership_draft", may, partnership_id=where, begun_by_id=by, follows=0)
    for draft in world.settings_drafts:
        for word in ("written", "sent", "approved"):
            for by in (someone.id, dice.choice(others)):
                may = world.steps(someone, partnership, draft, word=word, by=by)
                step = {"draft_id": draft.id, "number": 9, "word": word, "by_id": by, "text": "x"}
                yield adding("partnership_draft_step", may, **step)
        yield adding("partnership_draft_count", False, draft_id=draft.id, number=1, figures={})
        for version in _versions(dice, draft, someone, dice.choice(others), list(world.hubs)):
            may = world.approves(someone, partnership, version, datetime.now(UTC))
            yield adding("partnership_settings", may, **_row(version))


def _versions(
    dice: random.Random,
    draft: SettingsDraft,
    someone: Practitioner,
    other: uuid.UUID,
    places: list[uuid.UUID],
) -> Iterator[Version]:
    """What would be right if they may; and the same with one thing wrong."""
    at = datetime.now(UTC)
    sent = next((step for step in reversed(draft.steps) if step.begins), draft.last)
    right = Version(
        draft, draft.partnership, draft.follows + 1, sent.text, max(sent.begins or at, at), someone.id, at
    )
    yield right
    yield replace(right, text="what nobody sent")
    yield replace(right, by=other)
    yield replace(right, number=draft.follows + 2)
    yield replace(right, begins=max(sent.begins or at, at) + timedelta(days=1))
    yield replace(right, at=NOW - timedelta(days=3), begins=max(sent.begins or at, NOW - timedelta(days=3)))
    yield replace(right, partnership=dice.choice(places))
    yield replace(right, draft=None)


def _row(version: Version) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "partnership_id": version.partnership,
        "draft_id": version.draft.id if version.draft else None,
        "number": version.number,
        "text": version.text,
        "in_force_from": version.begins,
        "approved_by_id": version.by,
        "approved_at": version.at,
    }
