"""The four promises of an enquiry as its page shows them. Used by the queries of this app."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tessera.core.working_time import Limit
from tessera.core.working_time import Pause as StoodStill
from tessera.enquiries.models import Clock, Pause, Request
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
    pauses = pauses_of_clocks([row.pk for row in rows.values()], settings)
    shown = []
    for kind in ClockKind:
        face = settings.clock(kind)
        if kind is ClockKind.AGENCY_RETURN:
            words = _("Every agency asked has answered") if asked else _("Nobody has been asked yet")
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
                words=_("No time limit") if row else _("Not started"),
                can_pause=running and not paused and not up and kind in PAUSABLE and bool(face.pause_reasons),
                can_resume=running and paused,
                pauses=stood,
            )
        )
    return tuple(shown)


def _limit_words(row: Clock | None) -> str:
    return Limit.parse(row.limit).words() if row is not None and row.limit else ""


def pauses_of_clocks(clocks: Sequence[UUID], settings: Settings) -> dict[UUID, tuple[PauseShown, ...]]:
    """When each of these clocks stood still, oldest first."""
    return _pauses("clock_id", Pause.objects.filter(clock_id__in=clocks), settings)


def pauses_of_requests(requests: Sequence[UUID], settings: Settings) -> dict[UUID, tuple[PauseShown, ...]]:
    """When the time to answer each of these questions stood still, oldest first."""
    return _pauses("request_id", Pause.objects.filter(request_id__in=requests), settings)


def _pauses(of: str, rows: QuerySet[Pause], settings: Settings) -> dict[UUID, tuple[PauseShown, ...]]:
    found: dict[UUID, tuple[PauseShown, ...]] = {}
    for which, reason, words, began, ended, by in rows.order_by("began_at").values_list(
        of, "reason", "words", "began_at", "ended_at", "author__name"
    ):
        known = settings.pause_reasons.get(reason)
        made = PauseShown(known.label if known else reason, words, began, ended, by)
        found[which] = (*found.get(which, ()), made)
    return found


def facts_of_request(row: Request, pauses: Sequence[PauseShown]) -> Facts | None:
    """The clock of one agency's answer. None where it has no limit. Paused, it is shown as it stood then."""
    due_at = row.due_at or row.would_be_due_at
    if due_at is None:
        return None
    still = pauses[-1] if pauses and row.due_at is None else None
    over = row.answered_at or row.withdrawn_at
    return Facts(
        started_at=row.sent_at,
        due_at=due_at,
        paused_at=still.began_at if still and over is None else None,
        paused_why=still.reason if still else "",
        # What came while the clock stood still came when it stopped.
        stopped_at=still.began_at if still and over is not None else over,
    )


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
        # As if the pause took no time: what was rated meanwhile counts from its beginning.
        rated = [(value, min(rated_at, still.began_at)) for value, rated_at in ratings]
        history: list[tuple[str | None, datetime]] = [*rated] or [(None, row.started_at)]
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
