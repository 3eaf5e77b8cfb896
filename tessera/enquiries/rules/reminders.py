"""When people are reminded that a clock runs down, by the share of the time that has gone. Pure."""

from collections.abc import Sequence
from datetime import datetime

from tessera.core.working_time import Calendar, Limit, fraction_used, moment_at_fraction

HALF, NEARLY, UP = "clock_half", "clock_soon", "clock_up"


def word_for(share: int) -> str:
    """The message for a share of the time gone, in per cent. Partnerships choose their own shares."""
    if share >= 100:
        return UP
    return NEARLY if share > 50 else HALF


def next_moment(
    *, shares: Sequence[int], told: int, moment: datetime, due_at: datetime, limit: Limit, calendar: Calendar
) -> datetime | None:
    """When the next reminder falls, counted from the moment at which `told` per cent had gone.

    No pause can lie ahead: a paused clock has no due instant. So what is left until it is due is what is left of it.
    """
    ahead = [share for share in sorted(shares) if share > told]
    if not ahead or told >= 100:
        return None
    left = fraction_used(moment, limit, calendar, due_at)
    return moment_at_fraction(moment, limit, calendar, left * (ahead[0] - told) / (100 - told))


def catch_up(
    *,
    shares: Sequence[int],
    told: int,
    moment: datetime,
    at: datetime,
    due_at: datetime,
    limit: Limit,
    calendar: Calendar,
) -> tuple[int, datetime | None]:
    """The share to remind people of at `at`, and when the next reminder falls.

    `moment` is when the share after `told` was reached. Where the job was late and several have passed, only the last
    counts: nobody is helped by three messages at once.
    """
    share = min((s for s in shares if s > told), default=100)
    following = next_moment(
        shares=shares, told=share, moment=moment, due_at=due_at, limit=limit, calendar=calendar
    )
    while following is not None and following <= at:
        share, moment = min(s for s in shares if s > share), following
        following = next_moment(
            shares=shares, told=share, moment=moment, due_at=due_at, limit=limit, calendar=calendar
        )
    return share, following
