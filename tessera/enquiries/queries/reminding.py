"""Which clocks and questions have a reminder due. For the job that reminds people; it sees no person and no record."""

from datetime import datetime
from uuid import UUID

from tessera.access.here import Me
from tessera.access.models import Partnership, Practitioner
from tessera.enquiries.models import Clock, Request
from tessera.enquiries.rules.words import WAITING, EnquiryState


def clocks_due(at: datetime) -> list[tuple[UUID, UUID]]:
    """Each running clock whose reminder is due, with its partnership."""
    rows = Clock.objects.filter(stopped_at__isnull=True, remind_next_at__lte=at).order_by("remind_next_at")
    return list(rows.values_list("pk", "agency__partnership_id"))


def requests_due(at: datetime) -> list[tuple[UUID, UUID]]:
    """Each question that waits for an answer and whose reminder is due, with its partnership. A paused one has none."""
    rows = Request.objects.filter(
        state__in=WAITING, remind_next_at__lte=at, enquiry__state=EnquiryState.OPEN
    ).order_by("remind_next_at")
    return list(rows.values_list("pk", "agency__partnership_id"))


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
