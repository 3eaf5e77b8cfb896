"""The cast, for tests.

`as_member("ama")` acts as Ama, signed in, under the real policy. `client_as("ama")` is a browser in which Ama has
signed in, for asking pages.
"""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from config.demonstration.stage import on_stage, token_for
from tessera.access import acting, sessions
from tessera.access.models import Practitioner

CAST = ("ama", "priya", "ben", "cass", "hana", "dev", "eve", "flo", "gil", "ada", "raj")

as_member = on_stage


def client_as(username: str, partnership: str = "thornmere", *, enforce_csrf_checks: bool = False) -> Client:
    """A browser in which this member of the cast has signed in, and works for their agency in that partnership.

    Raises LookupError where the cast has no such member there. Not inside `as_member`: a browser signs in as nobody.
    """
    client = Client(enforce_csrf_checks=enforce_csrf_checks)
    with acting.acting_as_nobody():
        person = Practitioner.objects.get(username=username)
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.session
        if not sessions.start(session, person.pk):
            held = [
                place
                for place in sessions.places_for(session, person.pk)
                if place.partnership.lower().startswith(partnership)
            ]
            if not held:
                raise LookupError(f"{username} has no membership in {partnership}")
            sessions.enter(session, person.pk, held[0].membership_id)
        session.save()
    return client


__all__ = ("CAST", "as_member", "client_as", "token_for")
