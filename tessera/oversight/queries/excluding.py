"""Exclusions that have not ended, for the two who may end one. Never one about whoever asks, and never who it hides."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.models import Practitioner
from tessera.access.rules import Role
from tessera.audit import NotHere


@dataclass(frozen=True, slots=True)
class ExclusionShown:
    """One exclusion. `may_agree`: somebody else has asked to end it."""

    id: UUID
    who: str
    reason: str
    by: str
    made_at: datetime
    end_asked_by: str
    end_asked_at: datetime | None
    end_why: str
    may_agree: bool


def keeps(practitioner: Me) -> bool:
    """Whether they are shown exclusions. PostgreSQL shows nobody else any."""
    return practitioner.has(Role.ADMINISTRATOR, Role.CALDICOTT_GUARDIAN)


def exclusions(*, practitioner: Me, at: datetime) -> tuple[ExclusionShown, ...]:
    """Those that somebody asks to end first, then the oldest."""
    if not keeps(practitioner):
        return ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.exclusions()")
        rows = cursor.fetchall()
    people = {one for row in rows for one in (row[1], row[3], row[5]) if one}
    names = dict(Practitioner.objects.filter(pk__in=people).values_list("id", "name"))
    return tuple(
        ExclusionShown(
            id=pk,
            who=names.get(who, ""),
            reason=reason,
            by=names.get(by, _("An administrator")) if by != who else _("Themself"),
            made_at=made_at,
            end_asked_by=names.get(asked_by, ""),
            end_asked_at=asked_at,
            end_why=why,
            may_agree=asked_by is not None and asked_by != practitioner.id,
        )
        for pk, who, reason, by, made_at, asked_by, asked_at, why in rows
    )


def exclusion(*, practitioner: Me, at: datetime, exclusion_id: UUID) -> ExclusionShown:
    """One of them. Raises NotHere."""
    found = [one for one in exclusions(practitioner=practitioner, at=at) if one.id == exclusion_id]
    if not found:
        raise NotHere("This is not here.")
    return found[0]
