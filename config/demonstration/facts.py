"""What the standing workload needs to know of the partnership, looked up once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from config.demonstration.register import cast
from config.demonstration.stage import Stage
from tessera.access.models import Agency, Practitioner
from tessera.access.rules import Role
from tessera.partnership import queries as partnership
from tessera.partnership.rules.settings import Settings

# Nobody of these acts in the workload: what they may see is what the written cases show.
BYSTANDERS = {"dev", "eve", "flo", "raj", "ada", "gil"}


@dataclass
class Known:
    """What is looked up once for the whole workload."""

    now: datetime
    settings: Settings
    agencies: dict[str, Agency]
    people: dict[str, UUID]
    referrers: dict[str, list[str]] = field(default_factory=dict)
    answerers: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kinds = {agency.name: agency.kind for agency in self.agencies.values()}
        for member in cast():
            if member.username in BYSTANDERS:
                continue
            if Role.REFERRER in member.roles:
                self.referrers.setdefault(kinds[member.agency], []).append(member.username)
                self.referrers.setdefault(member.agency, []).append(member.username)
            if {Role.AGENCY_OFFICER, Role.SAFEGUARDING_LEAD} & set(member.roles):
                self.answerers.setdefault(member.agency, []).append(member.username)


def known(theatre: Stage, now: datetime) -> Known:
    """The partnership as it stands: its settings, agencies and people."""
    with theatre.as_member("ama") as me:
        return Known(
            now,
            partnership.in_force(me.partnership_id, now).settings,
            {agency.name: agency for agency in Agency.objects.filter(partnership_id=me.partnership_id)},
            dict(Practitioner.objects.values_list("username", "id")),
        )
