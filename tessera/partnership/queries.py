"""The settings in force. The document's text is read under row security; what it says is worked out once."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from tessera.audit import NotHere
from tessera.partnership.models import SettingsDocument
from tessera.partnership.rules.settings import Settings


@dataclass(frozen=True)
class InForce:
    """A partnership's settings, and the document that records made now are made under."""

    document_id: UUID
    settings: Settings


@lru_cache(maxsize=64)
def _settings(document_id: UUID) -> Settings:
    # A document never changes once it is stored, so its identifier is enough to remember it by.
    return Settings.load(SettingsDocument.objects.values_list("text", flat=True).get(pk=document_id))


def in_force(partnership_id: UUID, at: datetime) -> InForce:
    """The settings of a partnership at a moment. Raises NotHere where there are none, or none that may be seen."""
    document_id = (
        SettingsDocument.objects.filter(partnership_id=partnership_id, in_force_from__lte=at)
        .order_by("-in_force_from", "-id")
        .values_list("id", flat=True)
        .first()
    )
    if document_id is None:
        raise NotHere("There are no settings in force for this partnership.")
    return InForce(document_id, _settings(document_id))


def made_under(document_id: UUID) -> Settings:
    """The settings that a record was made under. Raises NotHere where they may not be seen."""
    if not SettingsDocument.objects.filter(pk=document_id).exists():
        raise NotHere("Those settings are not here.")
    return _settings(document_id)
