"""What agencies and practitioners are called, of many rows at once.

A join would have row security judge the same few people again for each row that names them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tessera.access.models import Agency, Practitioner


@dataclass(frozen=True)
class Called:
    """By identifier the names of those that may be seen."""

    agencies: dict[UUID, str]
    practitioners: dict[UUID, str]

    def both(self, agency_id: UUID, practitioner_id: UUID) -> tuple[str, str] | None:
        """Their names; None where either may not be seen: what names them is then left out, as a join would."""
        agency, practitioner = self.agencies.get(agency_id), self.practitioners.get(practitioner_id)
        return None if agency is None or practitioner is None else (agency, practitioner)


def called(agencies: Iterable[UUID], practitioners: Iterable[UUID]) -> Called:
    """Their names. Two questions."""
    return Called(
        dict(Agency.objects.filter(pk__in=set(agencies)).values_list("pk", "name")),
        dict(Practitioner.objects.filter(pk__in=set(practitioners)).values_list("pk", "name")),
    )
