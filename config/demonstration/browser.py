"""A browser in which a member of the cast has signed in: for tests and benchmarks that ask pages in this process."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from tessera.access import acting, sessions
from tessera.access.models import Practitioner


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
