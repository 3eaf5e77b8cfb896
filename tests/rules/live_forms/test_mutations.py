"""Honest updates with bytes changed, cut, doubled and mixed: none crashes, and what is let in everyone reads alike.

A few thousand here; for a long run, say how many: MUTATIONS=1000000 pytest tests/rules/live_forms/test_mutations.py
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from pycrdt import Doc, Text

from tessera.live_forms.rules.codec import number, read, read_own, read_vector, units, write
from tessera.live_forms.rules.document import Document
from tessera.live_forms.rules.gate import Gate
from tessera.live_forms.rules.wire import push_frames, read_message
from tessera.live_forms.rules.words import NotAccepted, Unknown

from .naive import Naive
from .writers import ROOTS, Writer, allows

HOW_MANY = int(os.environ.get("MUTATIONS", "4000"))
EACH_SECTION = 400  # mutations before the section is begun again
ME, HER = 10, 20
INTERESTING = (0, 1, 2, 4, 7, 8, 10, 20, 63, 64, 127, 128, 132, 196, 224, 240, 255)


def flip(raw: bytearray, chance: random.Random) -> None:
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)


def replace(raw: bytearray, chance: random.Random) -> None:
    raw[chance.randrange(len(raw))] = chance.choice(INTERESTING)


def put_in(raw: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(raw) + 1)
    raw[at:at] = number(chance.choice((0, 1, 2, 5, 127, 128, 2**14, 2**31 - 1, 2**32, 2**53)))


def take_out(raw: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(raw))
    del raw[at : at + chance.choice((1, 1, 2, 8))]


def double(raw: bytearray, chance: random.Random) -> None:
    at, to = sorted(chance.randrange(len(raw) + 1) for _ in range(2))
    raw[to:to] = raw[at:to]


def nudge(raw: bytearray, chance: random.Random) -> None:
    """A number one more or one less: an anchor, a clock or a length that is nearly right."""
    at = chance.randrange(len(raw))
    raw[at] = (raw[at] + chance.choice((-2, -1, 1, 2))) % 256


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    flip,
    replace,
    put_in,
    take_out,
    double,
    nudge,
    nudge,
)


def mutated(honest: bytes, chance: random.Random) -> bytes:
    raw = bytearray(honest)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        if raw:
            chance.choice(MUTATIONS)(raw, chance)
    return bytes(raw)


class Section:
    """I and another write; she goes on honestly, and mine are changed on the way."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.document, self.naive = Document(), Naive()
        self.gate: Gate = self.document.gate(allows)
        self.her = Writer(HER)
        for _ in range(3):
            self.honest(self.her.edit(chance))

    def honest(self, update: bytes) -> None:
        if payload := self.gate.admit(update, {HER}):
            self.take(payload)

    def take(self, payload: bytes) -> None:
        self.document.apply([payload])
        self.naive.apply(read_own(payload))

    def mine(self) -> bytes:
        """An update that I might send honestly: of a page that has all there is."""
        me = Writer(ME)
        me.hear(self.document.state())
        return b"" if me.edit(self.chance) == b"\x00\x00" else me.sent[-1]

    def raw_text(self, raw: bytes) -> list[str]:
        """What the native library would make of the bytes as they came."""
        doc: Doc[Text] = Doc(client_id=1)
        doc.apply_update(self.document.state())
        doc.apply_update(raw)
        return [str(doc.get(root, type=Text)) for root in ROOTS]

    def check(self) -> None:
        assert self.gate.vector == self.document.vector() == self.naive.next
        assert list(self.gate.deleted) == sorted(self.document.deletions())
        assert self.gate.alive == sum(units(self.document.text(root)) for root in self.gate.roots)
        assert [self.document.text(root) for root in ROOTS] == [self.naive.text(root) for root in ROOTS]


def attempts(how_many: int) -> Iterator[tuple[Section, bytes]]:
    chance = random.Random(20261121)
    section = Section(chance)
    for turn in range(how_many):
        if turn % EACH_SECTION == EACH_SECTION - 1:
            section = Section(chance)
        honest = section.mine()
        yield section, mutated(honest, chance)


def test_what_is_let_in_is_read_alike_by_all() -> None:
    met: Counter[str] = Counter()
    for section, raw in attempts(HOW_MANY):
        try:
            payload = section.gate.admit(raw, {ME})
        except NotAccepted as refusal:
            met[refusal.reason] += 1
            continue
        except Unknown:
            met["unknown"] += 1
            continue
        if not payload:
            met["nothing new"] += 1
            continue
        met["let in"] += 1
        as_it_came = section.raw_text(raw)
        section.take(payload)
        section.check()
        assert [section.document.text(root) for root in ROOTS] == as_it_came
        assert write(*read(payload)) == payload
        section.her.hear(payload)
        section.honest(section.her.edit(section.chance))
        section.check()
    assert met["let in"] > HOW_MANY / 100, met
    assert len(met) > 12, met


def test_what_is_let_in_ends_the_same_in_whatever_order_it_is_heard() -> None:
    """Three others type at that moment: each of them has their own words first, and the hostile update later."""
    tried = 0
    for section, raw in attempts(HOW_MANY // 4):
        chance, before = section.chance, section.document.state()
        try:
            payload = section.gate.admit(raw, {ME})
        except (NotAccepted, Unknown):
            continue
        others = [Writer(client) for client in (3, 30, 50_000)]
        for other in others:
            other.hear(before)
        heard = [payload or b"\x00\x00", *(other.edit(chance) for other in others)]
        texts = set()
        for _ in range(4):
            chance.shuffle(heard)
            document = Document(before, heard)
            texts.add(tuple(document.text(root) for root in ROOTS))
        assert len(texts) == 1
        tried += 1
        if payload:
            section.take(payload)
    assert tried > HOW_MANY / 400


@pytest.mark.parametrize(
    "reader", [read, read_own, read_vector, read_message, push_frames], ids=lambda f: f.__name__
)
def test_no_reader_meets_bytes_it_cannot_answer(reader: Callable[[bytes], object]) -> None:
    chance = random.Random(7)
    refused = 0
    section = Section(chance)
    honest = [section.document.state(), *(section.mine() for _ in range(20)), b"\x02\x0a\x05\x14\x09"]
    for _ in range(HOW_MANY // 4):
        try:
            reader(mutated(chance.choice(honest), chance))
        except NotAccepted:
            refused += 1
    assert refused
