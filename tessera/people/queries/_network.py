"""Who works with a family: every involvement that the reader sees."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.access.models import Agency, Involvement, Membership, Practitioner, Team
from tessera.access.rules import InvolvementKind
from tessera.core.language import Phrases

HOW = Phrases(
    {
        InvolvementKind.REFERRER: "Made the referral",
        InvolvementKind.HUB: "Runs the case",
        InvolvementKind.ASKED: "Was asked a question",
        InvolvementKind.ALLOCATED: "Works with the family",
        InvolvementKind.NAMED: "Named on the seal",
        InvolvementKind.EMERGENCY: "Opened it in an emergency",
        InvolvementKind.ASSURANCE: "Reads it for quality",
        InvolvementKind.SCHOOL: "The child’s school",
        InvolvementKind.OWN_RECORD: "Worked with them before",
    }
)
# How near somebody is to the child, as far as the register knows: the width of the line.
NEAR = {
    InvolvementKind.ALLOCATED: "strong",
    InvolvementKind.SCHOOL: "strong",
    InvolvementKind.OWN_RECORD: "ended",
    InvolvementKind.EMERGENCY: "ended",
    InvolvementKind.ASSURANCE: "ended",
}


# The same in words, as the picture draws it.
NEARNESS = Phrases(
    {
        "strong": "Close: a wide line",
        "some": "Some contact: a thin line",
        "ended": "Over, or reads only: dots",
    }
)


@dataclass(frozen=True, slots=True)
class Involved:
    """Somebody who works with the family, or did: an agency, a team or a practitioner. `near`: strong, some, ended."""

    who: str
    agency: str
    how: str
    near: str
    reason: str
    begins: date
    ends: date | None

    @property
    def nearness(self) -> str:
        """How near, in words."""
        return NEARNESS[self.near]


def involved(case_id: UUID, at: datetime) -> tuple[Involved, ...]:
    """Every involvement that the reader sees, the nearest to the child first."""
    rows = list(Involvement.objects.filter(case_id=case_id).order_by("valid_from", "id"))
    names = _principals({row.principal_id for row in rows})
    order = ("strong", "some", "ended")
    found: dict[tuple[str, str, str], Involved] = {}
    for row in rows:
        who, agency = names.get(row.principal_id, (_("Not known"), ""))
        over = row.valid_to is not None and row.valid_to <= at
        found[who, agency, row.kind] = Involved(
            who=who,
            agency=agency,
            how=HOW.get(InvolvementKind(row.kind), row.kind),
            near="ended" if over else NEAR.get(InvolvementKind(row.kind), "some"),
            reason=row.reason,
            begins=timezone.localdate(row.valid_from),
            ends=timezone.localdate(row.valid_to) if row.valid_to else None,
        )
    return tuple(sorted(found.values(), key=lambda one: (order.index(one.near), one.who, one.how)))


def _principals(numbers: set[int]) -> dict[int, tuple[str, str]]:
    """Who each principal is, and the agency they belong to; empty for an agency itself."""
    names: dict[int, tuple[str, str]] = {}
    agencies = Agency.objects.filter(Q(principal_id__in=numbers) | Q(members_id__in=numbers))
    for number, members, name in agencies.values_list("principal_id", "members_id", "name"):
        names[number] = names[members] = (name, "")
    teams = Team.objects.filter(principal_id__in=numbers)
    for number, name, agency in teams.values_list("principal_id", "name", "agency__name"):
        names[number] = (name, agency)
    belongs = dict(
        Membership.objects.filter(practitioner__principal_id__in=numbers)
        .order_by("-valid_from")
        .values_list("practitioner__principal_id", "agency__name")
    )
    practitioners = Practitioner.objects.filter(principal_id__in=numbers)
    for number, name in practitioners.values_list("principal_id", "name"):
        names[number] = (name, belongs.get(number, ""))
    return names
