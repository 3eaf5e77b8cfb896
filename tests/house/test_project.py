"""House rules about the whole project: its order, words, dependencies, and what each app says of itself."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .exceptions import EXCEPTIONS
from .source import ROOT, Source, apps, every_file, judge, python
from .test_actions import verbs

HERE = "tests/house/test_project.py"


def test_the_import_contracts_hold() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


# ---------------------------------------- words

MACHINE = r"(?<![\w.:/$}])/(?:work|tmp|root|home|farm|Users)/\w[\w./-]*"
UNFINISHED = r"\b(?:TODO|FIXME|XXX|HACK|lorem ipsum)\b"
PUBLIC = r"(?:registry\.npmjs\.org|pypi\.org|files\.pythonhosted\.org)/"
REGISTRY = rf'(?:"resolved": "|index-url |registry = "|url = ")https?://(?!{PUBLIC})[\w.:-]+/'
LOCKS = (".lock", "package-lock.json")


def machine_words(source: Source) -> Iterator[str]:
    if source.path == HERE or "/static/" in source.path or "/fixtures/" in source.path:
        return
    pattern = REGISTRY if source.path.endswith(LOCKS) else f"{MACHINE}|{UNFINISHED}"
    for match in re.finditer(pattern, source.text):
        yield f"{source.path}:{source.text.count(chr(10), 0, match.start()) + 1} {match.group()}"


def test_nothing_speaks_of_one_machine_or_is_left_unfinished() -> None:
    judge(
        "no-machine-words",
        {finding for source in every_file() for finding in machine_words(source)},
        "A path of one machine means nothing on the next; a lock file names public registries alone; and "
        "what is "
        "not finished is an issue, not a comment. Say what is so now.",
        EXCEPTIONS.get("no-machine-words", {}),
    )


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("docs/a.md", "see /work/notes.md", 1),
        ("tessera/a.py", "# TODO later", 1),
        ("requirements.lock", "--index-url http://10.0.0.1:3141/simple/", 1),
        ("package-lock.json", '"resolved": "https://npm.example.org/a.tgz"', 1),
        ("requirements.lock", "--index-url https://pypi.org/simple/", 0),
        ("docs/a.md", "https://example.org/work/it and a to-do list", 0),
    ],
)
def test_machine_words_are_found(path: str, text: str, found: int) -> None:
    assert len(list(machine_words(Source(path, text)))) == found


# ---------------------------------------- dependencies


def uncommented(pyproject: str) -> list[str]:
    """Lines that name a requirement and do not say what it is for."""
    lines, inside = [], False
    for line in pyproject.splitlines():
        if re.match(r"\[project", line):
            inside = True
        elif line.startswith("["):
            inside = False
        if inside and re.match(r'\s+"[A-Za-z]', line) and not re.search(r"#\s*\S", line):
            lines.append(line.strip())
    return lines


def test_every_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    assert text.count('"') > 20
    judge(
        "dependencies-have-reasons",
        set(uncommented(text)),
        "Write after each dependency what it is for. One that nobody can explain is one that nobody will "
        "remove.",
        {},
    )


def test_an_unexplained_dependency_is_found() -> None:
    text = '[project]\ndependencies = [\n    "a>=5", # the framework\n    "b>=1",\n]\n[tool.x]\n    "c"\n'
    assert uncommented(text) == ['"b>=1",']


# ---------------------------------------- what an app says of itself


def public_verbs(app: str) -> set[str]:
    return {verb.name for source in python() if source.app == app for verb in verbs(source)}


@pytest.mark.parametrize("app", apps())
def test_every_app_says_what_it_is_for(app: str) -> None:
    readme = ROOT / "tessera" / app / "README.md"
    assert readme.exists(), (
        f"tessera/{app} needs a README.md of about five lines: what it is for, its nouns, its verbs (each "
        "`verb` a "
        "function of its actions). It is the first thing a newcomer opens."
    )
    text = readme.read_text()
    assert text.startswith(f"# {app}\n"), f"tessera/{app}/README.md begins with the name of the app"
    assert text.count("\n") <= 25, f"tessera/{app}/README.md is a signpost: at most 25 lines"
    line = re.search(r"^\W*verbs?\W*:(.*(?:\n(?!\s*$).+)*)", text, re.I | re.M)
    if real := public_verbs(app):
        assert line, f"tessera/{app}/README.md has no line that begins with Verbs:"
        named = set(re.findall(r"`(\w+)`", line.group(1)))
        assert named, f"tessera/{app}/README.md names no verb as `verb`: say what can be done here"
        assert named <= real, f"tessera/{app}/README.md names verbs that do not exist: {sorted(named - real)}"


def test_every_test_file_would_be_collected() -> None:
    """A file of tests whose name pytest does not look for passes for ever."""
    found = {
        source.path
        for source in python()
        if source.parts[0] == "tests" and not source.parts[-1].startswith(("test_", "conftest"))
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    judge(
        "tests-are-collected", found, "Name a file that holds tests test_*.py, or pytest never runs it.", {}
    )
