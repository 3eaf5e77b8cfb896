"""Which unit stands before which: held to the slow way, however it came to be known."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.live_forms.rules import order
from tessera.live_forms.rules.codec import Run, read_own
from tessera.live_forms.rules.document import Document
from tessera.live_forms.rules.gate import Gate
from tessera.live_forms.rules.order import Order, causal
from tessera.live_forms.rules.words import NotAccepted, Reason

from .crafted import between, client, update
from .naive import Naive
from .writers import ROOTS, Writer, allows, gate

HER = 40


@pytest.fixture(autouse=True, scope="module", params=[3, 512])
def blocks_in_one_array(request: pytest.FixtureRequest) -> Iterator[None]:
    """Short arrays too, so that a short text has many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "MOST_BLOCKS", request.param)
        yield


def written_together(seed: int) -> list[bytes]:
    """A log of three people who seldom hear of each other."""
    chance, passed, log = random.Random(seed), gate(), list[bytes]()
    writers = [Writer(10), Writer(20), Writer(30)]
    for _ in range(40):
        writer = chance.choice(writers)
        if chance.random() < 0.2:
            for payload in log:
                writer.hear(payload)
        if payload := passed.admit(writer.edit(chance), {writer.client}):
            log.append(payload)
    return log


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 40))
def test_it_is_the_order_of_the_text(seed: int, snapshot_at: int) -> None:
    log = written_together(seed)
    naive, played, made = Naive(), Order(), Order()
    for payload in log:
        naive.apply(read_own(payload))
        for run in read_own(payload).runs:
            played.add(run)
            played.add(run)
    for run in causal(read_own(Document(b"", log[:snapshot_at]).state()).runs, {}):
        made.add(run)
    for payload in log:
        for run in read_own(payload).runs:
            made.add(run)
    for root in ROOTS:
        units = [unit.id for unit in naive.roots.get(root, [])]
        assert played.units(root) == made.units(root) == units
        for one, other in ((0, -1), (1, 0), (len(units) // 2, -1)):
            if len(units) > 2:
                assert played.before(units[one], units[other]) == (
                    units.index(units[one]) < units.index(units[other])
                )
    assert played.units("nothing") == []


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_what_was_not_let_in_is_forgotten(seed: int) -> None:
    log = written_together(seed)
    played, again = Order(), Order()
    runs = [run for payload in log for run in read_own(payload).runs]
    kept = random.Random(seed).randint(0, len(runs))
    for run in runs:
        played.add(run)
    for run in runs[:kept]:
        again.add(run)
    ends = {run.client: 0 for run in runs} | {run.client: run.end for run in runs[:kept]}
    for who, end in ends.items():
        played.forget(who, end)
    assert [played.units(root) for root in ROOTS] == [again.units(root) for root in ROOTS]
    for run in runs[kept:]:
        played.add(run)
        again.add(run)
    assert [played.units(root) for root in ROOTS] == [again.units(root) for root in ROOTS]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_a_gate_lets_in_what_stands_in_order_and_nothing_else(seed: int) -> None:
    """Whether its order was there from the start, is made from the document, or was let go of in between."""
    chance, log = random.Random(seed), written_together(seed)
    committed = log[: chance.randint(0, len(log))]
    document = Document(b"", committed)
    rested = document.gate(allows)
    fresh = Gate(allows)
    for payload in committed:
        fresh.learn(payload)
    for payload in log[len(committed) :]:  # admitted, and not committed yet
        rested.learn(payload)
        fresh.learn(payload)
        if chance.random() < 0.3:
            rested.rest()
    naive = Naive()
    for payload in log:
        naive.apply(read_own(payload))
    clock = 0
    for _ in range(10):
        (root, units), (other_root, other_units) = (
            chance.choice(list(naive.roots.items())) for _ in range(2)
        )
        one, other = chance.choice(units), chance.choice(other_units)
        if 0xD8 <= one.sign[1] <= 0xDB or 0xDC <= other.sign[1] <= 0xDF:
            continue  # in the middle of a character: refused for that
        raw = update(client(clock, between(one.id, other.id, "x"), who=HER))
        if root == other_root and units.index(one) < units.index(other):
            payload = rested.admit(raw, {HER})
            assert payload == fresh.admit(raw, {HER})
            naive.apply(read_own(payload))
            clock += 1
        else:
            for each in (rested, fresh):
                with pytest.raises(NotAccepted) as refusal:
                    each.admit(raw, {HER})
                assert refusal.value.reason is Reason.SPAN
        if chance.random() < 0.5:
            rested.rest()
            rested.rest()


ANCHORS = st.none() | st.tuples(st.integers(0, 3), st.integers(0, 3))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.tuples(ANCHORS, ANCHORS), min_size=1, max_size=4), min_size=1, max_size=4))
def test_runs_that_refer_to_each_other_are_taken_in_an_order_if_there_is_one(
    clients: list[list[tuple[tuple[int, int] | None, tuple[int, int] | None]]],
) -> None:
    runs = [
        Run(who, clock, clock + 1, "x", left, right, "know")
        for who, written in enumerate(clients)
        for clock, (left, right) in enumerate(written)
    ]
    reach: dict[int, int] = {}

    def ready(run: Run) -> bool:
        anchors = (run.left, run.right, (run.client, run.clock - 1))
        return all(each is None or each[1] < reach.get(each[0], 0) for each in anchors)

    waiting = list(runs)
    while taken := [run for run in waiting if ready(run)]:
        reach[taken[0].client] = taken[0].end
        waiting.remove(taken[0])
    if waiting:
        with pytest.raises(NotAccepted, match=Reason.CIRCLE.value):
            causal(runs, {})
        return
    reach.clear()
    for run in causal(runs, {}):
        assert ready(run)
        reach[run.client] = run.end
    assert sum(reach.values()) == len(runs)
