"""Every question of the referral's pages is worded, asked for or left out by the partnership's settings."""

from datetime import UTC, datetime

import pytest

from tessera.enquiries.rules import referral_pages as pages
from tessera.partnership.rules import Settings
from tessera.partnership.rules.reading import write
from tests.rules.partnership.settings_made import THORNMERE, WHOLE, changed

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SENDER = pages.Sender("Kestrel Lane Primary", "draft-1")


def test_every_question_of_the_pages_is_known_to_the_settings() -> None:
    """A partnership can word each of them, ask for it to be filled in, or leave it out."""
    unknown = set()
    for page in pages.PAGES:
        entry = pages.ENTRIES[page.entry].asks if page.entry else ()
        for ask in (*page.asks, *entry, *page.row):
            codes = pages.LINE_KINDS if (page.slug, ask.name) == ("what-happened", "text") else (ask.code,)
            worded = THORNMERE.referral[page.section].questions
            unknown |= {(page.section, ask.name) for code in codes if code not in worded}
    assert unknown == set()


@pytest.mark.parametrize(
    ("slug", "section", "code", "name"),
    [
        ("practical", "practical", "interpreter", "interpreter"),
        ("you", "referrer", "cover", "cover"),
        ("child-1", "children", "postcode", "postcode"),
        ("voice-1", "child_voice", "setting", "setting"),
        ("voices", "child_voice", "not_asked", "not_asked"),
        ("keep", "keep_from_family", "what", "keep_text"),
    ],
)
def test_the_settings_word_each_question_and_ask_for_it(
    slug: str, section: str, code: str, name: str
) -> None:
    changes = {"label": "Said in our own way?", "hint": "Like this.", "required": True}
    settings = Settings.load(changed({"referral": {section: {"questions": {code: changes}}}}))
    page = pages.page_of(slug)
    assert page is not None
    found = {question.name: question for question in pages.questions(page, settings)}[name]
    assert (found.label, found.hint, found.required) == ("Said in our own way?", "Like this.", True)
    if (section, code) != ("keep_from_family", "what"):
        left = Settings.load(changed({"referral": {section: {"questions": {code: {"asked": False}}}}}))
        assert name not in {question.name for question in pages.questions(page, left)}


def test_what_is_asked_only_after_another_answer_is_needed_only_then() -> None:
    needed = {"referral": {"keep_from_family": {"questions": {"what": {"required": True}}}}}
    settings = Settings.load(changed(needed))
    for keep, wrong in (("no", False), ("yes", True)):
        composed = pages.compose({"keep": {"keep": keep}}, sender=SENDER, settings=settings, now=NOW)
        found = any((one.page, one.field) == ("keep", "keep_text") for one in composed.problems)
        assert found is wrong, keep


def test_settings_from_before_a_question_could_be_worded_still_ask_it() -> None:
    old = WHOLE | {"referral": {k: v for k, v in WHOLE["referral"].items() if k != "practical"}}
    settings = Settings.load(write(old))
    page = pages.page_of("practical")
    assert page is not None
    assert pages.title_of(page, settings) == ("Visiting and interpreting", "")
    assert [question.label for question in pages.questions(page, settings)] == [
        "Could anyone who visits be at risk?",
        "Is an interpreter needed?",
    ]
