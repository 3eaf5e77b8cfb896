"""What the stories of signing in begin with: a password, a browser, a session."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.test import Client

from tessera.access import acting, sessions
from tessera.access.models import Practitioner

PASSWORD = "seven wet umbrellas"
SIGN_IN, START = "/sign-in/", "/account/"


def calm(settings: Any) -> None:
    """Count each test's tries by themselves, and spend no time on making passwords slow to guess."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


def person(username: str) -> Practitioner:
    """The row of a member of the cast."""
    with acting.acting_as_nobody():
        return Practitioner.objects.get(username=username)


def given_password(username: str, password: str = PASSWORD) -> Practitioner:
    """A member of the cast who has a password."""
    found = person(username)
    found.set_password(password)
    with acting.acting_as_nobody():
        found.save(update_fields=["password"])
    return found


def sign_in(client: Client, login: str, password: str = PASSWORD, **more: Any) -> Any:
    """Send the sign-in form."""
    return client.post(SIGN_IN, {"login": login, "password": password, **more})


def is_in(client: Client) -> bool:
    """Whether this browser is let in to a page for practitioners."""
    response = client.get(START)
    if response.status_code == 302:
        assert response["Location"].startswith((SIGN_IN, "/choose-membership/")), response["Location"]
    return bool(response.status_code == 200)


def key_of(client: Client) -> str:
    """The session key in this browser's cookie."""
    return client.cookies["tessera"].value


def kept_of(client: Client) -> str:
    """What the tables keep for the session key in this browser's cookie."""
    return sessions.kept_as(key_of(client))


def place_of(username: str, partnership: str) -> UUID:
    """The membership that opens one partnership for a member of the cast."""
    held = sessions.memberships(person(username).pk)
    return next(one.id for one in held if one.partnership_code == partnership)
