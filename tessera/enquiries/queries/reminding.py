"""Which clocks and questions have a reminder due. For the job that reminds people; it sees no person and no record."""

from datetime import datetime
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from tessera.access.here import Me
from tessera.access.models import Partnership, Practitioner
from tessera.enquiries.models import Clock, Request
from tessera.enquiries.rules.words import WAITING, EnquiryState


def clocks_due(at: datetime) -> list[tuple[UUID, UUID]]:
    """Each running clock whose reminder is due, with its partnership."""
    rows = _running().filter(remind_next_at__lte=at).order_by("remind_next_at")
    return list(rows.values_list("pk", "agency__partnership_id"))


def requests_due(at: datetime) -> list[tuple[UUID, UUID]]:
    """Each question that waits for an answer and whose reminder is due, with its partnership. A paused one has none."""
    rows = _waiting().filter(remind_next_at__lte=at).order_by("remind_next_at")
    return list(rows.values_list("pk", "agency__partnership_id"))


def next_due(after: datetime | None, until: datetime) -> datetime | None:
    """When the first reminder falls due after one moment, by another; None where none does."""
    between = Q(remind_next_at__lte=until) & (Q() if after is None else Q(remind_next_at__gt=after))
    found = [
        rows.filter(between).aggregate(at=Min("remind_next_at"))["at"] for rows in (_running(), _waiting())
    ]
    return min((at for at in found if at is not None), default=None)


def _running() -> "QuerySet[Clock]":
    return Clock.objects.filter(stopped_at__isnull=True)


def _waiting() -> "QuerySet[Request]":
    return Request.objects.filter(state__in=WAITING, enquiry__state=EnquiryState.OPEN)


def automatic(partnership_id: UUID) -> Me:
    """The automatic practitioner at work for one partnership. Only a job's transaction finds it."""
    itself = Practitioner.objects.get(username="automatic")
    partnership = Partnership.objects.get(pk=partnership_id)
    nobody = UUID(int=0)
    return Me(
        id=itself.pk,
        name=itself.name,
        principal=itself.principal_id,
        membership_id=nobody,
        agency_id=nobody,
        agency="",
        agency_code="",
        agency_principal=0,
        agency_members=0,
        team_id=None,
        role="automatic",
        roles=("automatic",),
        partnership_id=partnership.pk,
        partnership=partnership.name,
        partnership_code=partnership.code,
        hub=0,
    )
