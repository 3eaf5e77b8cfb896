"""An update is committed before access changes or with knowledge of it, and neither waits for the other in a circle."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connections
from django.utils import timezone

from config.postgres import Addresses
from tessera.access import sessions
from tessera.live_forms import actions, queries
from tessera.live_forms.actions.appending import APPEND, Made, NotCommitted, Pending, Writer
from tessera.live_forms.models import Snapshot
from tessera.live_forms.rules.codec import Run, write
from tests.cast import as_member, token_for
from tests.live.conftest import Opened
from tests.live.test_access_ends_mid_word import excluded, involvement_ends, let_go

pytestmark = pytest.mark.django_db(transaction=True)
COLUMNS = (
    "token", "id", "section_id", "case_id", "epoch", "field", "base", "tab", "author_id", "agency_id", "payload",
)  # fmt: skip


def by_cass(opened: Opened) -> Pending:
    """The first letters that Cass types, ready to be appended."""
    token = token_for("cass")
    with as_member("cass") as me:
        tab = actions.join(practitioner=me, at=timezone.now(), form_id=opened.form).number
        letters = write([Run(tab, 0, 5, "hello", None, None, "know")], [])
        return Pending(
            token, uuid4(), opened.shared, opened.case, 1, "", 0, tab, me.id, me.agency_id, letters
        )


def append(on: psycopg.Connection[Any], update: Pending, watched: list[UUID]) -> str:
    """What becomes of an update, in a transaction that stays open."""
    given = [[getattr(update, name)] for name in COLUMNS]
    rows = on.execute(APPEND.encode(), (*given, watched)).fetchall()
    (state,) = (state for place, state, *_ in rows if place)
    return str(state)


def signed_out(token: str) -> None:
    connections.close_all()
    sessions.end_session(token)


def closes(opened: Opened) -> None:
    """The hub closes the form."""
    with as_member("ama") as me:
        actions.close(practitioner=me, at=timezone.now(), form_id=opened.form)


def beside(act: Callable[[], None]) -> tuple[threading.Thread, list[BaseException]]:
    """Something done in a thread and transaction of its own, and what went wrong with it."""
    wrong: list[BaseException] = []

    def do() -> None:
        try:
            act()
        except BaseException as problem:
            wrong.append(problem)
        finally:
            connections.close_all()

    thread = threading.Thread(target=do)
    thread.start()
    return thread, wrong


@pytest.mark.parametrize("change", [involvement_ends, let_go, excluded, closes])
def test_a_change_waits_for_what_is_being_appended_and_is_then_known(
    opened: Opened, addresses: Addresses, change: Callable[[Opened], None]
) -> None:
    update = by_cass(opened)
    watched = [opened.case, update.author_id]
    with psycopg.connect(addresses.app) as one:
        # Whoever appends has asked how access stands, and has not written yet.
        one.execute("SELECT * FROM access.stamps(%s)", [watched])
        thread, wrong = beside(lambda: change(opened))
        thread.join(0.7)
        assert thread.is_alive(), "the change did not wait"
        assert append(one, update, watched) == "saved"
        one.commit()
        thread.join(30)
        assert not wrong, wrong
        assert append(one, replace(update, id=uuid4()), watched) in {"refused", "closed"}
        one.rollback()
    with as_member("ama"):
        assert [entry.payload for entry in queries.entries(opened.shared, 0)] == [update.payload]


@pytest.mark.parametrize("change", [involvement_ends, let_go, excluded, closes])
def test_what_is_appended_waits_for_a_change_and_then_knows_of_it(
    opened: Opened, addresses: Addresses, change: Callable[[Opened], None]
) -> None:
    from django.db import transaction

    update = by_cass(opened)
    found: list[str] = []
    changed, go_on = threading.Event(), threading.Event()

    def changes() -> None:
        with transaction.atomic():
            change(opened)
            changed.set()
            assert go_on.wait(30)

    def appends() -> None:
        with psycopg.connect(addresses.app) as one:
            found.append(append(one, update, [opened.case, update.author_id]))

    first, wrong = beside(changes)
    assert changed.wait(30), wrong
    second, also_wrong = beside(appends)
    second.join(0.7)
    assert second.is_alive(), "what was appended did not wait"
    go_on.set()
    first.join(30)
    second.join(30)
    assert not wrong + also_wrong
    assert found[0] in {"refused", "closed"}
    with as_member("ama"):
        assert queries.entries(opened.shared, 0) == ()


def test_a_hidden_section_and_an_absent_one_refuse_alike(opened: Opened, addresses: Addresses) -> None:
    hidden = opened.own("ama")["keeps"]
    update = by_cass(opened)
    for epoch in (1, 2):  # the second is no epoch of the section: that it has another is not said either
        for section in (hidden, uuid4()):
            with psycopg.connect(addresses.app) as one:
                there = replace(update, section_id=section, epoch=epoch)
                assert append(one, there, []) == "refused", (section == hidden, epoch)
    with psycopg.connect(addresses.app) as one:
        assert append(one, replace(update, epoch=2), []) == "epoch"
        assert append(one, update, []) == "saved"
    with as_member("ama"):
        assert queries.entries(hidden, 0) == ()


def test_who_has_signed_out_keeps_no_snapshot(opened: Opened) -> None:
    update = by_cass(opened)
    made = Made(
        update.token, opened.shared, opened.case, update.author_id, update.agency_id, 1, 1, b"\x00\x00"
    )

    async def keep() -> None:
        writer = Writer()
        try:
            await writer.keep(made)
        finally:
            await writer.close()

    asyncio.run(keep())
    signed_out(update.token)
    with pytest.raises(NotCommitted):
        asyncio.run(keep())
    with as_member("cass"):
        assert Snapshot.objects.filter(section_id=opened.shared).count() == 1


@pytest.mark.parametrize("signs", ['"', "\\", '","', "{}", "é,NULL"])
def test_a_token_of_any_signs_is_nobodys_and_keeps_nobody_waiting(opened: Opened, signs: str) -> None:
    hers = by_cass(opened)
    odd = replace(hers, id=uuid4(), token=f"{hers.token}{signs}")

    async def appended() -> list[str]:
        writer = Writer()
        outcomes, _ = await writer.append([odd, hers], [opened.case])
        await writer.close()
        return [outcome.state for outcome in outcomes]

    assert asyncio.run(appended()) == ["signed-out", "saved"]


@pytest.mark.parametrize("words", ['"', "\\x", "{a,b}", "NULL", "", "é 😀"])
def test_a_value_of_any_signs_is_kept_as_it_was_sent(opened: Opened, words: str) -> None:
    """In a field of any name too: nothing of either is taken for how PostgreSQL writes an array."""
    sent = replace(by_cass(opened), field=f'know/"{{}}\\,{len(words)}', payload=words.encode())

    async def append() -> None:
        writer = Writer()
        outcomes, _ = await writer.append([sent], [])
        assert [outcome.state for outcome in outcomes] == ["saved"]
        await writer.close()

    asyncio.run(append())
    with as_member("cass"):
        (kept,) = queries.entries(opened.shared, 0)
    assert (kept.field, kept.payload.decode()) == (sent.field, words)
