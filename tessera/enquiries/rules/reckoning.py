"""When a promise falls due, by the settings it was made under and all that has happened to it since. Pure."""

from collections.abc import Sequence
from datetime import datetime

from tessera.core.working_time import Pause
from tessera.enquiries.rules.words import ClockKind
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import StartEvent

Ratings = Sequence[tuple[str, datetime]]


def clock_due(
    settings: Settings, kind: str, started_at: datetime, ratings: Ratings, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """When a clock of the hub's own runs out: the soonest of every promise that its ratings made."""
    history: list[tuple[str | None, datetime]] = [*ratings] or [(None, started_at)]
    begins = started_at
    if ratings and settings.clock(kind).starts is StartEvent.RATING_SET:
        begins = max(begins, ratings[0][1])
    return settings.due(kind, started=begins, ratings=history, pauses=pauses)


def request_due(
    settings: Settings, sent_at: datetime, ratings: Ratings, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """When an agency's answer is due: by the rating when it was asked, and each later one that is sooner."""
    before = [rating for rating in ratings if rating[1] <= sent_at][-1:]
    after = [rating for rating in ratings if rating[1] > sent_at]
    return settings.due(ClockKind.AGENCY_RETURN, started=sent_at, ratings=[*before, *after], pauses=pauses)
