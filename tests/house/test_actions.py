"""Every verb is done one way: named, given who and when, in one transaction, and written to the ledger."""

import ast
from collections.abc import Iterator

from .exceptions import EXCEPTIONS
from .source import Source, judge, python

LESSON = (
    "A public function in an actions module is a verb. Decorate it with @action from tessera.audit (one "
    "transaction "
    "and its entry in the ledger), take only keywords (def accept(*, ...)), and take `practitioner` and "
    "`at`: nothing "
    "is done by nobody, and nothing reads the clock. A function that is no verb starts with an underscore "
    "or belongs "
    "in queries or rules."
)


def decorated_with(function: ast.FunctionDef, names: set[str]) -> bool:
    for decorator in function.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if ast.unparse(target) in names:
            return True
    return False


def names_for(source: Source, module: str, word: str) -> set[str]:
    """What `word` of `module` is called in this file: action, act, audit.action..."""
    names = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole.startswith(module) and alias.name == word:
                    names.add(alias.asname or alias.name)
                elif whole.startswith(module):
                    names.add(f"{alias.asname or alias.name}.{word}")
        elif isinstance(node, ast.Import):
            names |= {f"{a.asname or a.name}.{word}" for a in node.names if a.name.startswith(module)}
    return names


def verbs(source: Source) -> Iterator[ast.FunctionDef]:
    # A module _clocks.py inside actions/ holds what several verbs share; it is nobody else's to call.
    if source.module == "actions" and (source.parts[-1] == "__init__.py" or source.parts[-1][0] != "_"):
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield node


def loose_verbs(source: Source) -> Iterator[str]:
    names = names_for(source, "tessera.audit", "action")
    for function in verbs(source):
        where, given = f"{source.path} {function.name}", function.args
        if not decorated_with(function, names):
            yield f"{where} is not an @action"
        if given.args or given.posonlyargs or given.vararg:
            yield f"{where} takes arguments by position"
        words = {argument.arg for argument in given.kwonlyargs}
        yield from (f"{where} does not take {word}" for word in ("practitioner", "at") if word not in words)


def test_every_verb_is_an_action() -> None:
    found = {finding for source in python() for finding in loose_verbs(source)}
    judge("verbs-are-actions", found, LESSON, EXCEPTIONS.get("verbs-are-actions", {}))


def test_there_are_verbs_to_judge() -> None:
    assert sum(1 for source in python() for _ in verbs(source)) > 10


def test_a_loose_verb_is_found() -> None:
    text = (
        "from tessera.audit import action\n"
        "@action('accept', 'enquiry')\ndef accept(*, enquiry, practitioner, at): ...\n"
        "def close(enquiry): ...\n"
        "@staticmethod\ndef move(*, enquiry, practitioner): ...\n"
        "def _quietly(enquiry): ...\n"
    )
    found = list(loose_verbs(Source("tessera/plans/actions/accept.py", text)))
    assert [finding.removeprefix("tessera/plans/actions/accept.py ") for finding in found] == [
        "close is not an @action",
        "close takes arguments by position",
        "close does not take practitioner",
        "close does not take at",
        "move is not an @action",
        "move does not take at",
    ]
