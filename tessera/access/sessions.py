"""Signed-in sessions. The token is Django's session key; the database keeps only its hash, with the membership."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from tessera.access.membership import MembershipHeld


def memberships(practitioner_id: UUID) -> tuple[MembershipHeld, ...]:
    """What a practitioner may sign in as today, in every partnership they belong to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.memberships_of(%s)", (practitioner_id,))
        return tuple(MembershipHeld(*row) for row in cursor.fetchall())


def open_session(*, token: str, practitioner_id: UUID, membership_id: UUID, ends_at: datetime) -> None:
    """Bind a token to one membership. Raises django.db.ProgrammingError if that membership is not held today."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.open_session(%s, %s, %s, %s)", (token, practitioner_id, membership_id, ends_at)
        )


def end_session(token: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.end_session(%s)", (token,))


def token(request: HttpRequest) -> str | None:
    """The token of this browser's session, if it has one that opens anything."""
    if not request.session.get("membership") or not request.user.is_authenticated:
        return None
    return request.session.session_key


def keep(request: HttpRequest, token: str) -> bool:
    """Note that the session is in use; False when it has ended. Written at most once a minute."""
    now = timezone.now()
    seen = request.session.get("seen")
    if seen and (now - datetime.fromisoformat(seen)) < timedelta(minutes=1):
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.keep_session(%s, %s)",
            (token, now + timedelta(seconds=settings.TESSERA_IDLE_SECONDS)),
        )
        kept = cursor.fetchone()[0]
    request.session["seen"] = now.isoformat()
    return bool(kept)
