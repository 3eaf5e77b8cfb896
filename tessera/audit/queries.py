"""Questions about the ledger: has anything been changed, and who has looked."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Min

from tessera.audit.models import Entry

# What a practitioner does to a record that is only looking at it. A test holds this against every @query.
LOOKING = ("see", "consider", "open", "export", "search")

AT_ONCE = 10_000  # blocks read in one answer


@dataclass(frozen=True)
class Verdict:
    """What reading the ledger again found. `first_break`: the first entry that is not as it was sealed, there or gone.

    It is None where the ledger is intact, and where only a block was altered or taken out: then `broken_block`, the
    number of the first block with something wrong, is all there is to name. Entries not `sealed` yet are not judged.
    """

    entries: int
    sealed: int
    blocks: int
    intact: bool
    first_break: UUID | None
    broken_block: int | None


@dataclass(frozen=True)
class Waiting:
    """Entries that no block covers and blocks that were not published, with the time of the oldest of each."""

    entries: int
    entries_since: datetime | None
    blocks: int
    blocks_since: datetime | None


@dataclass(frozen=True)
class Look:
    """One practitioner's looking at one case: from when, until when, how many times. `by` None: nobody signed in."""

    by: UUID | None
    first_at: datetime
    last_at: datetime
    times: int


def verify() -> Verdict:
    """Read the ledger again, every block and every entry in it. About a second for each 100,000 entries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entries, sealed, blocks, intact, first_break, broken_block FROM audit.verify()"
        )
        return Verdict(*cursor.fetchone())


def lost(published: Sequence[tuple[int, str]]) -> tuple[int, ...]:
    """Of the blocks that were published, as (number, hash), those that the ledger no longer holds as they were."""
    found: set[int] = set()
    for first in range(0, len(published), AT_ONCE):
        some = published[first : first + AT_ONCE]
        given = json.dumps([{"number": number, "hash": sealed} for number, sealed in some])
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit.lost(%s)", (given,))
            found |= {number for (number,) in cursor.fetchall()}
    return tuple(sorted(found))


def lines(after: int = 0) -> Iterator[str]:
    """The blocks after the one of that number as they are published, one line of JSON each."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit.lines(%s) LIMIT %s", (after, AT_ONCE))
            found = [line for (line,) in cursor.fetchall()]
        yield from found
        if len(found) < AT_ONCE:
            return
        after = json.loads(found[-1])["number"]


def waiting() -> Waiting:
    """What waits to be sealed and to be published."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entries, entries_since, blocks, blocks_since FROM audit.waiting()")
        return Waiting(*cursor.fetchone())


def looks(case_id: UUID) -> tuple[Look, ...]:
    """Who has looked at a case, earliest first: all of it for its hub, to anyone else only their own looking."""
    rows = (
        Entry.objects.filter(case=case_id, verb__in=LOOKING)
        .values("by")
        .annotate(first_at=Min("at"), last_at=Max("at"), times=Count("id"))
        .order_by("first_at", "by")
    )
    return tuple(Look(row["by"], row["first_at"], row["last_at"], row["times"]) for row in rows)
