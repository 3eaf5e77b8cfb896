"""What may be written in one text: characters that are kept, and no more of them than its field holds."""

from __future__ import annotations

import random

import pytest
from pycrdt import Doc, Text

from tessera.live_forms.rules.document import Document
from tessera.live_forms.rules.gate import Gate
from tessera.live_forms.rules.words import NotAccepted, Reason, Refused

from .writers import ROOTS, WORDS, Writer, allows

MOST = {"know": 40, "worry": 200}


def gate(document: Document | None = None) -> Gate:
    return (document or Document()).gate(allows, most=lambda root: MOST.get(root, 40))


@pytest.mark.parametrize(
    "sign", ["\x0b", "\x0c", "\x01", "\x1f", "\x7f", "\x85", "\u202d", "\u202e", "\ufffe", "\ufdd0"]
)
def test_a_character_that_nobody_sees_is_refused_by_its_code(sign: str) -> None:
    door, her = gate(), Writer(10)
    with pytest.raises(NotAccepted) as refused:
        door.admit(her.replace("know", 0, 0, f"a{sign}b"), {10})
    assert (refused.value.reason, refused.value.code) == (Reason.CHARACTER, Refused.CHARACTERS)
    assert not door.vector


def test_what_stands_already_may_be_sent_again_and_mended() -> None:
    her = Writer(10)
    said = her.replace("know", 0, 0, "a\x0bb")
    door = gate(Document(b"", [said]))
    assert door.admit(said, {10}) == b""
    assert door.admit(her.replace("know", 1, 2, "\n"), {10})


def test_a_text_is_no_longer_than_its_field() -> None:
    door, her = gate(), Writer(10)
    assert door.admit(her.replace("know", 0, 0, "x" * 39), {10})
    assert door.admit(her.replace("worry", 0, 0, "y" * 150), {10})
    wide = her.replace("know", 39, 39, "😀")  # two units
    with pytest.raises(NotAccepted) as refused:
        door.admit(wide, {10})
    assert (refused.value.reason, refused.value.code) == (Reason.FIELD, Refused.TOO_LONG)
    him = Writer(20)
    assert door.admit(him.replace("worry", 0, 0, "z" * 50), {20})
    with pytest.raises(NotAccepted):
        door.admit(him.replace("worry", 50, 50, "z"), {20})


def test_a_text_that_is_too_long_already_may_be_made_shorter_by_degrees() -> None:
    her = Writer(10)
    document = Document(b"", [her.replace("know", 0, 0, "x" * 100)])
    door = gate(document)
    assert door.admit(her.replace("know", 0, 30, "shorter"), {10})
    with pytest.raises(NotAccepted):
        door.admit(her.replace("know", 0, 0, "and longer"), {10})


@pytest.mark.parametrize("seed", range(20))
def test_lengths_are_those_of_the_texts_whoever_wrote_where(seed: int) -> None:
    rng = random.Random(seed)
    doors = [gate()]
    people = [Writer(client) for client in (10, 20, 30)]
    log: list[bytes] = []
    for step in range(60):
        who = rng.choice(people)
        root = rng.choice(ROOTS)
        at, to = sorted(rng.randrange(len(who.text(root)) + 1) for _ in range(2))
        update = who.replace(root, at, to if rng.random() < 0.5 else at, rng.choice(WORDS))
        if not update:
            continue
        said: Doc[Text] = Doc()
        for each in log:
            said.apply_update(each)
        said.apply_update(update)
        longer = {
            name
            for name in ROOTS
            if len(str(said.get(name, type=Text)).encode("utf-16-le")) // 2 > MOST[name] and name == root
        }
        taken = not longer
        assert {_refused(door, update, who.client) for door in doors} == {Reason.FIELD if longer else None}
        if not taken:
            return  # this page holds what the section does not: it would begin anew
        log.append(update)
        if step == 30:
            doors.append(gate(Document(b"", log)))
        for other in people:
            other.doc.apply_update(update)


def _refused(door: Gate, update: bytes, client: int) -> Reason | None:
    try:
        door.admit(update, {client})
    except NotAccepted as refusal:
        return refusal.reason
    return None
