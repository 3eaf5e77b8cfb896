"""A page that does not keep to the protocol is refused with a reason, and nobody else notices."""

from __future__ import annotations

import asyncio
import json
import os
import urllib.error
import urllib.request
import uuid
from contextlib import suppress

import pytest
from pycrdt import Array, Doc, Map, Text
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tessera.live_forms import queries
from tessera.live_forms.rules.codec import buf, number
from tessera.live_forms.rules.wire import FromClient, frame
from tests.cast import as_member
from tests.live.conftest import Opened, key_of
from tests.live.page import Section, visiting
from tests.live.server import Server

pytestmark = pytest.mark.django_db(transaction=True)


def _foreign(section: Section) -> bytes:
    other: Doc[Text] = Doc(client_id=12345)
    other.get("know", type=Text).insert(0, "as somebody else")
    return other.get_update()


def _another_root(section: Section) -> bytes:
    doc: Doc[Text] = Doc(client_id=section.page.client)
    doc.get("secret", type=Text).insert(0, "a root that is not there")
    return doc.get_update()


def _a_map(section: Section) -> bytes:
    doc: Doc[Map] = Doc(client_id=section.page.client)
    doc.get("know", type=Map)["a"] = "b"
    return doc.get_update()


def _deep(section: Section) -> bytes:
    """Nesting that ends a process whose native code reads it."""
    doc: Doc[Array] = Doc(client_id=section.page.client)
    doc.get("know", type=Array).append(1)
    head = doc.get_update()
    at = head.index(b"know") + 4
    return head[:at] + b"\x01" + b"\x75\x01" * 26_000 + b"\x7d\x01" + head[at + 3 :]


ATTACKS = {
    "noise": lambda section: os.urandom(200),
    "nothing": lambda section: b"",
    "foreign": _foreign,
    "another root": _another_root,
    "a map": _a_map,
    "deep": _deep,
    "truncated": lambda section: _foreign(section)[:-3],
    "giant": lambda section: _foreign(section) + b"\x00" * 70_000,
}


async def _attack(server: Server, opened: Opened, keys: tuple[str, str], how: str) -> None:
    async with visiting(server.port, opened.form, *keys) as (ama, cass):
        hers, theirs = await ama.open(opened.shared), await cass.open(opened.shared)
        for _ in range(3):
            theirs.send(ATTACKS[how](theirs))
        await cass.until(lambda: cass.closed_with is not None)
        assert cass.closed_with == 1008
        assert not cass.saved
        hers.type("know", "Nobody else noticed.")
        await ama.saved_all()
        await cass.connect()
        await cass.until(lambda: theirs.text("know") == "Nobody else noticed.")


@pytest.mark.parametrize("how", ATTACKS)
def test_a_hostile_update_is_refused(server: Server, opened: Opened, how: str) -> None:
    asyncio.run(_attack(server, opened, (key_of("ama"), key_of("cass")), how))
    with as_member("cass"):
        assert len(queries.entries(opened.shared, 0)) == 1


async def _pasted(server: Server, opened: Opened, keys: tuple[str, str]) -> None:
    async with visiting(server.port, opened.form, *keys) as (ama, cass):
        hers, theirs = await ama.open(opened.shared), await cass.open(opened.shared)
        for words, code in (
            ("from Office\x0b", "characters"),
            ("\u202ebackwards", "characters"),
            ("x" * 20_001, "too-long"),
        ):
            # Each as a page that was just opened: what it wrote after a refusal would rest on what is not there.
            typing: Doc[Text] = Doc(client_id=cass.client)
            typing.get("know", type=Text).insert(0, words)
            theirs.send(typing.get_update())
            await cass.until(lambda code=code: theirs.refused[-1:] and theirs.refused[-1][1] == code)  # type: ignore[misc]
            theirs.refused.clear()
        assert cass.closed_with is None  # no fault of the page's
        assert not cass.saved
        hers.type("know", "x" * 20_000)
        await ama.saved_all()


def test_what_a_save_without_a_script_would_refuse_is_refused(server: Server, opened: Opened) -> None:
    asyncio.run(_pasted(server, opened, (key_of("ama"), key_of("cass"))))
    with as_member("cass"):
        assert len(queries.entries(opened.shared, 0)) == 1


