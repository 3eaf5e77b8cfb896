"""Which agencies were asked to add to a chronology, by when, and what came of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tessera.access.here import Me
from tessera.enquiries.models import Enquiry, Request
from tessera.enquiries.rules.words import WAITING, AskedFor, EnquiryState, RequestState


@dataclass(frozen=True, slots=True)
class Contribution:
    """An agency was asked to add to the chronology. `due_at` None: no limit, or the hub has paused it."""

    request_id: UUID
    case_id: UUID
    agency_id: UUID
    state: RequestState
    question: str
    sent_at: datetime
    due_at: datetime | None
    answered_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether the hub waits for it still."""
        return self.state in WAITING

    def is_late(self, at: datetime) -> bool:
        """Whether the hub waits for it and its time is over."""
        return self.waits and self.due_at is not None and self.due_at < at


def contributions(case_ids: Collection[UUID]) -> dict[UUID, Contribution]:
    """By agency the last time that it was asked, as far as it may be seen. One question."""
    rows = Request.objects.filter(case_id__in=case_ids, asked_for=AskedFor.CHRONOLOGY).order_by(
        "sent_at", "pk"
    )
    return {
        agency: Contribution(pk, case, agency, RequestState(state), question, sent, due, answered)
        for pk, case, agency, state, question, sent, due, answered in rows.values_list(
            "pk", "case_id", "to_agency_id", "state", "question", "sent_at", "due_at", "answered_at"
        )
    }


def enquiry_to_ask_in(practitioner: Me, case_ids: Collection[UUID]) -> UUID | None:
    """The open enquiry from which the hub asks agencies; None for whoever may not, and where there is none."""
    if not practitioner.is_hub:
        return None
    found = Enquiry.objects.filter(case_id__in=case_ids, state=EnquiryState.OPEN).order_by("-opened_at")
    return found.values_list("pk", flat=True).first()
