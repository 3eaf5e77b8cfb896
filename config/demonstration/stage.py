"""Act as a member of the cast: with a real session, under the real policy, as the application's own role."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import transaction

from tessera.access import acting, here, proving, sessions
from tessera.access.models import Practitioner
from tessera.audit.verbs import together


@contextmanager
def on_stage(username: str, partnership: str = "thornmere") -> Iterator[here.Me]:
    """Everything inside happens in one transaction, as this practitioner, signed in to this partnership.

    Raises LookupError where the cast has no such member there.
    """
    with _as(token_for(username, partnership)) as me:
        yield me


@contextmanager
def _as(token: str) -> Iterator[here.Me]:
    with acting.acting_as(token), transaction.atomic():
        me = here.me(token)
        if me is None:
            raise LookupError("the session has ended")
        yield me


def token_for(username: str, partnership: str = "thornmere") -> str:
    """A new session's token for a member of the cast."""
    with acting.acting_as_nobody(), transaction.atomic():
        person = Practitioner.objects.get(username=username)
        held = [m for m in sessions.memberships(person.pk) if m.partnership.lower().startswith(partnership)]
        if not held:
            raise LookupError(f"{username} has no membership in {partnership}")
        token = secrets.token_urlsafe(24)
        proving.open_session(
            token=token,
            practitioner_id=person.pk,
            membership_id=held[0].id,
            ends_at=datetime.now(UTC) + timedelta(hours=12),
        )
    return token


@dataclass
class Stage:
    """The cast on one long evening: each signs in once and stays signed in until `leave`.

    Inside one transaction the asker is changed only where the next to act is somebody else, so a story whose steps
    stand in order of who takes them costs fewer questions.
    """

    partnership: str = "thornmere"
    _tokens: dict[str, str] = field(default_factory=dict)
    _known: dict[str, here.Me] = field(default_factory=dict)

    @contextmanager
    def as_member(self, username: str) -> Iterator[here.Me]:
        """Everything inside happens as this practitioner. Raises LookupError where the cast has no such member."""
        if username not in self._tokens:
            self._tokens[username] = token_for(username, self.partnership)
        token = self._tokens[username]
        if username not in self._known:
            with _as(token) as me:
                self._known[username] = me
        with acting.acting_as(token), together():
            yield self._known[username]

    def leave(self) -> None:
        """End every session that was opened."""
        with acting.acting_as_nobody(), transaction.atomic():
            for token in self._tokens.values():
                sessions.end_session(token)
        self._tokens.clear()
        self._known.clear()
