"""How many there are in a hub to do what settings ask for."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from tessera.access.models import Membership
from tessera.access.rules import Role
from tessera.partnership.rules.staffing import Staffed


def staffed(partnership_id: UUID, at: datetime) -> Staffed:
    """Who works in the hub at a moment, each person once."""
    live = Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))
    hub = Membership.objects.filter(live, partnership_id=partnership_id, team__is_hub=True)
    works = hub.filter(role__in=(Role.HUB_PRACTITIONER, Role.DECISION_MAKER))
    decides = hub.filter(role=Role.DECISION_MAKER)
    return Staffed(
        hub=works.values("practitioner_id").distinct().count(),
        decision_makers=decides.values("practitioner_id").distinct().count(),
    )
