"""Who is asked to work for the partnerships of a random world, and what somebody tries to do about it.

With dice of their own, so that what else is in a world does not hang on them.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.policy.functions import NO, REFUSED, YES, Call
from tests.policy.oracle_of_joining import Invitation
from tests.policy.register import NOW, PAST, Agency, Practitioner

if TYPE_CHECKING:
    from tests.policy.tries import Try
    from tests.policy.world import World

TABLE = "access_invitation"
# How far each has come: agreed, taken back, accepted.
LIVES = (
    (False, False, False),
    (False, False, False),
    (True, False, False),
    (False, True, False),
    (True, False, True),
)


def fill_joining(world: World) -> None:
    dice = random.Random(f"joining {world.seed}")
    world.invitations = []
    for partnership in world.hubs:
        keepers = [p for p in world.practitioners if _keeps(p, partnership)]
        here = [p for p in world.practitioners if world.belongs(p, partnership)]
        for is_agreed, withdrawn, accepted in LIVES:
            by = dice.choice([*keepers, dice.choice(world.practitioners)])
            whom = dice.choice([None, *keepers, *here])
            if accepted and whom is None:
                whom = dice.choice(here or world.practitioners)
            agreed = is_agreed and len(world.practitioners) > 1  # by another than whoever asked
            one = Invitation(
                uuid.uuid4(), partnership, by.id, whom.id if whom else None, agreed, withdrawn, accepted
            )
            _write(world, dice, one)
        # One of a keeper's own, which another asked for, and one that no keeper asked for.
        for by in (world.practitioners[0], *keepers[:1]):
            for whom in (None, *keepers[:1]):
                _write(world, dice, Invitation(uuid.uuid4(), partnership, by.id, whom.id if whom else None))


def _keeps(someone: Practitioner, partnership: uuid.UUID) -> bool:
    return any(m.role == "administrator" and m.agency.partnership == partnership for m in someone.memberships)


def _write(world: World, dice: random.Random, one: Invitation) -> None:
    agency = dice.choice([agency for agency in world.agencies if agency.partnership == one.partnership])
    others = [p.id for p in world.practitioners if p.id != one.asked_by]
    world.invitations.append(one)
    world.writer.add(
        TABLE,
        id=one.id,
        partnership_id=one.partnership,
        agency_id=agency.id,
        team_id=next(iter(agency.teams)),
        roles=["referrer", "social_worker"],
        practitioner_id=one.practitioner,
        name="" if one.practitioner else "Invented",
        email="" if one.practitioner else f"{one.id.hex}@example.org",
        asked_by_id=one.asked_by,
        agreed_by_id=dice.choice(others) if one.agreed else None,
        agreed_at=PAST if one.agreed else None,
        withdrawn_at=PAST if one.withdrawn else None,
        accepted_at=PAST if one.accepted else None,
        valid_to=None,
    )


def tries_of_joining(world: World, someone: Practitioner, partnership: uuid.UUID) -> Iterator[Try]:
    """In their own name, here, for a colleague and for a mailbox; and with one thing untrue."""
    from tests.policy.tries import adding

    dice = random.Random(f"joining {world.seed} {world.practitioners.index(someone)}")
    others = [p for p in world.practitioners if p is not someone] or [someone]
    here = [one for one in world.agencies if one.partnership == partnership]
    agency, elsewhere = dice.choice(here), dice.choice(world.agencies)
    usual: dict[str, Any] = {
        "where": partnership,
        "by": someone.id,
        "agency": agency.id,
        "team": next(iter(agency.teams)),
        "whom": None,
    }
    for changed in (
        {},
        {"where": dice.choice(list(world.hubs))},
        {"by": dice.choice(others).id},
        {"agency": elsewhere.id, "team": None},
        {"team": _team(dice, here)},
        {"team": _team(dice, world.agencies)},
        {"whom": someone},
        *({"whom": other} for other in dice.sample(others, k=min(3, len(others)))),
    ):
        given = usual | changed
        may = world.invites(someone, partnership, **given)
        whom = given["whom"]
        row = {
            "partnership_id": given["where"],
            "asked_by_id": given["by"],
            "agency_id": given["agency"],
            "team_id": given["team"],
            "practitioner_id": whom.id if whom else None,
            "email": "" if whom else "somebody@example.org",
            "roles": "{referrer}",
            "key_hash": "",
        }
        yield adding(TABLE, may, **row)
        if not changed:
            for more in (
                {"agreed_by_id": dice.choice(others).id},
                {"agreed_at": NOW},
                {"accepted_at": NOW},
                {"key_hash": "x"},
                {"key_until": NOW},
            ):
                yield adding(TABLE, False, **row | more)


def _team(dice: random.Random, agencies: list[Agency]) -> uuid.UUID:
    return dice.choice([team for agency in agencies for team in agency.teams])


def calls(world: World, someone: Practitioner, partnership: uuid.UUID) -> list[Call]:
    """What they try with the functions, with what must come of it."""
    made = []
    administers = world.administers(someone, partnership)

    def tried(call: str, may: bool) -> None:
        made.append(Call(call, (YES if may else NO) if administers else REFUSED))

    for one in world.invitations:
        tried(f"access.agree_to_invitation('{one.id}')", world.agrees(someone, partnership, one))
        tried(f"access.withdraw_invitation('{one.id}')", world.takes_back(someone, partnership, one))
        made.append(Call(f"access.send_invitation('{one.id}', 'x', now(), 'x')", REFUSED))
        made.append(Call(f"access.accept_invitation('{one.id}', 'x', 'x')", REFUSED))
    for other in world.practitioners:
        for held in other.memberships:
            tried(f"access.end_membership('{held.id}', now())", world.ends_place(someone, partnership, held))
    return made
