"""What whoever answers a request is asked besides: as it is typed, what is wrong with it, and the line it becomes."""

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.enquiries.rules import drafts, own_questions
from tessera.enquiries.rules.answering import typed
from tessera.enquiries.rules.own_questions import Besides
from tessera.partnership.rules import AnswerQuestion, Settings, merge
from tests.rules.partnership.settings_made import WHOLE

ASKED: dict[str, Any] = {
    "seen": {"label": "Last seen on", "kind": "date"},
    "calls": {"label": "How many calls?", "kind": "short_text"},
    "story": {"label": "What happened?", "kind": "long_text", "line_kind": "opinion"},
    "known": {"label": "Is the child known?", "kind": "yes_no_not_known", "required": True},
    "how": {
        "label": "How do they come?",
        "kind": "choice",
        "options": [{"word": "bus", "label": "By bus"}, {"word": "foot", "label": "On foot"}],
    },
}
SEEN = {"own-seen-answer_day": "3", "own-seen-answer_month": "march", "own-seen-answer_year": "2026"}


@cache
def questions() -> tuple[AnswerQuestion, ...]:
    template = {"question": "What is known?", "why": "They go there.", "questions": ASKED}
    settings = Settings.from_data(merge(WHOLE, {"request_templates": {"neglect": {"police": template}}}))
    return tuple(settings.answer_questions("neglect", "police").values())


def wrong(**given: str) -> dict[str, str]:
    sent = {name.replace("__", "-"): value for name, value in given.items()}
    return {problem.field: problem.words for problem in own_questions.problems(questions(), sent)}


def test_what_is_typed_is_kept_under_its_question_and_nothing_else_is() -> None:
    posted: dict[str, list[object]] = {name: [value] for name, value in SEEN.items()}
    posted |= {
        "own-story-answer": ["a\r\nb\x00"],
        "own-story-marks": ["adult_health", "nonsense", "adoption"],
    }
    posted |= {
        "own-known-answer": [""],
        "own-known": ["yes"],
        "own--answer": ["x"],
        "own-a-answer_hour": ["1"],
    }
    kept = typed(posted)["own"]
    assert kept == SEEN | {"own-story-answer": "a\nb�", "own-story-marks": "adult_health adoption"}
    assert "own" not in typed({"could_not_say": ["Nothing."]}), "a draft from before says no more than it did"


def test_what_is_wrong_is_said_at_its_question_as_in_the_referral() -> None:
    assert wrong(**{"own-known-answer": "yes"}) == {}
    assert wrong() == {"own-known-answer": "Answer “Is the child known?”"}
    found = wrong(
        **{
            "own-known-answer": "perhaps",
            "own-how-answer": "plane",
            "own-seen-answer_day": "31",
            "own-seen-answer_month": "2",
            "own-seen-answer_year": "2026",
            "own-calls-answer": "x" * 301,
            "own-story-answer": "torn \ufffd",
        }
    )
    assert found["own-known-answer"] == found["own-how-answer"] == "Select one of the answers"
    assert "real date" in found["own-seen-answer"]
    assert "longer than 300" in found["own-calls-answer"]
    assert "cannot be kept" in found["own-story-answer"]


def test_answers_are_read_in_order_with_their_marks_and_become_lines_with_their_question() -> None:
    given = SEEN | {"own-known-answer": "not_known", "own-how-answer": "bus", "own-how-marks": "adoption"}
    found = own_questions.answers(questions(), given | {"own-gone-answer": "To nothing that is asked"})
    assert found == (
        Besides("seen", "2026-03-03"),
        Besides("known", "not_known"),
        Besides("how", "bus", ("adoption",)),
    )
    by_code = {one.code: one for one in questions()}
    said = [own_questions.in_words(by_code[one.code], one.answer) for one in found]
    assert said == [
        "Last seen on: 3 March 2026",
        "Is the child known? Not known",
        "How do they come? By bus",
    ]
    assert own_questions.refused(questions(), found) == ""


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([], "Is the child known?"),
        ([Besides("gone", "x"), Besides("known", "yes")], "no question that was asked"),
        ([Besides("known", "yes"), Besides("known", "no")], "no question that was asked"),
        ([Besides("known", "")], "Is the child known?"),
        ([Besides("known", "perhaps")], "Is the child known?"),
        ([Besides("known", "yes"), Besides("seen", "3 March")], "Last seen on"),
        ([Besides("known", "yes"), Besides("seen", "20260303")], "Last seen on"),
        ([Besides("known", "yes"), Besides("calls", "x" * 301)], "How many calls?"),
    ],
)
def test_an_answer_that_a_page_would_not_take_is_taken_from_nobody(
    answers: list[Besides], words: str
) -> None:
    assert words in own_questions.refused(questions(), answers)


def test_two_answers_that_were_typed_at_once_are_read_side_by_side_and_both_kept() -> None:
    one = {"own-story-answer": "Ours.", "own-calls-answer": "two", "own-known-answer": "yes"} | SEEN
    other = {
        "own-story-answer": "Theirs.",
        "own-calls-answer": "three",
        "own-known-answer": "no",
        "own-how-answer": "foot",
        "own-story-marks": "adult_health",
        "own-seen-answer_year": "2025",
    }
    both = own_questions.together(questions(), one, other)
    assert both == SEEN | {
        "own-story-answer": "Ours.\n\nTheirs.",
        "own-calls-answer": "two; three",
        "own-known-answer": "yes",
        "own-how-answer": "foot",
        "own-story-marks": "adult_health",
    }
    said = dict(own_questions.parts(questions(), other))
    assert said["How do they come?"] == "On foot"
    assert said["What happened?"] == "Theirs. (An adult’s health)"
    assert said["Last seen on"] == "2025"
    draft = drafts.saved({}, {"lines": [], "own": one}, drafts.Saving("Cass", "2026-06-16T10:00:00+00:00"))
    assert draft is not None
    assert ("How many calls?", "two") in drafts.standing(draft, {}, questions()).parts
    assert (
        drafts.together(
            {"own": {"own-story-answer": "x" * 15_000}},
            {"own": {"own-story-answer": "y" * 15_000}},
            questions(),
        )
        is None
    )


@given(
    st.dictionaries(
        st.text(max_size=20) | st.sampled_from([*SEEN, *(f"own-{code}-answer" for code in ASKED)]),
        st.lists(st.text(max_size=30), max_size=3),
    )
)
def test_whatever_is_sent_is_kept_and_judged_and_never_breaks(posted: dict[str, list[object]]) -> None:
    kept = own_questions.typed(posted)
    assert set(kept) <= set(posted)
    asked = {question.name for question in own_questions.asked(questions())}
    assert {problem.field for problem in own_questions.problems(questions(), kept)} <= asked
    if not own_questions.problems(questions(), kept):
        assert own_questions.refused(questions(), own_questions.answers(questions(), kept)) == ""
    assert len(list(own_questions.parts(questions(), kept))) <= len(questions())
