"""What happens by the clock, each minute: reminders, involvements that begin or end by their date, drafts counted.

A job goes the way a page goes, as the automatic practitioner, whom the database lets only the job worker be. Each
reminder is its own transaction: one that fails is tried again in a minute and holds up no other.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from tessera.access.acting import acting_automatically
from tessera.enquiries.actions import reminding
from tessera.enquiries.queries import reminding as queries
from tessera.enquiries.queries.trying import what_it_would_change
from tessera.partnership.actions.counting import count as keep_count
from tessera.partnership.queries import counting

log = logging.getLogger(__name__)
EACH_MINUTE = "* * * * *"
# Longer than a worker is ever away for a restart. Going over a minute twice changes nothing.
LOOK_BACK = timedelta(hours=1)


@app.periodic(cron=EACH_MINUTE)  # type: ignore[untyped-decorator]
@app.task(queueing_lock="reminders", name="enquiries.reminders")  # type: ignore[untyped-decorator]
def reminders(timestamp: int) -> None:
    """Remind whoever the settings name that half, most or all of a clock's time has gone."""
    remind_everyone(timezone.now())


@app.periodic(cron=EACH_MINUTE)  # type: ignore[untyped-decorator]
@app.task(queueing_lock="involvements", name="enquiries.involvements")  # type: ignore[untyped-decorator]
def involvements(timestamp: int) -> None:
    """Bring every audience whose date has come up to date."""
    since = datetime.fromtimestamp(timestamp, UTC) - LOOK_BACK
    with acting_automatically(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT access.sweep(%s)", [since])


@app.periodic(cron=EACH_MINUTE)  # type: ignore[untyped-decorator]
@app.task(queueing_lock="counts", name="enquiries.counts")  # type: ignore[untyped-decorator]
def counts(timestamp: int) -> None:
    """Count what each draft of settings would mean for the work under way, once as it stands and again each day."""
    count_drafts(timezone.now())


def count_drafts(at: datetime) -> int:
    """Count every draft that was not counted as it stands; how many were. Running it again counts none."""
    with acting_automatically(), transaction.atomic():
        drafts = counting.to_count(at)
    return sum(_counted(draft, at) for draft in drafts)


def _counted(draft: counting.ToCount, at: datetime) -> bool:
    try:
        with acting_automatically(), transaction.atomic():
            keep_count(
                practitioner=queries.automatic(draft.partnership_id),
                at=at,
                draft_id=draft.draft_id,
                number=draft.number,
                counted=what_it_would_change(draft.partnership_id, draft.settings, at),
            )
    except Exception:
        log.exception("a draft of settings was not counted and will be tried again: %s", draft.draft_id)
        return False
    return True


def remind_everyone(at: datetime) -> int:
    """Send every reminder that is due at this moment; how many were sent. Running it again sends none."""
    with acting_automatically(), transaction.atomic():
        clocks, requests = queries.clocks_due(at), queries.requests_due(at)
    sent = 0
    for clock_id, partnership_id in clocks:
        sent += _one(reminding.remind, partnership_id, at, clock_id=clock_id)
    for request_id, partnership_id in requests:
        sent += _one(reminding.remind_agency, partnership_id, at, request_id=request_id)
    return sent


def _one(remind: Callable[..., Any], partnership_id: UUID, at: datetime, **which: UUID) -> bool:
    try:
        with acting_automatically(), transaction.atomic():
            done = remind(practitioner=queries.automatic(partnership_id), at=at, **which)
    except Exception:
        log.exception("a reminder failed and will be tried again in a minute: %s", which)
        return False
    return done is not None
