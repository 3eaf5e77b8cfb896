"""A post that arrives after its session ended is kept, and offered again after signing in. Nothing typed is lost.

The words wait in the new, empty session of the same browser, for half an hour at most. A signed cookie says who was
signed in there last: only that practitioner gets them back, and whoever signs in instead makes them go.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY as PRACTITIONER
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

COOKIE, SALT = "tessera-last", "tessera.access.late"
KEPT, KEPT_FOR, KEPT_BYTES = "late_post", timedelta(minutes=30), 1_000_000
NEVER = ("csrfmiddlewaretoken",)
SECRETS = ("password", "passcode", "secret", "token")


@dataclass(frozen=True)
class LatePost:
    """What was typed: where it was going, and each field with its values, in order."""

    address: str
    fields: tuple[tuple[str, str], ...]


def label(name: str) -> str:
    """A field's name as words: "keep_from_family" is "Keep from family"."""
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def remember(response: HttpResponse, practitioner_id: UUID) -> None:
    """Note in the browser who signed in, so that a later late post can be bound to them."""
    response.set_signed_cookie(
        COOKIE,
        str(practitioner_id),
        salt=SALT,
        max_age=2 * settings.TESSERA_SESSION_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def keep(request: HttpRequest, view: Any, at: datetime) -> bool:
    """Keep what a browser posted whose session has ended. False where there was nothing, or nobody, to keep it for.

    The middleware calls this after the cross-site check has passed. Files, passwords and tokens are not kept.
    """
    who = request.get_signed_cookie(
        COOKIE, default="", salt=SALT, max_age=2 * settings.TESSERA_SESSION_SECONDS
    )
    if (
        not who
        or not str(view.__module__).startswith("tessera.")
        or view.__module__.startswith("tessera.access.")
    ):
        return False
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        if name not in NEVER and not any(word in name.lower() for word in SECRETS)
        for value in values
        if isinstance(value, str)
    ]
    if not fields or sum(len(n.encode()) + len(v.encode()) for n, v in fields) > KEPT_BYTES:
        return False
    request.session.flush()
    request.session[KEPT] = {
        "who": who,
        "at": at.isoformat(),
        "address": request.get_full_path(),
        "fields": fields,
    }
    request.session.set_expiry(int(KEPT_FOR.total_seconds()))
    type(request.session).clear_expired()
    return True


def waiting(session: SessionBase, at: datetime) -> LatePost | None:
    """What waits for the practitioner of this session. What is too old, or somebody else's, goes."""
    kept = session.get(KEPT)
    if kept is None:
        return None
    fresh = at - datetime.fromisoformat(kept["at"]) < KEPT_FOR
    if not fresh or kept["who"] != session.get(PRACTITIONER):
        forget(session)
        return None
    return LatePost(kept["address"], tuple((name, value) for name, value in kept["fields"]))


def forget(session: SessionBase) -> None:
    """Let it go."""
    session.pop(KEPT, None)


def sent(request: HttpRequest, at: datetime) -> None:
    """Forget a late post when it is posted again to where it was going."""
    if request.method == "POST" and KEPT in request.session:
        kept = waiting(request.session, at)
        if kept is None or kept.address.split("?")[0] == request.path:
            forget(request.session)
