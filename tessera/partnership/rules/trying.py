"""A partnership's clocks tried out: something arrives at a moment, and when is each thing due?"""

from dataclasses import dataclass
from datetime import datetime

from tessera.core.language import gettext as _
from tessera.partnership.rules.settings import Settings


@dataclass(frozen=True)
class Tried:
    """A clock at a rating: how long it allows, and when it would run out. None: no limit."""

    clock: str
    measures: str
    rating: str
    allows: str
    due: datetime | None


def tried(settings: Settings, received: datetime) -> tuple[Tried, ...]:
    """Every clock at every rating, as if it began at that moment."""
    found = []
    for code, clock in settings.clocks.items():
        for rating, band in settings.ratings.items():
            limit = clock.limit(rating)
            due = settings.due(code, started=received, ratings=[(rating, received)])
            found.append(
                Tried(clock.label, clock.measures, band.label, limit.words() if limit else _("No limit"), due)
            )
    return tuple(found)
