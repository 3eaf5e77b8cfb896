"""What a partnership may ask whoever answers besides, and what its settings may not say of that."""

from typing import Any

import pytest

from tessera.enquiries.rules.answering import LINE_KINDS
from tessera.partnership.rules import AnswerLine, Settings, check, merge
from tessera.partnership.rules.differences import differences
from tests.rules.partnership.settings_made import THORNMERE, WHOLE, changed

HERE = "request_templates.neglect.police.questions"
CALLS = {"label": "How many calls?", "kind": "short_text"}
TWICE = [{"word": "b", "label": "Bus"}, {"word": "b", "label": "Boat"}]


def asks(**questions: dict[str, Any]) -> dict[str, Any]:
    """What the police are asked about neglect, with these questions besides."""
    template = {"question": "What is known of the home?", "why": "They go there.", "questions": questions}
    return {"request_templates": {"neglect": {"police": template}}}


@pytest.mark.parametrize(
    ("question", "path", "words"),
    [
        ({"label": "Which?"}, "mine.kind", "Add this"),
        (CALLS | {"kind": "sound"}, "mine.kind", "one of these"),
        (CALLS | {"kind": "choice"}, "mine.options", "has options"),
        (CALLS | {"options": TWICE[:1]}, "mine.options", "has options"),
        (CALLS | {"kind": "choice", "options": TWICE}, "mine.options", "here twice"),
        (CALLS | {"label": " "}, "mine.label", "empty"),
        (CALLS | {"line_kind": "told"}, "mine.line_kind", "one of these"),
        (CALLS | {"only_if": "other"}, "mine.only_if", ""),
    ],
)
def test_a_question_that_could_not_be_asked_is_refused_by_path(
    question: dict[str, Any], path: str, words: str
) -> None:
    found = {problem.path: problem.words for problem in check(changed(asks(mine=question)))}
    assert words in found[f"{HERE}.{path}"], found


def test_no_more_are_asked_than_can_be_answered_in_the_time_there_is() -> None:
    many = {f"q{number}": CALLS for number in range(21)}
    assert [problem.path for problem in check(changed(asks(**many)))] == [HERE]


def test_they_are_asked_by_concern_and_kind_of_agency_and_of_nobody_else() -> None:
    settings = Settings.from_data(merge(WHOLE, asks(calls=CALLS, since=CALLS | {"label": "Since when?"})))
    assert list(settings.answer_questions("neglect", "police")) == ["calls", "since"]
    assert settings.answer_questions("neglect", "housing") == {}
    assert settings.answer_questions("", "police") == {}
    assert settings.answer_questions("no_such_concern", "police") == {}
    [health] = THORNMERE.answer_questions("neglect", "health_community").values()
    assert health.check_before_use, "the example of the preset says so"


def test_what_was_agreed_and_nothing_else_stands_in_the_document_and_differs_in_plain_words() -> None:
    before, after = (Settings.from_data(merge(WHOLE, asks(**given))) for given in ({}, {"calls": CALLS}))
    assert "questions" not in before.data()["request_templates"]["neglect"]["police"]
    assert Settings.from_data(after.data()) == after
    for one, other, word in ((before, after, "added"), (after, before, "taken away")):
        [change] = differences(one, other)
        assert str(change).endswith(f"How many calls?: {word}.")


def test_an_answer_becomes_a_line_of_a_kind_that_an_agency_may_write() -> None:
    assert {str(kind) for kind in AnswerLine} <= {str(kind) for kind in LINE_KINDS}
    assert "told" not in set(AnswerLine), "a line that was told needs its source, which nobody is asked for"
