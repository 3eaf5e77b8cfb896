"""Which drafts of settings have not been counted as they stand, and what the last count of one said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tessera.access.here import Me
from tessera.partnership.models import SettingsCount, SettingsDraft, SettingsStep
from tessera.partnership.rules.counted import Counted
from tessera.partnership.rules.drafts import OPEN, WITH_TEXT, state_of
from tessera.partnership.rules.settings import Settings

GOOD_FOR = timedelta(days=1)


@dataclass(frozen=True)
class ToCount:
    """A draft as it stands, to be counted."""

    draft_id: UUID
    partnership_id: UUID
    number: int
    text: str

    @property
    def settings(self) -> Settings:
        """What it says, checked when it was written."""
        return Settings.load(self.text)


def to_count(at: datetime) -> tuple[ToCount, ...]:
    """Each open draft, of every partnership, whose words were not counted for a day. For a job alone."""
    found = []
    for draft in SettingsDraft.objects.all():
        steps = SettingsStep.objects.filter(draft=draft).order_by("-number")
        last = steps.values_list("word", flat=True).first()
        if last is None or state_of(last) not in OPEN:
            continue
        number, text = steps.filter(word__in=WITH_TEXT).values_list("number", "text")[0]
        counted = SettingsCount.objects.filter(draft=draft, number=number, counted_at__gt=at - GOOD_FOR)
        if not counted.exists():
            found.append(ToCount(draft.pk, draft.partnership_id, number, text))
    return tuple(found)


def counted(me: Me, draft_id: UUID) -> tuple[Counted, datetime] | None:
    """What the draft would mean for the work under way, and when that was counted. None: not yet as it stands."""
    steps = SettingsStep.objects.filter(draft_id=draft_id, word__in=WITH_TEXT).order_by("-number")
    number = steps.values_list("number", flat=True).first()
    if number is None:
        return None
    kept = SettingsCount.objects.filter(draft_id=draft_id, number=number).order_by("-counted_at").first()
    return (Counted.from_data(kept.figures), kept.counted_at) if kept else None
