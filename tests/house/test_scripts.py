"""House rules about scripts and styles (rules_of_scripts.py), tried on all of them and on their own examples."""

import pytest

from .exceptions import EXCEPTIONS
from .rules_of_scripts import BOOK
from .source import Rule, judge

RULES = pytest.mark.parametrize("rule", BOOK.rules, ids=[rule.name for rule in BOOK.rules])


@RULES
def test_every_script_keeps(rule: Rule) -> None:
    sources = list(rule.files())
    assert sources, "there are no scripts to judge"
    found = {finding for source in sources for finding in rule.find(source)}
    judge(rule.name, found, rule.lesson, EXCEPTIONS.get(rule.name, {}))


@RULES
def test_it_bites(rule: Rule) -> None:
    for source in rule.breaks:
        assert list(rule.find(source)), f"{rule.name} let this through:\n{source.text}"
    for source in rule.keeps:
        assert not list(rule.find(source)), f"{rule.name} refused what it should allow:\n{source.text}"
