"""Whatever only looks at a record is counted as looking, and nothing else is."""

from __future__ import annotations

import ast

from tessera.audit.queries import LOOKING
from tests.house.source import Source, python

# Words that an action may share with a query: an agency that opens a question has looked as well.
BOTH = {"see", "open"}


def recorded(word: str) -> set[str]:
    """The verb of every @action or @query of the project."""
    return {verb for source in python() if source.parts[0] == "tessera" for verb in verbs_of(source, word)}


def verbs_of(source: Source, word: str) -> set[str]:
    found = set()
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        for call in node.decorator_list:
            if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] == word:
                given = [str(a.value) for a in call.args if isinstance(a, ast.Constant)]
                place = 0 if word == "action" else 1
                found.add(given[place] if len(given) > place else "see")
    return found


def test_every_query_s_verb_is_looking() -> None:
    assert recorded("query") >= {"see", "consider", "export"}
    assert recorded("query") <= set(LOOKING)


def test_what_changes_a_record_is_not_looking() -> None:
    assert len(recorded("action")) > 20
    assert recorded("action") & set(LOOKING) <= BOTH
