"""What is found of several people on the same facts is told once, and nothing else is put together."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from tessera.patterns.rules import Fact, FactKind, Finding, PatternRule, Watched, together

MOVES, LOW = (Watched(rule, 3, 90, "Green") for rule in (PatternRule.MOVES, PatternRule.LOW_NOTES))
ONE, TWO = (Fact(FactKind.NOTE, uuid4(), uuid4(), "School", date(2026, 6, 1), "Seen.", "/") for _ in range(2))
ROWAN, ROBIN, WREN = uuid4(), uuid4(), uuid4()


def test_only_one_rule_on_the_same_facts_is_one_in_the_order_given() -> None:
    found = [
        Finding(MOVES, ROWAN, (ONE, TWO)),
        Finding(MOVES, ROBIN, (ONE,)),
        Finding(MOVES, WREN, (ONE, TWO)),
        Finding(LOW, ROWAN, (ONE, TWO)),
    ]
    assert together(found) == ((found[0], found[2]), (found[1],), (found[3],))
    assert together([]) == ()
