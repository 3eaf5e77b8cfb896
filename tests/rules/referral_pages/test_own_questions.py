"""What a partnership asks besides: where it stands, when it is asked, and what becomes of the answers."""

from typing import Any

import pytest

from tessera.enquiries.rules import referral_pages as pages
from tessera.partnership.rules import Settings
from tessera.partnership.rules.referral_form import REFERRAL_CHOICES
from tessera.partnership.rules.words import REFERRAL_QUESTIONS
from tests.rules.partnership.settings_made import WHOLE, changed
from tests.rules.referral_pages.test_compose import LEAST, NOW, SENDER

YES_NO = {"kind": "yes_no_not_known"}
OWN: dict[str, dict[str, dict[str, Any]]] = {
    "children": {
        "worker": {"label": "Who knows the child best?", "kind": "short_text", "not_known": True},
        "term": {"label": "Started at school", "kind": "date", "required": True},
    },
    "household": {"drives": {"label": "Do they drive?", **YES_NO}},
    "hopes": {
        "how": {
            "label": "How do they travel?",
            "kind": "choice",
            "options": [{"word": "bus", "label": "By bus"}, {"word": "car", "label": "By car"}],
        },
        "line": {
            "label": "Which bus?",
            "kind": "long_text",
            "hint": "Its number.",
            "required": True,
            "only_if": "how",
            "only_if_answer": "bus",
        },
    },
    "concerns": {
        "online": {
            "label": "Where online?",
            "kind": "short_text",
            "only_if": "concerns",
            "only_if_answer": "online_harm",
        }
    },
}
MADE = Settings.load(changed({"referral": {page: {"questions": own} for page, own in OWN.items()}}))
TERM = {"own-term-answer_day": "3", "own-term-answer_month": "9", "own-term-answer_year": "2025"}


def composed(**changes: dict[str, Any]) -> pages.Composed:
    answers = LEAST | {"child-1": LEAST["child-1"] | TERM}
    answers |= {
        slug.replace("_", "-"): answers.get(slug.replace("_", "-"), {}) | own for slug, own in changes.items()
    }
    return pages.compose(answers, sender=SENDER, settings=MADE, now=NOW)


def asked(slug: str, made: Settings = MADE) -> tuple[pages.Question, ...]:
    page = pages.page_of(slug)
    assert page is not None
    return pages.questions(page, made)


def test_each_stands_where_the_document_has_it_and_below_the_answer_it_waits_for() -> None:
    assert [question.name for question in asked("hopes")] == [
        "hoped_for",
        "own-how-answer",
        "own-line-answer",
    ]
    _, how, line = asked("hopes")
    assert dict(how.ask.reveals) == {"bus": ("own-line-answer",)}
    assert line.hint == "Answer this only where you chose “By bus”. Its number."
    assert [question.name for question in asked("child-1")][-2:] == ["own-worker-answer", "own-term-answer"]
    assert not [question for question in asked("children") if question.own], "it is asked of each child"


def test_answers_are_kept_by_page_and_code_and_with_whom_they_are_about() -> None:
    found = composed(
        child_1={"own-worker-answer_not_known": "on"},
        child_2=LEAST["child-1"] | TERM | {"own-worker-answer": "Ms Orr"},
        adult_1={"family_name": "Ashdown", "relationship_to_children": "mother", "own-drives-answer": "no"},
        hopes={"own-how-answer": "bus", "own-line-answer": "The 4."},
    )
    assert found.problems == ()
    assert [(one.question, one.answer, one.child, one.adult) for one in found.own] == [
        ("how", "bus", None, None),
        ("line", "The 4.", None, None),
        ("worker", "", 0, None),
        ("term", "2025-09-03", 0, None),
        ("worker", "Ms Orr", 1, None),
        ("term", "2025-09-03", 1, None),
        ("drives", "no", None, 0),
    ]
    section = MADE.referral["hopes"].questions
    assert pages.said(section["how"], "bus") == "By bus"
    assert pages.said(MADE.question("children", "term"), "2025-09-03") == "3 September 2025"
    assert pages.said(MADE.question("children", "worker"), "") == "Not known"


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"child_1": {"own-term-answer_year": ""}}, ("child-1", "own-term-answer"), "must include a year"),
        ({"child_1": {"own-worker-answer": "x" * 301}}, ("child-1", "own-worker-answer"), "longer than 300"),
        ({"hopes": {"own-how-answer": "boat"}}, ("hopes", "own-how-answer"), "Select one of the answers"),
        ({"hopes": {"own-how-answer": "bus"}}, ("hopes", "own-line-answer"), "Answer “Which bus?”"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said_at_its_place(
    changes: dict[str, dict[str, Any]], place: tuple[str, str], words: str
) -> None:
    [problem] = composed(**changes).problems
    assert (problem.page, problem.field) == place
    assert words in problem.words


def test_what_another_answer_does_not_call_for_is_neither_needed_nor_kept() -> None:
    given = {"own-how-answer": "car", "own-line-answer": "The 4.\ufffd"}
    found = composed(hopes=given, concerns={"own-online-answer": "Everywhere"})
    assert found.problems == ()
    assert {one.question for one in found.own} == {"how", "term"}
    page = pages.page_of("hopes")
    assert page is not None
    read_back = [answer.words for answer in pages.answered(page, given, {"hopes": given}, MADE, {})]
    assert read_back == ["By car"]
    called = composed(concerns={"concerns": ["neglect", "online_harm"], "own-online-answer": "Everywhere"})
    assert "online" in {one.question for one in called.own}


def test_questions_are_asked_in_the_order_of_the_document_each_under_its_heading() -> None:
    """The national order is the program's; a partnership may have another."""
    for slug in ("child-1", "adult-1", "voice-1", *(page.slug for page in pages.PAGES)):
        page = pages.page_of(slug)
        assert page is not None
        mine = [question.ask.code for question in asked(slug) if question.ask.code and not question.own]
        assert mine == [ask.code for ask in page.asks if ask.code], slug
    data = Settings.from_data(WHOLE).data()
    children = data["referral"]["children"]["questions"]
    data["referral"]["children"]["questions"] = {"religion": children["religion"]} | children
    moved = asked("child-1", Settings.from_data(data))
    assert moved[0].name == "religion"
    assert [(q.name, q.ask.heading) for q in moved if q.ask.heading] == [
        ("religion", "Identity and needs"),
        ("nhs_number", "Numbers, school and doctor"),
        ("address", "Address"),
        ("ethnicity", "Identity and needs"),
    ]


def test_what_a_question_of_the_programs_own_may_be_answered_with_is_what_it_asks() -> None:
    slugs = {"children": "child-1", "household": "adult-1"}
    for section, by_code in REFERRAL_CHOICES.items():
        choices = {q.ask.code: dict(q.ask.choices) for q in asked(slugs.get(section, section))}
        for code, words in by_code.items():
            assert code in REFERRAL_QUESTIONS[section]
            levels = map(str, MADE.levels) if code == "level" else ()
            assert set(choices[code]) == {*words, *levels}
