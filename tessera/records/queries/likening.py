"""What was said of accounts that two agencies wrote: of one event, or not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tessera.records.models import SameEvent


@dataclass(frozen=True)
class LikenedRead:
    """Two accounts, each a note or one line of it; whether they are of one event, and why."""

    note_id: UUID
    line_id: UUID | None
    other_id: UUID
    other_line_id: UUID | None
    same: bool
    reason: str
    by: str
    agency: str
    at: datetime


def likened_of_cases(case_ids: Collection[UUID]) -> tuple[LikenedRead, ...]:
    """All that may be read of these cases, oldest first. One question."""
    rows = SameEvent.objects.filter(case_id__in=case_ids).order_by("said_at", "pk")
    return tuple(
        LikenedRead(*row)
        for row in rows.values_list(
            "note_id",
            "line_id",
            "other_id",
            "other_line_id",
            "same",
            "reason",
            "author__name",
            "agency__name",
            "said_at",
        )
    )
