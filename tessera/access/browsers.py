"""Where a practitioner is signed in."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal import auth
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session as BrowserSession
from django.http import HttpRequest

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
    """One signed-in browser. `row` is what the sign-in library ends."""

    id: int
    name: str
    ip: str
    since: datetime
    here: bool
    row: Any


def mine(request: HttpRequest) -> tuple[Browser, ...]:
    """The browsers where the practitioner of this request is signed in, this one first."""
    found = [
        Browser(row.pk, in_words(row.user_agent), row.ip, row.created_at, row.is_current(), row)
        for row in UserSession.objects.purge_and_list(request.user)
    ]
    return tuple(sorted(found, key=lambda one: (not one.here, one.since)))


def note(request: HttpRequest) -> None:
    """List this browser under its session's new key."""
    UserSession.objects.create_from_request(request)


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
    return f"{name} on {system}" if system else name
