"""Who has contributed to a story and who has not: each agency's last entry, its last look, and whether it was asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tessera.access.here import Me
from tessera.access.models import Agency, Involvement, Membership
from tessera.audit.queries import looks
from tessera.chronology.rules.entries import Entry
from tessera.enquiries.queries.contributing import Contribution, contributions


@dataclass(frozen=True)
class AgencyTold:
    """An agency of the story: how many entries, its last one, and whether it takes part in a case without any.

    `looked_at`: when somebody of it last looked, as far as the reader may know. `asked`: to add what it knows.
    """

    id: UUID
    name: str
    entries: int
    last: date | None
    looked_at: datetime | None = None
    asked: Contribution | None = None


def contributors(
    practitioner: Me, entries: Iterable[Entry], case_ids: Collection[UUID]
) -> tuple[AgencyTold, ...]:
    """Those with an entry, those that were asked, and those that the reader may know to take part and have none."""
    # By the number that an identifier is, which is found sooner.
    own: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        own[entry.agency_id.int].append(entry)
    names = {theirs[-1].agency_id: theirs[-1].agency for theirs in own.values()}
    involved = Involvement.objects.filter(case_id__in=case_ids, valid_to__isnull=True)
    for pk, name in Agency.objects.filter(principal_id__in=involved.values("principal_id")).values_list(
        "pk", "name"
    ):
        names.setdefault(pk, name)
    asked, looked = contributions(case_ids), _looked(practitioner, case_ids)
    return tuple(
        AgencyTold(
            pk,
            name,
            len(own[pk.int]),
            max((e.happened.last for e in own[pk.int] if e.happened.last), default=None),
            looked.get(pk),
            asked.get(pk),
        )
        for pk, name in sorted(names.items(), key=lambda one: one[1])
    )


def _looked(practitioner: Me, case_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """By agency when somebody of it last looked at these cases. The ledger tells that to the hub."""
    if not practitioner.is_hub:
        return {}
    last: dict[UUID, datetime] = {}
    for case_id in case_ids:
        for look in looks(case_id):
            if look.by is not None:
                last[look.by] = max(look.last_at, last.get(look.by, look.last_at))
    found: dict[UUID, datetime] = {}
    rows = Membership.objects.filter(practitioner_id__in=last).values_list("practitioner_id", "agency_id")
    for who, agency in rows:
        found[agency] = max(last[who], found.get(agency, last[who]))
    return found
