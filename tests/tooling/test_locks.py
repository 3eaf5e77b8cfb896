"""What is installed is named, hashed, and what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib

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
