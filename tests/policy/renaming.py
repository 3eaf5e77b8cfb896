"""A row that somebody may change is changed to name another: one that they see, one that they do not, and none."""

from __future__ import annotations

import random
import uuid
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.policy.oracle_of_keys import ENQUIRY, PERSON, SOMEBODY
from tests.policy.register import Practitioner

if TYPE_CHECKING:
    from tests.policy.world import World

# The keys that the application changes, but for those that a line of the policy asks about itself. In a world no row of
# theirs names anybody yet.
RENAMED: dict[str, dict[str, str]] = {
    "enquiries_referral_child": {"person_id": PERSON, "identified_by_id": SOMEBODY},
    "enquiries_referral_adult": {"person_id": PERSON},
    ENQUIRY: {"allocated_to_id": SOMEBODY},
    "enquiries_feedback": {"told_by_id": SOMEBODY},
    "enquiries_challenge": {"replied_by_id": SOMEBODY},
    "access_involvement": {"ended_by_id": SOMEBODY},
}
EACH = 2  # rows of a table that are tried


@dataclass(frozen=True)
class Renaming:
    """One change, and whether it may be made."""

    statement: str
    may: bool


def renamings(
    world: World, someone: Practitioner, partnership: uuid.UUID, tables: Container[str] | None = None
) -> Iterator[Renaming]:
    """With dice of their own, so that what else is tried does not hang on them."""
    dice = random.Random(f"renaming {world.seed} {world.practitioners.index(someone)}")
    asked = [table for table in RENAMED if tables is None or table in tables]
    if not asked:
        return
    seen = world.expected(someone, partnership)
    may_change = world.changed(someone, partnership, seen)
    for table, columns in ((table, RENAMED[table]) for table in asked):
        rows = sorted(may_change[table])
        for row in dice.sample(rows, k=min(EACH, len(rows))):
            for column, to in columns.items():
                there = world.rows_of(to)
                known = [one for one in there if str(one) in seen.get(to, ())]
                others = [one for one in there if one not in known]
                named = [dice.choice(group) for group in (known, others) if group]
                for one in (*named, uuid.UUID(int=dice.getrandbits(128))):
                    yield Renaming(
                        f"UPDATE {table} SET {column} = '{one}' WHERE id = '{row}'",  # noqa: S608 - of a test
                        one in known,
                    )
