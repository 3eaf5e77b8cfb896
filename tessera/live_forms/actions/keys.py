"""The keys that seal what a practitioner's browsers keep until it is saved."""

import secrets
from datetime import datetime
from uuid import UUID

from tessera.access.here import Me
from tessera.audit import action
from tessera.live_forms.models import BrowserKey

BYTES = 32  # AES-256


@action("make", "browser_key")
def make_key(*, practitioner: Me, at: datetime, key_id: UUID) -> BrowserKey:
    """The key of a session (queries.keys.key_of): a new one, or that of another page which asked in the same moment."""
    new = {"author_id": practitioner.id, "key": secrets.token_bytes(BYTES), "made_at": at}
    key, _made = BrowserKey.objects.get_or_create(pk=key_id, defaults=new)
    return key
