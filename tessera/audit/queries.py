"""Questions about the ledger: has anything been changed, and who has looked."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Min

from tessera.audit.models import Entry

# What a practitioner does to a record that is only looking at it. A test holds this against every @query.
LOOKING = ("see", "consider", "open", "export", "search")


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


@dataclass(frozen=True)
class Head:
    """The end of one chain: the place and the hash of its newest entry. A chain with no entry has place 0."""

    chain: int
    place: int
    hash: str


def heads() -> tuple[Head, ...]:
    """The end of every chain now, to be kept where whoever can write to the ledger cannot."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT chain, place, hash FROM audit.heads()")
        return tuple(Head(*row) for row in cursor.fetchall())


def lost(kept: Sequence[Head]) -> tuple[tuple[int, int], ...]:
    """(chain, place) of every end kept earlier that the ledger no longer holds as it was: it was rewritten since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT chain, place FROM audit.lost(%s)", (json.dumps([asdict(one) for one in kept]),)
        )
        return tuple((chain, place) for chain, place in cursor.fetchall())


def looks(case_id: UUID) -> tuple[Look, ...]:
    """Who has looked at a case, earliest first: all of it for its hub, to anyone else only their own looking."""
    rows = (
        Entry.objects.filter(case=case_id, verb__in=LOOKING)
        .values("by")
        .annotate(first_at=Min("at"), last_at=Max("at"), times=Count("id"))
        .order_by("first_at", "by")
    )
    return tuple(Look(row["by"], row["first_at"], row["last_at"], row["times"]) for row in rows)
