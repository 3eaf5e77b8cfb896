"""A membership as the sign-in page lists it. A read model."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class MembershipHeld:
    id: UUID
    partnership_id: UUID
    partnership: str
    agency_id: UUID
    agency: str
    team: str | None
    role: str
