"""Act as a member of the cast: with a real session, under the real policy, as the application's own role."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import transaction
from tessera.access import acting, here, sessions
from tessera.access.models import Practitioner


@contextmanager
def on_stage(username: str, partnership: str = "thornmere") -> Iterator[here.Me]:
    """Everything inside happens in one transaction, as this practitioner, signed in to this partnership.

    Raises LookupError where the cast has no such member there.
    """
    with acting.acting_as(token_for(username, partnership)) as _, transaction.atomic():
        token = acting.current()
        assert isinstance(token, acting.Token)
        me = here.me(token.token)
        assert me is not None
        yield me


def token_for(username: str, partnership: str = "thornmere") -> str:
    """A new session's token for a member of the cast."""
    with acting.acting_as_nobody(), transaction.atomic():
        person = Practitioner.objects.get(username=username)
        held = [m for m in sessions.memberships(person.pk) if m.partnership.lower().startswith(partnership)]
        if not held:
            raise LookupError(f"{username} has no membership in {partnership}")
        token = secrets.token_urlsafe(24)
        sessions.open_session(
            token=token,
            practitioner_id=person.pk,
            membership_id=held[0].id,
            ends_at=datetime.now(UTC) + timedelta(hours=12),
        )
    return token
