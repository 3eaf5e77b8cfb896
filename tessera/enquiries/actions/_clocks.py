"""Starting, stopping and reckoning the four clocks. Used by the verbs of this app; not a verb of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from tessera.access.here import Me
from tessera.access.rules import Audience
from tessera.core.working_time import Limit, Pause, fraction_used, moment_at_fraction
from tessera.enquiries.models import Clock, Enquiry, Rating, Referral, Request
from tessera.enquiries.rules.confirming import Rated, counting
from tessera.enquiries.rules.reckoning import clock_due, request_due
from tessera.enquiries.rules.words import WAITING, ClockKind
from tessera.partnership import queries as partnership
from tessera.partnership.rules.settings import Settings

REQUEST_CLOCK = ("due_at", "would_be_due_at", "remind_next_at")


def hub_label(practitioner: Me, case_id: Any, hub: int) -> dict[str, Any]:
    """The label of a row that the hub keeps to itself."""
    return {
        "case_id": case_id,
        "agency_id": practitioner.agency_id,
        "author_id": practitioner.id,
        "audience": Audience.NAMED,
        "named": [hub],
    }


def start(
    *,
    practitioner: Me,
    at: datetime,
    kind: ClockKind,
    referral: Referral,
    enquiry: Enquiry | None,
    settings: Settings,
    ratings: Sequence[tuple[str, datetime]] = (),
) -> Clock:
    """Begin a clock. Its due instant, limit and next reminder are worked out from the settings of the record.

    It carries the reference, so that the job that reminds people need not read the referral.
    """
    clock = Clock(
        **hub_label(practitioner, referral.case_id, practitioner.hub),
        enquiry=enquiry,
        referral=referral,
        kind=kind,
        started_at=at,
        reference=referral.reference,
    )
    _reckon(clock, settings, list(ratings), [])
    clock.save(force_insert=True)
    return clock


def stop(*kinds: ClockKind, at: datetime, referral_id: Any) -> None:
    """The promises were kept (or overtaken). Stopping a stopped clock changes nothing."""
    Clock.objects.filter(referral_id=referral_id, kind__in=kinds, stopped_at__isnull=True).update(
        stopped_at=at, remind_next_at=None
    )


def reckon_again(*, enquiry: Enquiry, settings: Settings) -> None:
    """Work out every running clock of an enquiry again: after a rating, a pause, or a change of calendar.

    Settings.due takes the soonest of every promise made so far, so a new rating can only bring an instant nearer.
    """
    ratings = hub_ratings(enquiry, settings)
    clocks = Clock.objects.filter(Q(enquiry=enquiry), stopped_at__isnull=True).prefetch_related("pauses")
    for clock in clocks:
        pauses = [Pause(p.began_at, p.ended_at) for p in clock.pauses.all()]
        _reckon(clock, settings, ratings, pauses)
        clock.save(update_fields=("due_at", "limit", "remind_next_at"))
    for request in Request.objects.filter(enquiry=enquiry, state__in=WAITING).prefetch_related("pauses"):
        reckon_request(request, settings, ratings)
        request.save(update_fields=REQUEST_CLOCK)


def hub_ratings(enquiry: Enquiry, settings: Settings) -> list[tuple[str, datetime]]:
    """The hub's ratings of an enquiry that move its clocks, and from when, oldest first."""
    rows = Rating.objects.filter(enquiry=enquiry, by_hub=True).order_by("rated_at", "id")
    rated = rows.values_list("value", "rated_at", "confirm_by", "confirmation__confirmed_at")
    return counting([Rated(*row) for row in rated], settings)


def latest_of_hub(enquiry_id: Any) -> Rating | None:
    """How the hub last rated an enquiry, confirmed or not."""
    return Rating.objects.filter(enquiry_id=enquiry_id, by_hub=True).order_by("-rated_at", "-id").first()


def reckon_request(request: Request, settings: Settings, ratings: Sequence[tuple[str, datetime]]) -> None:
    """Work out when one agency's answer is due and when it is reminded next, as its pauses stand. Saves nothing."""
    pauses = [Pause(pause.began_at, pause.ended_at) for pause in request.pauses.all()]
    request.due_at = request_due(settings, request.sent_at, ratings, pauses)
    still = next((pause.start for pause in pauses if pause.end is None), None)
    request.would_be_due_at = None
    if still is not None and request.due_at is None:
        # As if the pause took no time: what was rated meanwhile counts from its beginning.
        ended = [pause for pause in pauses if pause.end is not None]
        rated = [(value, min(rated_at, still)) for value, rated_at in ratings]
        request.would_be_due_at = request_due(settings, request.sent_at, rated, ended)
    request.remind_next_at = next_reminder(
        ClockKind.AGENCY_RETURN,
        settings,
        settings.limit(ClockKind.AGENCY_RETURN, ratings[-1][0] if ratings else None),
        started_at=request.sent_at,
        due_at=request.due_at,
        reminded=request.reminded,
        pauses=pauses,
    )


def promised(practitioner: Me, at: datetime, enquiry: Enquiry) -> Settings:
    """What an enquiry was promised under, for as long as it lives."""
    return partnership.of_record(enquiry.settings_id, practitioner.partnership_id, at)


def _reckon(
    clock: Clock, settings: Settings, ratings: list[tuple[str, datetime]], pauses: list[Pause]
) -> None:
    clock.due_at = clock_due(settings, clock.kind, clock.started_at, ratings, pauses)
    limit = settings.limit(clock.kind, ratings[-1][0] if ratings else None)
    clock.limit = str(limit) if limit else ""
    clock.remind_next_at = next_reminder(
        ClockKind(clock.kind),
        settings,
        limit,
        started_at=clock.started_at,
        due_at=clock.due_at,
        reminded=clock.reminded,
        pauses=pauses,
    )


def next_reminder(
    kind: ClockKind,
    settings: Settings,
    limit: Limit | None,
    *,
    started_at: datetime,
    due_at: datetime | None,
    reminded: int,
    pauses: Sequence[Pause],
) -> datetime | None:
    """When the next reminder falls, by the share of the time between the start and the due instant."""
    if limit is None or due_at is None:
        return None
    face = settings.clock(kind)
    calendar = settings.calendar(face.calendar)
    # The due instant may come from an earlier, sooner promise: reminders keep to the share of that one.
    whole = fraction_used(started_at, limit, calendar, due_at, pauses)
    for reminder in sorted(face.reminders, key=lambda r: r.at):
        if reminder.at > reminded:
            return moment_at_fraction(started_at, limit, calendar, whole * reminder.at / 100, pauses)
    return None
