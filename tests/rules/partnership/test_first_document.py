"""A partnership's first document, made of what it says of itself, holds together or is refused by path."""

from __future__ import annotations

import string
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tessera.partnership.rules import PRESETS, AgencyKind, Settings, SettingsRefused
from tessera.partnership.rules.starting import NewPartnership, code_of, first_document, starting_document

WORDS = st.text(alphabet=string.ascii_letters + " '’-&0éŁ١", max_size=90)


@given(
    st.sampled_from(PRESETS),
    WORDS,
    st.lists(st.tuples(st.sampled_from(list(AgencyKind)), WORDS), max_size=60),
)
def test_names_make_a_document_or_are_refused(
    preset: str, name: str, agencies: list[tuple[str, str]]
) -> None:
    new = NewPartnership(
        preset,
        name,
        f"{name} hub",
        "01632 960300",
        "01632 960301",
        "hub@example.org",
        "Social care",
        agencies,
    )
    made, problems = None, []
    try:
        made = first_document(new, date(2026, 11, 22))
    except SettingsRefused as refused:
        problems = refused.problems
    assert (made is None) == bool(problems)
    assert all(problem.path and problem.words for problem in problems)
    if made is not None:
        assert len(made.agencies) == len(agencies) + 2
        assert made.hub[0].name == "Social care"


@given(st.text(max_size=80), st.sets(st.text(max_size=5), max_size=5))
def test_a_code_is_free(name: str, taken: set[str]) -> None:
    assert code_of(name, taken) not in taken


def test_a_long_name_makes_a_code_that_fits() -> None:
    trust = "Wexcombe and Saltmarsh Integrated Community Health and Wellbeing Foundation Trust"
    told = ("01632 960300", "01632 960301", "hub@example.org", "Social care", [("health_community", trust)])
    made = first_document(
        NewPartnership(PRESETS[0], f"{trust} Partnership", "Hub", *told), date(2026, 11, 22)
    )
    assert trust in [agency.name for agency in made.agencies.values()]


def test_a_document_from_before_still_loads() -> None:
    """What was stored by an earlier release is read for ever: with two levels, no word of the process, a long code."""
    data = starting_document(PRESETS[0]).data()
    for later in ("process", "patterns", "prompts", "reviews", "meetings", "retention", "theme", "features"):
        del data[later]
    data["levels"] = {number: level for number, level in data["levels"].items() if int(number) < 3}
    data["agencies"]["a" * 55] = {"name": "An agency of long ago", "short": "A", "kind": "other"}
    del data["challenge"]["stages"], data["challenge"]["may_skip_if_at_risk_now"]
    made = Settings.from_data(data)
    assert made.process.consent_sought_at is None
    assert not any(rule["on"] for rule in made.patterns.model_dump().values()), "nobody agreed to any of them"
    assert (made.reviews.on, made.prompts, made.prompt("young_carer")) == (False, {}, "")
