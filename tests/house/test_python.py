"""House rules about Python files (rules_of_python.py), each tried on the project and on its own examples."""

import pytest

from .exceptions import EXCEPTIONS
from .rules_of_python import BOOK
from .source import Rule, judge

RULES = pytest.mark.parametrize("rule", BOOK.rules, ids=[rule.name for rule in BOOK.rules])


@RULES
def test_the_project_keeps(rule: Rule) -> None:
    found = {finding for source in rule.files() for finding in rule.find(source)}
    judge(rule.name, found, rule.lesson, EXCEPTIONS.get(rule.name, {}))


@RULES
def test_it_bites(rule: Rule) -> None:
    for source in rule.breaks:
        assert list(rule.find(source)), f"{rule.name} let this through:\n{source.text[:500]}"
    for source in rule.keeps:
        assert not list(rule.find(source)), f"{rule.name} refused what it should allow:\n{source.text[:500]}"
