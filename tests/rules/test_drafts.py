"""One answer written in two windows: which stands, which is kept beside it, and what a choice makes of them."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tessera.enquiries.rules import drafts
from tessera.enquiries.rules.answering import MOST_LINES, typed

AT = "2026-06-16T10:00:00+00:00"


def answers(*texts: str, **more: str) -> dict[str, Any]:
    sent: dict[str, list[object]] = {"line-TOTAL_FORMS": [str(len(texts))]}
    for place, text in enumerate(texts):
        sent |= {f"line-{place}-kind": ["seen"], f"line-{place}-text": [text]}
    return typed(sent | {name: [value] for name, value in more.items()})


def by(who: str, version: int = 0, tab: str = "") -> drafts.Saving:
    return drafts.Saving(who, AT, version, tab)


def in_conflict() -> dict[str, Any]:
    first = drafts.saved({}, answers("Cass's"), by("Cass", 0, "c"))
    assert first is not None
    both = drafts.saved(first, answers("Tariq's"), by("Tariq", 0, "t"))
    assert both is not None
    return both


def test_one_window_saves_again_and_again() -> None:
    draft: dict[str, Any] = {}
    for text in ("He", "He gets", "He gets up"):
        draft = drafts.saved(draft, answers(text), by("Cass", 0, "c")) or draft
    assert drafts.saved(draft, answers("He gets up"), by("Cass", 0, "c")) is None
    assert (drafts.version_of(draft), draft["_who"]) == (3, "Cass")
    assert draft["lines"][0]["text"] == "He gets up"
    later = drafts.saved(draft, answers("He sleeps"), by("Tariq", 3, "t"))
    assert later is not None
    assert drafts.others(later) == {}


def test_an_older_page_writes_over_nothing() -> None:
    both = in_conflict()
    assert both["lines"][0]["text"] == "Cass's"
    assert drafts.is_beside(both, "t")
    assert not drafts.is_beside(both, "c")
    on = drafts.saved(both, answers("Tariq's, longer"), by("Tariq", 0, "t"))
    assert on is not None
    assert drafts.others(on)["t"]["answers"]["lines"][0]["text"] == "Tariq's, longer"
    still = drafts.saved(on, answers("Cass's, longer"), by("Cass", 0, "c"))
    assert still is not None
    assert still["lines"][0]["text"] == "Cass's, longer"
    assert drafts.is_beside(still, "t")
    alike = drafts.saved(still, answers("Cass's, longer"), by("Tariq", 0, "t"))
    assert alike is not None
    assert drafts.others(alike) == {}, "what says the same is no conflict any more"


def test_a_choice_keeps_what_it_says() -> None:
    both = in_conflict()
    texts = {
        keep: [line["text"] for line in (drafts.chosen(both, "t", keep, by("Tariq", 1)) or {})["lines"]]
        for keep in ("saved", "other", "both")
    }
    assert texts == {"saved": ["Cass's"], "other": ["Tariq's"], "both": ["Cass's", "Tariq's"]}
    settled = drafts.chosen(both, "t", "both", by("Tariq", 1))
    assert settled is not None
    assert drafts.others(settled) == {}
    assert drafts.is_beside(drafts.saved(settled, answers("Cass's, late"), by("Cass", 0, "c")) or {}, "c")
    assert drafts.chosen(both, "t", "both", by("Tariq", 0)) is None, "it was changed since"
    assert drafts.chosen(both, "x", "both", by("Tariq", 1)) is None
    assert drafts.chosen(both, "t", "neither", by("Tariq", 1)) is None


def test_together_says_everything_once_and_refuses_what_does_not_fit() -> None:
    one = answers("A", "B", could_not_say="An inquiry.", rating="red", share="hub")
    two = answers("B", "C", could_not_say="A name.", rating="amber", rating_reason="Calls.", share="named")
    joined = drafts.together(one, two)
    assert joined is not None
    assert [line["text"] for line in joined["lines"]] == ["A", "B", "C"]
    assert joined["could_not_say"] == "An inquiry.\n\nA name."
    assert (joined["rating"], joined["rating_reason"], joined["share"]) == ("red", "Calls.", "hub")
    many = answers(*(str(number) for number in range(MOST_LINES)))
    assert drafts.together(many, answers("one more")) is None


def test_an_answer_reads_as_a_list() -> None:
    both = in_conflict()
    stands, (beside,) = drafts.standing(both, {}), drafts.besides(both, {})
    assert (stands.who, stands.parts) == ("Cass", (("Line 1", "Seen: Cass's"),))
    assert (beside.window, beside.who, beside.parts) == ("t", "Tariq", (("Line 1", "Seen: Tariq's"),))
    assert drafts.number("12") == 12
    assert drafts.number("²") == drafts.number("-1") == drafts.number("9" * 50) == 0
    assert drafts.window("<b>") == drafts.window("") == drafts.NAMELESS


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 4), st.text(min_size=1, max_size=3)), max_size=12
    )
)
def test_nothing_goes_but_by_its_own_window_or_one_that_was_shown_it(
    saves: list[tuple[str, int, str]],
) -> None:
    draft: dict[str, Any] = {}
    for tab, back, text in saves:
        before, version = draft, max(drafts.version_of(draft) - back, 0)
        draft = drafts.saved(before, answers(text), by(tab, version, tab)) or before
        aside = {window: one["answers"] for window, one in drafts.others(draft).items()}
        kept = [drafts.typed(draft), *aside.values()]
        assert answers(text) in kept
        may_replace = before.get("_tab") == tab or version == drafts.version_of(before)
        assert may_replace or drafts.typed(before) in kept
        gone = {window for window, one in drafts.others(before).items() if one["answers"] not in kept}
        assert gone <= {tab}
