"""What the cases and the standing workload need to know of what is there, looked up."""

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
from tessera.records.models import ChildsVoice, Line

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

    def why_it_ends(self, outcome: str, number: int) -> str:
        """One of the reasons that the partnership has for ending with this outcome, if it has any."""
        accepted = self.settings.outcomes[outcome].closures
        return accepted[number % len(accepted)] if accepted else ""

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


def quoted(case_id: UUID, quote: str) -> UUID:
    """What holds these words: a child's voice, else a line."""
    said = ChildsVoice.objects.filter(case_id=case_id, words__contains=quote)
    lines = Line.objects.filter(case_id=case_id, text__contains=quote)
    found = said.values_list("pk", flat=True).first() or lines.values_list("pk", flat=True).first()
    if found is None:
        raise ValueError(f"The decision quotes what nobody wrote: {quote}")
    return found
