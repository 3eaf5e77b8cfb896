"""Send the demonstration's reminders at the times at which they would have been sent."""

from __future__ import annotations

import argparse
from datetime import timedelta

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
    from django.utils import timezone

    from tessera.access.acting import acting_automatically
    from tessera.enquiries.jobs import remind_everyone
    from tessera.enquiries.queries.reminding import next_due

    now, at = timezone.now(), None
    while at is None or at < now:
        with acting_automatically(), transaction.atomic():
            due = next_due(at, now)
        if due is None:
            break
        at = min(due + EVERY, now)
        remind_everyone(at)
    return 0
