"""From the answers of the pages to one referral, or to every problem at its place."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.enquiries.rules import referral_pages as pages
from tessera.partnership.rules import Settings

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SENDER = pages.Sender("Kestrel Lane Primary", "draft-1")
SETTINGS = Settings.load(Path(__file__).parents[3] / "demonstration" / "thornmere.yaml")
LEAST: dict[str, dict[str, Any]] = {
    "before": {"immediate_danger": "no"},
    "child-1": {"family_name": "Ashdown", "age_kind": "age", "age_years": "8"},
    "you": {"name": "Ben Aldous", "role": "lead"},
    "concerns": {"concerns": ["neglect"]},
    "what-happened": {"rows": ["1"], "row-1-kind": "seen", "row-1-text": "Wet shoes"},
    "consent": {"position": "agreed"},
}


def composed(**changes: dict[str, Any]) -> pages.Composed:
    """The least that can be sent, with some of its pages changed (`child_1` is the page `child-1`)."""
    answers = LEAST | {slug.replace("_", "-"): answers for slug, answers in changes.items()}
    return pages.compose(answers, sender=SENDER, settings=SETTINGS, now=NOW)


def found(**changes: dict[str, Any]) -> list[tuple[str, str]]:
    return [(problem.page, problem.field) for problem in composed(**changes).problems]


def test_the_least_that_can_be_sent() -> None:
    referral = composed().referral
    assert referral is not None
    assert (referral.reference, referral.received_at) == ("draft-1", NOW)
    assert referral.referrer.agency == "kestrel_lane"
    assert referral.children[0].age_years == 8
    assert (referral.adults, referral.keep_from_family, referral.level) == ((), None, None)


def test_nothing_answered_is_every_problem_in_the_order_of_the_pages() -> None:
    nothing = pages.compose({}, sender=SENDER, settings=SETTINGS, now=NOW)
    assert nothing.referral is None
    assert [problem.page for problem in nothing.problems] == [
        "before", "children", "you", "you", "concerns", "what-happened", "consent",
    ]  # fmt: skip


CHILD = {"family_name": "Ashdown", "age_kind": "age", "age_years": "8"}
DUE = {"family_name": "Noor", "age_kind": "due"}
BORN = {"family_name": "Ashdown", "age_kind": "born"}


@pytest.mark.parametrize(
    ("child", "field", "words"),
    [
        ({"given_name": "Rowan", "age_kind": "age", "age_years": "8"}, "family_name", "Enter the child’s last name"),
        ({"family_name": "Ashdown"}, "age_kind", "How old is"),
        (BORN, "born", "Say how old"),
        (BORN | {"born_day": "31", "born_month": "2", "born_year": "2018"}, "born", "must be a real date"),
        (BORN | {"born_day": "3", "born_year": "2018"}, "born", "Date of birth must include a month"),
        (BORN | {"born_day": "3", "born_month": "4", "born_year": "18"}, "born", "a year of 4 numbers"),
        (BORN | {"born_day": "3", "born_month": "4", "born_year": "2027"}, "born", "must be in the past"),
        (BORN | {"born_day": "3", "born_month": "4", "born_year": "1999"}, "born", "less than 25 years ago"),
        (CHILD | {"age_years": "40"}, "age_years", "whole number from 0 to 25"),
        (CHILD | {"age_years": "about 4"}, "age_years", "whole number from 0 to 25"),
        (CHILD | {"nhs_number": "999 000 0000"}, "nhs_number", "This is not an NHS number"),
        (CHILD | {"nhs_number": "9996122131", "nhs_number_not_known": "on"}, "nhs_number", "not both"),
        (CHILD | {"upn": "A1"}, "upn", "This is not a unique pupil number"),
        (CHILD | {"address": "\n".join("abcdefg")}, "address", "more than 6"),
        (CHILD | {"given_name": "x" * 101}, "given_name", "longer than 100"),
        (CHILD | {"given_name": "a\ufffdb"}, "given_name", "cannot be kept"),
        (DUE | {"due_day": "1", "due_month": "1", "due_year": "2029"}, "due", "within 40 weeks"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_child_is_said_where_it_was_typed(
    child: dict[str, Any], field: str, words: str
) -> None:
    problems = [problem for problem in composed(child_1=child).problems if problem.page == "child-1"]
    assert [problem.field for problem in problems] == [field]
    assert words in problems[0].words


def test_only_the_age_that_was_chosen_counts() -> None:
    child = CHILD | {"born_day": "31", "born_month": "2", "born_year": "2018", "due_year": "x"}
    referral = composed(child_1=child).referral
    assert referral is not None
    assert (referral.children[0].age_years, referral.children[0].date_of_birth) == (8, None)


@pytest.mark.parametrize("month", ["3", "03", "Mar", "march"])
def test_a_month_may_be_a_number_or_its_name(month: str) -> None:
    born = BORN | {"born_day": "4", "born_month": month, "born_year": "2018"}
    referral = composed(child_1=born).referral
    assert referral is not None
    assert referral.children[0].date_of_birth == date(2018, 3, 4)


def test_a_reason_is_needed_only_where_the_settings_say_so_and_only_the_one_that_was_asked() -> None:
    for position, choice in SETTINGS.consent_positions.items():
        given = {"position": str(position), "reason_agreed": "Jo, on Monday"}
        wrong = [("consent", f"reason_{position}")] if choice.needs_reason else []
        assert found(consent=given) == wrong
    told = composed(consent={"position": "agreed", "reason_refused": "left over"}).referral
    assert told is not None
    assert told.consent.reason is None


def test_a_line_that_was_told_says_by_whom_and_empty_rows_are_no_lines() -> None:
    rows = {"rows": ["1", "2", "3"], "row-1-kind": "told", "row-2-kind": "seen", "row-3-kind": "opinion"}
    assert found(what_happened=rows) == [("what-happened", "")]
    assert found(what_happened={**rows, "row-1-text": "No hot water"}) == [("what-happened", "row-1-source")]
    assert found(what_happened={**rows, "row-1-source": "a neighbour"}) == [("what-happened", "row-1-text")]
    bad = {
        **rows,
        "row-2-text": "x",
        "row-2-when_day": "31",
        "row-2-when_month": "2",
        "row-2-when_year": "2026",
    }
    assert found(what_happened=bad) == [("what-happened", "row-2-when")]


def test_lines_keep_when_who_and_about_whom() -> None:
    line = {
        "rows": ["4"], "row-4-kind": "told", "row-4-text": "Cold", "row-4-source": "Jo", "row-4-when_year": "2025",
        "row-4-when_month": "may", "row-4-about": "child-1",
    }  # fmt: skip
    assert composed(what_happened=line).statements == (
        pages.Statement("told", "Cold", "2025-05", "Jo", "Ashdown"),
    )


def test_words_belong_to_the_only_child_or_to_the_one_that_was_chosen() -> None:
    one = composed(voice_1={"words": "I do the nights."}).referral
    assert one is not None
    assert one.child_voice[0].child == 0
    second = {"child_2": CHILD, "voice_1": {"words": "I do the nights."}}
    assert found(**second) == [("voice-1", "child")]
    gone = {"child_2": CHILD, "voice_1": {"words": "I do the nights.", "child": "child-7"}}
    assert found(**gone) == [("voice-1", "child")]
    chosen = composed(child_2=CHILD, voice_1={"words": "Mine", "child": "child-2", "setting": "Hall"})
    assert chosen.referral is not None
    assert chosen.referral.child_voice[0].child == 1
    assert chosen.extra == {"setting_0": "Hall"}


def test_keeping_something_from_the_family_needs_what_and_why_only_when_there_is_something() -> None:
    assert set(found(keep={"keep": "yes"})) == {("keep", "keep_text"), ("keep", "keep_reason")}
    assert found(keep={"keep": "no", "keep_text": "left over"}) == []


def test_an_adult_whose_last_name_nobody_knows() -> None:
    assert found(adult_1={"given_name": "Sam", "relationship_to_children": "lodger"}) == [
        ("adult-1", "family_name")
    ]
    known = {"family_name_not_known": "on", "relationship_to_children": "lodger"}
    referral = composed(adult_1=known).referral
    assert referral is not None
    assert referral.adults[0].family_name == pages.NAME_NOT_KNOWN
    assert referral.adults[0].parental_responsibility is None


def test_a_question_that_a_partnership_requires_or_leaves_out() -> None:
    sections = dict(SETTINGS.referral)
    life = sections["daily_life"]
    needed = life.questions["daily_life"].model_copy(update={"required": True})
    sections["daily_life"] = life.model_copy(update={"questions": {"daily_life": needed}})
    views = sections["family_views"]
    left_out = views.questions["views_of_parents"].model_copy(update={"asked": False})
    sections["family_views"] = views.model_copy(update={"questions": {"views_of_parents": left_out}})
    own = SETTINGS.model_copy(update={"referral": sections})
    wrong = pages.compose(LEAST, sender=SENDER, settings=own, now=NOW).problems
    assert [(problem.page, problem.field) for problem in wrong] == [("daily-life", "daily_life")]
    answered = LEAST | {"daily-life": {"daily_life_not_known": "on"}}
    assert pages.compose(answered, sender=SENDER, settings=own, now=NOW).referral is not None
    page = pages.page_of("family-views")
    assert page is not None
    assert pages.questions(page, own) == ()


def test_every_page_has_its_section_in_the_settings_and_asks_something() -> None:
    for page in pages.PAGES:
        title, _ = pages.title_of(page, SETTINGS)
        assert title
        assert page.entry or page.row or pages.questions(page, SETTINGS)
        labels = [
            question.label
            for question in pages.questions(page, SETTINGS, (), [("1", k) for k in page.row_kinds])
        ]
        assert all(labels), page.slug


NAMES = sorted(
    {"rows", "row-1-kind", "row-1-text", "row-1-when_year"}
    | {question.ask.name for page in pages.PAGES for question in pages.questions(page, SETTINGS)}
    | {f"{ask.name}{end}" for kind in pages.ENTRIES.values() for ask in kind.asks
       for end in ("", "_day", "_month", "_year", "_not_known")}
)  # fmt: skip
SLUGS = [page.slug for page in pages.PAGES] + ["child-1", "child-2", "adult-1", "voice-1"]


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(SLUGS), st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40), max_size=8)
    )
)
def test_whatever_was_typed_composing_answers_and_every_problem_has_a_page(
    drawn: dict[str, dict[str, str]],
) -> None:
    answers: dict[str, Any] = {
        slug: pages.taken(page, {name: [value] for name, value in given.items()})
        for slug, given in drawn.items()
        if (page := pages.page_of(slug)) is not None
    }
    answer = pages.compose(answers, sender=SENDER, settings=SETTINGS, now=NOW)
    assert (answer.referral is None) == bool(answer.problems)
    assert all(problem.page == "check" or pages.page_of(problem.page) for problem in answer.problems)
    assert pages.summary(answers, SETTINGS, answer.problems)
    assert len(pages.progress(answers, answer.problems)) == len(pages.PAGES)
