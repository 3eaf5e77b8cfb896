"""Where a practitioner is signed in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter as accounts
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal import auth
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session as BrowserSession
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tessera.access import sessions

NAMES = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone|iPad", "iPhone or iPad"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Browser:
    """One signed-in browser. `kept` is what the tables keep for its session's key."""

    id: int
    name: str
    ip: str
    since: datetime
    here: bool
    kept: str


def mine(request: HttpRequest, at: datetime) -> tuple[Browser, ...]:
    """The browsers where the practitioner of this request is signed in, this one first."""
    there = _still_open(request.user, at)
    here = sessions.kept_as(request.session.session_key or "")
    found = [
        Browser(
            row.pk, in_words(row.user_agent), row.ip, row.created_at, row.session_key == here, row.session_key
        )
        for row in UserSession.objects.filter(user=request.user, session_key__in=there)
    ]
    return tuple(sorted(found, key=lambda one: (not one.here, one.since)))


def _still_open(practitioner: Any, at: datetime) -> set[str]:
    """What is kept for the keys of their sessions that have time left and were begun with today's password."""
    listed = UserSession.objects.filter(user=practitioner).values("session_key")
    rows = BrowserSession.objects.filter(session_key__in=listed, expire_date__gt=at)
    proofs = {practitioner.get_session_auth_hash(), *practitioner.get_session_auth_fallback_hash()}
    return {row.pk for row in rows if sessions.SessionStore.held_by(row).get(HASH_SESSION_KEY) in proofs}


def note(request: HttpRequest) -> None:
    """List this browser under the hash of its session's key."""
    if request.session.session_key is None:
        request.session.save()
    assert request.session.session_key is not None  # noqa: S101  for the type checker
    agent = request.headers.get("User-Agent", "")
    UserSession.objects.update_or_create(
        session_key=sessions.kept_as(request.session.session_key),
        defaults={
            "user": request.user,
            "ip": accounts().get_client_ip(request),
            "user_agent": agent[: UserSession._meta.get_field("user_agent").max_length],
        },
    )


def end(request: HttpRequest, ending: Iterable[Browser]) -> None:
    """Sign out there, and here where this browser is among them."""
    for one in ending:
        if one.here:
            continue
        BrowserSession.objects.filter(session_key=one.kept).delete()
        sessions.end_kept(one.kept)
        UserSession.objects.filter(pk=one.id).delete()
    if any(one.here for one in ending):
        sessions.leave(request)


def forget_gone() -> int:
    """Remove browsers from the list whose session is no more, with their addresses; how many."""
    there = BrowserSession.objects.values("session_key")
    gone, _ = UserSession.objects.exclude(session_key__in=there).delete()
    return int(gone)


def key_picture(practitioner: Any) -> str:
    """The key that waits in this session for an authenticator app, as an SVG picture."""
    adapter = get_adapter()
    url = adapter.build_totp_url(practitioner, auth.get_totp_secret(regenerate=False))
    return str(adapter.build_totp_svg(url))


def in_words(user_agent: str) -> str:
    """Return "Chrome on Windows", as near as what a browser says of itself tells."""
    name = next((words for mark, words in NAMES if mark in user_agent), "A browser")
    system = next((words for mark, words in SYSTEMS if re.search(mark, user_agent)), "")
    return _("{name} on {system}").format(name=name, system=system) if system else name
