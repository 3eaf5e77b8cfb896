"""Signing in as anybody, in a demonstration on this machine. Refused wherever anything looks like a real deployment."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from tessera.access.models import Practitioner

HERE = ("127.0.0.1", "localhost", "[::1]", "::1", "testserver")
HARMLESS_MAIL = ("dummy", "locmem", "console", "filebased")


@dataclass(frozen=True)
class CastMember:
    """One invented practitioner to sign in as."""

    username: str
    name: str
    agency: str
    job: str
    may: str


def dangers() -> Iterator[str]:
    """Why this installation must not let anybody sign in as anybody, in words. Nothing: it may."""
    if settings.SESSION_COOKIE_SECURE or settings.SECURE_SSL_REDIRECT:
        yield "it is served with TLS (TESSERA_TLS)"
    if others := [host for host in settings.ALLOWED_HOSTS if host not in HERE]:
        yield f"it answers for other machines (TESSERA_ALLOWED_HOSTS: {', '.join(others)})"
    if settings.EMAIL_BACKEND.split(".")[-2] not in HARMLESS_MAIL:
        yield "it sends email (TESSERA_EMAIL_BACKEND)"
    if os.environ.get("TESSERA_SECRET_KEY_FILE"):
        yield "it has a secret key of its own (TESSERA_SECRET_KEY_FILE)"
    if settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
        yield "agencies sign in to it by their own provider (TESSERA_OIDC_FILE)"


def allowed() -> bool:
    """Whether anybody may sign in as anybody here."""
    return bool(settings.TESSERA_DEMO) and not any(dangers())


@lru_cache(maxsize=1)
def cast() -> tuple[CastMember, ...]:
    """Whom one may sign in as: the list that the setting TESSERA_DEMO_CAST leads to."""
    listed: tuple[Any, ...] = import_string(settings.TESSERA_DEMO_CAST)()
    return tuple(CastMember(one.username, one.name, one.agency, one.job, one.may) for one in listed)


def find(username: str) -> Practitioner | None:
    """The member of the cast with that username. Nobody outside the cast is ever found."""
    if not allowed() or username not in {member.username for member in cast()}:
        return None
    return Practitioner.objects.filter(username=username, is_active=True).first()
