"""Who wrote what: every stretch of a text has its author, whoever typed around it and in between."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.live_forms.rules.codec import read_own
from tessera.live_forms.rules.document import Document
from tessera.live_forms.rules.merging import apply
from tessera.live_forms.rules.phrases import (
    TOGETHER,
    Logged,
    Piece,
    changed,
    changes,
    phrases,
    restore,
    text_at,
    told,
)

from .naive import Naive
from .writers import ROOTS, Writer, gate

MORNING = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
AMA, BEN, CARA = 10, 20, 30


class Log:
    """A section's log, an hour between two entries unless said otherwise. The clients are the authors."""

    def __init__(self) -> None:
        self.gate, self.document, self.naive = gate(), Document(), Naive()
        self.writers = {client: Writer(client) for client in (AMA, BEN, CARA)}
        self.entries: list[Logged[int]] = []
        self.at = MORNING

    def take(self, who: int, update: bytes, later: timedelta = timedelta(hours=1)) -> None:
        payload = self.gate.admit(update, {who})
        if payload:
            self.at += later
            self.entries.append(Logged(len(self.entries) + 1, who, self.at, payload))
            self.document.apply([payload])
            self.naive.apply(read_own(payload))

    def hear(self, who: int) -> Writer:
        for entry in self.entries:
            self.writers[who].hear(entry.payload)
        return self.writers[who]

    def write(self, who: int, words: str, at: int | None = None, **later: timedelta) -> None:
        self.take(who, self.hear(who).write(words, at), **later)

    def delete(self, who: int, words: str) -> None:
        start = self.hear(who).text().index(words)
        self.take(who, self.writers[who].replace("know", start, start + len(words), ""))


def test_each_stretch_has_its_author_and_its_time() -> None:
    log = Log()
    log.write(AMA, "Mia was seen at home. ")
    log.write(BEN, "She was calm. 😀")
    log.write(CARA, "not ", 8)
    log.write(AMA, "é! ")
    found = phrases(log.entries, "know")
    assert [(phrase.author, phrase.seq, phrase.text) for phrase in found] == [
        (AMA, 1, "Mia was "),
        (CARA, 3, "not "),
        (AMA, 1, "seen at home. "),
        (BEN, 2, "She was calm. 😀"),
        (AMA, 4, "é! "),
    ]
    assert found[1].at == MORNING + timedelta(hours=3)
    assert phrases(log.entries, "worry") == []


def test_keystrokes_of_one_stretch_of_writing_are_one_phrase() -> None:
    log = Log()
    for sign in "Mia":
        log.write(AMA, sign, later=timedelta(seconds=2))
    log.write(AMA, " and Ben", later=TOGETHER * 2)
    assert [(phrase.seq, phrase.text) for phrase in phrases(log.entries, "know")] == [
        (3, "Mia"),
        (4, " and Ben"),
    ]


def test_what_changed_since_is_told_as_put_in_and_taken_out() -> None:
    log = Log()
    log.write(AMA, "Mia was seen at home.")
    log.write(BEN, " She was calm.")
    log.delete(CARA, "at home")
    log.write(BEN, "gone tomorrow")
    log.delete(BEN, "gone tomorrow")
    log.write(CARA, "at school", 13)
    assert log.document.text("know") == "Mia was seen at school. She was calm."
    told = [
        (piece.phrase.text, piece.phrase.author, piece.removed, piece.by and (piece.by.author, piece.by.seq))
        for piece in changes(log.entries, "know", 2)
    ]
    assert told in (
        [
            ("Mia was seen ", AMA, False, None),
            ("at school", CARA, False, (CARA, 6)),
            ("at home", AMA, True, (CARA, 3)),
            (".", AMA, False, None),
            (" She was calm.", BEN, False, None),
        ],
        [
            ("Mia was seen ", AMA, False, None),
            ("at home", AMA, True, (CARA, 3)),
            ("at school", CARA, False, (CARA, 6)),
            (".", AMA, False, None),
            (" She was calm.", BEN, False, None),
        ],
    )
    assert [piece.by for piece in changes(log.entries, "know", 6)] == [None, None, None, None]
    everything = changes(log.entries, "know", 0)
    assert all(piece.by == piece.phrase and not piece.removed for piece in everything)


def test_an_earlier_text_is_restored_as_a_new_edit() -> None:
    log = Log()
    log.write(AMA, "Mia was seen at home.")
    log.delete(BEN, " at home")
    assert text_at(log.entries, "know", 1) == "Mia was seen at home."
    page = Document(log.document.state(), client=CARA)
    for update in page.write("know", restore(page.text("know"), text_at(log.entries, "know", 1))):
        log.take(CARA, update)
    assert [(phrase.author, phrase.text) for phrase in phrases(log.entries, "know")] == [
        (AMA, "Mia was seen"),
        (CARA, " at home"),
        (AMA, "."),
    ]
    assert len(log.entries) == 3


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_every_letter_is_its_clients_and_what_changed_adds_up(seed: int) -> None:
    """Held to the slow text, where every unit carries the client that wrote it."""
    chance, log = random.Random(seed), Log()
    for _ in range(25):
        who = chance.choice(list(log.writers))
        if chance.random() < 0.6:
            log.hear(who)
        log.take(who, log.writers[who].edit(chance), later=timedelta(minutes=chance.choice((0, 1, 60))))
        for update in log.writers[who].sent:
            log.take(who, update)
    since = chance.randint(0, len(log.entries))
    for root in ROOTS:
        authors = [
            (phrase.author, sign)
            for phrase in phrases(log.entries, root)
            for sign in phrase.text.encode("utf-16-le")[::2]
        ]
        units = [unit for unit in log.naive.roots.get(root, []) if not unit.gone]
        assert authors == [(unit.id[0], unit.sign[0]) for unit in units]
        pieces = changes(log.entries, root, since)
        now = "".join(piece.phrase.text for piece in pieces if not piece.removed)
        then = "".join(piece.phrase.text for piece in pieces if piece.removed or piece.by is None)
        assert now == log.document.text(root)
        assert then == text_at(log.entries, root, since)
        assert apply(now, restore(now, then)) == then
        assert all(piece.by is None or piece.by.seq > since for piece in pieces)
        assert told(log.entries, root).phrases == phrases(log.entries, root)
        assert [words for _, words in told(log.entries, root).versions][-1:] in ([now], [])
    # Played from where it stood, what changed is the same; whose the rest was is not asked.
    stood = Document(b"", [entry.payload for entry in log.entries[:since]])
    begun = Logged(since, 0, MORNING, b"")
    found = changed(stood, begun, log.entries[since:], ROOTS)
    for root in ROOTS:
        pieces = changes(log.entries, root, since)
        assert by_letter(found.get(root, [])) == (
            by_letter(pieces) if any(piece.by for piece in pieces) else []
        )


def by_letter(pieces: list[Piece[int]]) -> list[tuple[str, bool, int | None]]:
    """Each letter, whether it was taken out, and by whom it was put in or taken out since."""
    return [
        (sign, piece.removed, piece.by.author if piece.by else None)
        for piece in pieces
        for sign in piece.phrase.text
    ]
