"""What an open section weighs, and how long one of a hundred thousand edits takes to open."""

from __future__ import annotations

import asyncio
import random
import signal
from typing import Any
from uuid import UUID

import uvloop
from pycrdt import Doc, Text

from config.bench._live_pages import FIELD, Page, Watch, connect, moment
from config.bench._live_scene import Scene, Written
from config.bench._live_servers import Served

SECTIONS, PEOPLE = 12, 4
BEGUN, CHARACTERS, UPDATES = 400, 4_000, 2_600
A_SECOND = 36.0  # updates of one page: a little less than ours allows
LENGTH = 20_000  # characters that the long section has at any time
AT_ONCE = 512


def weight(kind: str, server: Served, here: Scene, warm: Written, form: Written) -> dict[str, float]:
    """Memory of a section in which four people typed 4,000 characters, without and with their four pages.

    Before it is measured as many sections were opened and typed in, and are open still, so that what a server takes
    once for all is not counted.
    """
    return uvloop.run(_weight(kind, server, here, warm, form))


async def _weight(kind: str, server: Served, here: Scene, warm: Written, form: Written) -> dict[str, float]:
    kept, _ = await _people(kind, server, here, warm)
    await _fill(kept)
    before = await asyncio.to_thread(server.memory)
    pages, watch = await _people(kind, server, here, form)
    empty = await asyncio.to_thread(server.memory)
    await _fill(pages)
    after = await asyncio.to_thread(server.memory)
    for page in (*kept, *pages):
        page.close()
    await asyncio.sleep(0.1)
    return {
        "kilobytes_for_an_open_section": round((after - empty) / SECTIONS / 1000, 1),
        "kilobytes_with_its_four_pages": round((after - before) / SECTIONS / 1000, 1),
        "sections": SECTIONS,
        "characters": CHARACTERS,
        "updates": UPDATES,
        "refused": watch.refused,
    }


async def _fill(pages: list[Page]) -> None:
    """Four people type in each section."""
    groups = [pages[first : first + PEOPLE] for first in range(0, len(pages), PEOPLE)]
    await asyncio.gather(*(_four(group) for group in groups))
    await asyncio.sleep(3)


