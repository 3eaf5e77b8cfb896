"""Our components write what GOV.UK Frontend's own fixtures say, compared as trees.

The fixtures are copies of those in the npm package `govuk-frontend`; an upgrade copies them again, and this
test then shows what markup changed. A fixture that uses an option we do not support is named, with the
option, in fixtures/unsupported.txt: that list may only shrink.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from lxml.etree import _Comment

from tests.ui.govuk_components import COMPONENTS
from tests.ui.govuk_options import Options

FIXTURES = Path(__file__).parent / "fixtures"
LIST = FIXTURES / "unsupported.txt"
CASES = [
    (component, fixture)
    for component in sorted(COMPONENTS)
    for fixture in json.loads((FIXTURES / f"{component}.json").read_text())["fixtures"]
]

Tree = tuple[Any, ...]


def tree(markup: str) -> Tree:
    """Return markup as nested tuples, blind to the order of attributes and classes and to white space."""

    def words(text: str | None) -> str:
        return " ".join((text or "").split())

    def walk(node: Any) -> Tree:
        inside = tuple((walk(child), words(child.tail)) for child in node if not isinstance(child, _Comment))
        attributes = tuple(
            sorted(
                (name, tuple(sorted(value.split())) if name == "class" else words(value))
                for name, value in node.attrib.items()
            )
        )
        return (node.tag, attributes, words(node.text), inside)

    return walk(html.fragment_fromstring(markup, create_parent="div"))


def attempt(component: str, fixture: dict[str, Any]) -> tuple[str, list[str]]:
    """Return our markup for a fixture, and the options in it that we do not support."""
    options = Options(fixture["options"])
    ours = COMPONENTS[component](options)
    return ours, sorted(set(options.left()))


def test_the_components_write_govuk_markup() -> None:
    wrong, checked = [], 0
    for component, fixture in CASES:
        ours, unsupported = attempt(component, fixture)
        if unsupported:
            continue
        checked += 1
        if tree(ours) != tree(fixture["html"]):
            wrong.append(
                f"{component}: {fixture['name']}\n  ours   {ours}\n  GOV.UK {' '.join(fixture['html'].split())}"
            )
    assert not wrong, f"{len(wrong)} of {checked} differ\n" + "\n".join(wrong[:8])
    assert checked >= 500


def test_the_list_of_unsupported_fixtures_only_shrinks() -> None:
    found = {
        f"{component}: {fixture['name']}: {', '.join(unsupported)}"
        for component, fixture in CASES
        if (unsupported := attempt(component, fixture)[1])
    }
    listed = set(LIST.read_text().splitlines())
    assert found == listed, (
        f"Supported now, so take out of {LIST.name}: {sorted(listed - found)}\n"
        f"Do not add these: support them, or say in the commit why not: {sorted(found - listed)}"
    )


@pytest.mark.parametrize("component", sorted(COMPONENTS))
def test_every_component_has_fixtures_we_support(component: str) -> None:
    assert any(not attempt(name, fixture)[1] for name, fixture in CASES if name == component)
