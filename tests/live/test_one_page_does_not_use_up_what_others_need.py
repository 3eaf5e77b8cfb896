"""Whoever keeps to every limit that is published still cannot take from others what they need to write."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest
from pycrdt import Text

from tessera.live_forms.live.arrivals import MOST_PAGES_AT_ONCE, Arrivals
from tessera.live_forms.live.connection import MOST_BYTES_WAITING, Connection
from tessera.live_forms.queries import NOBODY, own_tabs
from tessera.live_forms.rules.codec import buf, number
from tessera.live_forms.rules.gate import MOST_LINES
from tessera.live_forms.rules.wire import Close, FromClient, frame
from tests.cast import as_member
from tests.live.conftest import DEFINITION, Opened, key_of, open_a_form
from tests.live.page import Section, visiting
from tests.live.server import Server

pytestmark = pytest.mark.django_db(transaction=True)

WITH_LINES = deepcopy(DEFINITION)
WITH_LINES["sections"][0]["fields"].append(
    {"name": "acts", "kind": "lines", "label": "Acts", "max": 300, "kinds": [["seen", "Seen"]]}
)


@pytest.fixture
def opened(transactional_db: None) -> Opened:
    return open_a_form(WITH_LINES)


def _begun_and_emptied(section: Section, lines: int) -> bytes:
    before = section.doc.get_state()
    for line in range(lines):
        text = section.doc.get(f"acts/{line:04}", type=Text)
        text.insert(0, "x")
        del text[0:1]
    return section.doc.get_update(before)


async def _all_lines(server: Server, opened: Opened, keys: tuple[str, str]) -> tuple[list[str], int | None]:
    """What Ama is refused where Cass has begun all lines, and with what she was closed."""
    async with visiting(server.port, opened.form, *keys) as (ama, cass):
        hers, theirs = await ama.open(opened.shared), await cass.open(opened.shared)
        theirs.send(_begun_and_emptied(theirs, MOST_LINES))
        await cass.saved_all()
        for line in range(4):
            hers.set(f"acts/new{line}/kind", "seen")
        hers.type("acts/0900", "One more.")
        await ama.until(lambda: len(hers.refused) == 5)
        hers.set("acts/0001/kind", "seen")
        await ama.until(lambda: "acts/0001/kind" in hers.values)
        return [code for _, code, _ in hers.refused], ama.closed_with


async def _fields_beside_them(server: Server, opened: Opened, keys: tuple[str, str]) -> str:
    async with visiting(server.port, opened.form, *keys) as (ama, cass):
        hers, theirs = await ama.open(opened.shared), await cass.open(opened.shared)
        theirs.send(_begun_and_emptied(theirs, MOST_LINES))
        await cass.saved_all()
        hers.type("worries", "Honest words.")
        await ama.saved_all()
        assert not hers.refused
        await cass.until(lambda: bool(theirs.text("worries")))
        return theirs.text("worries")


def test_a_list_that_is_full_refuses_a_line_and_nobody_is_to_blame(server: Server, opened: Opened) -> None:
    refused = asyncio.run(_all_lines(server, opened, (key_of("ama"), key_of("cass"))))
    assert refused == (["lines"] * 5, None)


def test_a_field_that_nobody_has_begun_has_room_beside_any_lines(server: Server, opened: Opened) -> None:
    words = asyncio.run(_fields_beside_them(server, opened, (key_of("ama"), key_of("cass"))))
    assert words == "Honest words."


async def _stale(server: Server, opened: Opened, keys: tuple[str, str]) -> tuple[Section, Section]:
    """Settings that came too late, one after the other, while somebody types; and of two at once the second."""
    async with visiting(server.port, opened.form, *keys) as (ama, cass):
        hers, theirs = await ama.open(opened.shared), await cass.open(opened.shared)
        for rating in ("red", "amber"):
            theirs.set("rating", rating)
            await cass.until(lambda rating=rating: theirs.values.get("rating", {}).get("value") == rating)  # type: ignore[misc]
        for turn in range(30):
            theirs.set("rating", "red" if turn % 2 else "green")
            theirs.set("rating", "amber")
            theirs.set("rating", "green", base=0)
            for _ in range(3):
                hers.type("know", "x")
                await asyncio.sleep(0)
            await ama.saved_all()
            await asyncio.sleep(0.1)
        return hers, theirs


def test_settings_that_come_too_late_make_nobody_send_again(server: Server, opened: Opened) -> None:
    hers, theirs = asyncio.run(_stale(server, opened, (key_of("ama"), key_of("cass"))))
    assert not hers.refused
    assert {code for _, code, _ in theirs.refused} == {"conflict"}


def _connection() -> Connection:
    return Connection(
        token="", form_id=uuid4(), practitioner=uuid4(), agency_id=uuid4(), whose=NOBODY, tab=1000, tabs=set()
    )


async def _asked_for(size: int) -> tuple[Connection, bool]:
    """Twice as much as may wait was asked for, and is taken. Whether what was asked for next waited for that."""
    connection = _connection()
    for _ in range(2):
        connection.push(b"x" * size, asked=True)
    next_one = asyncio.create_task(connection.caught_up())
    await asyncio.sleep(0)
    waited, taken = not next_one.done(), 0
    while taken < 2 * size:
        taken += len(await connection.waiting() or b"")
    await next_one
    return connection, waited


def test_what_a_page_asked_for_is_sent_to_it_however_long_it_is() -> None:
    connection, waited = asyncio.run(_asked_for(MOST_BYTES_WAITING + 1))
    assert connection.closed is None
    assert waited
    connection.push(b"x" * (MOST_BYTES_WAITING + 1))
    assert connection.closed is Close.TOO_SLOW


def _posted(server: Server, opened: Opened, key: str, frames: int) -> tuple[int, Any]:
    """The answer to so many updates that say nothing, posted as a page goes."""
    one = frame(FromClient.PUSH, buf(opened.shared.bytes), number(1), number(7), buf(b"\x00\x00"))
    request = urllib.request.Request(
        f"{server.origin}/live/{opened.form}/push/", data=one * frames, method="POST",
        headers={"Origin": server.origin, "Cookie": f"tessera={key}", "X-Requested-With": "live"},
    )  # fmt: skip
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


def test_posts_have_an_allowance_and_make_no_page_each(server: Server, opened: Opened) -> None:
    key = key_of("cass")
    assert [_posted(server, opened, key, 1)[0] for _ in range(2)] == [200, 200]
    with ThreadPoolExecutor(20) as threads:  # half a minute's allowance, at once
        answers = list(threads.map(lambda _: _posted(server, opened, key, 64), range(20)))
    refused = [told["code"] for status, told in answers if status == 429]
    assert set(refused) == {"too-fast"}
    assert {status for status, _ in answers} <= {200, 429}
    assert _posted(server, opened, key_of("ama"), 1)[0] == 200, "nobody else has less for it"
    with as_member("cass") as me:
        assert len(own_tabs(opened.form, me.id)) == 1


def test_a_practitioner_comes_so_often_and_no_oftener() -> None:
    arrivals, who = Arrivals(), uuid4()
    came = [arrivals.page(who) for _ in range(int(MOST_PAGES_AT_ONCE) * 2)]
    assert all(came[: int(MOST_PAGES_AT_ONCE)])
    assert not came[-1]
    assert arrivals.page(uuid4())