FRAMES = {
    "text": "hello",
    "no frame": b"\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    "a kind of the server's": frame(FromClient.PING)[:1] + b"\x44",
    "too long": b"\x00" * 300_000,
    "no JSON": frame(FromClient.HERE, number(1), buf(b"{" * 500)),
    "a vector of a million": frame(
        FromClient.OPEN, number(1), buf(uuid.UUID(int=1).bytes), number(0), buf(b"\xff\xff\xff\x0f")
    ),
}  # fmt: skip


async def _frame(server: Server, opened: Opened, key: str, message: bytes | str) -> int | None:
    async with visiting(server.port, opened.form, key) as (page,):
        assert page._socket is not None
        await page.open(opened.shared)
        with suppress(ConnectionClosed):
            await page._socket.send(message)
        await page.until(lambda: page.closed_with is not None)
        return page.closed_with


@pytest.mark.parametrize("what", FRAMES)
def test_a_hostile_frame_is_refused(server: Server, opened: Opened, what: str) -> None:
    assert asyncio.run(_frame(server, opened, key_of("cass"), FRAMES[what])) in {1008, 1009}


async def _flood(server: Server, opened: Opened, key: str) -> int | None:
    async with visiting(server.port, opened.form, key) as (page,):
        await page.open(opened.shared)
        for _ in range(400):
            page.send(frame(FromClient.PING))
        await page.until(lambda: page.closed_with is not None)
        return page.closed_with


def test_a_flood_is_closed(server: Server, opened: Opened) -> None:
    assert asyncio.run(_flood(server, opened, key_of("cass"))) == 4429


async def _refused(server: Server, opened: Opened, key: str, origin: str, form: uuid.UUID) -> int | None:
    async with connect(
        f"ws://127.0.0.1:{server.port}/live/{form}/", subprotocols=["tessera-live-1"], origin=origin,  # type: ignore[list-item,arg-type]
        additional_headers={"Cookie": f"tessera={key}"},
    ) as socket:  # fmt: skip
        with suppress(ConnectionClosed):
            async for _ in socket:
                continue
        return socket.close_code


def test_who_has_no_business_here_is_refused(server: Server, opened: Opened) -> None:
    ours = server.origin
    ama, dev = key_of("ama"), key_of("dev")
    asked = [
        asyncio.run(_refused(server, opened, "forged" * 5, ours, opened.form)),
        asyncio.run(_refused(server, opened, dev, ours, opened.form)),
        asyncio.run(_refused(server, opened, ama, ours, uuid.uuid4())),
    ]
    assert asked == [4401, 4404, 4404]


def test_another_sites_page_uses_nobodys_session(server: Server, opened: Opened) -> None:
    request = urllib.request.Request(
        f"{server.origin}/live/{opened.form}/push/", data=b"x", method="POST",
        headers={"Origin": "https://evil.example", "Cookie": f"tessera={key_of('ama')}", "X-Requested-With": "live"},
    )  # fmt: skip
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 404
    refused.value.close()


async def _typed_and_gone(server: Server, opened: Opened, key: str) -> bytes:
    async with visiting(server.port, opened.form, key) as (page,):
        section = await page.open(opened.shared)
        before = section.doc.get_state()
        section.doc.get("know", type=Text).insert(0, "typed as the page went")
        update = section.doc.get_update(before)
        return frame(FromClient.PUSH, buf(opened.shared.bytes), number(section.epoch), number(7), buf(update))


def test_what_was_typed_as_the_page_went_is_pushed(server: Server, opened: Opened) -> None:
    key = key_of("cass")
    body = asyncio.run(_typed_and_gone(server, opened, key))
    answers = []
    for _ in range(2):  # a page that does not hear the answer posts again
        request = urllib.request.Request(
            f"{server.origin}/live/{opened.form}/push/", data=body, method="POST",
            headers={"Origin": server.origin, "Cookie": f"tessera={key}", "X-Requested-With": "live"},
        )  # fmt: skip
        with urllib.request.urlopen(request) as answer:
            answers.append(json.load(answer))
    assert answers == [[{"number": 7, "seq": 1}], [{"number": 7, "seq": 1}]]
