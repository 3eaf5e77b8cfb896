"""How long things are kept is never shorter than the law says, and no colour hides the words on it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from config.home import ROOT
from tessera.partnership.rules import PRESETS, Settings, check, merge
from tessera.partnership.rules.differences import differences
from tessera.partnership.rules.keeping import KEPT, Retention, kept_here
from tessera.partnership.rules.looks import OWN, Theme, contrast, theme_contradictions
from tests.rules.partnership.settings_made import THORNMERE, WHOLE, changed, starting

COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_keeps_at_least_as_long_as_the_law_and_names_it(preset: str) -> None:
    kept = starting(preset).retention
    assert (kept.case_until_age, kept.looked_after_until_age, kept.access_years, kept.message_years) == (
        25,
        75,
        7,
        1,
    )
    assert kept.source is not None
    assert "regulation 50" in kept.source
    assert kept.check_before_use


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("case_until_age", 25, 120),
        ("looked_after_until_age", 75, 120),
        ("access_years", 7, 120),
        ("message_years", 1, 120),
    ],
)
def test_shorter_is_refused_and_longer_is_not(name: str, least: int, most: int) -> None:
    for number in (least - 1, -1, most + 1):
        [problem] = check(changed({"retention": {name: number}}))
        assert problem.path == f"retention.{name}"
        assert f"Write {least} or more" in problem.words or f"Write {most} or less" in problem.words
    for number in (least, most):
        assert check(changed({"retention": {name: number}})) == []


# How each table begins to say how long its rows are kept, by the row of the page that it is under.
SAID = (
    ("until the youngest child", "until the child", "until the person", "as its ", "as the case"),
    ("seven years", "as the record it is about", "as the ledger"),
    ("one year",),
    (
        "30 days",
        "until the question is answered",
        "until that session is signed out",
        "until somebody has said",
    ),
    ("a day after it is asked for",),
    ("thirty days",),
    ("for as long as the partnership",),
)


def test_every_table_says_what_the_page_says_of_it() -> None:
    """What each table says is under exactly one row of the page, and no row is about nothing."""
    saying = {
        model._meta.db_table: model.Data.retention for model in apps.get_models() if hasattr(model, "Data")
    }
    assert len(saying) > 40
    rows = list(zip(KEPT, SAID, strict=True))
    under = {
        table: [one.what for one, said in rows if words.startswith(said)] for table, words in saying.items()
    }
    assert {table: found for table, found in under.items() if len(found) != 1} == {}
    for one, said in rows:
        assert all(any(words.startswith(begins) for words in saying.values()) for begins in said), one.what
        assert not one.setting or one.setting in Retention.model_fields
    generated = (ROOT / "docs" / "generated" / "fields.md").read_text()
    assert all(f"| {words} |" in generated for words in saying.values())


def test_what_is_agreed_stands_beside_what_the_program_keeps() -> None:
    rows = kept_here(Retention(case_until_age=30, access_years=10, message_years=2))
    assert [row.here for row in rows] == [
        "Until the youngest child is 30; 75 where a child was looked after",
        "10 years",
        "2 years",
        "",
        "",
        "",
        "",
    ]


def test_a_colour_is_written_with_or_without_its_sign() -> None:
    made = Settings.load(changed({"theme": {"ink": "402030", "link": "#0B0C0C"}}))
    assert made.theme.colours() == {"ink": "#402030", "link": "#0b0c0c"}
    assert made.theme.whole() == ("#402030", "#ffffff", "#f3f6f5", "#cfd8d6", "#0f6b6b", "#0b0c0c")
    assert THORNMERE.theme.whole() == ()
    assert Settings.load(made.dump()) == made
    assert [str(one) for one in differences(THORNMERE, made)] == [
        "Colours: the header: added, #402030.",
        "Colours: links: added, #0b0c0c.",
    ]


@pytest.mark.parametrize(
    ("theme", "path", "says"),
    [
        ({"ink": "red"}, "theme.ink", "six digits"),
        ({"ink": "#12345"}, "theme.ink", "six digits"),
        ({"ink": "#123456; } body { display: none"}, "theme.ink", "six digits"),
        (
            {"ink": "#cccccc"},
            "theme.ink",
            "‘words on the header’ on ‘the header’ needs a contrast of 4.5 to 1",
        ),
        ({"link": "#ffff00"}, "theme.link", "‘links’ on ‘white’"),
        ({"soft": "#777777"}, "theme.soft", "‘tinted boxes’"),
        ({"brand": "#eeeeee"}, "theme.brand", "contrast of 3 to 1"),
        ({"red": "#00ff00"}, "theme.red", "not a setting"),
    ],
)
def test_colours_on_which_nothing_could_be_read_are_refused(
    theme: dict[str, Any], path: str, says: str
) -> None:
    problems = check(changed({"theme": theme}))
    assert {problem.path for problem in problems} == {path}
    assert any(says in problem.words for problem in problems)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(OWN, COLOURS)))
def test_what_is_taken_can_be_read(said: dict[str, str]) -> None:
    theme = Theme(**said)  # type: ignore[arg-type]
    if list(theme_contradictions(theme)) or not said:
        return
    ink, ink_text, soft, _line, brand, link = theme.whole()
    assert min(contrast(ink, ink_text), contrast(ink, "#ffffff"), contrast(link, soft)) >= 4.5
    assert contrast(link, "#ffffff") >= 4.5
    assert contrast(brand, "#ffffff") >= 3


def test_contrast_by_hand() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#abcdef", "#abcdef") == 1


def test_the_programs_own_colours_are_those_of_its_style_sheet() -> None:
    sheet = (ROOT / "frontend" / "styles" / "_theme.scss").read_text()
    start = (ROOT / "tessera" / "ui" / "static" / "ui" / "theme.css").read_text()
    names = {"ink": "tessera-ink", "ink_text": "tessera-ink-text", "soft": "tessera-soft", "line": "tessera-line",
             "brand": "govuk-brand-colour"}  # fmt: skip
    for name, css in names.items():
        found = re.search(rf"--{css}: (#[0-9a-f]+);", sheet)
        assert found is not None, css
        own = OWN[name] if len(found[1]) == 7 else OWN[name][:4]
        assert found[1] == own
        assert f"--{css}: {OWN[name]};" in start
    assert f"--govuk-link-colour: {OWN['link']};" in start
    assert list(theme_contradictions(Theme(**OWN))) == []  # type: ignore[arg-type]
    assert merge(WHOLE, {})["theme"] == {}
