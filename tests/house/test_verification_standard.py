"""docs/asvs.md names every requirement of its chapters once; it and docs/threat-model.md name tests that exist."""

import ast
import re
from functools import cache

from .source import ROOT

PAGE, THREATS = ROOT / "docs" / "asvs.md", ROOT / "docs" / "threat-model.md"
# How many requirements each section of OWASP ASVS 5.0.0 has, in the chapters that the page is about.
SECTIONS = {
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 3, "7.6": 2,
    "8.1": 4, "8.2": 4, "8.3": 3, "8.4": 2,
    "14.1": 2, "14.2": 8, "14.3": 3,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 4,
}  # fmt: skip


def rows() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)
    ]


def test_every_requirement_is_answered_once() -> None:
    wanted = [f"{section}.{number}" for section, many in SECTIONS.items() for number in range(1, many + 1)]
    assert [row[0] for row in rows()] == wanted


def missing(row: list[str], *, may_name_none: bool = False) -> list[str]:
    """What a row names in its last cell and is not there; that it names nothing, where it must."""
    named = re.findall(r"`([^`]+\.py)::(\w+)`", row[-1])
    if not named and not may_name_none:
        return [f"{row[0]} names no test"]
    return [f"{row[0]}: {path}::{name}" for path, name in named if name not in functions_of(path)]


@cache
def functions_of(path: str) -> set[str]:
    file = ROOT / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists() -> None:
    none = [(row, row[-1] == "none" and "Not met" in row[1]) for row in rows()]
    assert [line for row, nothing in none for line in missing(row, may_name_none=nothing)] == []


def test_every_threat_names_a_test_that_exists() -> None:
    text = THREATS.read_text(encoding="utf-8")
    table = text.split("| the threat |")[1].split("\n\n")[0].splitlines()[2:]
    threats = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]
    assert len(threats) > 40
    assert [len(row) for row in threats] == [3] * len(threats)
    assert [line for row in threats for line in missing(row)] == []


def test_a_test_that_is_not_there_is_found() -> None:
    assert missing(["one", "", "`tests/house/test_verification_standard.py::test_nothing`"])
    assert missing(["two", "", "policy"]) == ["two names no test"]
