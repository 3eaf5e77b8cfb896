"""What somebody does about a pattern that they were shown."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from tessera.access.here import Me
from tessera.audit import action
from tessera.patterns.models import Dismissal
from tessera.patterns.rules import PatternRule


@action("dismiss", "dismissal")
def dismiss(
    *,
    practitioner: Me,
    at: datetime,
    person_id: UUID,
    rule: PatternRule,
    facts: Collection[UUID],
    reason: str,
) -> Dismissal:
    """Say why a pattern needs nothing more. It is shown again to whoever said so as soon as it rests on more."""
    return Dismissal.objects.create(
        author_id=practitioner.id,
        agency_id=practitioner.agency_id,
        about=person_id,
        rule=rule,
        facts=sorted(facts),
        reason=reason,
        dismissed_at=at,
    )
