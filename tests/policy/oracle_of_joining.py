"""Who works here, as a person would say it: one administrator asks, another agrees, and one ends what another has."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.policy.oracle_of_settings import OfSettings
from tests.policy.register import Agency, Membership, Practitioner, live


@dataclass
class Invitation:
    """A place that somebody is asked to have: who is known here, or whoever reads a mailbox."""

    id: uuid.UUID
    partnership: uuid.UUID
    asked_by: uuid.UUID
    practitioner: uuid.UUID | None = None
    agreed: bool = False
    withdrawn: bool = False
    accepted: bool = False


class OfJoining(OfSettings):
    """The part of the oracle that is about who works for a partnership."""

    invitations: list[Invitation]
    agencies: list[Agency]

    def administers(self, someone: Practitioner, partnership: uuid.UUID) -> bool:
        return self.has(someone, partnership, "administrator")

    def sees_invitation(self, someone: Practitioner, partnership: uuid.UUID, one: Invitation) -> bool:
        """Administrators, those of their own partnership."""
        return one.partnership == partnership and self.administers(someone, partnership)

    def invites(
        self,
        someone: Practitioner,
        partnership: uuid.UUID,
        *,
        where: uuid.UUID,
        by: uuid.UUID,
        agency: uuid.UUID,
        team: uuid.UUID | None,
        whom: Practitioner | None,
    ) -> bool:
        """In their own name, here, for an agency and a team of it that are here, and never for themself."""
        here = {one.id: one for one in self.agencies if one.partnership == partnership}
        return (
            self.administers(someone, partnership)
            and (where, by) == (partnership, someone.id)
            and agency in here
            and (team is None or team in here[agency].teams)
            and (whom is None or (whom.id != someone.id and self.belongs(whom, partnership)))
        )

    def belongs(self, someone: Practitioner, partnership: uuid.UUID) -> bool:
        """They work here, or did, or will."""
        return any(held.agency.partnership == partnership for held in someone.memberships)

    def agrees(self, someone: Practitioner, partnership: uuid.UUID, one: Invitation) -> bool:
        """A second administrator, to what waits, and never to a place of their own."""
        return (
            self.sees_invitation(someone, partnership, one)
            and someone.id not in (one.asked_by, one.practitioner)
            and not (one.agreed or one.withdrawn or one.accepted)
        )

    def takes_back(self, someone: Practitioner, partnership: uuid.UUID, one: Invitation) -> bool:
        return self.sees_invitation(someone, partnership, one) and not (one.withdrawn or one.accepted)

    def ends_place(self, someone: Practitioner, partnership: uuid.UUID, held: Membership) -> bool:
        """An administrator, of somebody else here, what is not over; and another stays whose place has no end."""
        if held.agency.partnership != partnership or held.practitioner == someone.id:
            return False
        if held.dates[1] is not None and held.dates[1] <= datetime.now(UTC):
            return False
        if held.role != "administrator":
            return True
        return any(
            other.active and one.role == "administrator" and one.dates[1] is None and live(one.dates)
            for other in self.practitioners
            if other.id != held.practitioner
            for one in other.memberships
            if one.agency.partnership == partnership
        )
