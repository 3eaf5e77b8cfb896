"""Many people write at once; updates come late, never, twice and out of order; everyone ends with the same text."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.live_forms.rules.codec import Id, read_own, read_vector, units, write
from tessera.live_forms.rules.document import Document
from tessera.live_forms.rules.gate import Gate
from tessera.live_forms.rules.words import Unknown

from .naive import Naive
from .writers import ROOTS, Writer, allows, gate

SEEDS = st.integers(0, 2**32)


class Room:
    """One section on the server: the log is what it has committed. Two gates, as two processes would have."""

    def __init__(self) -> None:
        self.gates = [gate(), gate()]
        self.document = Document()
        self.naive = Naive()
        self.log: list[bytes] = []

    def take(self, raw: bytes, writer: Writer, process: int) -> None:
        payload = self.gates[process].admit(raw, {writer.client})
        if payload:
            self.log.append(payload)
            self.document.apply([payload])
            self.naive.apply(read_own(payload))
            self.gates[1 - process].learn(payload)
        self.check()

    def check(self) -> None:
        """Both gates say exactly what the document does, and the document what the slow one does."""
        for each in self.gates:
            assert each.vector == self.document.vector() == self.naive.next
            assert list(each.deleted) == sorted(self.document.deletions())
            assert each.alive == sum(units(self.document.text(root)) for root in each.roots)
            assert each.roots == self.document.roots()
        assert deleted_units(self.document) == self.naive.deleted()
        assert all(self.document.text(root) == self.naive.text(root) for root in ROOTS)


def deleted_units(document: Document) -> set[Id]:
    return {
        (client, clock + place) for client, clock, length in document.deletions() for place in range(length)
    }


class Page:
    """A writer whose wire loses, doubles and mixes up what is sent, and may say twice what is heard (always in order).

    It keeps what is not saved, and sends it again.
    """

    def __init__(self, client: int) -> None:
        self.writer = Writer(client)
        self.heard = 0

    def send(self, room: Room, chance: random.Random) -> None:
        sending = [update for update in self.writer.sent if chance.random() < 0.7]
        sending += [update for update in self.writer.sent if chance.random() < 0.2]
        if chance.random() < 0.3:
            chance.shuffle(sending)
        for update in sending:
            try:
                room.take(update, self.writer, chance.randrange(2))
            except Unknown:
                self.send_all(room)
        known = room.document.vector().get(self.writer.client, 0)
        assert known <= read_vector(self.writer.doc.get_state()).get(self.writer.client, 0)

    def send_all(self, room: Room) -> None:
        for update in self.writer.sent:
            room.take(update, self.writer, 0)

    def hear(self, room: Room, chance: random.Random | None = None) -> None:
        news = room.log[self.heard :]
        self.heard = len(room.log)
        if chance is not None and chance.random() < 0.3:
            news = [chance.choice(room.log[: self.heard]) for _ in range(2 if room.log else 0)] + news
        for payload in news:
            self.writer.hear(payload)

    def open_again(self, room: Room) -> None:
        """As after a break: says what it has, and is told the rest."""
        vector = room.gates[0].floor(read_vector(self.writer.doc.get_state()))
        self.writer.hear(room.document.diff(vector))
        self.heard = len(room.log)


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.integers(1, 5))
def test_everyone_ends_with_the_same_text(seed: int, people: int) -> None:
    chance, room = random.Random(seed), Room()
    pages = [Page(10 + place) for place in range(people)]
    for _ in range(40):
        page, what = chance.choice(pages), chance.random()
        if what < 0.55:
            page.writer.edit(chance)
        elif what < 0.75:
            page.send(room, chance)
        elif what < 0.95:
            page.hear(room, chance)
        else:
            page.open_again(room)
    for page in pages:
        page.send_all(room)
    for page in pages:
        page.hear(room)
    again = Document(b"", room.log)
    for root in ROOTS:
        said = {page.writer.text(root) for page in pages} | {room.document.text(root), again.text(root)}
        assert said == {room.naive.text(root)}
    for update in (update for page in pages for update in page.writer.sent):
        assert room.gates[1].admit(update, {page.writer.client for page in pages}) == b""


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_a_gate_taken_from_the_document_goes_on_as_the_old_one(seed: int) -> None:
    """When a commit fails the gate is thrown away: what was admitted and not committed is as if never sent."""
    chance, kept = random.Random(seed), gate()
    document, writer = Document(), Writer(10)
    for _ in range(20):
        update = writer.edit(chance)
        payload = kept.admit(update, {10})
        if chance.random() < 0.2:
            kept = document.gate(allows)
            assert as_committed(kept, document)
            for again in writer.sent:
                if payload := kept.admit(again, {10}):
                    document.apply([payload])
        elif payload:
            document.apply([payload])
        assert as_committed(kept, document)
    assert [document.text(root) for root in ROOTS] == [writer.text(root) for root in ROOTS]


def as_committed(gate: Gate, document: Document) -> bool:
    fresh = document.gate(allows)
    return (
        gate.vector == fresh.vector == document.vector()
        and list(gate.deleted) == list(fresh.deleted)
        and gate.roots == fresh.roots
        and gate.alive == fresh.alive
    )


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_a_snapshot_and_what_came_after_it_make_the_document(seed: int) -> None:
    chance = random.Random(seed)
    writer, passed = Writer(10), gate()
    log = [payload for _ in range(30) if (payload := passed.admit(writer.edit(chance), {10}))]
    at = chance.randint(0, len(log))
    short = Document(Document(b"", log[:at]).state(), log[at:])
    whole = Document(b"", log)
    assert short.state() == whole.state()
    assert [short.text(root) for root in ROOTS] == [writer.text(root) for root in ROOTS]
    assert write_and_read(whole) == whole.state()


def write_and_read(document: Document) -> bytes:
    return write(*read_own(document.state()))


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.data())
def test_any_state_vector_gets_what_is_lacking_and_no_broken_character(
    seed: int, data: st.DataObject
) -> None:
    chance = random.Random(seed)
    writers, room = [Writer(10), Writer(11)], Room()
    for _ in range(20):
        writer = chance.choice(writers)
        room.take(writer.edit(chance), writer, 0)
    true = room.document.vector()
    claimed = {client: data.draw(st.integers(0, clock + 3)) for client, clock in true.items()} | {99: 5}
    lacking = read_own(room.document.diff(room.gates[0].floor(claimed)))
    have = {run.client: run.clock for run in reversed(lacking.runs)}
    for client, clock in true.items():
        start = have.get(client, clock)
        assert start <= claimed[client] or start == clock
    assert "\ufffd" not in "".join(run.text or "" for run in lacking.runs)


def test_what_was_deleted_is_not_in_what_readers_are_sent() -> None:
    writer, passed = Writer(10), gate()
    document = Document()
    for update in (writer.write("Seen at the flat in Orchard Row."), writer.replace("know", 8, 31, "home")):
        document.apply([passed.admit(update, {10})])
    assert document.text("know") == "Seen at home."
    assert b"Orchard" not in document.state()
    assert b"Orchard" not in document.diff({10: 3})
