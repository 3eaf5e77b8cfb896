"""The settings in force. The document's text is read under row security; what it says is worked out once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.acting import remembered
from tessera.audit import NotHere
from tessera.partnership.models import SettingsDocument
from tessera.partnership.rules.settings import Settings

# By the document that a record names, if it names one, the settings by which it is shown.
MadeUnder = Callable[[UUID | None], Settings]


@dataclass(frozen=True)
class InForce:
    """A partnership's settings, and the document that records made now are made under."""

    document_id: UUID
    settings: Settings


@lru_cache(maxsize=64)
def _settings(document_id: UUID) -> Settings:
    # A document never changes once it is stored, so its identifier is enough to remember it by.
    return Settings.load(SettingsDocument.objects.values_list("text", flat=True).get(pk=document_id))


def _documents(partnership_id: UUID) -> list[tuple[datetime, UUID]]:
    """From when each document of a partnership is in force, the newest first. Looked up once in a transaction."""
    kept = remembered()
    found: list[tuple[datetime, UUID]] | None = kept.get(("settings", partnership_id))
    if found is None:
        rows = SettingsDocument.objects.filter(partnership_id=partnership_id)
        found = list(rows.order_by("-in_force_from", "-id").values_list("in_force_from", "id"))
        kept["settings", partnership_id] = found
    return found


def in_force(partnership_id: UUID, at: datetime) -> InForce:
    """The settings of a partnership at a moment. Raises NotHere where there are none, or none that may be seen."""
    document_id = next((pk for begins, pk in _documents(partnership_id) if begins <= at), None)
    if document_id is None:
        raise NotHere("There are no settings in force for this partnership.")
    return InForce(document_id, _settings(document_id))


def every_version(partnership_id: UUID, at: datetime) -> tuple[tuple[datetime, Settings], ...]:
    """What was in force up to a moment, each from when, the newest first."""
    return tuple((begins, _settings(pk)) for begins, pk in _documents(partnership_id) if begins <= at)


def has_settings(partnership_id: UUID) -> bool:
    """Whether a partnership has a document at all."""
    return SettingsDocument.objects.filter(partnership_id=partnership_id).exists()


def made_under(document_id: UUID) -> Settings:
    """The settings that a record was made under. Raises NotHere where they may not be seen."""
    kept = remembered()
    seen = (_("settings document"), document_id)
    if seen not in kept and not SettingsDocument.objects.filter(pk=document_id).exists():
        raise NotHere("Those settings are not here.")
    kept[seen] = True
    return _settings(document_id)


def each_made_under(partnership_id: UUID, at: datetime) -> MadeUnder:
    """What `of_record` answers, for many records of a partnership: its documents are looked up once."""
    known = {document_id for _begins, document_id in _documents(partnership_id)}
    now = in_force(partnership_id, at).settings
    return lambda document_id: _settings(document_id) if document_id in known else now


def of_record(document_id: UUID | None, partnership_id: UUID, at: datetime) -> Settings:
    """The settings that a record was made under, by which it is shown for ever; those in force where it names none."""
    return made_under(document_id) if document_id else in_force(partnership_id, at).settings
