"""Keeping what a draft would mean for the work under way. Done by a job, as the automatic practitioner."""

from datetime import datetime
from uuid import UUID

from tessera.access.here import Me
from tessera.audit import action
from tessera.partnership.models import SettingsCount
from tessera.partnership.rules.counted import Counted


@action("count", "settings_count")
def count(*, practitioner: Me, at: datetime, draft_id: UUID, number: int, counted: Counted) -> SettingsCount:
    """Keep what was counted for the words of one step, rounded whatever is given."""
    made = SettingsCount(draft_id=draft_id, number=number, figures=counted.rounded().data(), counted_at=at)
    made.save(force_insert=True)
    return made
