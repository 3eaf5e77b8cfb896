"""What a browser keeps until it is saved is sealed with a key of its session, which goes when that is signed out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.conf import settings
from django.test import Client

from tessera.access import jobs
from tessera.access.sessions import SEEN
from tests.cast import client_as

pytestmark = pytest.mark.django_db(transaction=True)


def keys_of(client: Client) -> list[bytes]:
    """The session's own key, and those of the practitioner's other sessions."""
    answer = client.get("/live-key/", headers={"X-Requested-With": "live"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    content = bytes(answer.content)
    return [content[place : place + 32] for place in range(0, len(content), 32)]


def key_of(client: Client) -> bytes:
    return keys_of(client)[0]


def hash_of(client: Client) -> bytes:
    return client.cookies[settings.SESSION_COOKIE_NAME].value.encode()


def runs_out(
    administrator: psycopg.Connection[object], client: Client, ago: timedelta = timedelta(0)
) -> None:
    """Nobody has used this browser for half an hour."""
    session = client.session
    session[SEEN] = (datetime.now(UTC) - timedelta(minutes=31)).isoformat()
    session.save()
    ended = "UPDATE access_session SET ends_at = now() - %s WHERE token_hash = encode(sha256(%s), 'hex')"
    assert administrator.execute(ended, (ago, hash_of(client))).rowcount == 1


def test_a_key_is_ones_own_and_a_sessions_own() -> None:
    cass, again, ben = client_as("cass"), client_as("cass"), client_as("ben")
    key = key_of(cass)
    assert len(key) == 32
    assert keys_of(cass) == [key]  # a reload, or another page, opens what the first one kept
    assert keys_of(again)[1:] == [key], "what another session of theirs sealed here they open too"
    assert key_of(again) != key
    assert key not in keys_of(ben)
    assert cass.get("/live-key/").status_code == 403  # to a script of our own alone
    assert Client().get("/live-key/", headers={"X-Requested-With": "live"}).status_code in (302, 401)


def test_signing_out_destroys_the_key_of_that_session_alone() -> None:
    here, there = client_as("cass"), client_as("cass")
    kept, gone = key_of(here), key_of(there)
    assert there.post("/sign-out/").status_code == 302
    assert keys_of(here) == [kept]
    later = client_as("cass")
    assert keys_of(later)[1:] == [kept]
    assert gone not in keys_of(later)


def test_a_session_that_ran_out_leaves_its_key_also_where_its_page_is_used_afterwards(
    administrator: psycopg.Connection[object],
) -> None:
    cass = client_as("cass")
    kept = key_of(cass)
    runs_out(administrator, cass)
    assert cass.get("/live-key/", headers={"X-Requested-With": "live"}).status_code == 401
    assert cass.get("/sign-in/?next=/messages/").status_code == 200
    assert kept in keys_of(client_as("cass"))


def test_a_key_goes_when_it_is_forgotten_that_there_was_the_session(
    administrator: psycopg.Connection[object],
    the_job_worker: Callable[[], AbstractContextManager[None]],
) -> None:
    old, new = client_as("cass"), client_as("cass")
    gone, kept = key_of(old), key_of(new)
    assert gone in keys_of(new)
    runs_out(administrator, old, timedelta(days=31))
    with the_job_worker():
        assert jobs.forget(datetime.now(UTC)) >= 1
    assert keys_of(new) == [kept]
