"""Conflicts of values, who is here, a form that closes, an epoch that begins, a section that was snapshotted."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.postgres import Addresses
from tessera.access.outside import as_whoever_holds
from tessera.access.sessions import token_of
from tessera.live_forms import actions, queries
from tessera.live_forms.live.asking import Look, _look, _me, _rehearse
from tessera.live_forms.models import Snapshot
from tessera.live_forms.queries import own_tabs, section_log
from tessera.live_forms.rules.codec import number
from tessera.live_forms.rules.wire import FromClient, buf, frame, jot
from tests.cast import as_member, token_for
from tests.live.conftest import Opened, key_of
from tests.live.page import Page, Section, visiting
from tests.live.server import Server, serving
from tests.live.test_a_log_proves_itself import typed

pytestmark = pytest.mark.django_db(transaction=True)


async def _conflict(server: Server, opened: Opened, keys: tuple[str, str]) -> None:
    async with visiting(server.port, opened.form, *keys) as (ama, cass):
        hers, theirs = await ama.open(opened.shared), await cass.open(opened.shared)
        hers.set("rating", "red")
        await cass.until(lambda: "rating" in theirs.values)
        await ama.until(lambda: "rating" in hers.values)
        first = theirs.values["rating"]["seq"]
        hers.set("rating", "amber")
        await ama.until(lambda: hers.values["rating"]["value"] == "amber")
        late = theirs.set("rating", "green", base=first)
        await cass.until(lambda: bool(theirs.refused))
        assert theirs.refused[0][:2] == (late, "conflict")
        assert (theirs.refused[0][2]["value"], theirs.refused[0][2]["name"]) == ("amber", "Ama Mensah")
        theirs.set("rating", "green", base=theirs.refused[0][2]["seq"])
        await ama.until(lambda: hers.values["rating"]["value"] == "green")
        theirs.set("rating", "purple")
        await cass.until(lambda: len(theirs.refused) == 2)
        assert theirs.refused[1][1] == "not-accepted"


def test_a_value_that_was_set_meanwhile_is_shown_and_asked(server: Server, opened: Opened) -> None:
    asyncio.run(_conflict(server, opened, (key_of("ama"), key_of("cass"))))
    with as_member("ama") as me:
        kept = queries.values(opened.shared)["rating"]
        assert (kept.value, kept.whose.name) == ("green", "Cass Wheeler")
        assert queries.section_head(opened.shared, me).seq == 3


async def _asked_twice(server: Server, opened: Opened, key: str) -> set[str]:
    """One section asked for twice at once is opened twice. Then many that are not there: how each was shut."""
    async with visiting(server.port, opened.form, key) as (ama,):
        section = await ama.open(opened.shared)
        answers = []
        section.opened.set = lambda: answers.append(True)  # type: ignore[method-assign]
        section.open()
        section.open()
        await ama.until(lambda: len(answers) == 2)
        # More sections than are opened at once: each is answered.
        made = [Section(ama, channel, uuid4()) for channel in range(10, 50)]
        ama.sections |= {one.channel: one for one in made}
        for one in made:
            one.open()
        await ama.until(lambda: all(one.shut for one in made))
        return {one.shut for one in made}


def test_a_section_that_is_asked_for_while_it_is_opened_is_opened_after_it(
    server: Server, opened: Opened
) -> None:
    assert asyncio.run(_asked_twice(server, opened, key_of("ama"))) == {"none"}


async def _here(
    ports: list[int], opened: Opened, keys: list[str], stranger: str
) -> tuple[dict[str, Any], dict[int, Any]]:
    """What Ama was told of Cass, on another process; and what somebody was told who has no section open."""
    async with visiting(ports[0], opened.form) as pages:
        for port, key in zip(ports, keys, strict=True):
            pages.append(page := await Page(port, opened.form, key).connect())
            await page.open(opened.shared)
        pages.append(ben := await Page(ports[0], opened.form, stranger).connect())
        ama, cass = pages[:2]
        cass.send(
            frame(FromClient.HERE, number(1), jot({"field": "worries", "at": 3, "to": 3, "name": "Priya"}))
        )
        await ama.until(lambda: any(told.get("field") == "worries" for told in ama.people.values()))
        (told,) = [told for told in ama.people.values() if told.get("field") == "worries"]
        await cass.close()
        await ama.until(lambda: ama.people[told["who"]].get("gone") is True)
        return told, ben.people


def test_who_is_here_is_known_on_every_process(opened: Opened, addresses: Addresses) -> None:
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(addresses.app)) for _ in range(2)]
        keys = [key_of("ama"), key_of("cass")]
        told, strangers = asyncio.run(_here([server.port for server in servers], opened, keys, key_of("ben")))
    assert (told["name"], told["agency"]) == ("Cass Wheeler", "Thornmere Police")
    assert not strangers


def _as_ama(do: Any) -> None:
    try:
        with as_member("ama") as me:
            do(practitioner=me, at=timezone.now())
    finally:
        connections.close_all()


async def _closes(server: Server, opened: Opened, key: str) -> None:
    async with visiting(server.port, opened.form, key) as (cass,):
        theirs = await cass.open(opened.shared)
        theirs.type("know", "in time")
        await cass.saved_all()
        await asyncio.to_thread(
            _as_ama,
            lambda practitioner, at: actions.close(practitioner=practitioner, at=at, form_id=opened.form),
        )
        await cass.until(lambda: theirs.closed)
        theirs.type("know", " and too late")
        await cass.until(lambda: bool(theirs.refused))
        assert theirs.refused[0][1] in {"closed", "read-only"}


def test_a_form_that_closes_is_frozen(server: Server, opened: Opened) -> None:
    asyncio.run(_closes(server, opened, key_of("cass")))
    with as_member("cass") as me:
        assert queries.section_head(opened.shared, me).seq == 1
        assert queries.section_head(opened.shared, me).closed


async def _restored(server: Server, opened: Opened, key: str, owner: psycopg.Connection[Any]) -> None:
    async with visiting(server.port, opened.form, key) as (cass,):
        theirs = await cass.open(opened.shared)
        theirs.type("know", "before the backup")
        await cass.saved_all()
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(owner.execute, "SELECT access.begin_epoch()")
        await asyncio.to_thread(server.start)
        await cass.until(lambda: cass.closed_with is not None)
        theirs.type("know", ", typed after it")
        await cass.connect()
        await cass.until(lambda: theirs.reset and theirs.opened.is_set())
        assert theirs.epoch == 2
        assert theirs.text("know") == "before the backup"
        theirs.type("know", ", and since")
        await cass.saved_all()


def test_an_old_tab_resurrects_nothing_after_a_restore(
    server: Server, opened: Opened, owner: psycopg.Connection[Any]
) -> None:
    asyncio.run(_restored(server, opened, key_of("cass"), owner))
    with as_member("cass"):
        assert [entry.epoch for entry in queries.entries(opened.shared, 0)] == [1, 2]


async def _much(server: Server, opened: Opened, key: str, n: int) -> None:
    async with visiting(server.port, opened.form, key) as (cass,):
        theirs = await cass.open(opened.shared)
        for typed in range(n):
            theirs.type("know", f"{typed} ")
            await asyncio.sleep(0.02)
        await cass.saved_all(60)


def test_a_long_log_is_snapshotted_and_reads_the_same(opened: Opened, addresses: Addresses) -> None:
    key, n = key_of("cass"), 505
    with serving(addresses.app) as server:
        asyncio.run(_much(server, opened, key, n))
    with as_member("cass"):
        kept = Snapshot.objects.get(section_id=opened.shared)
        assert kept.seq >= 500
    with serving(addresses.app) as server:
        text = asyncio.run(_text(server, opened, key))
    assert text == "".join(f"{typed} " for typed in range(n))


async def _text(server: Server, opened: Opened, key: str) -> str:
    async with visiting(server.port, opened.form, key) as (page,):
        return (await page.open(opened.shared)).text("know")


def test_whoever_opens_a_section_is_judged_without_reading_its_log_again(opened: Opened) -> None:
    """It was read once, to make the section of it: of a hundred thousand edits a second time takes seconds."""
    typed(opened, 3)
    token = token_for("cass")

    def looks(after: int | None) -> tuple[Look | None, list[str]]:
        with CaptureQueriesContext(connection) as asked:
            look = as_whoever_holds(token, lambda: _look(token, opened.shared, opened.case, after))
        return look, [query["sql"] for query in asked if "live_forms_update" in query["sql"]]

    look, questions = looks(None)
    assert look is not None
    assert (look.head.seq, look.entries, questions) == (4, (), [])
    look, _ = looks(2)  # as somebody is judged who has the section open
    assert look is not None
    assert [entry.seq for entry in look.entries] == [3, 4]


def test_a_process_rehearses_what_it_is_asked_by_whoever_comes_first(opened: Opened) -> None:
    key, token = key_of("cass"), token_for("cass")

    def read(do: Callable[[], object]) -> set[str]:
        with CaptureQueriesContext(connection) as asked:
            do()
        told = " ".join(query["sql"] for query in asked if query["sql"].startswith("SELECT"))
        return set(re.findall(r"FROM \"\w+\"|access\.\w+\(", told))

    def comes() -> object:
        assert token_of(key) is not None
        opens = (lambda me: section_log(opened.shared, me), lambda me: own_tabs(opened.form, me.id))
        return as_whoever_holds(token, lambda: [do(_me(token)) for do in opens])

    looks = read(lambda: as_whoever_holds(token, lambda: _look(token, opened.shared, opened.case, None)))
    assert read(comes) | looks <= read(_rehearse)


async def _named(server: Server, opened: Opened, own: UUID, keys: list[str]) -> tuple[Section, Section, Page]:
    """Ben's own section and, once Cass has written in it, the section of all as Ama opens it; and Cass's page."""
    async with visiting(server.port, opened.form, *keys) as (ben, cass, ama):
        his, wrote = await ben.open(own), await cass.open(opened.shared)
        await (await Page(server.port, opened.form, keys[0]).connect()).close()
        read = await ben.open(opened.shared)
        await cass.close()
        await ben.until(lambda: any(told.get("gone") for told in ben.people.values()))
        await cass.connect()  # she writes on under the number that she was given first
        wrote.type("know", "Seen on Monday.")
        await cass.saved_all()
        await ben.until(lambda: str(cass.client) in read.names and read.text("know") != "")
        await ben.close()
        await cass.until(lambda: any(told.get("gone") for told in cass.people.values()))
        return his, await ama.open(opened.shared), cass


def test_nobody_is_named_in_a_section_but_who_wrote_it_or_is_there(server: Server, opened: Opened) -> None:
    own = opened.own("ben")["keeps"]
    keys = [key_of(who) for who in ("ben", "cass", "ama")]
    his, shared, cass = asyncio.run(_named(server, opened, own, keys))
    assert {name for name, *_ in his.names.values()} <= {"Ben Aldous"}
    assert {name for name, *_ in shared.names.values()} <= {"Cass Wheeler", "Ama Mensah"}
    assert shared.names[str(cass.client)][0] == "Cass Wheeler"


async def _left_at_once(server: Server, opened: Opened, keys: tuple[str, str]) -> Section:
    async with visiting(server.port, opened.form, *keys) as (ama, cass):
        hers = await ama.open(opened.shared)
        left = cass.sections[9] = Section(cass, 9, opened.shared)
        asked = frame(FromClient.OPEN, number(9), buf(opened.shared.bytes), number(0), buf(b"\x00"))
        cass.send(asked, frame(FromClient.LEAVE, number(9)))
        theirs = await cass.open(opened.shared)
        await ama.until(lambda: len(ama.people) == 1)
        hers.type("know", "Nobody who has left reads this.")
        await cass.until(lambda: theirs.text("know") != "")
        return left


def test_whoever_leaves_before_a_section_has_opened_is_sent_nothing_of_it(
    server: Server, opened: Opened
) -> None:
    left = asyncio.run(_left_at_once(server, opened, (key_of("ama"), key_of("cass"))))
    assert not left.opened.is_set()
    assert left.text("know") == ""
