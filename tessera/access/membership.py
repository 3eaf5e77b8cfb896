"""Memberships as the sign-in pages list them. Read models."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class MembershipHeld:
    """One membership that somebody holds today."""

    id: UUID
    partnership_id: UUID
    partnership: str
    agency_id: UUID
    agency: str
    team: str | None
    role: str
    partnership_code: str
    agency_code: str


@dataclass(frozen=True)
class Place:
    """One agency of one partnership that somebody may work for, with every role they hold there."""

    membership_id: UUID
    partnership: str
    agency_id: UUID
    agency: str
    roles: tuple[str, ...]


def places(held: Iterable[MembershipHeld]) -> tuple[Place, ...]:
    """Memberships put together by agency: several roles in one agency are held at once, so nobody chooses them."""
    by_agency: dict[UUID, list[MembershipHeld]] = {}
    for membership in held:
        by_agency.setdefault(membership.agency_id, []).append(membership)
    return tuple(
        Place(
            membership_id=first.id,
            partnership=first.partnership,
            agency_id=first.agency_id,
            agency=first.agency,
            roles=tuple(dict.fromkeys(one.role for one in several)),
        )
        for several in by_agency.values()
        for first in several[:1]
    )
