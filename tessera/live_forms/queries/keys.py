"""The keys that seal what a practitioner's browsers keep until it is saved."""

from uuid import UUID

from tessera.access.here import Me
from tessera.live_forms.models import BrowserKey


def key_of(session_hash: str) -> UUID:
    """Which key is a session's: the end of the one finds the other (sql/keys.sql)."""
    return UUID(session_hash[:32])


def browser_keys(me: Me) -> dict[UUID, bytes]:
    """The keys of whoever asks, newest first: of each session of theirs that asked for one and was not signed out."""
    found = BrowserKey.objects.filter(author_id=me.id).order_by("-made_at", "id")
    return {pk: bytes(key) for pk, key in found.values_list("pk", "key")}
