"""House rules about words (rules_of_words.py), each tried on every file and on its own examples."""

import pytest

from .exceptions import EXCEPTIONS
from .rules_of_words import IN_PYTHON, IN_TEMPLATES
from .source import Rule, judge

RULES = pytest.mark.parametrize("rule", [*IN_TEMPLATES.rules, *IN_PYTHON.rules], ids=lambda rule: rule.name)


@RULES
def test_every_word_is_translated(rule: Rule) -> None:
    found = {finding for source in rule.files() for finding in rule.find(source)}
    judge(rule.name, found, rule.lesson, EXCEPTIONS.get(rule.name, {}))


@RULES
def test_it_bites(rule: Rule) -> None:
    for source in rule.breaks:
        assert list(rule.find(source)), f"{rule.name} let this through:\n{source.text[:500]}"
    for source in rule.keeps:
        assert not list(rule.find(source)), f"{rule.name} refused what it should allow:\n{source.text[:500]}"
