"""Who is cleared for which mark, until when, why and by whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.models import Clearance, Membership
from tessera.access.rules import Mark, Role
from tessera.audit import NotHere
from tessera.oversight.rules import MARKS, latest_clearance
from tessera.partnership import queries as partnership


@dataclass(frozen=True, slots=True)
class Cleared:
    """One clearance. `until` None: it came with the post and has no end of its own."""

    id: UUID
    who: str
    agency: str
    mark: str
    reason: str
    given_by: str
    since: datetime
    until: datetime | None
    may_end: bool


@dataclass(frozen=True, slots=True)
class Clearances:
    """Every clearance of the partnership that holds, and those that ended, latest first."""

    holding: tuple[Cleared, ...]
    ended: tuple[Cleared, ...]
    may_give: bool


MOST_ENDED = 50


def clearances(*, practitioner: Me, at: datetime) -> Clearances:
    """Who is cleared for what. Raises NotHere for whoever is neither Caldicott guardian nor administrator."""
    if not practitioner.has(Role.CALDICOTT_GUARDIAN, Role.ADMINISTRATOR):
        raise NotHere("This page is not here.")
    rows = Clearance.objects.filter(partnership_id=practitioner.partnership_id).select_related(
        "practitioner", "given_by"
    )
    holds = [row for row in rows if row.valid_to is None or row.valid_to > at]
    ended = [row for row in rows if row.valid_to is not None and row.valid_to <= at]
    holds.sort(key=lambda row: (row.practitioner.name, row.mark))
    ended.sort(key=lambda row: (row.valid_to, row.pk), reverse=True)
    agencies = _agencies({row.practitioner_id for row in rows})
    return Clearances(
        tuple(_cleared(row, practitioner, agencies, at) for row in holds),
        tuple(_cleared(row, practitioner, agencies, at) for row in ended[:MOST_ENDED]),
        practitioner.has(Role.CALDICOTT_GUARDIAN),
    )


def _agencies(practitioners: Iterable[UUID]) -> dict[UUID, str]:
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = Membership.objects.filter(practitioner_id__in=list(practitioners))
    for who, agency in rows.values_list("practitioner_id", "agency__name"):
        found[who].add(agency)
    return {who: ", ".join(sorted(names)) for who, names in found.items()}


def _cleared(row: Clearance, practitioner: Me, agencies: dict[UUID, str], at: datetime) -> Cleared:
    live = row.valid_to is None or row.valid_to > at
    return Cleared(
        row.pk,
        row.practitioner.name,
        agencies.get(row.practitioner_id, ""),
        MARKS[Mark(row.mark)],
        row.reason,
        row.given_by.name if row.given_by else _("Registered with the post"),
        row.valid_from,
        row.valid_to,
        live and practitioner.has(Role.CALDICOTT_GUARDIAN) and row.practitioner_id != practitioner.id,
    )


def clearance(*, practitioner: Me, at: datetime, clearance_id: UUID) -> Cleared:
    """One clearance that may be ended. Raises NotHere for any other, and for whoever may end none."""
    row = (
        Clearance.objects.filter(pk=clearance_id, partnership_id=practitioner.partnership_id)
        .select_related("practitioner", "given_by")
        .first()
    )
    shown = _cleared(row, practitioner, _agencies([row.practitioner_id]), at) if row else None
    if shown is None or not shown.may_end:
        raise NotHere("This clearance is not here.")
    return shown


def latest_day(*, practitioner: Me, at: datetime) -> date:
    """The last day a clearance given now may hold. Raises NotHere for whoever gives none."""
    if not practitioner.has(Role.CALDICOTT_GUARDIAN):
        raise NotHere("This page is not here.")
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    return latest_clearance(at.astimezone(ZoneInfo(settings.calendar().time_zone)).date())
