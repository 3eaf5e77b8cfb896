"""Reminding the right people that time is running out. Done by a job, as the automatic practitioner."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from tessera.access.here import Me
from tessera.access.rules import Role
from tessera.audit import action, note
from tessera.core.working_time import Limit
from tessera.enquiries.models import Clock, Enquiry, Request
from tessera.enquiries.rules.reminders import catch_up, word_for
from tessera.enquiries.rules.words import WAITING, ClockKind, EnquiryState
from tessera.notifications import actions as notifications
from tessera.notifications.queries import holding
from tessera.partnership import queries as partnership
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import Job

ANSWERS = (Role.AGENCY_OFFICER, Role.SAFEGUARDING_LEAD)


@action("remind", "clock")
def remind(*, practitioner: Me, at: datetime, clock_id: UUID) -> Clock | None:
    """Tell whom the settings name that a share of a clock's time has gone, once. None where nothing is due by now."""
    clock = (
        Clock.objects.select_for_update(of=("self",))
        .filter(pk=clock_id, stopped_at__isnull=True, remind_next_at__lte=at, due_at__isnull=False)
        .first()
    )
    if clock is None or clock.due_at is None or clock.remind_next_at is None or not clock.limit:
        return None
    enquiry = Enquiry.objects.filter(pk=clock.enquiry_id).first() if clock.enquiry_id else None
    settings = _settings(practitioner, enquiry, clock.started_at)
    face = settings.clock(clock.kind)
    share, following = catch_up(
        shares=[reminder.at for reminder in face.reminders],
        told=clock.reminded,
        moment=clock.remind_next_at,
        at=at,
        due_at=clock.due_at,
        limit=Limit.parse(clock.limit),
        calendar=settings.calendar(face.calendar),
    )
    clock.reminded, clock.remind_next_at = share, following
    clock.save(update_fields=("reminded", "remind_next_at"))
    _tell(
        practitioner,
        at,
        _people(practitioner, at, settings, clock.kind, share, enquiry, None),
        word=word_for(share),
        reference=clock.reference,
        link=f"/enquiries/{clock.enquiry_id}/" if clock.enquiry_id else f"/referrals/{clock.referral_id}/",
        case_id=clock.case_id,
    )
    note(clock=clock.kind, share=share)
    return clock


@action("remind", "request")
def remind_agency(*, practitioner: Me, at: datetime, request_id: UUID) -> Request | None:
    """Tell whom the settings name that a share of an agency's time to answer has gone, once. None where it has not."""
    request = (
        Request.objects.select_for_update(of=("self",))
        .filter(pk=request_id, state__in=WAITING, remind_next_at__lte=at, due_at__isnull=False)
        .first()
    )
    enquiry = Enquiry.objects.filter(pk=request.enquiry_id).first() if request is not None else None
    if request is None or enquiry is None or enquiry.state != EnquiryState.OPEN:
        return None
    settings = _settings(practitioner, enquiry, request.sent_at)
    limit = settings.limit(ClockKind.AGENCY_RETURN, enquiry.rating or None)
    if limit is None or request.remind_next_at is None or request.due_at is None:
        return None
    face = settings.clock(ClockKind.AGENCY_RETURN)
    request.reminded, request.remind_next_at = catch_up(
        shares=[reminder.at for reminder in face.reminders],
        told=request.reminded,
        moment=request.remind_next_at,
        at=at,
        due_at=request.due_at,
        limit=limit,
        calendar=settings.calendar(face.calendar),
    )
    request.save(update_fields=("reminded", "remind_next_at"))
    share = request.reminded
    _tell(
        practitioner,
        at,
        _people(practitioner, at, settings, ClockKind.AGENCY_RETURN, share, enquiry, request.to_agency_id),
        word=word_for(share),
        reference=request.reference,
        link=f"/requests/{request.pk}/",
        case_id=request.case_id,
    )
    note(share=share)
    return request


def _settings(practitioner: Me, enquiry: Enquiry | None, since: datetime) -> Settings:
    if enquiry is not None and enquiry.settings_id is not None:
        return partnership.made_under(enquiry.settings_id)
    return partnership.in_force(practitioner.partnership_id, since).settings


def _people(
    practitioner: Me,
    at: datetime,
    settings: Settings,
    kind: str,
    share: int,
    enquiry: Enquiry | None,
    agency_id: UUID | None,
) -> set[UUID]:
    """Whoever does the jobs that the settings name for this share, each of them once.

    The team lead of a hub is its decision-makers; the hub practitioner is whoever the enquiry was given to, and where
    it was given to nobody, all of them.
    """
    jobs = next((reminder.tell for reminder in settings.clock(kind).reminders if reminder.at == share), ())
    hub: dict[str, Any] = {"partnership_id": practitioner.partnership_id, "team__is_hub": True}
    people: set[UUID] = set()
    for job in jobs:
        if job is Job.AGENCY_OFFICER:
            if agency_id is not None:
                people.update(holding(at, agency_id=agency_id, role__in=ANSWERS))
        elif job is Job.HUB_PRACTITIONER and enquiry is not None and enquiry.allocated_to_id is not None:
            people.add(enquiry.allocated_to_id)
        elif job is Job.HUB_PRACTITIONER:
            people.update(holding(at, role=Role.HUB_PRACTITIONER, **hub))
        else:
            people.update(holding(at, role=Role.DECISION_MAKER, **hub))
    return people


def _tell(practitioner: Me, at: datetime, people: Iterable[UUID], **message: Any) -> None:
    notifications.tell(practitioner=practitioner, at=at, recipients=people, **message)
