"""The key that seals what a practitioner's browser keeps until it is saved."""

from tessera.access.here import Me
from tessera.live_forms.models import BrowserKey


def browser_key(me: Me) -> bytes | None:
    """The key of whoever asks; None where they have none since they last signed out."""
    found = BrowserKey.objects.filter(author_id=me.id).order_by("made_at", "id")
    key = found.values_list("key", flat=True).first()
    return bytes(key) if key is not None else None
