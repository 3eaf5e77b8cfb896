"""A state gone through at once says what it says read run by run, and what is refused there is refused here."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.live_forms.rules.codec import read_own, units
from tessera.live_forms.rules.document import Broken, Document
from tessera.live_forms.rules.survey import Survey, survey
from tessera.live_forms.rules.words import NotAccepted

from .crafted import ME, after, client, text, update
from .test_mutations import mutated
from .writers import ROOTS, Writer, allows, gate

SEEDS = st.integers(0, 2**32)
CLIENTS = (10, 200, 2**28 + 5, 2**31 + 7, 2**32 - 1)  # of one byte, two and five


def written(chance: random.Random, edits: int = 40) -> list[bytes]:
    """What several write one after another, each with all that was written before."""
    writers, passed, log = [Writer(client) for client in CLIENTS], gate(), list[bytes]()
    for _ in range(edits):
        writer = chance.choice(writers)
        update = writer.edit(chance)
        if payload := passed.admit(update, {writer.client}):
            log.append(payload)
            for other in writers:
                other.hear(payload)
    return log


def run_by_run(state: bytes) -> Survey:
    runs, deletions = read_own(state)
    vector, roots, lows = dict[int, int](), set[str](), dict[int, set[int]]()
    for run in runs:
        vector[run.client] = run.end
        roots |= {run.root} - {""}
        clock = run.clock
        for sign in run.text or "":
            if units(sign) == 2:
                lows.setdefault(run.client, set()).add(clock + 1)
            clock += units(sign)
    return Survey(vector, deletions, roots, lows)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_it_says_what_reading_run_by_run_says(seed: int) -> None:
    state = Document(b"", written(random.Random(seed))).state()
    assert survey(state) == run_by_run(state)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_it_refuses_what_reading_run_by_run_refuses(seed: int) -> None:
    chance = random.Random(seed)
    state = Document(b"", written(chance, 8)).state()
    for _ in range(30):
        raw = mutated(state, chance)
        try:
            expected = run_by_run(raw)
        except NotAccepted:
            with pytest.raises(NotAccepted):
                survey(raw)
        else:
            assert survey(raw) == expected


@pytest.mark.parametrize("words", ["a\x00b", "é\x00", "a\rb", "é\r"])
def test_signs_that_no_text_holds_are_refused_in_any_text(words: str) -> None:
    for raw in (update(client(0, text(words))), update(client(0, text("ab"), after(ME, 1, words)))):
        with pytest.raises(NotAccepted):
            survey(raw)
        with pytest.raises(Broken, match="a committed update is damaged"):
            Document(raw)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_a_document_that_was_let_go_of_goes_on_as_one_that_was_not(seed: int) -> None:
    chance = random.Random(seed)
    log = written(chance)
    begun = Document(b"", log[: chance.randint(0, len(log))]).state()
    kept, rested = Document(begun), Document(begun)
    for payload in log:  # some of which the snapshot holds
        for document in (kept, rested):
            document.apply([payload])
        kept.text("know")
        for _ in range(chance.randrange(4)):
            rested.rest()
        if chance.random() < 0.3:
            vector = {who: chance.randint(1, clock) for who, clock in kept.vector().items()}
            assert kept.diff(vector) == rested.diff(vector)
        if chance.random() < 0.3:
            assert kept.state() == rested.state()
        assert kept.vector() == rested.vector()
    assert [kept.text(root) for root in ROOTS] == [rested.text(root) for root in ROOTS]


def test_many_updates_become_one_state_and_a_document_lets_go_of_the_native_one() -> None:
    writer, passed, document = Writer(10), gate(), Document()
    for _ in range(1_000):
        document.apply([passed.admit(writer.write("a"), {10})])
        assert document._doc is None
    assert len(document._later) < 1_000
    assert document.text("know") == writer.text()
    document.rest()
    assert document._doc is not None  # it was asked a moment ago
    document.rest()
    assert (document._doc, document._later) == (None, [])
    assert document.text("know") == writer.text()


def test_a_gate_keeps_nothing_that_its_document_has() -> None:
    writer, document = Writer(10), Document()
    gate = document.gate(allows)
    waiting = [gate.admit(writer.write("a"), {10}) for _ in range(200)]
    gate.forget()
    assert (
        len(gate._recent) == 200
    )  # none is committed: whoever writes between two of them must be judged by them
    document.apply(waiting)
    gate.forget()
    assert gate._recent == []
