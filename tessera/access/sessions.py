"""Signed-in sessions. The token is Django's session key; the database keeps only its hash, with the membership.

This module is also Django's SESSION_ENGINE: however a browser's session ends (signed out, ended from the list, its
key replaced), the security context that its key opened ends in the same transaction. No table holds a key: whoever
reads the database, or a copy of it, can open nobody's session. Whoever writes to it can open none either: the database
asks for a proof (proving.py), and what a session holds is signed for its own key.
"""

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY as PRACTITIONER
from django.contrib.auth import get_user, get_user_model, load_backend, logout
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseSession
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from tessera.access.membership import MembershipHeld, Place, places
from tessera.access.proving import open_session

MEMBERSHIP, BEGAN, SEEN, SEVERAL, VOUCHED = "membership", "began", "seen", "several", "vouched"
SEEN_EVERY = timedelta(minutes=1)


def kept_as(key: str) -> str:
    """What the tables keep for a session's key: its SHA-256, in the forty letters that their columns have room for."""
    return base64.b85encode(hashlib.sha256(key.encode()).digest()).decode()


class SessionStore(DatabaseSession):
    """Django's session in the database, found by the hash of its key. Its end is also the end of what it opens."""

    # Each asks the ordinary one; Django's own would look for the key itself.
    aload, aexists = SessionBase.aload, SessionBase.aexists
    acreate, asave, adelete = SessionBase.acreate, SessionBase.asave, SessionBase.adelete

    _row_is = ""  # what is kept for the key of the row at hand, where the key itself is not known

    @property
    def key_salt(self) -> str:
        """What a session holds is signed for its own row: copied into another's it is nothing."""
        return "tessera.access.sessions." + (self._row_is or kept_as(self.session_key or ""))

    def load(self) -> dict[str, Any]:
        """What the session holds: nothing where there is none, and then it has no key either."""
        row = self._row(self.session_key or "").filter(expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(row.session_data)
        return held

    @classmethod
    def held_by(cls, row: Any) -> dict[str, Any]:
        """What the session of a row holds, whoever's it is."""
        store = cls()
        store._row_is = row.session_key
        held: dict[str, Any] = store.decode(row.session_data)
        return held

    def exists(self, session_key: str) -> bool:
        """Whether a session has this key."""
        return bool(self._row(session_key).exists())

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row that keeps what the session holds."""
        row = super().create_model_instance(data)
        row.session_key = kept_as(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Remove the session, and end what its key opened."""
        key = session_key or self.session_key
        if key:
            self._row(key).delete()
            end_session(key)

    def cycle_key(self) -> None:
        """Replace the key, as signing in and changing a password do. What the old key opened moves to the new one."""
        before = self.session_key
        super().cycle_key()
        if before and self.session_key:
            listed = UserSession.objects.filter(session_key=kept_as(before))
            listed.update(session_key=kept_as(self.session_key))
        if self.get(MEMBERSHIP) and self.get(PRACTITIONER) and self.session_key:
            open_session(
                token=self.session_key,
                practitioner_id=UUID(self[PRACTITIONER]),
                membership_id=UUID(self[MEMBERSHIP]),
                ends_at=ends_at(self, timezone.now()),
            )

    def _row(self, key: str) -> Any:
        return self.model.objects.filter(session_key=kept_as(key))


def memberships(practitioner_id: UUID) -> tuple[MembershipHeld, ...]:
    """What a practitioner may sign in as today, in every partnership they belong to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.memberships_of(%s)", (practitioner_id,))
        return tuple(MembershipHeld(*row) for row in cursor.fetchall())


def end_session(token: str) -> None:
    """Nothing opens with this token any more. Ending twice changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.end_session(%s)", (token,))


def end_kept(kept: str) -> None:
    """End a session of whoever acts, known by what is kept for its key. Nobody else's ends."""
    hashed = base64.b85decode(kept).hex()
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.end_own_session(%s)", (hashed,))


def forget_ended() -> int:
    """Forget who was signed in when, thirty days after it ended; how many. Only the job worker's role may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.forget_sessions()")
        (gone,) = cursor.fetchone()
    return int(gone)


def forget_typed(at: datetime) -> int:
    """Remove browsers' sessions that ended, with whatever was typed too late and never fetched; how many."""
    gone, _ = SessionStore.get_model_class().objects.filter(expire_date__lt=at).delete()
    return int(gone)


def began(session: SessionBase) -> datetime:
    """When this session's practitioner signed in."""
    return datetime.fromisoformat(session[BEGAN])


def ends_at(session: SessionBase, now: datetime) -> datetime:
    """When a session used now ends: after the idle time, and never later than twelve hours after signing in."""
    return min(
        now + timedelta(seconds=settings.TESSERA_IDLE_SECONDS),
        began(session) + timedelta(seconds=settings.TESSERA_SESSION_SECONDS),
    )


def places_for(session: SessionBase, practitioner_id: UUID) -> tuple[Place, ...]:
    """The agencies this practitioner may work for in this session.

    Whom an agency's own sign-in provider vouched for may work for that agency and no other.
    """
    vouched = session.get(VOUCHED)
    return tuple(p for p in places(memberships(practitioner_id)) if vouched in (None, str(p.agency_id)))


def start(session: SessionBase, practitioner_id: UUID, vouched: UUID | None = None) -> bool:
    """Begin a session for someone who has just proved who they are, and open it where there is only one place.

    False where they must choose first, or belong nowhere. Call it after Django's login(), which replaces the key.
    """
    for name in (MEMBERSHIP, SEEN, SEVERAL, VOUCHED):
        session.pop(name, None)
    SessionStore.clear_expired()  # with whatever somebody typed and never came back for
    session[BEGAN] = timezone.now().isoformat()
    limit(session)
    if vouched is not None:
        session[VOUCHED] = str(vouched)
    found = places_for(session, practitioner_id)
    session[SEVERAL] = len(found) > 1
    if len(found) != 1:
        return False
    enter(session, practitioner_id, found[0].membership_id)
    return True


def limit(session: SessionBase) -> None:
    """Let the session end twelve hours after it began, whatever is done in it."""
    if session.get(BEGAN):
        session.set_expiry(began(session) + timedelta(seconds=settings.TESSERA_SESSION_SECONDS))


def step_aside() -> None:
    """Nobody acts in what is left of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.leave()")


def leave(request: HttpRequest) -> None:
    """Sign out whoever is signed in in this browser."""
    if request.user.is_authenticated:
        logout(request)


def is_ours(address: str) -> bool:
    """Whether an address is one of this installation's, written without its host."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)


def enter(session: SessionBase, practitioner_id: UUID, membership_id: UUID) -> None:
    """Open this session for one membership. Raises LookupError where it is not theirs to choose."""
    allowed: Iterable[Place] = places_for(session, practitioner_id)
    if membership_id not in {place.membership_id for place in allowed}:
        raise LookupError(membership_id)
    if session.get(MEMBERSHIP):
        # A page of the old place that is still open in another tab must not write to the new one.
        del session[MEMBERSHIP]
        session.cycle_key()
    if session.session_key is None:
        session.save()
    now = timezone.now()
    session[MEMBERSHIP], session[SEEN] = str(membership_id), now.isoformat()
    assert session.session_key is not None  # noqa: S101  for the type checker
    open_session(
        token=session.session_key,
        practitioner_id=practitioner_id,
        membership_id=membership_id,
        ends_at=ends_at(session, now),
    )


def token(request: HttpRequest) -> str | None:
    """The token of this browser's session, if it has one that may open anything."""
    if not request.session.get(MEMBERSHIP) or not request.user.is_authenticated:
        return None
    return request.session.session_key


def hash_of(request: HttpRequest) -> str:
    """The hash by which the register knows the session of a request by somebody who is signed in."""
    return hashlib.sha256((token(request) or "").encode()).hexdigest()


def keep(session: Any, token: str) -> bool:
    """Note that the session is in use; False when it has ended. Written at most once a minute."""
    now = timezone.now()
    seen = session.get(SEEN)
    if seen and now - datetime.fromisoformat(seen) < SEEN_EVERY:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.keep_session(%s, %s)", (token, ends_at(session, now)))
        (kept,) = cursor.fetchone()
    session[SEEN] = now.isoformat()
    return bool(kept)


def token_of(key: str) -> str | None:
    """The token of a browser's session by its key, where no page is asked for: what `token` answers of a request."""
    request = HttpRequest()
    request.session = SessionStore(key)
    request.user = get_user(request)
    return token(request)


def rehearse() -> None:
    """Look for a session that is not there, and load what says whose one is: whoever comes first waits for neither."""
    token_of("0" * 32)
    for name in settings.AUTHENTICATION_BACKENDS:
        load_backend(name)
    get_user_model().objects.filter(pk=UUID(int=0)).first()


def keep_by_key(key: str) -> bool:
    """Note that a session is in use where no page is asked for; False when it has ended."""
    with transaction.atomic():
        session = SessionStore(key)
        if not session.get(MEMBERSHIP) or not keep(session, key):
            return False
        session.save()
    return True
