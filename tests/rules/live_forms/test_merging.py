"""A page without a script is saved: what is merged, what is asked, and that no word is ever lost."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.live_forms.rules.codec import LONGEST_UPDATE
from tessera.live_forms.rules.document import Document
from tessera.live_forms.rules.merging import Clash, Hunk, Merged, apply, hunks, merge

from .writers import Writer, gate

BASE = "Mia was seen at home. She was calm."
WORDS = st.lists(
    st.sampled_from(
        ["Mia", "was", "seen", "not", "😀", "é", ".", ",", " ", " ", " ", "\n", "👩‍👧", "O\u0323"]
    )
)
TEXT = WORDS.map("".join)


def result(base: str, now: str, mine: str) -> str:
    merged = merge(base, now, mine)
    assert isinstance(merged, Merged), "this was to be merged"
    return apply(now, merged.edits)


@pytest.mark.parametrize(
    ("now", "mine", "both"),
    [
        (
            BASE,
            "Mia was seen at home. She was calm and well.",
            "Mia was seen at home. She was calm and well.",
        ),
        (
            "Mia was seen at school. She was calm.",
            "Mia was seen at home. She was quiet.",
            "Mia was seen at school. She was quiet.",
        ),
        (
            "Yesterday Mia was seen at home. She was calm.",
            "Mia was seen at home. She was calm. Ben agreed.",
            "Yesterday Mia was seen at home. She was calm. Ben agreed.",
        ),
        (
            "Mia was seen. She was calm.",
            "Mia was seen at home. She was very calm.",
            "Mia was seen. She was very calm.",
        ),
        (
            "Mia was seen at home.",
            "Mia Marsden was seen at home. She was calm.",
            "Mia Marsden was seen at home.",
        ),
    ],
)
def test_what_nobody_else_touched_is_merged(now: str, mine: str, both: str) -> None:
    assert result(BASE, now, mine) == both


@pytest.mark.parametrize(
    ("now", "mine"),
    [
        ("Mia was seen at school. She was calm.", "Mia was seen at nursery. She was calm."),
        ("Mia was seen at home. She was not calm.", "Mia was seen at home. She was very calm."),
        (BASE + " Then she cried.", BASE + " Then she slept."),
        ("", "Mia was seen at home. She was very calm."),
        ("Mia was seen at homes. She was calm.", "Mia was seen at homely. She was calm."),
        ("Mia was seen at home. She was calm.", ""),
    ],
)
def test_where_both_changed_the_same_words_both_are_shown(now: str, mine: str) -> None:
    base = BASE if now != BASE else "Mia was seen at home. She was quiet."
    assert merge(base, now, mine) == Clash(base, now, mine)


def test_what_both_did_alike_is_done_once() -> None:
    both = "Mia Marsden was seen at home. She was calm."
    assert result(BASE, both, "Mia Marsden was seen at home. She was quiet.") == both.replace("calm", "quiet")
    assert merge(BASE, both, both) == Merged(())


@given(TEXT, TEXT)
def test_a_page_that_was_not_touched_takes_nothing_back(base: str, now: str) -> None:
    assert merge(base, now, base) == Merged(())


@given(TEXT, TEXT)
def test_alone_what_is_sent_is_what_is_kept(base: str, mine: str) -> None:
    assert result(base, base, mine) == mine


@given(TEXT, TEXT)
def test_hunks_make_one_text_of_the_other_and_stand_apart(before: str, after: str) -> None:
    found = hunks(before, after)
    assert apply(before, found) == after
    assert all(one.end < other.start for one, other in pairwise(found))
    assert all(before[start:end] != words for start, end, words in found)


@settings(max_examples=400)
@given(TEXT, TEXT, TEXT)
def test_no_word_of_either_is_lost(base: str, now: str, mine: str) -> None:
    """Merged: everything each put in is there, and all that neither took out. Otherwise both are kept whole."""
    merged = merge(base, now, mine)
    if isinstance(merged, Clash):
        assert (merged.base, merged.now, merged.mine) == (base, now, mine)
        return
    theirs, ours = set(hunks(base, now)), set(hunks(base, mine))
    expected = mine if base == now else now if mine in (base, now) else apply(base, sorted(theirs | ours))
    assert apply(now, merged.edits) == expected


def test_two_long_texts_with_nothing_in_common_are_one_change_and_soon_compared() -> None:
    chance = random.Random(4)
    one, other = (" ".join(chance.choice("abcdefgh") * 3 for _ in range(20_000)) for _ in range(2))
    assert len(hunks(one, other)) == 1
    assert apply(one, hunks(one, other)) == other


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_a_saved_page_is_an_update_like_any_other(seed: int) -> None:
    """Others type while the page is read, and while it is saved. Every word of theirs and of ours is in the end."""
    chance, section, document = random.Random(seed), gate(), Document()
    typist = Writer(10)

    def types(words: str, at: int | None = None) -> None:
        payload = section.admit(typist.write(words, at), {10})
        document.apply([payload])

    types("Mia was seen. 😀 Ben said so. ")
    base = document.text("know")
    types("By whom? ", chance.choice((0, None)))
    merged = merge(base, document.text("know"), base.replace("seen", "seen at the 社区 centre"))
    assert isinstance(merged, Merged)
    page = Document(document.state(), client=77)
    types("Meanwhile. ", chance.choice((0, None)))
    for update in page.write("know", merged.edits):
        document.apply([section.admit(update, {77})])
    said = document.text("know")
    assert all(said.count(words) == 1 for words in ("By whom? ", "Meanwhile. ", "Ben said so. "))
    assert "Mia was seen at the 社区 centre. 😀" in said
    assert section.vector == document.vector()


def test_a_long_save_is_several_updates_that_the_gate_takes() -> None:
    section, page = gate(), Document(client=77)
    long = "😀社 é " * 10_000
    updates = page.write("know", hunks("", long))
    assert max(map(len, updates)) < LONGEST_UPDATE / 8
    kept = Document(b"", [section.admit(update, {77}) for update in updates])
    assert kept.text("know") == long
    gone = Document(kept.state(), client=78)
    kept.apply([section.admit(update, {78}) for update in gone.write("know", [Hunk(1, 49_999, "x")])])
    assert kept.text("know") == long[0] + "x" + long[-1]
    assert section.alive == 4  # the first character takes two
    assert page.write("know", ()) == []
