"""What changed between two documents is told whole, in plain words and by where it stands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.home import ROOT
from tessera.partnership.rules import PRESETS, Settings, merge
from tessera.partnership.rules.areas import AREAS, BY_GROUP, where
from tessera.partnership.rules.differences import differences
from tessera.partnership.rules.document import Document
from tessera.partnership.rules.starting import starting_document

THORNMERE = Settings.load(ROOT / "demonstration" / "thornmere.yaml")


def changed(changes: dict[str, Any]) -> list[str]:
    new = Settings.from_data(merge(THORNMERE.data(), changes))
    return [str(one) for one in differences(THORNMERE, new)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"clocks": {"decision": {"limits": {"red": "2wh"}}}},
            "Clocks: Decision: time allowed: red: 4 hours becomes 2 working hours.",
        ),
        (
            {"agencies": {"housing": {"answers_requests": False}}},
            "Agencies: Thornmere Housing: answers requests: yes becomes no.",
        ),
        (
            {"pause_reasons": {"snow": {"label": "The roads are closed"}}},
            "Pause reasons: The roads are closed: added.",
        ),
        (
            {"necessity_prompts": {next(iter(THORNMERE.necessity_prompts)): None}},
            f"Necessity prompts: {next(iter(THORNMERE.necessity_prompts.values())).label}: taken away.",
        ),
        (
            {
                "labels": {
                    "family_help": [
                        {"text": "Early Help"},
                        {"text": "Family Help", "since": "2026-09-01"},
                        {"text": "Help", "since": "2027-01-04"},
                    ]
                }
            },
            "“Help” from 4 January 2027.",
        ),
        (
            {"calendars": {"hub": {"closed_days": [{"day": "2027-02-15", "reason": "Training"}]}}},
            "becomes 15 February 2027 (Training).",
        ),
    ],
)
def test_a_change_is_said_in_plain_words(changes: dict[str, Any], said: str) -> None:
    found = changed(changes)
    assert len(found) == 1
    assert found[0].endswith(said)


def test_another_order_is_a_change() -> None:
    data = THORNMERE.data()
    sections = data["referral"]
    last = next(reversed(sections))
    data["referral"] = {last: sections[last]} | {
        name: each for name, each in sections.items() if name != last
    }
    (found,) = differences(THORNMERE, Settings.from_data(data))
    assert str(found) == "The referral: order: one order becomes another order."
    assert found.area == "The referral form"


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_to_start_from_is_whole(preset: str) -> None:
    document = starting_document(preset)
    assert Settings.load(document.dump()) == document
    assert document.partnership.started_from == preset
    assert differences(document, document) == ()


def test_presets_differ_and_say_how() -> None:
    generic, surrey = starting_document("generic-4-24-72"), starting_document("surrey-4wh-24wh-72h")
    there, back = differences(generic, surrey), differences(surrey, generic)
    assert {one.path for one in there} == {one.path for one in back}
    assert {(one.was, one.now) for one in there} == {(one.now, one.was) for one in back}


def test_every_group_stands_on_one_page() -> None:
    groups = [group for area in AREAS for group in area.groups]
    assert sorted(groups) == sorted(Document.model_fields)
    assert len(BY_GROUP) == len(groups)


@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_path_can_be_said(path: list[str]) -> None:
    assert len(where(tuple(path), THORNMERE.data())) == len(path)
