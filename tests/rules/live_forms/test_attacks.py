"""Everything a hostile page was thought of sending: each refused with its reason, and the gate as it was."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from tessera.live_forms.rules.codec import LARGEST_CLOCK, LONGEST_UPDATE, MOST_RUNS, number, read
from tessera.live_forms.rules.document import Document
from tessera.live_forms.rules.gate import MOST_BYTES, MOST_LINES, Gate
from tessera.live_forms.rules.words import NotAccepted, Reason, Refused, Unknown

from .crafted import (
    ANY,
    BINARY,
    DELETED,
    DOC,
    EMBED,
    FORMAT,
    GC,
    HER,
    JSON,
    LEFT,
    MAP,
    ME,
    SKIP,
    TEXT,
    TYPE,
    after,
    anchor,
    before,
    between,
    client,
    gone,
    root,
    text,
    update,
)  # fmt: skip
from .writers import Writer, allows

HUGE = b"\xff" * 7 + b"\x7f"
DEEP = bytes((ANY,)) + root() + number(1) + b"\x75\x01" * 26_000 + b"\x7e"


def kind(content: int, rest: bytes = b"\x01\x00") -> bytes:
    return update(client(4, bytes((content,)) + root() + rest))


REFUSED: dict[str, tuple[bytes, Reason]] = {
    "nothing": (b"", Reason.TRUNCATED),
    "no delete set": (b"\x00", Reason.TRUNCATED),
    "something after the end": (update(client(4, text())) + b"\x00", Reason.TRAILING),
    "a number of a thousand bytes": (b"\x80" * 1000 + b"\x01", Reason.NUMBER),
    "a number longer than it need be": (b"\x80\x00\x00", Reason.NUMBER),
    "two to the 55 clients": (HUGE + b"\x00", Reason.NUMBER),
    "65 clients": (update(*(client(0, text(), who=who) for who in range(65))), Reason.TOO_MANY),
    "a million runs in twelve bytes": (update(client(4, text(), count=1_000_000)), Reason.TOO_MANY),
    "a client of no runs": (update(client(4)), Reason.EMPTY),
    "one client twice": (update(client(4, text()), client(6, text())), Reason.TWICE),
    "one client twice, apart": (
        update(client(4, text()), client(0, text(), who=11), client(6, text())),
        Reason.TWICE,
    ),
    "text that ends too soon": (update(client(4, text()))[:-3], Reason.TRUNCATED),
    "text of a gigabyte": (update(client(4, b"\x04" + root() + number(2**30))), Reason.TOO_LONG),
    "a root name of a gigabyte": (update(client(4, b"\x04\x01" + number(2**30))), Reason.ROOT),
    "an empty text": (update(client(4, text(""))), Reason.EMPTY),
    "text that is not UTF-8": (update(client(4, b"\x04" + root() + b"\x02\xc3\x28")), Reason.UTF8),
    "half a pair, spelt out": (update(client(4, b"\x04" + root() + b"\x03\xed\xa0\x80")), Reason.UTF8),
    "text spelt longer than it need be": (update(client(4, b"\x04" + root() + b"\x02\xc0\xaf")), Reason.UTF8),
    "a NUL": (update(client(4, text("a\x00b"))), Reason.NUL),
    "lines that end as Windows ends them": (update(client(4, text("a\r\nb"))), Reason.LINE_END),
    "deleted: nothing": (kind(DELETED, b"\x00"), Reason.EMPTY),
    "deleted beyond the last clock": (kind(DELETED, number(LARGEST_CLOCK)), Reason.NUMBER),
    "a clock that would wrap": (update(client(LARGEST_CLOCK - 1, text("abc"))), Reason.NUMBER),
    "a clock beyond the last": (update(client(2**32, text())), Reason.NUMBER),
    "a client beyond the last": (update(client(0, text(), who=2**32)), Reason.NUMBER),
    "a collected run": (update(client(4, bytes((GC, 4)))), Reason.CONTENT),
    "a gap": (update(client(4, bytes((SKIP, 4)))), Reason.CONTENT),
    "a kind there is none of": (kind(31), Reason.CONTENT),
    "nested values, 26,000 deep": (update(client(4, DEEP)), Reason.CONTENT),
    "an embed": (kind(EMBED, b"\x02{}"), Reason.CONTENT),
    "a format": (kind(FORMAT, b"\x04bold\x04true"), Reason.CONTENT),
    "a type": (kind(TYPE, b"\x02"), Reason.CONTENT),
    "a document within": (kind(DOC, b"\x01a\x76\x00"), Reason.CONTENT),
    "JSON": (kind(JSON, b"\x01\x021"), Reason.CONTENT),
    "bytes": (kind(BINARY, b"\x01a"), Reason.CONTENT),
    "an entry of a map": (
        update(client(4, bytes((TEXT | MAP,)) + root() + b"\x01k\x02ab")),
        Reason.MAP,
    ),
    "an entry of a map, by its left": (
        update(client(4, bytes((TEXT | MAP | LEFT,)) + anchor(ME, 3) + b"\x02ab")),
        Reason.MAP,
    ),
    "a parent that is a run": (update(client(4, b"\x04\x00" + anchor(ME, 0) + b"\x02ab")), Reason.NESTED),
    "a root the section lacks": (update(client(4, text(at=root("secret")))), Reason.ROOT),
    "a root with no name": (update(client(4, text(at=root("")))), Reason.ROOT),
    "a root that is not ASCII": (update(client(4, text(at=root("knów")))), Reason.ROOT),
    "another's client": (update(client(0, text(), who=99)), Reason.CLIENT),
    "another's client, of hers": (update(client(4, text(), who=HER)), Reason.CLIENT),
    "another's client, of what is known": (update(client(0, text("x"), who=HER)), Reason.CLIENT),
    "left of itself": (update(client(4, after(ME, 4))), Reason.CIRCLE),
    "right of what it writes next": (update(client(4, before(ME, 6), after(ME, 5))), Reason.CIRCLE),
    "two that wait for each other": (
        update(client(0, after(12, 0), who=11), client(0, after(11, 0), who=12)),
        Reason.CIRCLE,
    ),
    "left in the middle of a character": (update(client(4, after(HER, 1))), Reason.SURROGATE),
    "right in the middle of a character": (update(client(4, before(HER, 2))), Reason.SURROGATE),
    "in the middle of its own character": (update(client(4, text("😀"), after(ME, 4))), Reason.SURROGATE),
    "the first half deleted": (update(deleted=(gone(HER, (1, 1)),)), Reason.SURROGATE),
    "the second half deleted": (update(deleted=(gone(HER, (2, 2)),)), Reason.SURROGATE),
    "half of its own deleted": (update(client(4, text("😀")), deleted=(gone(ME, (4, 1)),)), Reason.SURROGATE),
    "sent again, cut in the middle": (update(client(3, text("😀", anchor(ME, 2), LEFT))), Reason.SURROGATE),
    "sent again, anchored otherwise in a character": (
        update(client(2, after(HER, 1, "nemore"))),
        Reason.SURROGATE,
    ),
    "sent again, with another root": (update(client(0, text("minemore", root("secret")))), Reason.ROOT),
    "nothing deleted": (update(deleted=(gone(HER, (0, 0)),)), Reason.EMPTY),
    "deleted out of order": (update(deleted=(gone(HER, (3, 1), (0, 1)),)), Reason.OUT_OF_ORDER),
    "deleted twice": (update(deleted=(gone(HER, (0, 3), (0, 3)),)), Reason.OUT_OF_ORDER),
    "one client's deletions twice": (update(deleted=(gone(HER, (0, 1)), gone(HER, (3, 1)))), Reason.TWICE),
    "deletions that wrap": (update(deleted=(gone(HER, (LARGEST_CLOCK, LARGEST_CLOCK)),)), Reason.NUMBER),
    "a billion deletions in ten bytes": (b"\x00\x01" + number(HER) + number(2**30), Reason.TOO_MANY),
    "more than the section may hold": (update(client(4, text("x" * 95))), Reason.FULL),
    "an update of a megabyte": (update(client(4, text("x" * 2**20))), Reason.TOO_LONG),
}  # fmt: skip

UNKNOWN: dict[str, bytes] = {
    "a clock from the future": update(client(5, text())),
    "left of what nobody wrote": update(client(4, after(HER, 5))),
    "right of what nobody wrote": update(client(4, between((HER, 0), (HER, 5)))),
    "beside a client nobody has": update(client(4, after(77, 0))),
    "sent again, beside what nobody wrote": update(client(2, after(77, 0, "nemore"))),
    "what nobody wrote, deleted": update(deleted=(gone(HER, (4, 2)),)),
    "what nobody wrote, deleted of oneself": update(client(4, text()), deleted=(gone(ME, (5, 2)),)),
}


def section() -> Gate:
    """I wrote "mine" (0 to 4), she wrote "a😀bc" (0 to 5) after it; 100 characters are all it holds."""
    gate = Gate(allows, limit=100)
    assert gate.admit(update(client(0, text("mine"))), {ME})
    assert gate.admit(update(client(0, after(ME, 3, "a😀bc"), who=HER)), {HER})
    return gate


def as_it_is(gate: Gate) -> tuple[object, ...]:
    return dict(gate.vector), list(gate.deleted), set(gate.roots), gate.alive, gate.written


@pytest.mark.parametrize("attack", REFUSED)
def test_it_is_refused_with_its_reason(attack: str) -> None:
    raw, reason = REFUSED[attack]
    gate = section()
    was = as_it_is(gate)
    with pytest.raises(NotAccepted) as refusal:
        gate.admit(raw, {ME, 11, 12})
    assert refusal.value.reason is reason
    assert refusal.value.code is (Refused.FULL if reason is Reason.FULL else Refused.NOT_ACCEPTED)
    assert as_it_is(gate) == was
    assert gate.admit(update(client(4, after(ME, 3))), {ME}), "the next honest update is let in"


@pytest.mark.parametrize("attack", UNKNOWN)
def test_it_is_asked_to_open_again(attack: str) -> None:
    gate = section()
    was = as_it_is(gate)
    with pytest.raises(Unknown):
        gate.admit(UNKNOWN[attack], {ME})
    assert as_it_is(gate) == was


def test_the_limits_are_reached_and_not_passed() -> None:
    most = [text("x"), *(after(ME, clock, "x") for clock in range(MOST_RUNS - 1))]
    assert len(read(update(client(0, *most))).runs) == MOST_RUNS
    with pytest.raises(NotAccepted, match=Reason.TOO_MANY.value):
        read(update(client(0, *most, after(ME, MOST_RUNS - 1, "x"))))
    with pytest.raises(NotAccepted, match=Reason.TOO_MANY.value):
        read(update(client(0, *most), deleted=(gone(ME, (0, 1)),)))
    exact = update(client(0, text("x" * (LONGEST_UPDATE - 15))))
    assert len(exact) == LONGEST_UPDATE
    assert read(exact).runs[0].length == LONGEST_UPDATE - 15
    with pytest.raises(NotAccepted, match=Reason.TOO_LONG.value):
        read(exact + b"\x00")


def test_no_list_has_more_than_so_many_lines_and_the_fields_have_room_beside_them() -> None:
    gate = Gate(allows, lines=["lines/valued"])
    gate.begin_line("lines/valued")  # a value of it is set once more
    gate.begin_line("lines/0")
    begun = [text("x", root(f"lines/{line}")) for line in range(MOST_LINES - 1)]
    emptied = gone(ME, (0, len(begun)))
    assert gate.admit(update(client(0, *begun), deleted=(emptied,)), {ME})
    at = len(begun)
    for begins in (
        lambda: gate.admit(update(client(at, text("x", root("lines/more")))), {ME}),
        lambda: gate.begin_line("lines/more"),
    ):
        with pytest.raises(NotAccepted) as refusal:
            begins()
        assert (refusal.value.reason, refusal.value.code) == (Reason.LINES, Refused.LINES)
    own = [text("x", root(name)) for name in ("know", "worry")]
    assert gate.admit(update(client(at, *own, text("x", root("lines/3")))), {ME})


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sections whose state may have 64 KiB."""
    for name, size in {"MOST_BYTES": 2**16, "ROOM_TO_DELETE": 2**13, "_MEASURED_AGAIN": 2**11}.items():
        monkeypatch.setattr(f"tessera.live_forms.rules.gate.{name}", size)


