"""Send the demonstration's reminders at the times at which they would have been sent."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta

HELP = "send the demonstration's reminders as of when they fell due"
ROLE = "job"

EVERY = timedelta(minutes=30)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds nothing."""


def run(args: argparse.Namespace) -> int:
    """Go through the past, half an hour at a time, as the job worker would have. Again: there is nothing left to send.

    Without it they would all be sent in the first minute, and say that everything fell due just now.
    """
    from django.db import transaction
    from django.db.models import Min
    from django.utils import timezone

    from tessera.access.acting import acting_automatically
    from tessera.enquiries.jobs import remind_everyone
    from tessera.enquiries.models import Clock, Request

    def first_due() -> datetime | None:
        with acting_automatically(), transaction.atomic():
            due = [model.objects.aggregate(at=Min("remind_next_at"))["at"] for model in (Clock, Request)]
        return min((at for at in due if at is not None), default=None)

    now, at = timezone.now(), None
    while (due := first_due()) is not None and due <= now and (at is None or at < now):
        # One that fails stays due; time goes on all the same.
        at = min((due if at is None else max(due, at)) + EVERY, now)
        remind_everyone(at)
    return 0
