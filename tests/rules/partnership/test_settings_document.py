"""What a settings document may say, and what it answers."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tessera.core.working_time import Limit, Measure
from tessera.partnership.rules import (
    PRESETS,
    AgencyKind,
    ClockWord,
    Concern,
    Rating,
    Settings,
    SettingsRefused,
    check,
    load_preset,
    merge,
)
from tessera.partnership.rules.reading import read, write
from tests.rules.partnership.settings_made import THORNMERE, WHOLE, changed, starting


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_needs_only_a_name_and_its_agencies(preset: str) -> None:
    made = starting(preset)
    assert made.partnership.started_from == preset
    assert Settings.load(made.dump()) == made
    for clock in ClockWord:
        for limit in made.clock(clock).limits.values():
            assert limit is None or limit.amount > 0
        for rating in (Rating.RED, Rating.AMBER, Rating.GREEN):
            assert made.limit(clock, rating) is not None


def test_blue_has_no_limit_where_it_is_used_and_is_not_there_where_it_is_not() -> None:
    assert starting("merton-2-6-24").limit("agency_return", "blue") is None
    oxfordshire = starting("oxfordshire-4h-1wd-3wd")
    assert Rating.BLUE not in oxfordshire.ratings
    with pytest.raises(KeyError):
        oxfordshire.rating("blue")


def test_merging_lays_groups_over_groups_and_null_takes_away() -> None:
    base = {"a": {"b": 1, "c": [1, 2]}, "d": 2}
    untouched = deepcopy(base)
    assert merge(base, {"a": {"c": [3], "e": None}, "d": None, "f": {"g": None, "h": 1}}) == {
        "a": {"b": 1, "c": [3]},
        "f": {"h": 1},
    }
    assert base == untouched
    load_preset("generic-4-24-72")["ratings"].clear()
    assert load_preset("generic-4-24-72")["ratings"]
    with pytest.raises(KeyError):
        load_preset("../national")


def test_an_unknown_preset_is_refused_by_name_and_line() -> None:
    [problem] = check("partnership: {}\nbased_on: nowhere\n")
    assert (problem.path, problem.line) == ("based_on", 2)
    assert "merton-2-6-24" in problem.words


@pytest.mark.parametrize(
    "name",
    ["police", "Thornmere Police", "THORNMERE POLICE", "thornmere  constabulary", " Thornmere Police "],
)
def test_an_agency_answers_to_its_code_its_name_and_its_other_names(name: str) -> None:
    agency = THORNMERE.agency(name)
    assert agency is not None
    assert agency.code == "police"
    assert THORNMERE.agency("Thornmere Polic") is None
    assert THORNMERE.agency("") is None


def test_lookups_by_code() -> None:
    agency, team = THORNMERE.hub
    assert (agency.code, team.code) == ("childrens_social_care", "hub")
    assert THORNMERE.rating("red").label == "Red"
    assert THORNMERE.clock("decision").calendar == "hub"
    assert THORNMERE.limit("decision", "red") == Limit(4, Measure.ELAPSED_HOURS)
    assert THORNMERE.limit("decision") is None
    assert (
        THORNMERE.limit("acknowledge")
        == THORNMERE.limit("acknowledge", "red")
        == Limit(1, Measure.WORKING_DAYS)
    )
    assert THORNMERE.concern("neglect").label == "Neglect"
    assert THORNMERE.lawful_basis("public_task").citation.startswith("UK GDPR, article 6(1)(e)")
    assert THORNMERE.question("children", "family_name").required
    assert (
        THORNMERE.outcome("strategy_discussion").told("police").words
        != THORNMERE.outcome("strategy_discussion").told("housing").words
    )
    for missing in (THORNMERE.outcome, THORNMERE.lawful_basis, THORNMERE.label, THORNMERE.calendar):
        with pytest.raises(KeyError):
            missing("nothing_of_the_kind")
    for fixed in (THORNMERE.rating, THORNMERE.clock, THORNMERE.concern, THORNMERE.screening_outcome):
        with pytest.raises(ValueError, match="nothing_of_the_kind"):
            fixed("nothing_of_the_kind")


def test_words_change_on_their_day() -> None:
    before, after = date(2026, 8, 31), date(2026, 9, 1)
    assert THORNMERE.label("family_help", before) == "Early Help"
    assert THORNMERE.label("family_help", after) == THORNMERE.label("family_help") == "Family Help"
    assert str(THORNMERE.level(3, on=before).name) == "Targeted Early Help"
    assert str(THORNMERE.level(3).name) == "Family Help"
    assert str(THORNMERE.outcome("family_help", before).label) == "Early Help"
    assert f"{THORNMERE.screening_outcome('family_help', after).label}" == "Family Help"


def test_every_concern_has_a_question_for_every_kind_of_agency() -> None:
    for concern in Concern:
        for kind in AgencyKind:
            found = THORNMERE.request_question(concern, kind)
            assert found is not None
            assert found.question.endswith((".", "?"))
            assert found.why
    own = THORNMERE.request_question("neglect", "gp")
    assert own != THORNMERE.request_question("other", "gp")
    assert THORNMERE.request_question("neglect", "probation") == THORNMERE.request_question(
        "other", "probation"
    )
    questions = [asked.question for group in THORNMERE.request_templates.values() for asked in group.values()]
    assert len(questions) >= 60
    assert len(set(questions)) == len(questions)


def test_settings_cannot_be_changed_once_made() -> None:
    with pytest.raises(ValidationError):
        THORNMERE.partnership.name = "Elsewhere"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"agencies": {"housing": {"short": "P"}}}, "agencies.housing.short", "mark of ‘police’"),
        ({"agencies": {"housing": {"aliases": ["thornmere POLICE"]}}}, "agencies.housing", "also a name of"),
        (
            {"agencies": {"childrens_social_care": {"teams": {"hub": {"hub": False}}}}},
            "agencies",
            "Mark one team",
        ),
        (
            {"agencies": {"police": {"teams": {"response": {"hub": True}}}}},
            "agencies.police.teams.response.hub",
            "team ‘hub’",
        ),
        ({"agencies": {"police": {"code": "polis"}}}, "agencies", "Leave out ‘code’"),
        ({"agencies": {"Police": {"name": "x"}}}, "agencies.Police", "Write a code"),
        (
            {"roles": {"decision_maker": {"used": False}}},
            "roles.decision_maker.used",
            "cannot be switched off",
        ),
        ({"roles": {"social_worker": None}}, "roles.social_worker", "Add this"),
        ({"roles": {"king": {"label": "King", "meaning": "All"}}}, "roles.king", "Write one of these"),
        ({"ratings": {"green": None}}, "ratings.green", "Add this"),
        ({"ratings": {"blue": None}}, "clocks.decision.limits.blue", "not used here"),
        (
            {"clocks": {"decision": {"limits": {"red": "none"}}}},
            "clocks.decision.limits.red",
            "Red needs a limit",
        ),
        ({"clocks": {"decision": {"limits": {"red": "0h"}}}}, "clocks.decision.limits.red", "between 1 and"),
        (
            {"clocks": {"decision": {"limits": {"red": "soon"}}}},
            "clocks.decision.limits.red",
            "not a time limit",
        ),
        (
            {"clocks": {"decision": {"limits": {"red": 4}}}},
            "clocks.decision.limits.red",
            "Write a time limit",
        ),
        ({"clocks": {"decision": {"limits": {"red": "30h"}}}}, "clocks.decision.limits.red", "no more time"),
        ({"clocks": {"decision": {"limits": {"green": None}}}}, "clocks.decision.limits.green", "how long"),
        (
            {"clocks": {"agency_return": {"limits": {"amber": "25h"}}}},
            "clocks.agency_return.limits.amber",
            "shorter",
        ),
        ({"clocks": {"decision": {"calendar": "moon"}}}, "clocks.decision.calendar", "no calendar ‘moon’"),
        ({"clocks": {"decision": {"starts": "request_sent"}}}, "clocks.decision.starts", "starts at"),
        ({"clocks": {"decision": {"pause_reasons": ["tea"]}}}, "clocks.decision.pause_reasons", "‘tea’"),
        (
            {
                "clocks": {
                    "decision": {
                        "reminders": [{"at": 80, "tell": ["team_lead"]}, {"at": 80, "tell": ["team_lead"]}]
                    }
                }
            },
            "clocks.decision.reminders",
            "in order",
        ),
        (
            {"clocks": {"decision": {"reminders": [{"at": 120, "tell": ["team_lead"]}]}}},
            "clocks.decision.reminders.0.at",
            "100 or less",
        ),
        ({"calendars": {"hub": {"closes": "08:00"}}}, "calendars.hub.closes", "Close after opening"),
        ({"calendars": {"hub": {"opens": "9am"}}}, "calendars.hub.opens", "Write a time"),
        ({"calendars": {"hub": {"weekdays": ["monday", "monday"]}}}, "calendars.hub.weekdays", "once"),
        ({"levels": {"3": None}}, "levels", "Number the levels"),
        ({"levels": {"3": {"name": [{"text": "A"}, {"text": "B"}]}}}, "levels.3.name", "‘since’ date"),
        ({"concerns": {"neglect": None}}, "concerns.neglect", "Add this"),
        ({"outcomes": {"strategy_discussion": None}}, "outcomes", "‘strategy_discussion’"),
        ({"usual_bases": {"police": None}}, "usual_bases.police", "usually relies on"),
        ({"usual_bases": {"gp": {"basis": "luck"}}}, "usual_bases.gp.basis", "no lawful basis ‘luck’"),
        ({"usual_bases": {"gp": {"basis": "health_and_care"}}}, "usual_bases.gp.basis", "another kind"),
        (
            {"consent_positions": {"refused": {"needs_reason": False}}},
            "consent_positions.refused.needs_reason",
            "needs a reason",
        ),
        (
            {"referral": {"children": {"questions": {"family_name": {"asked": False, "required": False}}}}},
            "referral.children.questions.family_name.asked",
            "always asked",
        ),
        (
            {"referral": {"consent": {"questions": {"position": {"required": False}}}}},
            "referral.consent.questions.position.required",
            "always required",
        ),
        ({"referral": {"referrer": None}}, "referral.referrer", "not leave it out"),
        (
            {"referral": {"hopes": {"questions": {"hoped_for": {"asked": False, "required": True}}}}},
            "referral.hopes.questions.hoped_for.required",
            "cannot be required",
        ),
        ({"labels": {"hub": "  "}}, "labels.hub", "empty"),
        ({"labels": {"hub": "a\u202eb"}}, "labels.hub", "backwards"),
        ({"partnership": {"hub_telephone": "ring us"}}, "partnership.hub_telephone", "telephone number"),
        ({"partnership": {"in_force_from": 20261101}}, "partnership.in_force_from", "Write a date"),
        ({"challenge": {"reply_within": "none"}}, "challenge.reply_within", "not a time limit"),
        ({"agencis": {}}, "agencis", "Did you mean ‘agencies’?"),
    ],
)
def test_what_does_not_hold_together_is_refused_by_path(
    changes: dict[str, Any], path: str, words: str
) -> None:
    text = changed(changes)
    found = {problem.path: problem for problem in check(text)}
    assert path in found, found
    assert words in found[path].words
    written = read(text)
    assert found[path].line == written.line_of(tuple(path.split(".")))
    with pytest.raises(SettingsRefused):
        Settings.load(text)


def test_a_partnership_may_leave_out_or_reword_what_is_not_core() -> None:
    made = Settings.load(
        changed(
            {
                "referral": {"children": {"questions": {"religion": {"asked": False}}}},
                "roles": {"quality_assurer": {"used": False, "label": "Auditor"}},
                "clocks": {"feedback": {"limits": "2wd"}},
                "wording_hints": {"left_out": ["resilient"], "added": []},
            }
        )
    )
    assert not made.question("children", "religion").asked
    assert made.limit("feedback", "red") == Limit(2, Measure.WORKING_DAYS)
    assert made.roles["quality_assurer"].label == "Auditor"  # type: ignore[index]


leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["none", "1wd", "4h", "hub"])
)
values = (
    leaves | st.lists(leaves, max_size=3) | st.dictionaries(st.text("abc_", max_size=4), leaves, max_size=3)
)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_document_with_anything_changed_is_accepted_whole_or_refused_with_a_path(
    data: st.DataObject,
) -> None:
    document = deepcopy(WHOLE)
    part: Any = document
    path: list[str] = []
    while True:
        steps = list(part) if isinstance(part, dict) else [str(place) for place in range(len(part))]
        step = data.draw(st.sampled_from(steps))
        path.append(step)
        inner = part[step] if isinstance(part, dict) else part[int(step)]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 4)) == 0:
            break
        part = inner
    if isinstance(part, dict):
        part[path[-1]] = data.draw(values)
    else:
        part[int(path[-1])] = data.draw(values)
    text = write(document)
    problems = check(text)
    if problems:
        assert all(problem.path and problem.line >= 1 and problem.words for problem in problems)
        assert not any("Traceback" in problem.words or "pydantic" in problem.words for problem in problems)
    else:
        made = Settings.load(text)
        assert Settings.load(made.dump()) == made
