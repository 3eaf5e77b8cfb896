"""When a question is asked of whoever writes, on which facts it rests, and when it no longer is."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from tessera.partnership.rules import Settings
from tessera.partnership.rules.watching import PromptWord
from tessera.patterns.rules import Fact, FactKind, Prompt, Seen, Sign, asked
from tessera.records.rules.words import Theme
from tests.rules.partnership.settings_made import THORNMERE, changed

TODAY = date(2026, 6, 16)
ROWAN, ROBIN, CASE = uuid4(), uuid4(), uuid4()
# Enough for nothing else to be asked than what a test is about.
FATHER = ("father of Rowan", Sign.TIE, 400)


def told(*signs: tuple[str, str, int], of: UUID = ROWAN) -> list[Seen]:
    """(words, sign, how many days ago)."""
    return [
        Seen(of, sign, Fact(FactKind.NOTE, uuid4(), CASE, "School", TODAY - timedelta(days=ago), words, "/"))
        for words, sign, ago in signs
    ]


def prompts(*signs: tuple[str, str, int], settings: Settings = THORNMERE) -> dict[str, list[str]]:
    """Of each question that is asked about Rowan, the words of the facts that stand under it."""
    found = asked(settings, [(ROWAN, "Rowan")], told(FATHER, *signs), CASE, TODAY)
    return {str(one.word): [fact.words for fact in one.facts] for one in found}


def test_nothing_that_calls_for_a_question_asks_none() -> None:
    assert prompts(("Dry shoes.", Theme.LOW_LEVEL, 1)) == {}


@pytest.mark.parametrize(
    ("word", "signs"),
    [
        (
            "young_carer",
            [("Away on Monday.", Theme.ABSENCE, 40), ("Mum in hospital.", Theme.PARENT_ILLNESS, 2)],
        ),
        ("health_condition", [("Epilepsy.", Theme.HEALTH_CONDITION, 900), ("A bruise.", Theme.INJURY, 3)]),
        ("parental_mental_health", [("Mum saw the crisis team.", Theme.PARENT_MENTAL_HEALTH, 200)]),
        ("not_brought", [("Not brought to the clinic.", Theme.NOT_BROUGHT, 300)]),
        (
            "home_educated_unseen",
            [("Taught at home.", Theme.HOME_EDUCATED, 800), ("Met.", Theme.SEEN_ALONE, 61)],
        ),
    ],
)
def test_each_is_asked_on_its_facts(word: str, signs: list[tuple[str, str, int]]) -> None:
    assert prompts(*signs) == {word: [words for words, _sign, _ago in signs]}
    off = Settings.load(changed({"prompts": {word: {"on": False}}}))
    assert prompts(*signs, settings=off) == {}, "the partners have switched it off"
    mine = Settings.load(changed({"prompts": {word: {"question": "What else?"}}}))
    [one] = asked(mine, [(ROWAN, "Rowan")], told(FATHER, *signs), CASE, TODAY)
    assert (one.question, one.child, one.label) == ("What else?", "Rowan", THORNMERE.prompts[one.word].label)


@pytest.mark.parametrize(
    "signs",
    [
        [("Away.", Theme.ABSENCE, 100), ("Mum in hospital.", Theme.PARENT_ILLNESS, 2)],
        [("Away.", Theme.ABSENCE, 4), ("Ill.", Theme.PARENT_ILLNESS, 3), ("He cooks.", Theme.CARING, 3)],
        [("Epilepsy.", Theme.HEALTH_CONDITION, 9)],
        [("A bruise.", Theme.INJURY, 9)],
        [("Mum saw the crisis team.", Theme.PARENT_MENTAL_HEALTH, 366)],
        [("Not brought.", Theme.NOT_BROUGHT, 366)],
        [("Taught at home.", Theme.HOME_EDUCATED, 9), ("It is cold.", Sign.HEARD, 60)],
        [("religion", Sign.BLANK, 9), ("They keep Eid.", Theme.CULTURE, 20)],
    ],
)
def test_what_is_too_far_apart_or_answered_asks_nothing(signs: list[tuple[str, str, int]]) -> None:
    assert prompts(*signs) == {}


def test_what_was_told_again_since_it_was_answered_asks_again() -> None:
    found = prompts(
        ("Away.", Theme.ABSENCE, 4), ("Ill.", Theme.PARENT_ILLNESS, 3), ("He cooks.", Theme.CARING, 9)
    )
    assert found == {"young_carer": ["Away.", "Ill."]}


def test_what_referrals_leave_blank_and_call_a_disability_is_said_in_words() -> None:
    found = prompts(
        ("ethnicity religion", Sign.BLANK, 5), ("LD AUT", Sign.CONDITION, 5), ("Hungry.", Theme.NEGLECT, 1)
    )
    assert found == {
        "health_condition": ["Disabilities: Learning, Autism", "Hungry."],
        "culture_and_identity": ["No referral says: ethnicity and religion or belief"],
    }


def test_no_more_than_the_newest_few_facts_stand_under_a_question() -> None:
    clinics = [(f"Clinic {number}.", str(Theme.NOT_BROUGHT), 100 - number) for number in range(9)]
    assert prompts(*clinics) == {"not_brought": [f"Clinic {number}." for number in range(4, 9)]}


def test_a_father_whom_nobody_has_told_of_is_asked_for() -> None:
    def fathers(*signs: tuple[str, str, int]) -> list[Prompt]:
        found = asked(THORNMERE, [(ROWAN, "Rowan"), (ROBIN, "Robin")], told(*signs), CASE, TODAY)
        return [one for one in found if one.word is PromptWord.FATHERS_MISSING and one.child == "Rowan"]

    [one] = fathers(("mother", Sign.TIE, 5), ("mother's partner", Sign.TIE, 5))
    assert [fact.href for fact in one.facts] == [f"/cases/{CASE}/family/"]
    for known in (("dad", Sign.TIE, 5), ("parent", Sign.FATHER_TOLD, 5), ("Dad rang.", Theme.FATHER, 500)):
        assert fathers(known) == []
    assert [one.child for one in asked(THORNMERE, [(ROBIN, "Robin")], told(FATHER), CASE, TODAY)] == ["Robin"]
