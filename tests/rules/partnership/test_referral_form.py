"""What a partnership may ask in its referral besides, and what its settings may not say of that."""

from typing import Any

import pytest

from tessera.partnership.rules import Settings, check, merge
from tessera.partnership.rules.differences import differences
from tests.rules.partnership.settings_made import THORNMERE, WHOLE, changed

TEXT = {"label": "Mine", "kind": "short_text"}
CHOICE = {
    "label": "Which?",
    "kind": "choice",
    "options": [{"word": "b", "label": "Bus"}, {"word": "c", "label": "Car"}],
}
TWICE = [{"word": "b", "label": "Bus"}, {"word": "b", "label": "Boat"}]


def asks(section: str, **questions: dict[str, Any]) -> dict[str, Any]:
    """These questions besides, on a page of the referral."""
    return {"referral": {section: {"questions": questions}}}


def after(code: str, answer: str, question: dict[str, Any] = TEXT) -> dict[str, Any]:
    return question | {"only_if": code, "only_if_answer": answer}


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (asks("hopes", mine={"label": "Mine"}), "referral.hopes.questions.mine", "what kind of answer"),
        (asks("danger", mine=TEXT), "referral.danger.questions.mine", "No question can be added"),
        (asks("child_voice", mine=TEXT), "referral.child_voice.questions.mine", "No question can be added"),
        (
            asks("keep_from_family", mine=TEXT),
            "referral.keep_from_family.questions.mine",
            "No question can be",
        ),
        (asks("hopes", hoped_for={"kind": "date"}), "referral.hopes.questions.hoped_for.kind", "is fixed"),
        (
            asks("hopes", mine=CHOICE | {"options": []}),
            "referral.hopes.questions.mine.options",
            "has options",
        ),
        (
            asks("hopes", mine=CHOICE | {"kind": "date"}),
            "referral.hopes.questions.mine.options",
            "has options",
        ),
        (
            asks("hopes", mine=CHOICE | {"options": TWICE}),
            "referral.hopes.questions.mine.options",
            "here twice",
        ),
        (asks("hopes", mine=TEXT | {"kind": "sound"}), "referral.hopes.questions.mine.kind", "one of these"),
        (
            asks("hopes", mine=TEXT | {"asked": False, "required": True}),
            "referral.hopes.questions.mine.required",
            "not",
        ),
        (
            asks("hopes", mine=TEXT | {"only_if": "first"}),
            "referral.hopes.questions.mine.only_if_answer",
            "both",
        ),
        (
            asks("hopes", mine=TEXT | {"only_if_answer": "yes"}),
            "referral.hopes.questions.mine.only_if",
            "both",
        ),
        (
            asks("hopes", mine=after("nobody", "yes")),
            "referral.hopes.questions.mine.only_if",
            "no other question",
        ),
        (
            asks("hopes", mine=after("mine", "yes")),
            "referral.hopes.questions.mine.only_if",
            "no other question",
        ),
        (
            asks("hopes", mine=after("first", "b"), first=CHOICE),
            "referral.hopes.questions.mine.only_if",
            "comes after",
        ),
        (
            asks("hopes", first=CHOICE | {"asked": False}, mine=after("first", "b")),
            "referral.hopes.questions.mine.only_if",
            "is not asked",
        ),
        (
            asks(
                "hopes", first=CHOICE, second=CHOICE | after("first", "b", CHOICE), mine=after("second", "b")
            ),
            "referral.hopes.questions.mine.only_if",
            "waits for an answer itself",
        ),
        (
            asks("hopes", mine=after("hoped_for", "b")),
            "referral.hopes.questions.mine.only_if",
            "not answered by",
        ),
        (
            asks("hopes", first=CHOICE, mine=after("first", "d")),
            "referral.hopes.questions.mine.only_if_answer",
            "b or c",
        ),
        (asks("level", mine=after("level", "9")), "referral.level.questions.mine.only_if_answer", "1, 2, 3"),
        (
            asks("consent", reason={"only_if": "position", "only_if_answer": "agreed"}),
            "referral.consent.questions.reason.only_if",
            "waits for no other",
        ),
        (
            asks("agencies", first=CHOICE, contact={"only_if": "first", "only_if_answer": "b"}),
            "referral.agencies.questions.contact.only_if",
            "waits for no other",
        ),
    ],
)
def test_a_question_that_could_not_be_asked_is_refused_by_path(
    changes: dict[str, Any], path: str, words: str
) -> None:
    found = {problem.path: problem.words for problem in check(changed(changes))}
    assert words in found[path], found


def test_a_partnership_asks_what_it_wants_besides_and_only_where_an_answer_calls_for_it() -> None:
    added = merge(
        merge(asks("consent", mine=after("position", "refused")), asks("children", mine=after("age", "due"))),
        merge(
            asks("level", mine=after("level", "4")),
            asks("hopes", first=CHOICE, hoped_for=after("first", "b", {})),
        ),
    )
    # Laid over, a question of the program's own stays in its place, before what it would wait for.
    [problem] = check(changed(added))
    assert "‘first’ comes after" in problem.words
    whole = merge(WHOLE, added)
    asked = whole["referral"]["hopes"]["questions"]
    asked["hoped_for"] = asked.pop("hoped_for")
    made = Settings.from_data(whole)
    assert Settings.load(made.dump()) == made
    assert {"kind", "options"}.isdisjoint(made.data()["referral"]["hopes"]["questions"]["hoped_for"])
    assert [str(one) for one in differences(THORNMERE, made)][:2] == [
        "The referral: The children: questions: Mine: added.",
        "The referral: Does the family know?: questions: Mine: added.",
    ]
