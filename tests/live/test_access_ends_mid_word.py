"""Whoever may no longer read a section is sent nothing that is committed after, and is told why in a word."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from tessera.access import sessions
from tessera.access.actions import exclude
from tessera.access.models import Involvement, Practitioner
from tessera.enquiries.actions import screening
from tessera.enquiries.models import ReferralChild
from tessera.live_forms import actions
from tessera.oversight.actions import sealing
from tests.cast import as_member
from tests.live.conftest import Opened, key_of
from tests.live.page import Page, visiting
from tests.live.server import Server

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = "before-the-end", "after-the-end"


def let_go(opened: Opened) -> None:
    """The hub ends the part of the police in the form."""
    with as_member("ama") as me:
        actions.let_go(
            practitioner=me, at=timezone.now(), form_id=opened.form, principal=opened.members["police"]
        )


def involvement_ends(opened: Opened) -> None:
    """The hub ends the involvement of the police in the case."""
    with as_member("ama"):
        _end(opened, timezone.now())


def involvement_ends_soon(opened: Opened) -> None:
    """The involvement of the police ends at an instant that comes by itself."""
    with as_member("ama"):
        _end(opened, datetime.now(UTC) + timedelta(seconds=0.5))


def _end(opened: Opened, at: datetime) -> None:
    ended = Involvement.objects.filter(case_id=opened.case, kind="asked").update(valid_to=at)
    assert ended == 1


def excluded(opened: Opened) -> None:
    """Cass may never see the child: she has only now said that she is the child's aunt."""
    with as_member("ama") as me:
        child = ReferralChild.objects.filter(case_id=opened.case).first()
        assert child is not None
        screening.identify_child(practitioner=me, at=timezone.now(), child_id=child.pk, person_id=None)
        child.refresh_from_db()
        assert child.person_id is not None
        exclude(
            practitioner=me, at=timezone.now(), excluded=Practitioner.objects.get(username="cass").pk,
            person_id=child.person_id, reason="The child's aunt",
        )  # fmt: skip


def sealed(opened: Opened) -> None:
    """The case is sealed: those named alone know of it, and Cass is not among them."""
    with as_member("priya") as me:
        named = [me.id, Practitioner.objects.get(username="ama").pk]
        sealing.seal(
            practitioner=me, at=timezone.now(), case_id=opened.case, reason="A colleague's child", named=named
        )


def signs_out(opened: Opened) -> None:
    """They sign out in another tab."""
    for key in SIGNED_IN:
        session = sessions.SessionStore(key)
        session.load()
        session.flush()


SIGNED_IN: list[str] = []


def _elsewhere(ends: Callable[[Opened], None], opened: Opened) -> None:
    try:
        ends(opened)
    finally:
        connections.close_all()


async def _story(
    server: Server, opened: Opened, keys: tuple[str, str], ends: Callable[[Opened], None]
) -> tuple[str, bytes]:
    async with visiting(server.port, opened.form, *keys) as pages:
        ama, cass = pages
        hers, theirs = await ama.open(opened.shared), await cass.open(opened.shared)
        hers.type("know", BEFORE)
        await cass.until(lambda: theirs.text("know") == BEFORE)
        await asyncio.to_thread(_elsewhere, ends, opened)
        if ends is involvement_ends_soon:
            await asyncio.sleep(0.6)
        theirs.type("know", "I was still typing")
        hers.type("know", AFTER)
        await ama.saved_all()
        await cass.until(lambda: bool(theirs.shut) or cass.closed_with is not None)
        assert "still typing" not in hers.text("know")
        pages.append(again := await Page(server.port, opened.form, keys[1]).connect())
        if again.closed_with is None:
            await again.until(lambda: again.closed_with is not None)
        return theirs.shut, cass.bytes


@pytest.mark.parametrize(
    ("ends", "why"),
    [
        (let_go, "ended"),
        (involvement_ends, "ended"),
        (involvement_ends_soon, "ended"),
        (excluded, "ended"),
        (sealed, "ended"),
        (signs_out, "signed-out"),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_access_ends_mid_word(
    server: Server, opened: Opened, ends: Callable[[Opened], None], why: str
) -> None:
    keys = key_of("ama"), key_of("cass")
    SIGNED_IN[:] = [keys[1]]
    shut, sent = asyncio.run(_story(server, opened, keys, ends))
    assert shut == why
    assert BEFORE.encode() in sent
    assert AFTER.encode() not in sent


async def _nothing(server: Server, opened: Opened, key: str, hidden: uuid.UUID, absent: uuid.UUID) -> None:
    async with visiting(server.port, opened.form, key) as (page,):
        first, second = await page.open(hidden), await page.open(absent)
        assert (first.shut, second.shut) == ("none", "none")
        first.type("words", "let me in")
        await page.until(lambda: bool(first.refused))
        assert first.refused[0][1] == "again"


def test_a_section_held_back_is_not_there(server: Server, opened: Opened) -> None:
    held = opened.own("cass")["keeps"]
    assert held not in opened.own("ama").values()
    asyncio.run(_nothing(server, opened, key_of("ama"), held, uuid.uuid4()))
