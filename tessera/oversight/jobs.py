"""Reminds the Caldicott guardians of reviews that are due, each five minutes."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from tessera.access.acting import acting_automatically
from tessera.enquiries.queries.reminding import automatic
from tessera.oversight.actions import emergencies
from tessera.oversight.queries.emergencies import uses_to_remind_of
from tessera.oversight.rules import REMINDED_BEFORE

log = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="reviews", name="oversight.reviews")  # type: ignore[untyped-decorator]
def reviews(timestamp: int) -> None:
    """Remind whoever must review an emergency access that it is due, and again when it is late."""
    remind_of_reviews(timezone.now())


def remind_of_reviews(at: datetime) -> int:
    """Send every reminder of a review that is due at this moment; of how many uses. Running it again sends none."""
    with acting_automatically(), transaction.atomic():
        due = uses_to_remind_of(at + REMINDED_BEFORE)
    return sum(_one(use_id, partnership_id, at) for use_id, partnership_id in due)


def _one(use_id: UUID, partnership_id: UUID, at: datetime) -> bool:
    try:
        with acting_automatically(), transaction.atomic():
            done = emergencies.remind(practitioner=automatic(partnership_id), at=at, use_id=use_id)
    except Exception:
        log.exception("a reminder of a review failed and will be tried again: %s", use_id)
        return False
    return done is not None
