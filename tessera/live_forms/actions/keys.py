"""The key that seals what a practitioner's browser keeps until it is saved."""

import secrets
from datetime import datetime

from tessera.access.here import Me
from tessera.audit import action
from tessera.live_forms.models import BrowserKey

BYTES = 32  # AES-256


@action("make", "browser_key")
def make_key(*, practitioner: Me, at: datetime) -> BrowserKey:
    """A new key. It goes when its practitioner signs out."""
    return BrowserKey.objects.create(author_id=practitioner.id, key=secrets.token_bytes(BYTES), made_at=at)
