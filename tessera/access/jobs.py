"""What is forgotten by the clock: sessions that ended, with what browsers and the sign-in library kept beside them."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from tessera.access import browsers, sessions
from tessera.access.acting import acting_as_nobody


@app.periodic(cron="17 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="forgetting", name="access.forgetting")  # type: ignore[untyped-decorator]
def forgetting(timestamp: int) -> None:
    """Once an hour. An hour that was missed is made up by the next."""
    forget(timezone.now())


def forget(at: datetime) -> int:
    """Forget what has ended; how many rows went. A second time nothing is left to go."""
    with acting_as_nobody(), transaction.atomic():
        return sessions.forget_typed(at) + browsers.forget_gone() + sessions.forget_ended()
