"""docs/asvs.md names every requirement of its chapters once, and tests that exist."""

import ast
import re

from .source import ROOT

PAGE = ROOT / "docs" / "asvs.md"
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


def test_every_test_that_is_named_exists() -> None:
    missing = []
    for row in rows():
        named = re.findall(r"`([^`]+\.py)::(\w+)`", row[-1])
        if not named and not (row[-1] == "none" and "Not met" in row[1]):
            missing.append(f"{row[0]} names no test")
        for path, name in named:
            file = ROOT / path
            tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.Module([], [])
            if name not in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}:
                missing.append(f"{row[0]}: {path}::{name}")
    assert missing == []
