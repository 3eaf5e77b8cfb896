"""What a document may say and probably should not is told by its place; nothing of it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tessera.partnership.rules import Settings, check, merge
from tessera.partnership.rules.doubts import doubts
from tessera.partnership.rules.staffing import Staffed
from tests.rules.partnership.settings_made import THORNMERE, WHOLE, changed, starting


def found(changes: dict[str, Any]) -> dict[str, str]:
    """What is doubtful in Thornmere's document with these changes, and was not before, by path."""
    was = set(doubts(THORNMERE, THORNMERE))
    new = Settings.from_data(merge(WHOLE, changes))
    return {".".join(one.path): one.words for one in doubts(new, THORNMERE) if one not in was}


def test_nothing_new_is_doubted_where_nothing_is_changed() -> None:
    assert found({}) == {}


def test_questions_for_an_agency_that_has_left_are_asked_of_nobody() -> None:
    number = sum("police" in by_kind for by_kind in WHOLE["request_templates"].values())
    assert number > 1
    told = found({"agencies": {"police": None}})
    assert told["request_templates"] == (
        f"The last agency of the kind ‘police’ that answers is taken away. {number} questions "
        "written for that kind would be asked of nobody."
    )
    assert told["agencies.police"].startswith("Thornmere Police is taken away.")
    assert set(found({"agencies": {"police": {"answers_requests": False}}})) == {"request_templates"}
    # Two surgeries: while one is left there is somebody to ask.
    assert set(found({"agencies": {"saltway_surgery": None}})) == {"agencies.saltway_surgery"}


def test_without_a_version_before_it_kinds_that_nobody_here_is_are_named_once() -> None:
    (first, *_) = doubts(starting("generic-4-24-72"))
    assert first.path == ("request_templates",)
    assert "gp" in first.words
    assert "childrens social care" not in first.words


@pytest.mark.parametrize(
    ("changes", "path", "says"),
    [
        (
            {"request_templates": {concern: {"police": None} for concern in WHOLE["request_templates"]}},
            "agencies.police",
            "no question",
        ),
        ({"clocks": {"decision": {"reminders": []}}}, "clocks.decision.reminders", "Nobody is reminded"),
        (
            {"clocks": {"feedback": {"reminders": [{"at": 50, "tell": ["agency_officer"]}]}}},
            "clocks.feedback.reminders",
            "nobody hears",
        ),
        ({"calendars": {"night": WHOLE["calendars"]["hub"]}}, "calendars.night", "No clock counts"),
        ({"pause_reasons": {"snow": {"label": "The roads are closed"}}}, "pause_reasons.snow", "No clock may stand"),
        # The same time on the next working day is 24 hours later, and on a Friday 72.
        ({"clocks": {"decision": {"limits": {"red": "1wd", "amber": "20h"}}}}, "clocks.decision.limits.red", "‘amber’"),
        (
            {"clocks": {"agency_return": {"limits": {"red": "3wh"}}}},
            "clocks.agency_return.limits.red",
            "only after the decision is due",
        ),
        (
            {"clocks": {"decision": {"starts": "referral_received"}}},
            "clocks.decision.starts",
            "before anybody must have read it",
        ),
        (
            {"challenge": {"reply_within": "10h", "reply_within_if_at_risk_now": "1wd"}},
            "challenge.reply_within_if_at_risk_now",
            "longer than when no child",
        ),
        (
            {"outcomes": {"other_local_authority": {"needs_receiving_authority": False}}},
            "outcomes.other_local_authority.needs_receiving_authority",
            "without naming",
        ),
        (
            {"outcomes": {"again": WHOLE["outcomes"]["section_17_assessment"]}},
            "outcomes.again.label",
            "‘section_17_assessment’ is called the same",
        ),
        ({"outcomes": {"other_local_authority": {"closures": []}}, "closures": {"moved_away": None, "not_ours": None}},
            "outcomes.other_local_authority.closures", "none would be kept"),
        ({"closures": {"snow": {"label": "The roads are closed"}}}, "closures.snow", "No outcome accepts"),
        ({"necessity_prompts": {"why_this_much": None}}, "necessity_prompts", "show nothing"),
        (
            {"referral": {"children": {"questions": {"ethnicity": {"asked": False, "required": False}}}}},
            "referral.children.questions.ethnicity.asked",
            "census",
        ),
        (
            {"referral": {"children": {"questions": {"school": {"asked": False, "required": False}}}}},
            "referral.children.questions.school.asked",
            "whom to ask",
        ),
    ],
)  # fmt: skip
def test_each_doubt_by_its_place(changes: dict[str, Any], path: str, says: str) -> None:
    told = found(changes)
    assert set(told) == {path}
    assert says in told[path]
    assert check(changed(changes)) == [], "it is doubted, and not refused"


