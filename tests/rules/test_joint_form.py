"""The joint form as settings say it, and as a form that is opened keeps it."""

from __future__ import annotations

from typing import Any

import pytest

from config.home import ROOT
from tessera.enquiries.rules.joint_form import definition
from tessera.live_forms.rules import fields
from tessera.partnership.rules import PRESETS, Settings
from tessera.partnership.rules import joint_form as settings_of
from tessera.partnership.rules.settings import SettingsRefused
from tessera.partnership.rules.starting import starting_document

THORNMERE = Settings.load(ROOT / "demonstration" / "thornmere.yaml")


@pytest.mark.parametrize("settings", [THORNMERE, *map(starting_document, PRESETS)])
def test_every_preset_opens_a_form_with_what_is_shared_and_what_each_agency_keeps(settings: Settings) -> None:
    form = fields.read_form(definition(settings))
    assert [section.key for section in form.sections] == [
        "analysis", "actions", "agreed_rating", "shared", "held_back",
    ]  # fmt: skip
    assert [section.key for section in form.sections if section.held_back] == ["held_back"]
    assert [section.key for section in form.sections if section.written_by == "agency"] == [
        "shared",
        "held_back",
    ]
    rating = form.sections[2].field("rating")
    assert rating is not None
    assert ("red", settings.rating("red").label) in rating.options
    assert "blue" not in dict(rating.options)


def test_settings_allow_what_a_form_allows_and_no_more() -> None:
    assert settings_of.LONGEST_TEXT == fields.LONGEST
    most = fields.MOST_SECTIONS, fields.MOST_FIELDS, fields.MOST_OPTIONS
    assert most == (settings_of.MOST_SECTIONS, settings_of.MOST_FIELDS, settings_of.MOST_OPTIONS)


def with_field(**changes: Any) -> Settings:
    """Thornmere with one more field in the analysis."""
    data = THORNMERE.data()
    data["joint_form"]["analysis"]["fields"]["more"] = {"label": "More", **changes}
    return Settings.from_data(data)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "choice"}, "A choice has options"),
        ({"kind": "date", "options": [{"word": "a", "label": "A"}]}, "A choice has options"),
        ({"kind": "date", "longest": 5}, "no text is written here"),
        ({"kind": "short_text", "longest": 1001}, "Write 1000 or less"),
        ({"kind": "long_text", "line_kinds": [{"word": "a", "label": "A"}]}, "Only lines have kinds"),
        ({"kind": "lines", "line_kinds": [{"word": "a", "label": "A"}] * 2}, "‘a’ is here twice"),
        ({"kind": "choice", "options": [{"word": "a" * 41, "label": "A"}]}, "40 letters or fewer"),
    ],
)
def test_what_no_form_could_ask_is_refused_in_plain_words(changes: dict[str, Any], said: str) -> None:
    fields.read_form(definition(with_field(kind="long_text", longest=5)))
    with pytest.raises(SettingsRefused) as refused:
        with_field(**changes)
    assert [p.path.startswith("joint_form.analysis.fields.more") for p in refused.value.problems] == [True]
    assert said in str(refused.value)


def test_an_agency_is_named_in_the_title_of_what_each_writes_and_not_of_what_all_write() -> None:
    data = THORNMERE.data()
    assert "{agency}" in data["joint_form"]["shared"]["title"]
    data["joint_form"]["analysis"]["title"] = "What {agency} thinks"
    with pytest.raises(SettingsRefused) as refused:
        Settings.from_data(data)
    assert [p.path for p in refused.value.problems] == ["joint_form.analysis.title"]


def test_a_document_from_before_there_were_joint_forms_is_whole_without_one() -> None:
    data = THORNMERE.data()
    del data["joint_form"]
    assert definition(Settings.from_data(data)) == {"sections": []}
