"""Who is asked next where a challenge is not settled, and who must come so that a meeting may decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.enquiries.rules.how_we_work import escalation, meetings
from tessera.partnership.rules import PRESETS, AgencyKind, Settings, check, merge
from tessera.partnership.rules.differences import differences
from tessera.partnership.rules.doubts import doubts
from tessera.partnership.rules.meeting import GROUPED, Grouping, MeetingWord
from tests.rules.partnership.settings_made import THORNMERE, WHOLE, changed, starting

LONDON = ZoneInfo("Europe/London")
KINDS = st.lists(st.sampled_from(list(AgencyKind)), max_size=9)
CARE, POLICE, NURSE, GP, SCHOOL = (
    AgencyKind.CHILDRENS_SOCIAL_CARE,
    AgencyKind.POLICE,
    AgencyKind.HEALTH_COMMUNITY,
    AgencyKind.GP,
    AgencyKind.EDUCATION_SCHOOL,
)


MANAGERS = "Challenge: stages of escalation after the reply: Stage 2: manager to manager"
STAGE, CORE = "challenge.stages.managers", "meetings.core_group"


def managers(stage: dict[str, Any]) -> dict[str, Any]:
    return {"challenge": {"stages": {"managers": stage}}}


def core(group: dict[str, Any]) -> dict[str, Any]:
    return {"meetings": {"core_group": group}}


@pytest.mark.parametrize(
    ("at_risk_now", "reply", "stages"),
    [
        # Friday 22 May 2026, 3:20pm; Monday is a bank holiday. Thornmere's hub is open from 8:30am to 5:30pm.
        # One working day, then 2, 5 and 10, each from the end of the one before.
        (False, "26 May 15:20", ["28 May 15:20", "04 Jun 15:20", "18 Jun 15:20"]),
        # Four real hours; then 4 working hours from Tuesday 8:30am, and twice one working day.
        (True, "22 May 19:20", ["26 May 12:30", "27 May 12:30", "28 May 12:30"]),
    ],
)
def test_each_stage_is_counted_from_the_end_of_the_one_before(
    at_risk_now: bool, reply: str, stages: list[str]
) -> None:
    made_at = datetime(2026, 5, 22, 15, 20, tzinfo=LONDON)
    due = THORNMERE.reply_due(made_at, at_risk_now=at_risk_now)
    assert f"{due.astimezone(LONDON):%d %b %H:%M}" == reply
    found = THORNMERE.escalation(due, at_risk_now=at_risk_now)
    assert [f"{until.astimezone(LONDON):%d %b %H:%M}" for _, _, until in found] == stages
    assert [begins for _, begins, _ in found] == [due, *(until for _, _, until in found[:-1])]


def test_a_stage_without_a_time_of_its_own_for_danger_has_the_usual_one() -> None:
    data = merge(WHOLE, managers({"within_if_at_risk_now": None}))
    made = Settings.from_data(data)
    due = datetime(2026, 5, 22, 15, 20, tzinfo=LONDON)
    assert made.escalation(due, at_risk_now=True)[0][2] == made.escalation(due)[0][2]


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_has_stages_and_meetings_with_their_sources(preset: str) -> None:
    made = starting(preset)
    assert [str(stage.within) for stage in made.challenge.stages.values()] == ["2wd", "5wd", "10wd"]
    assert "Lincolnshire" in made.challenge.source
    assert made.challenge.check_before_use
    assert {kind.kind for kind in made.meetings.values()} == set(MeetingWord) - {MeetingWord.OTHER}
    assert all(kind.source and kind.check_before_use for kind in made.meetings.values())
    assert str(made.meetings["initial_conference"].within) == "15wd"
    assert str(made.meetings["core_group"].within) == "10wd"
    assert [len(escalation(made)), len(meetings(made))] == [3, 7]


@pytest.mark.parametrize(
    ("kind", "came", "quorate"),
    [
        ("strategy_discussion", [CARE, POLICE, NURSE], True),
        ("strategy_discussion", [CARE, POLICE, GP], True),
        ("strategy_discussion", [CARE, POLICE, SCHOOL], False),
        ("strategy_discussion", [], False),
        ("initial_conference", [CARE, SCHOOL, NURSE], True),
        # Two agencies of one group are two agencies; social care twice is not.
        ("initial_conference", [CARE, GP, NURSE], True),
        ("initial_conference", [CARE, SCHOOL], False),
        ("initial_conference", [POLICE, SCHOOL, NURSE], False),
        ("family_help_meeting", [SCHOOL, NURSE], True),
        ("family_help_meeting", [SCHOOL], False),
    ],
)
def test_a_quorum_worked_out_by_hand(kind: str, came: list[AgencyKind], quorate: bool) -> None:
    assert THORNMERE.meetings[kind].quorate(came) is quorate


@given(st.sampled_from(sorted(WHOLE["meetings"])), KINDS, st.sampled_from(list(AgencyKind)))
def test_whoever_else_comes_takes_no_quorum_away(kind: str, came: list[AgencyKind], also: AgencyKind) -> None:
    meeting = THORNMERE.meetings[kind]
    groups, more = meeting.missing(came)
    assert all(not GROUPED[group].intersection(came) for group in groups)
    assert more >= 0
    if meeting.quorate(came):
        assert len(came) >= len(meeting.must_come) + meeting.others
        assert meeting.quorate([*came, also])


def test_every_group_is_of_agencies_that_there_are() -> None:
    assert set(GROUPED) == set(Grouping)
    assert all(GROUPED.values())


@pytest.mark.parametrize(
    ("changes", "path", "says"),
    [
        (managers({"within": "-1wd"}), STAGE + ".within", "not a time limit"),
        (managers({"within": "0h"}), STAGE + ".within", "between 1 and"),
        (managers({"whom": None}), STAGE + ".whom", "needed"),
        ({"challenge": {"calendar": "moon"}}, "challenge.calendar", "no calendar ‘moon’"),
        (core({"must_come": ["social_care", "social_care"]}), CORE + ".must_come", "once"),
        (core({"expected": ["social_care"]}), CORE + ".expected", "must come already"),
        (core({"must_come": ["wizards"]}), CORE + ".must_come.0", "one of these"),
        (core({"counted_from": None}), CORE + ".counted_from", "after what"),
        (core({"others": -1}), CORE + ".others", "0 or more"),
        (core({"later_review_months": 6}), CORE + ".first_review_months", "first review"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_its_path(changes: dict[str, Any], path: str, says: str) -> None:
    [problem] = check(changed(changes))
    assert problem.path == path
    assert says in problem.words
    assert problem.line > 1


@pytest.mark.parametrize(
    ("changes", "path", "says"),
    [
        ({"agencies": {"police": None}}, "meetings.strategy_discussion.must_come", "one of these: police."),
        (core({"others": 20}) | {"agencies": dict.fromkeys(list(WHOLE["agencies"])[9:])},
         CORE + ".others", "not so many agencies"),
        ({"challenge": {"stages": None}}, "challenge.stages", "nobody is asked next"),
        (managers({"within_if_at_risk_now": "3wd"}),
         STAGE + ".within_if_at_risk_now", "longer than when no child"),
    ],
)  # fmt: skip
def test_what_would_lead_nowhere_is_told_and_not_refused(
    changes: dict[str, Any], path: str, says: str
) -> None:
    was = {doubt.path for doubt in doubts(THORNMERE)}
    told = {".".join(one.path): one.words for one in doubts(Settings.from_data(merge(WHOLE, changes)))
            if one.path not in was}  # fmt: skip
    assert says in told[path]


def test_a_change_is_told_in_plain_words() -> None:
    new = Settings.from_data(
        merge(
            WHOLE,
            {
                "challenge": {"stages": {"managers": {"within": "1wd"}}},
                "meetings": {"core_group": {"others": 2, "within": "8wd", "expected": ["health"]}},
            },
        )
    )
    assert [str(one) for one in differences(THORNMERE, new)] == [
        f"{MANAGERS}: time allowed: 2 working days becomes 1 working day.",
        "Kinds of meeting: Core group: how many other agencies must come: 1 becomes 2.",
        "Kinds of meeting: Core group: whose absence needs a reason: health and education becomes health.",
        "Kinds of meeting: Core group: time allowed: 10 working days becomes 8 working days.",
    ]
