"""Pieces of work to draw, for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from tessera.enquiries.queries.worklist import Reply, Work

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
AT = NOON.timestamp()
HOSTILE = "\"><script>alert(1)</script>' onload=x {{ 7|add:7 }}"
NEW = Work("new", None, UUID(int=1), "BN-1", "", None, "", None, None, 0, 0, 0, 0, False, step="Screen it")
OPEN = NEW._replace(
    what="open", enquiry_id=UUID(int=2), rating="amber", rating_label="Amber", target="24 hours"
)
ASKED = OPEN._replace(started=AT - 3600, due=AT + 3600, replies=(Reply("PO", "Police", "late"),))

SAYS_IT = ASKED._replace(
    reference=HOSTILE, children=HOSTILE, more=HOSTILE, concern=HOSTILE, from_agency=HOSTILE,
    allocated_name=HOSTILE, step=HOSTILE, target=HOSTILE, rating_label=HOSTILE, proposed=HOSTILE,
    replies=(Reply(HOSTILE, HOSTILE, "seen"),),
)  # fmt: skip