def refused_at_last(document: Document, gate: Gate, updates: Iterable[bytes]) -> int:
    """How many bytes the state had when these were refused, one of which must be."""
    with pytest.raises(NotAccepted) as refusal:
        for one in updates:
            document.apply([gate.admit(one, {ME})])
    assert (refusal.value.reason, refusal.value.code) == (Reason.SPENT, Refused.SPENT)
    return len(document.state())


@pytest.mark.usefixtures("small")
def test_a_state_has_no_more_than_so_many_bytes() -> None:
    """Letters put in front of each other: one character each, and seven bytes of the state."""
    document = Document()
    gate = document.gate(allows)
    fronts = (
        update(client(at, *(before(ME, at + n - 1, "x") if at + n else text("x") for n in range(100))))
        for at in range(0, 20_000, 100)
    )
    size = refused_at_last(document, gate, fronts)
    assert 0.9 * 2**16 < size <= 2**16
    assert document.gate(allows).size == size
    at = gate.vector[ME]
    assert gate.admit(update(deleted=(gone(ME, (0, 10), (20, 1)),)), {ME}), "words are taken out all the same"
    assert gate.admit(update(deleted=(gone(ME, (at // 2, at // 2)),)), {ME})
    assert gate.admit(update(client(at, before(ME, at - 1, "x" * 900))), {ME}), "and then there is room"


@pytest.mark.usefixtures("small")
def test_nor_where_a_long_text_is_cut_to_pieces() -> None:
    document = Document()
    gate = document.gate(allows)
    document.apply([gate.admit(update(client(0, text("x" * 40_000))), {ME})])
    cuts = (
        update(deleted=(gone(ME, *((clock, 1) for clock in range(first, first + 200, 2))),))
        for first in range(0, 40_000, 200)
    )
    assert 2**16 < refused_at_last(document, gate, cuts) <= 2**16 + 2**13


def test_long_honest_work_is_not_near_it() -> None:
    """Four people write, go back, and take words out: forty thousand letters, a tenth of what may be alive."""
    chance, document = random.Random(7), Document()
    gate = document.gate(allows)
    writers = [Writer(2**31 + place) for place in range(4)]
    for _ in range(800):
        writer = chance.choice(writers)
        length = len(writer.text())
        at = chance.randint(0, length)
        made = [writer.write("x", at + place) for place in range(50)]
        if chance.random() < 0.5:
            made.append(writer.replace("know", max(0, at - 5), at, ""))
        for one in made:
            if payload := gate.admit(one, {writer.client}):
                document.apply([payload])
                for other in writers:
                    other.hear(payload)
    assert len(document.state()) < gate.size < MOST_BYTES / 20


def test_what_stands_to_the_right_may_not_stand_to_the_left() -> None:
    """Yjs would put it in one place here and in another on the screen of whoever was typing between the two."""
    for words in (between((ME, 3), (ME, 1)), between((HER, 3), (ME, 2)), between((ME, 2), (ME, 2))):
        gate = section()
        was = as_it_is(gate)
        with pytest.raises(NotAccepted) as refusal:
            gate.admit(update(client(4, words)), {ME})
        assert refusal.value.reason is Reason.SPAN
        assert as_it_is(gate) == was
        assert gate.admit(update(client(4, between((ME, 1), (ME, 2)), between((ME, 5), (ME, 2)))), {ME})


def test_what_stands_in_two_texts_has_nothing_between() -> None:
    gate = section()
    assert gate.admit(update(client(4, text("other", root("worry")))), {ME})
    with pytest.raises(NotAccepted) as refusal:
        gate.admit(update(client(9, between((ME, 0), (ME, 6)))), {ME})
    assert refusal.value.reason is Reason.SPAN


def test_an_order_is_told_of_what_the_same_update_wrote_before() -> None:
    gate = section()
    backwards = client(4, between((ME, 0), (ME, 1), "xy"), between((ME, 5), (ME, 4), "z"))
    with pytest.raises(NotAccepted) as refusal:
        gate.admit(update(backwards), {ME})
    assert refusal.value.reason is Reason.SPAN
    assert gate.admit(
        update(client(4, between((ME, 0), (ME, 1), "xy"), between((ME, 4), (ME, 5), "z"))), {ME}
    )


def test_two_updates_in_one_name_come_to_the_same_whoever_plays_them() -> None:
    """A page that tells two processes two things at once may have both committed: the first counts, unit by unit."""
    first, second = (update(client(0, text(words))) for words in ("aaaaaa", "bbbbb😀z"))
    third = update(client(8, after(ME, 7, "more")))
    one_by_one, at_once = Document(), Document(b"", [first, second, third])
    for payload in (first, second, second, third):
        one_by_one.apply([payload])
    for document in (one_by_one, at_once, Document(at_once.state())):
        assert document.text("know") == "aaaaaa\ufffdzmore"  # what Yjs makes of it
        assert document.vector() == {ME: 12}
    here = Gate(allows)
    assert here.admit(second, {ME})
    here.learn(first)
    assert here.vector == {ME: 8}
    assert here.admit(third, {ME})
