"""Questions about the ledger: has anything been changed, and who has looked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Min

from tessera.audit.models import Entry

# What a practitioner does to a record that is only looking at it. A test holds this against every @query.
LOOKING = ("see", "consider", "open", "export")


@dataclass(frozen=True)
class Verdict:
    """Whether every entry follows from the one before. `first_break` is None where no entry is left to name."""

    entries: int
    intact: bool
    first_break: UUID | None


@dataclass(frozen=True)
class Look:
    """One practitioner's looking at one case: from when, until when, how many times. `by` None: nobody signed in."""

    by: UUID | None
    first_at: datetime
    last_at: datetime
    times: int


def verify() -> Verdict:
    """Read every chain of the ledger again, from its first entry. About two seconds for each 100,000 entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entries, intact, first_break FROM audit.verify()")
        row = cursor.fetchone()
    return Verdict(*row)


def looks(case_id: UUID) -> tuple[Look, ...]:
    """Who has looked at a case, earliest first: all of it for its hub, to anyone else only their own looking."""
    rows = (
        Entry.objects.filter(case=case_id, verb__in=LOOKING)
        .values("by")
        .annotate(first_at=Min("at"), last_at=Max("at"), times=Count("id"))
        .order_by("first_at", "by")
    )
    return tuple(Look(row["by"], row["first_at"], row["last_at"], row["times"]) for row in rows)
