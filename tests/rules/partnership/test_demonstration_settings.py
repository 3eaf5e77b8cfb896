"""The demonstration's partnerships: whole, invented, with every agency that cast and referrals name."""

import re
from pathlib import Path

import pytest

from tessera.partnership.rules import AgencyKind, Settings, load_preset

DEMONSTRATION = Path(__file__).parents[3] / "demonstration"
NAMED_IN_REFERRALS = (
    "Children's Social Care",
    "Foxley High",
    "Kestrel Lane Primary",
    "Thornmere Community Health",
    "Thornmere Housing",
    "Thornmere Police",
    "Thornmere Probation",
)


@pytest.mark.parametrize("name", ["thornmere", "eastmere"])
def test_everything_in_a_demonstration_partnership_is_invented(name: str) -> None:
    text = (DEMONSTRATION / f"{name}.yaml").read_text()
    settings = Settings.load(text)
    assert settings.partnership.code == name
    telephones = re.findall(r"\b0[0-9]{3,4} ?[0-9]{6}\b", text)
    assert telephones
    assert all(re.fullmatch(r"01632 960[0-9]{3}|07700 900[0-9]{3}", telephone) for telephone in telephones)
    assert settings.partnership.hub_email.endswith("example.org")


def test_every_agency_that_the_cast_belongs_to_is_there() -> None:
    thornmere = Settings.load(DEMONSTRATION / "thornmere.yaml")
    eastmere = Settings.load(DEMONSTRATION / "eastmere.yaml")
    cast = (DEMONSTRATION / "cast.yaml").read_text()
    named = set(re.findall(r"agency: \"?([A-Z][^\",}\n]+)", cast))
    assert len(named) > 15
    for agency in named:
        found = (eastmere if agency.startswith("Eastmere") else thornmere).agency(agency)
        assert found is not None, agency
    for agency in NAMED_IN_REFERRALS:
        assert thornmere.agency(agency) is not None, agency


def test_thornmere_has_an_agency_of_every_kind() -> None:
    thornmere = Settings.load(DEMONSTRATION / "thornmere.yaml")
    assert {agency.kind for agency in thornmere.agencies.values()} == set(AgencyKind)


def test_eastmere_works_to_its_own_clocks_and_words() -> None:
    eastmere = Settings.load(DEMONSTRATION / "eastmere.yaml")
    assert str(eastmere.limit("decision", "amber")) == "1wd"
    assert "blue" not in eastmere.ratings
    assert eastmere.label("family_help") == "Early Help"
    words = [
        str(eastmere.outcome("family_help").label),
        *(str(level.name) for level in eastmere.levels.values()),
    ]
    assert not any("Family Help" in text for text in words)


def test_what_rests_on_law_names_its_source_and_asks_to_be_checked() -> None:
    national = load_preset("generic-4-24-72")
    for group in ("statutory_texts", "national_defaults"):
        for part in national[group].values():
            assert part["source"]
            assert part.get("check_before_use", True)
    for basis in national["lawful_bases"].values():
        assert basis["citation"]
