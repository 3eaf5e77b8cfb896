"""What is noticed: rules of the pattern watch, questions asked while writing, and when records are read again."""

from __future__ import annotations

from typing import Any

import pytest

from tessera.partnership.rules import (
    PRESETS,
    PlanWord,
    PromptWord,
    Settings,
    check,
    editing,
    load_preset,
    merge,
)
from tessera.partnership.rules.areas import BY_SLUG
from tessera.partnership.rules.differences import differences
from tessera.partnership.rules.reading import write
from tests.rules.partnership.settings_made import THORNMERE, WHOLE, changed, starting

# Each rule and its figures, as they were agreed for a start.
FIGURES: dict[str, dict[str, int]] = {
    "low_notes": {"number": 3, "days": 90},
    "repeat_contacts": {"agencies": 2, "days": 90},
    "greens": {"number": 3, "days": 90},
    "not_brought": {"number": 2, "days": 365},
    "moves": {"number": 3, "days": 365},
    "absence_with_illness": {"days": 90},
    "sibling_concern": {"days": 90},
    "silence": {"days_without_entry": 60, "days_without_voice": 60},
}


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_has_every_rule_with_its_figures_and_their_source(preset: str) -> None:
    made = starting(preset)
    rules = made.patterns.model_dump()
    assert {
        name: {figure: n for figure, n in rule.items() if type(n) is int} for name, rule in rules.items()
    } == FIGURES
    for name, rule in rules.items():
        assert rule["on"], name
        assert rule["source"], name
        assert rule["check_before_use"], name
        # The figure is written in the preset: none is left to the code alone.
        assert load_preset(preset)["patterns"][name].keys() >= FIGURES[name].keys()
    assert "Devon and Cornwall" in rules["greens"]["source"]
    assert all(made.prompt(word).endswith("?") for word in PromptWord)
    assert set(made.reviews.days_by_plan) == set(PlanWord)
    assert (made.reviews.on, bool(made.reviews.source), made.reviews.check_before_use) == (True, True, True)


def test_a_rule_and_a_prompt_are_switched_off_alone() -> None:
    text = changed(
        {
            "patterns": {"greens": {"on": False}},
            "prompts": {"young_carer": {"on": False}, "not_brought": None},
        }
    )
    made = Settings.load(text)
    off = {name for name, rule in made.patterns.model_dump().items() if not rule["on"]}
    assert off == {"greens"}
    assert [word for word in PromptWord if not made.prompt(word)] == ["young_carer", "not_brought"]
    with pytest.raises(ValueError, match="nothing_of_the_kind"):
        made.prompt("nothing_of_the_kind")


@pytest.mark.parametrize(
    ("rating", "plan", "days"),
    [
        ("red", None, 3),
        ("red", "family_help", 3),
        ("green", "child_protection", 28),
        (None, "child_in_need", 42),
        ("blue", None, 90),
        (None, None, 90),
    ],
)
def test_the_shortest_time_that_applies_is_the_time_to_the_next_review(
    rating: str | None, plan: str | None, days: int
) -> None:
    assert THORNMERE.reviews.days(rating, plan) == days


@pytest.mark.parametrize(
    ("changes", "path", "says"),
    [
        ({"patterns": {"greens": {"number": 1}}}, "patterns.greens.number", "2 or more"),
        ({"patterns": {"greens": {"days": 0}}}, "patterns.greens.days", "1 or more"),
        ({"patterns": {"greens": {"score": 3}}}, "patterns.greens.score", "not a setting"),
        ({"patterns": {"luck": {"on": True}}}, "patterns.luck", "not a setting"),
        ({"prompts": {"luck": {"label": "Luck", "question": "Why?"}}}, "prompts.luck", "Write one of these"),
        ({"prompts": {"young_carer": {"question": ""}}}, "prompts.young_carer.question", "empty"),
        ({"reviews": {"days_by_plan": {"child_protection": -1}}}, "reviews.days_by_plan.child_protection", "1 or more"),
        ({"reviews": {"days_by_plan": {"mystery": 3}}}, "reviews.days_by_plan.mystery", "Write one of these"),
        ({"reviews": {"days_by_rating": {"red": 30}}}, "reviews.days_by_rating.red", "allows longer than ‘amber’"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_its_path(changes: dict[str, Any], path: str, says: str) -> None:
    [problem] = check(changed(changes))
    assert problem.path == path
    assert says in problem.words
    assert problem.line > 1


def test_a_time_for_a_rating_that_is_not_used_is_refused() -> None:
    data = starting("oxfordshire-4h-1wd-3wd").data()
    data["reviews"]["days_by_rating"]["blue"] = 100
    [problem] = check(write(data))
    assert (problem.path, "not used" in problem.words) == ("reviews.days_by_rating.blue", True)


def test_a_change_is_told_in_plain_words() -> None:
    new = Settings.from_data(
        merge(
            WHOLE,
            {
                "patterns": {"greens": {"days": 60}, "moves": {"on": False}},
                "prompts": {"young_carer": {"question": "Who cares for whom?"}},
                "reviews": {"days_by_plan": {"child_protection": 21}},
            },
        )
    )
    assert [str(one) for one in differences(THORNMERE, new)] == [
        "Patterns: Several green ratings: within how many days: 90 becomes 60.",
        "Patterns: Several moves: is switched on: yes becomes no.",
        f"Prompts: Young carers: question: “{THORNMERE.prompt('young_carer')}” becomes “Who cares for whom?”.",
        "Reviews of records: days between reviews, by the kind of plan: child protection: 28 becomes 21.",
    ]
    assert {one.area for one in differences(THORNMERE, new)} == {"Patterns and prompts", "Reviews of records"}


def test_each_rule_has_a_page_and_stays_where_it_is() -> None:
    patterns, prompts = editing.of_area(THORNMERE, BY_SLUG["patterns"])
    [rules] = patterns.groups
    assert [entry.code for entry in rules.entries] == list(FIGURES)
    assert (rules.standing, rules.fixed) == (True, ())
    assert all(entry.on for entry in rules.entries)
    assert not prompts.groups[0].standing
    [page] = editing.of_part(THORNMERE, ("patterns", "silence"))
    assert [question.path[-1] for question in page.questions] == [
        "on",
        "days_without_entry",
        "days_without_voice",
        "source",
        "check_before_use",
    ]
