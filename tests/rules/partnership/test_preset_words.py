"""The words that presets put on screens: one kind of apostrophe, and a necessity that states rather than asks."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tessera.partnership import rules
from tessera.partnership.rules.reading import read

PRESETS = sorted((Path(rules.__file__).parents[1] / "presets").glob("*.yaml"))


def strings(value: Any) -> Iterator[str]:
    """Every text of a document."""
    if isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield value


def requests() -> list[dict[str, str]]:
    national = next(path for path in PRESETS if path.name == "national-requests.yaml")
    concerns: Any = read(national.read_text()).value["request_templates"]
    return [template for agencies in concerns.values() for template in agencies.values()]


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_apostrophes_are_curly_and_nobody_says_please(path: Path) -> None:
    words = list(strings(read(path.read_text()).value))
    assert words
    assert [text for text in words if "'" in text or re.search(r"\bplease\b", text, re.IGNORECASE)] == []


def test_why_a_request_is_necessary_is_a_statement() -> None:
    whys = [template["why"] for template in requests()]
    assert len(whys) > 100
    orders = ("Do ", "Give ", "Send ", "Use ", "Tell ", "Write ", "Answer ", "Check ")
    assert [why for why in whys if why.startswith(orders)] == []