def test_an_outcome_that_needs_a_team_where_there_is_none_but_the_hub() -> None:
    alone = [one for one in doubts(starting("generic-4-24-72")) if one.path == ("agencies",)]
    assert [one.words.split(":")[0] for one in alone] == [
        "There is no team but the hub, and these need one that takes over"
    ]
    assert not [one for one in doubts(THORNMERE) if one.path == ("agencies",)]


def test_a_reason_why_work_ends_that_is_not_there_is_refused_by_its_path() -> None:
    wrong = changed({"outcomes": {"no_further_action": {"closures": ["snow", "looked_into", "looked_into"]}}})
    assert [one.path for one in check(wrong)] == ["outcomes.no_further_action.closures"] * 2


def test_a_reminder_after_the_limit_is_refused_by_its_path() -> None:
    after = changed({"clocks": {"decision": {"reminders": [{"at": 120, "tell": ["decision_maker"]}]}}})
    (problem,) = check(after)
    assert (problem.path, problem.words) == ("clocks.decision.reminders.0.at", "Write 100 or less.")


def test_a_rating_that_is_used_no_more_keeps_its_name() -> None:
    no_limits = {clock: {"limits": {"blue": None}} for clock in ("decision", "agency_return")}
    without = Settings.from_data(merge(WHOLE, {"ratings": {"blue": None}, "clocks": no_limits}))
    assert without.rating_label("blue") == "Blue"
    assert without.rating_label("red") == THORNMERE.rating("red").label
    assert without.rating_label("") == ""


def test_a_rating_that_nobody_could_confirm_is_told() -> None:
    data = starting("generic-4-24-72").data()
    data["process"] |= {"rating_confirmed_by": "decision_maker"}
    settings = Settings.from_data(data)
    told = {
        number: [one.words for one in doubts(settings, None, Staffed(5, number)) if one.path[0] == "process"]
        for number in (0, 1, 2)
    }
    assert told[0] == ["Nobody in the hub holds the role Decision-maker, so nobody could confirm a rating."]
    assert told[1] == ["Only one person could confirm a rating, and what they rate themself nobody could."]
    assert told[2] == []
    data["process"] |= {"rating_confirmed_by": "hub", "screened_by": "decision_maker"}
    settings = Settings.from_data(data)
    assert [one.words for one in doubts(settings, None, Staffed(1, 0)) if one.path[0] == "process"] == [
        "Nobody in the hub holds the role Decision-maker.",
        "Only one person could confirm a rating, and what they rate themself nobody could.",
    ]
    assert not [one for one in doubts(settings) if one.path[0] == "process"], (
        "nobody is known, nothing is said"
    )


def test_a_rating_that_counts_only_when_confirmed_needs_a_time_before() -> None:
    data = starting("generic-4-24-72").data()
    data["process"] |= {"proposed_rating_counts": False}
    assert "changes nothing" in said(data)["process.proposed_rating_counts"]
    data["process"] |= {"rating_confirmed_by": "hub"}
    assert "nothing says when" in said(data)["process.proposed_rating_counts"]
    data["clocks"]["decision"]["limits"] |= {"all": "3wd"}
    assert "process.proposed_rating_counts" not in said(data)


def said(data: dict[str, object]) -> dict[str, str]:
    return {".".join(one.path): one.words for one in doubts(Settings.from_data(data))}
