"""Answers kept as they were typed, and never lost to another tab."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tessera.enquiries.rules import referral_pages as pages
from tessera.records.rules.wording import standard


def page(slug: str) -> pages.Page:
    found = pages.page_of(slug)
    assert found is not None
    return found


def test_only_what_the_page_asks_is_taken() -> None:
    posted = {
        "given_name": ["Rowan"],
        "family_name": [""],
        "go": ["continue"],
        "_version": ["9"],
        "sent_at": ["x"],
    }
    assert pages.taken(page("child-1"), posted) == {"given_name": "Rowan"}


def test_line_ends_and_nul_are_made_fit_to_keep() -> None:
    assert pages.taken(page("daily-life"), {"daily_life": ["a\r\nb\rc\x00d"]}) == {
        "daily_life": "a\nb\nc\ufffdd"
    }


def test_rows_are_taken_in_their_order_and_of_known_kinds() -> None:
    posted = {
        "row": ["3", "1", "3", "0", "x", "2"], "row-3-kind": ["seen"], "row-1-kind": ["told"], "row-2-kind": ["rumour"],
        "row-3-text": ["b"], "row-2-text": ["c"], "row-1-when_year": ["2026"], "row-9-text": ["d"],
    }  # fmt: skip
    taken = pages.taken(page("what-happened"), posted)
    assert taken["rows"] == ["3", "1"]
    assert set(taken) == {"rows", "row-3-kind", "row-1-kind", "row-3-text", "row-1-when_year"}


def test_an_entry_is_there_once_something_was_typed_and_its_number_is_never_used_again() -> None:
    answers: dict[str, Any] = {
        "child-1": {"given_name": "R"},
        "child-2": {"_version": 2},
        "child-10": {"sex": "F"},
    }
    assert pages.live(answers, "child") == ["child-1", "child-10"]
    assert pages.next_entry(answers, "child") == "child-11"
    full = {f"child-{n}": {"given_name": "R"} for n in range(1, 21)}
    assert pages.next_entry(full, "child") is None
    assert pages.page_of("child-0") is None
    assert pages.page_of("child-1000") is None
    assert pages.page_of("sibling-1") is None


def test_names() -> None:
    answers: dict[str, Any] = {
        "child-1": {"given_name": "Rowan", "family_name": "Ashdown"},
        "child-2": {"family_name": "Noor", "age_kind": "due"},
        "child-3": {"sex": "F"},
        "voice-1": {"child": "child-1"},
        "voice-2": {"child": "child-9"},
    }
    names = [pages.name_of(answers, slug) for slug in answers]
    assert names == ["Rowan Ashdown", "Baby Noor (unborn)", "Child 3", "Rowan Ashdown", "Words of a child"]


def test_saving_the_same_again_changes_nothing() -> None:
    first = pages.merged(None, {"daily_life": "a"}, version=0, tab="one", settled=False)
    assert first == {"daily_life": "a", "_version": 1, "_by": "one"}
    assert pages.merged(first, {"daily_life": "a"}, version=0, tab="one", settled=False) is None


def test_an_empty_page_that_was_saved_counts_as_saved() -> None:
    assert pages.merged(None, {}, version=0, tab="one", settled=False) == {"_version": 1, "_by": "one"}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text(min_size=1, max_size=3)), min_size=1, max_size=12))
def test_the_last_words_of_every_tab_are_always_somewhere(saves: list[tuple[str, str]]) -> None:
    """Tabs that were all opened before any of them saved, and save in any order."""
    stored: dict[str, Any] | None = None
    last: dict[str, str] = {}
    for tab, text in saves:
        stored = pages.merged(stored, {"daily_life": text}, version=0, tab=tab, settled=False) or stored
        last[tab] = text
    assert stored is not None
    shown = {stored["daily_life"], *(other["daily_life"] for other in stored.get("_others", {}).values())}
    assert set(last.values()) <= shown
    assert stored["daily_life"] == saves[-1][1]


def test_what_was_seen_and_settled_is_shown_no_more() -> None:
    stored = {"daily_life": "b", "_version": 2, "_by": "two", "_others": {"one": {"daily_life": "a"}}}
    now = pages.merged(stored, {"daily_life": "both"}, version=2, tab="three", settled=True)
    assert now == {"daily_life": "both", "_version": 3, "_by": "three"}


def test_rows_are_added_and_removed() -> None:
    answers, number = pages.with_row({"rows": ["1", "4"], "row-4-text": "x", "row-1-text": "y"}, "heard")
    assert (number, answers["rows"], answers["row-5-kind"]) == ("5", ["1", "4", "5"], "heard")
    assert pages.without_row(answers, "4") == {"rows": ["1", "5"], "row-5-kind": "heard", "row-1-text": "y"}


def test_hints_cut_the_text_and_lose_none_of_it() -> None:
    text = "Mum fails to engage. “Mum fails to engage”, he said; NFA."
    found = pages.hinted(text, standard().hints(text))
    assert "".join(piece.text for piece in found.pieces) == text
    numbered = [piece.number for piece in found.pieces if piece.number]
    assert numbered == [hint.number for hint in found.asked] == list(range(1, len(numbered) + 1))
    assert numbered
