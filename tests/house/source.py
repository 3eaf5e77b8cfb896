"""The project's own files, read once, and the way to state a rule about them.

A rule is a function that yields what is wrong with one file. It carries its lesson (what to do, and why), one
file that breaks it and one that keeps it, so that a rule that has stopped working is found.
"""

import ast
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {
    ".git", ".venv", "var", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache",
    ".hypothesis", ".import_linter_cache", "htmlcov", "test-results",
}  # fmt: skip
FOUNDATIONS = ("core", "ui", "audit", "access", "notifications")


@dataclass(frozen=True)
class Source:
    """One file: its path from the root of the project, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def parts(self) -> tuple[str, ...]:
        return PurePosixPath(self.path).parts

    @property
    def app(self) -> str:
        """The app the file belongs to, or "" when it is not inside an app."""
        return self.parts[1] if self.parts[0] == "tessera" and len(self.parts) > 2 else ""

    @property
    def module(self) -> str:
        """The module of the app: "actions" for plans/actions.py and for plans/actions/accept.py."""
        return self.parts[2].removesuffix(".py") if self.app else ""

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.parts

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every dotted name imported, with its line; `from a import b` gives both a and a.b."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module, node.lineno
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


@cache
def every_file() -> tuple[Source, ...]:
    """Every text file of the project; what is generated, installed or binary is left out."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - NOT_OURS)
        for name in sorted(names):
            path = Path(folder) / name
            try:
                found.append(Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
            except (UnicodeDecodeError, FileNotFoundError):
                continue
    return tuple(found)


def python() -> Iterator[Source]:
    """The product's and the tests' Python, without migrations."""
    for source in every_file():
        ours = source.parts[0] in ("tessera", "config", "tests", "bin")
        if ours and source.path.endswith(".py") and not source.is_migration:
            yield source


def templates() -> Iterator[Source]:
    for source in every_file():
        if source.app and "templates" in source.parts and source.path.endswith((".html", ".txt", ".svg")):
            yield source


def apps() -> list[str]:
    """The apps that are born: every package of tessera."""
    return sorted(path.parent.name for path in (ROOT / "tessera").glob("*/__init__.py"))


@dataclass(frozen=True)
class Rule:
    name: str
    lesson: str
    find: Callable[[Source], Iterator[str]]
    breaks: tuple[Source, ...]
    keeps: tuple[Source, ...]
    files: Callable[[], Iterator[Source]]


@dataclass(frozen=True)
class Book:
    """The rules about one kind of file."""

    files: Callable[[], Iterator[Source]]
    rules: list[Rule]

    def rule(
        self, name: str, lesson: str, *, breaks: list[tuple[str, str]], keeps: list[tuple[str, str]]
    ) -> Callable[[Callable[[Source], Iterator[str]]], Callable[[Source], Iterator[str]]]:
        def state(find: Callable[[Source], Iterator[str]]) -> Callable[[Source], Iterator[str]]:
            bad, good = tuple(Source(*one) for one in breaks), tuple(Source(*one) for one in keeps)
            self.rules.append(Rule(name, lesson, find, bad, good, self.files))
            return find

        return state


def judge(name: str, found: set[str], lesson: str, exceptions: dict[str, str]) -> None:
    """Fail with the lesson on anything found that is not excepted, and on any exception no longer needed."""
    new = sorted(found - exceptions.keys())
    if new:
        pytest.fail(f"{name}: {lesson}\n  " + "\n  ".join(new), pytrace=False)
    spent = sorted(exceptions.keys() - found)
    if spent:
        pytest.fail(
            f"{name}: these exceptions are no longer needed. Delete them; the list may only shrink.\n  "
            + "\n  ".join(spent),
            pytrace=False,
        )
