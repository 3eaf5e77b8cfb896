"""The promises that run now, as if they had been made under other settings. Pure.

None of them moves when other settings come into force: a promise keeps the settings it was made under. What comes out
tells how the partners' real work would have stood, which is the best there is to know how it will.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tessera.core.working_time import Pause
from tessera.enquiries.rules.confirming import Rated, counting_then
from tessera.enquiries.rules.reckoning import clock_due, request_due
from tessera.enquiries.rules.words import ClockKind
from tessera.partnership.rules.counted import Counted, Move
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import Rating, StartEvent


@dataclass(frozen=True)
class Promise:
    """One promise that runs: when it began, when it is due, and what has happened to it since.

    `due_at` is None where it has no limit, or while it is paused. `agency`: the code of the one that was asked, and
    `concern` the kind of concern whose template it was asked from, "" where that was none.
    """

    kind: str
    rating: str
    started_at: datetime
    due_at: datetime | None
    received_at: datetime | None = None
    opened_at: datetime | None = None
    ratings: tuple[Rated, ...] = ()
    pauses: tuple[Pause, ...] = ()
    agency: str = ""
    concern: str = ""


def due_then(promise: Promise, settings: Settings) -> datetime | None:
    """When it would be due, had it been made under these settings."""
    ratings = counting_then(promise.ratings, settings)
    if promise.kind == ClockKind.AGENCY_RETURN:
        return request_due(settings, promise.started_at, ratings, promise.pauses)
    started_at = promise.started_at
    if promise.kind == ClockKind.DECISION:
        from_receipt = settings.clock(promise.kind).starts is StartEvent.REFERRAL_RECEIVED
        started_at = (promise.received_at if from_receipt else promise.opened_at) or started_at
    return clock_due(settings, promise.kind, started_at, ratings, promise.pauses)


def counted(
    promises: Sequence[Promise],
    written: int,
    settings: Settings,
    at: datetime,
    agreed: Callable[[datetime], Settings] | None = None,
) -> Counted:
    """Exact numbers: for a test, or to be rounded. `written`: how many referrals are being written.

    `agreed`: the settings in force at a moment, where what they asked of whoever answers is to be counted too.
    """
    then = [(one, due_then(one, settings)) for one in promises]
    kinds = Counter(one.kind for one in promises)
    gone = Counter(one.agency for one in promises if one.agency and one.agency not in settings.agencies)
    return Counted(
        moves=tuple(_moves(then, at)),
        referrals_written=written,
        referrals_waiting=kinds[ClockKind.ACKNOWLEDGE],
        enquiries_open=kinds[ClockKind.DECISION],
        questions_waiting=kinds[ClockKind.AGENCY_RETURN],
        ratings_waiting=sum(
            bool(one.ratings) and one.ratings[-1].waits for one in promises if one.kind == ClockKind.DECISION
        ),
        become_overdue=sum(
            _late(due, at) and not _late(one.due_at, at)
            for one, due in then
            if one.kind == ClockKind.DECISION
        ),
        leaving=tuple(sorted(gone.items())),
        asked_no_more=tuple(sorted(Counter(_asked_no_more(promises, settings, agreed)).items()))
        if agreed
        else (),
    )


def _asked_no_more(
    promises: Sequence[Promise], settings: Settings, agreed: Callable[[datetime], Settings]
) -> Iterable[tuple[str, str]]:
    """For each question that waits, by path and in words, what it was sent with and these settings ask no more."""
    for one in promises:
        before = agreed(one.started_at) if one.concern and one.agency else None
        agency = before.agencies.get(one.agency) if before else None
        if before is None or agency is None:
            continue
        still = settings.answer_questions(one.concern, agency.kind)
        for code, question in before.answer_questions(one.concern, agency.kind).items():
            if code not in still:
                path = ("request_templates", one.concern, str(agency.kind), "questions", code)
                yield ".".join(path), question.label


def _moves(then: Sequence[tuple[Promise, datetime | None]], at: datetime) -> Iterable[Move]:
    for kind in ClockKind:
        for rating in (*Rating, ""):
            some = [(one, due) for one, due in then if (one.kind, one.rating) == (kind, rating)]
            if some:
                yield Move(
                    clock=str(kind),
                    rating=str(rating),
                    running=len(some),
                    sooner=sum(_before(due, one.due_at) for one, due in some),
                    later=sum(_before(one.due_at, due) for one, due in some),
                    overdue=sum(_late(one.due_at, at) for one, _ in some),
                    overdue_then=sum(_late(due, at) for _, due in some),
                )


def _before(one: datetime | None, other: datetime | None) -> bool:
    """Whether one moment is before another; None is after every moment."""
    return one is not None and (other is None or one < other)


def _late(due: datetime | None, at: datetime) -> bool:
    return due is not None and due < at
