"""What is installed is named, hashed, and what pyproject.toml asks for."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from config.home import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
RUNTIME = PROJECT["dependencies"]
DEV = RUNTIME + PROJECT["optional-dependencies"]["dev"]


def pinned(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text()
    return {
        canonicalize_name(found): version for found, version in re.findall(r"(?m)^([\w.-]+)==([^\s;]+)", text)
    }


@pytest.mark.parametrize(("lock", "wanted"), [("requirements.lock", RUNTIME), ("requirements-dev.lock", DEV)])
def test_the_lock_holds_what_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    have = pinned(lock)
    for line in wanted:
        requirement = Requirement(line)
        version = have.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in {lock}: run make lock"
        assert requirement.specifier.contains(version), (
            f"{lock} holds {requirement.name} {version}: run make lock"
        )


def test_the_tests_run_on_what_will_be_shipped() -> None:
    dev = pinned("requirements-dev.lock")
    assert {name: dev.get(name) for name in pinned("requirements.lock")} == pinned("requirements.lock")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_is_hashed_and_no_index_is_named(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"(?m)^(?=[A-Za-z0-9])", text)[1:]
    assert len(entries) == len(pinned(lock))
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "index" not in text


def imported(folders: Iterable[str]) -> Iterator[str]:
    """The top name of every module that is imported below these folders and is neither ours nor Python's."""
    ours = {"config", "tessera", "tests", "bin"} | sys.stdlib_module_names
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            else:
                continue
            yield from {name.partition(".")[0] for name in names} - ours


def unlisted(names: Iterable[str], wanted: list[str]) -> set[str]:
    """Those that come with a package nobody asked for: it is here only because another package wants it."""
    listed = {canonicalize_name(Requirement(line).name) for line in wanted}
    homes = packages_distributions()
    return {name for name in names if not listed & {canonicalize_name(home) for home in homes.get(name, ())}}


@pytest.mark.parametrize(
    ("folders", "wanted"),
    [(("config", "tessera", "bin"), RUNTIME), (("tests",), DEV)],
    ids=["shipped", "tests"],
)
def test_what_is_imported_is_asked_for(folders: tuple[str, ...], wanted: list[str]) -> None:
    found = set(imported(folders))
    assert len(found) > 8
    assert unlisted(found, wanted) == set(), "name it in pyproject.toml, with what it is for"


def test_what_came_with_something_else_is_noticed() -> None:
    assert unlisted({"django", "asgiref", "nowhere"}, RUNTIME) == {"asgiref", "nowhere"}
