"""The notation for phrases, and cutting a text into words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.records.rules.phrases import PhraseError, Tree, tokens, written_out


@pytest.mark.parametrize(
    ("phrase", "forms"),
    [
        ("peers", ["peers"]),
        ("fail(s/ed) to engage", ["fail to engage", "fails to engage", "failed to engage"]),
        ("[is/was] dirty", ["is dirty", "was dirty"]),
        ("known to (the )police", ["known to police", "known to the police"]),
        ("co-morbid", ["co morbid", "comorbid"]),
        ("LAC Review", ["LAC review"]),
        ("child’s voice", ["child 's voice"]),
        ("won’t say", ["won't say"]),
        ("a(b(c/d)/e)", ["a", "ab", "abc", "abd", "ae"]),
        (r"Children \(Leaving Care\) Act", ["children ( leaving care ) act"]),
        (r"and\/or", ["and / or"]),
        ("s(.)47", ["s47", "s . 47"]),
    ],
)
def test_a_phrase_is_written_out(phrase: str, forms: list[str]) -> None:
    assert [" ".join(form) for form in written_out(phrase)] == forms


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        ("a (b", "not closed"),
        ("a [b", "not closed"),
        ("a (b]", "not closed"),
        ("a b)", "no opening bracket"),
        ("is/was", "in brackets"),
        ("", "nothing at all"),
        ("(a)", "nothing at all"),
        ("(a/b/c/d/e/f/g/h)" * 5, "more than"),
    ],
)
def test_a_phrase_that_cannot_be_read_is_refused_in_words(phrase: str, message: str) -> None:
    with pytest.raises(PhraseError, match=message):
        written_out(phrase)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mum’s boy-friend won’t", ["mum", "'s", "boy", "friend", "won't"]),
        ("hard - to reach – no", ["hard", "-", "to", "reach", "–", "no"]),
        ("one\n\ntwo\nthree", ["one", "\n\n", "two", "three"]),
        ("'go' (LAC)", ["'", "go", "'", "(", "lac", ")"]),
        ("_dirty_ s.47", ["dirty", "s", ".", "47"]),
    ],
)
def test_a_text_is_cut_into_words_and_signs(text: str, words: list[str]) -> None:
    assert [token.folded for token in tokens(text)] == words


@given(st.text())
def test_words_stand_where_they_say(text: str) -> None:
    for token in tokens(text):
        assert text[token.start : token.end] == token.written


def test_a_tree_gives_the_longest_first_and_refuses_two_meanings() -> None:
    tree: Tree[str] = Tree([("child", "short"), ("child seen alone", "long"), ("child (seen)", "short")])
    assert list(tree.at(tokens("a child seen alone"), 1)) == [(4, "long"), (3, "short"), (2, "short")]
    assert ("child", "seen", "alone") in tree
    assert ("child", "asked") not in tree
    assert ("child", "seen", "alone", "there") not in tree
    with pytest.raises(PhraseError, match='"child" is in the list twice'):
        Tree([("child", "one"), ("child", "two")])
