"""The four promises of an enquiry as its page shows them. Used by the queries of this app."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tessera.core.working_time import Limit
from tessera.core.working_time import Pause as StoodStill
from tessera.enquiries.models import Clock, Pause
from tessera.enquiries.rules.words import ClockKind
from tessera.partnership.rules.settings import Settings

PAUSABLE = (ClockKind.DECISION, ClockKind.FEEDBACK)


@dataclass(frozen=True, slots=True)
class PauseShown:
    """A time when a clock stood still, and why."""

    reason: str
    words: str
    began_at: datetime
    ended_at: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the clock on the page is drawn from."""

    started_at: datetime
    due_at: datetime
    paused_at: datetime | None = None
    paused_why: str = ""
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockShown:
    """One of the four. `facts` is None while there is nothing to count; `words` then says why."""

    kind: str
    label: str
    measures: str
    limit: str
    facts: Facts | None
    words: str
    can_pause: bool
    can_resume: bool
    pauses: tuple[PauseShown, ...]


def clocks_shown(
    referral_id: UUID,
    settings: Settings,
    ratings: Sequence[tuple[str, datetime]],
    returns: Facts | None,
    asked: int,
    at: datetime,
) -> tuple[ClockShown, ...]:
    """All four in the order in which they run. `returns` is the answer that is due soonest."""
    rows = {row.kind: row for row in Clock.objects.filter(referral_id=referral_id)}
    pauses = _pauses([row.pk for row in rows.values()], settings)
    shown = []
    for kind in ClockKind:
        face = settings.clock(kind)
        if kind is ClockKind.AGENCY_RETURN:
            words = "Every agency asked has answered" if asked else "Nobody has been asked yet"
            shown.append(ClockShown(kind, face.label, face.measures, "", returns, words, False, False, ()))
            continue
        row = rows.get(kind)
        stood = pauses.get(row.pk, ()) if row else ()
        running = row is not None and row.stopped_at is None and row.enquiry_id is not None
        paused = any(pause.ended_at is None for pause in stood)
        up = row is not None and row.due_at is not None and row.due_at <= at
        shown.append(
            ClockShown(
                kind=kind,
                label=face.label,
                measures=face.measures,
                limit=_limit_words(row),
                facts=_facts(row, stood, settings, ratings) if row else None,
                words="No time limit" if row else "Not started",
                can_pause=running and not paused and not up and kind in PAUSABLE and bool(face.pause_reasons),
                can_resume=running and paused,
                pauses=stood,
            )
        )
    return tuple(shown)


def _limit_words(row: Clock | None) -> str:
    return Limit.parse(row.limit).words() if row is not None and row.limit else ""


def _pauses(clocks: Sequence[UUID], settings: Settings) -> dict[UUID, tuple[PauseShown, ...]]:
    found: dict[UUID, tuple[PauseShown, ...]] = {}
    rows = Pause.objects.filter(clock_id__in=clocks).order_by("began_at")
    for clock, reason, words, began, ended, by in rows.values_list(
        "clock_id", "reason", "words", "began_at", "ended_at", "author__name"
    ):
        known = settings.pause_reasons.get(reason)
        made = PauseShown(known.label if known else reason, words, began, ended, by)
        found[clock] = (*found.get(clock, ()), made)
    return found


def _facts(
    row: Clock,
    pauses: Sequence[PauseShown],
    settings: Settings,
    ratings: Sequence[tuple[str, datetime]],
) -> Facts | None:
    """A paused clock has no due instant: it is shown as it stood when the pause began."""
    still = next((pause for pause in pauses if pause.ended_at is None), None)
    due_at = row.due_at
    if due_at is None and still is not None:
        ended = [StoodStill(pause.began_at, pause.ended_at) for pause in pauses if pause is not still]
        history: list[tuple[str | None, datetime]] = [*ratings] or [(None, row.started_at)]
        due_at = settings.due(row.kind, started=row.started_at, ratings=history, pauses=ended)
    if due_at is None:
        return None
    return Facts(
        started_at=row.started_at,
        due_at=due_at,
        paused_at=still.began_at if still and row.stopped_at is None else None,
        paused_why=still.reason if still else "",
        stopped_at=row.stopped_at,
    )