async def _people(kind: str, server: Served, here: Scene, form: Written) -> tuple[list[Page], Watch]:
    """Four pages for each section, one section each."""
    pages, watch = [], Watch()
    for place in range(SECTIONS * PEOPLE):
        cookie = here.cookies[place % len(here.cookies)]
        at = {"port": str(server.port), "form": str(form.form), "cookie": cookie}
        pages += await connect(kind, place, [form.sections[place // PEOPLE]], watch, at)
    return pages, watch


async def _four(pages: list[Page]) -> None:
    """Four people type in one section."""
    clients = [page.places[0].client for page in pages]
    begun, edits = _typing(clients)
    pages[0].write(pages[0].places[0], begun, b"")
    await asyncio.sleep(1)
    await asyncio.gather(*(_send(page, some) for page, some in zip(pages, edits, strict=True)))


async def _send(page: Page, updates: list[bytes]) -> None:
    for update in updates:
        page.write(page.places[0], update, b"")
        await asyncio.sleep(1 / A_SECOND)


def _typing(clients: list[int]) -> tuple[bytes, list[list[bytes]]]:
    """How the text begins, and what each then types into it, going elsewhere after every five edits or so."""
    dice = random.Random(7)  # noqa: S311  no secret
    docs = [Doc[Text](client_id=client) for client in clients]
    docs[0].get(FIELD, type=Text).insert(0, "".join(dice.choices("abcdefg ", k=BEGUN)))
    begun = docs[0].get_update()
    for doc in docs[1:]:
        doc.apply_update(begun)
    each = UPDATES // len(docs)
    left = [
        (CHARACTERS - BEGUN) * (n + 1) // UPDATES - (CHARACTERS - BEGUN) * n // UPDATES
        for n in range(UPDATES)
    ]
    return begun, [_edits(doc, left[n * each : (n + 1) * each], dice) for n, doc in enumerate(docs)]


def _edits(doc: Doc[Text], sizes: list[int], dice: random.Random) -> list[bytes]:
    text, made, at = doc.get(FIELD, type=Text), [], 0
    for size in sizes:
        if dice.random() < 0.2:
            at = dice.randrange(len(text) + 1)
        before = doc.get_state()
        text.insert(at, "x" * size)
        at += size
        made.append(doc.get_update(before))
    return made


# ---------------------------------------- opening


def opening(server: Served, here: Scene, form: Written, edits: int) -> dict[str, Any]:
    """How long a page takes from its first byte to a section of so many edits: from its log, and from a snapshot.

    Each in a process that has just begun, with nothing in memory, signing in counted in.
    """
    asyncio.run(_log(here, form, edits))
    told: dict[str, Any] = {"edits": edits}
    for how in ("from_the_log_milliseconds", "milliseconds"):
        server.end(signal.SIGTERM)
        server.start()
        told[how] = round(uvloop.run(_open(server, here, form)), 1)
    return told


async def _open(server: Served, here: Scene, form: Written) -> float:
    at = {"port": str(server.port), "form": str(form.form), "cookie": here.cookies[0]}
    start = moment()
    (page,) = await connect("ours", 0, form.sections[:1], Watch(), at)
    taken = (moment() - start) / 1000
    page.type(page.places[0])  # after which the server keeps a snapshot
    await asyncio.sleep(3)
    page.close()
    await asyncio.sleep(0.1)
    return taken


async def _log(here: Scene, form: Written, edits: int) -> None:
    """Write a log of so many edits, by four people one after another."""
    from tessera.core.identifiers import uuid7
    from tessera.live_forms.actions.appending import Pending, Writer
    from tessera.live_forms.live.asking import Asking
    from tessera.live_forms.rules.gate import Gate

    asking, writer, gate = Asking(1), Writer(), Gate(lambda name: True)
    held = b""
    for cookie in here.cookies[:PEOPLE]:
        arrival = await asking.arrive(cookie.partition("=")[2], form.form)
        if arrival is None:
            raise RuntimeError("the form is not there")
        doc = Doc[Text](client_id=arrival.tab)
        if held:
            doc.apply_update(held)
        payloads = [gate.admit(update, {arrival.tab}) for update in _changes(doc, edits // PEOPLE)]
        held = doc.get_update()
        pending = [
            Pending(
                arrival.token, uuid7(), UUID(form.sections[0]), here.case, 1, "", 0, arrival.tab,
                arrival.me.id, arrival.me.agency_id, payload,
            )
            for payload in payloads
        ]  # fmt: skip
        for first in range(0, len(pending), AT_ONCE):
            outcomes, _ = await writer.append(pending[first : first + AT_ONCE], [])
            if any(outcome.state != "saved" for outcome in outcomes):
                raise RuntimeError("an edit was not saved")
    await writer.close()
    asking.stop()


def _changes(doc: Doc[Text], many: int) -> list[bytes]:
    """So many edits of one person: three letters in four are put in, one is taken back, and then they go elsewhere."""
    dice = random.Random(many)  # noqa: S311  no secret
    text = doc.get(FIELD, type=Text)
    made: list[bytes] = []
    watch = doc.observe(lambda event: made.append(event.update))
    at, length = 0, len(text)
    while len(made) < many:
        if dice.random() < 0.05:
            at = dice.randrange(length + 1)
        if at and (length > LENGTH or dice.random() < 0.25):
            del text[at - 1 : at]
            at, length = at - 1, length - 1
        elif length <= LENGTH:
            text.insert(at, "y")
            at, length = at + 1, length + 1
        else:
            at = length
    doc.unobserve(watch)
    return made
