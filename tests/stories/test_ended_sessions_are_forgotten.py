"""Who was signed in when is kept for thirty days after it ended, and not a day longer. Only the job worker forgets."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session as BrowserSession
from django.db import ProgrammingError, transaction
from django.test import Client

from config.home import ROOT
from config.postgres import Addresses
from tessera.access import acting, jobs, proving, sessions
from tests.stories.signing import calm, given_password, is_in, kept_of, place_of, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
Administrator = psycopg.Connection[Any]
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def fresh_counts(settings: Any) -> None:
    calm(settings)


def given_session(
    administrator: Administrator, token: str, ends: timedelta, ended: timedelta | None = None
) -> None:
    """A session of Ama's that had until so long ago, and was ended by hand so long ago."""
    ama, place = given_password("ama"), place_of("ama", "thornmere")
    proving.open_session(token=token, practitioner_id=ama.pk, membership_id=place, ends_at=NOW - ends)
    with administrator.transaction():
        administrator.execute("SET LOCAL ROLE tessera_authz")
        administrator.execute(
            "UPDATE access_session SET ended_at = %s WHERE token_hash = encode(sha256(%s), 'hex')",
            [None if ended is None else NOW - ended, token.encode()],
        )


def kept(administrator: Administrator, *tokens: str) -> set[str]:
    """Those of the tokens whose session is still on record."""
    with administrator.transaction():
        administrator.execute("SET LOCAL ROLE tessera_authz")
        rows = administrator.execute("SELECT token_hash FROM access_session").fetchall()
        found = {row[0] for row in rows}
        hashes = administrator.execute(
            "SELECT t, encode(sha256(convert_to(t, 'UTF8')), 'hex') FROM unnest(%s::text[]) t", [list(tokens)]
        ).fetchall()
    return {token for token, hashed in hashes if hashed in found}


def given_sessions(administrator: Administrator) -> tuple[set[str], set[str]]:
    """Sessions that must stay, and sessions that must go."""
    stay = {
        "in use": (timedelta(days=-1), None),
        "ran out 29 days ago": (timedelta(days=29, hours=23), None),
        "ended 29 days ago": (timedelta(days=29), timedelta(days=29, hours=12)),
    }
    go = {
        "ran out 30 days ago": (timedelta(days=30, minutes=1), None),
        "ended 30 days ago, with time left": (timedelta(days=29, hours=20), timedelta(days=30, minutes=1)),
        "ran out long ago, ended since": (timedelta(days=400), timedelta(days=2)),
    }
    for token, (ends, ended) in (stay | go).items():
        given_session(administrator, token, ends, ended)
    return set(stay), set(go)


def test_a_session_is_forgotten_thirty_days_after_it_ended(
    administrator: Administrator, the_job_worker: Callable[[], AbstractContextManager[None]]
) -> None:
    stay, go = given_sessions(administrator)
    assert kept(administrator, *stay, *go) == stay | go
    with the_job_worker():
        assert jobs.forget(datetime.now(UTC)) == len(go)
        assert jobs.forget(datetime.now(UTC)) == 0
    assert kept(administrator, *stay, *go) == stay


def test_nobody_else_may_make_it_forget(administrator: Administrator) -> None:
    stay, go = given_sessions(administrator)
    for actor in (acting.acting_as_nobody(), acting.acting_as("in use")):
        with pytest.raises(ProgrammingError, match="permission denied"), actor, transaction.atomic():
            sessions.forget_ended()
    assert kept(administrator, *stay, *go) == stay | go


def test_what_was_kept_beside_a_session_goes_with_it(
    the_job_worker: Callable[[], AbstractContextManager[None]],
) -> None:
    given_password("ama")
    here, left = Client(), Client()
    for browser in (here, left):
        sign_in(browser, "ama")
        assert is_in(browser)
    gone, now = kept_of(left), datetime.now(UTC)
    with acting.acting_as_nobody():
        BrowserSession.objects.filter(pk=gone).update(expire_date=now - timedelta(minutes=1))
        assert set(UserSession.objects.values_list("session_key", flat=True)) == {gone, kept_of(here)}
    with the_job_worker():
        assert jobs.forget(now) == 2  # the session, and the line of it in the list of browsers
    with acting.acting_as_nobody():
        assert list(UserSession.objects.values_list("session_key", flat=True)) == [kept_of(here)]
        assert list(BrowserSession.objects.values_list("pk", flat=True)) == [kept_of(here)]
    assert is_in(here)
    assert not is_in(left)


def test_the_job_worker_itself_forgets(administrator: Administrator, addresses: Addresses) -> None:
    stay, go = given_sessions(administrator)
    with transaction.atomic():
        jobs.forgetting.defer(timestamp=0)
    given = {
        f"TESSERA_{role.upper()}_DATABASE_URL": getattr(addresses, role) for role in ("owner", "app", "job")
    }
    done = subprocess.run(
        [sys.executable, "-m", "config.console", "work", "--once"],
        env={**os.environ, **given}, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert kept(administrator, *stay, *go) == stay
