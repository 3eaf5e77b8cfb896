"""A contract that never fails proves nothing: here each is broken on purpose, in a small made-up house."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).parent / "lint-imports"
APPS = ("home", "chronology", "reviews", "supervision", "plans", "enquiries", "records", "people", "learning")

FOUNDATIONS = {
    "core/steps.py": "import dataclasses\n",
    "ui/renderer.py": "from tessera.core import steps\n",
    "audit/models.py": "",
    "audit/verbs.py": "from tessera.audit import models\nfrom tessera.core import steps\n",
    "access/policy.py": "from tessera.core import steps\n",
    "access/compile.py": "from tessera.access import policy\n",
    "access/labels.py": "",
    "access/models.py": "from tessera.access import labels\n",
    "access/queries.py": "from tessera.access import models\n",
    "access/actions.py": "from tessera.access import models, queries\nfrom tessera.audit import verbs\n",
    "notifications/models.py": "",
    "notifications/actions.py": "import tessera.notifications.models\nimport tessera.access.labels\n",
}
MODULES = {
    "apps.py": "",
    "migrations/__init__.py": "",
    "rules.py": "from tessera.core import steps\n",
    "models.py": "from tessera.{app} import rules\nfrom tessera.access import labels\n",
    "queries.py": "from tessera.{app} import models\nfrom tessera.access import queries as access\n"
    "from tessera.audit.verbs import query\n",
    "actions.py": "from tessera.{app} import models, queries, rules\n"
    "from tessera.audit.verbs import action\n"
    "from tessera.notifications import actions as notifications\n",
    "forms.py": "from tessera.{app} import rules\nfrom tessera.ui import renderer\n",
    "views.py": "from tessera.{app} import actions, forms, queries\n",
    "jobs.py": "from tessera.{app} import actions\n",
    "urls.py": "from tessera.{app} import views\n",
}

# what is done wrong, where, the line that does it, and the contract that must say so
VIOLATIONS = [
    ("an import upwards", "people/actions.py", "from tessera.plans import actions as plans", "layers"),
    (
        "an import upwards, hidden in a function",
        "people/actions.py",
        "def f():\n    from tessera.plans import actions as plans",
        "layers",
    ),
    (
        "an import upwards, for types only",
        "people/actions.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from tessera.plans import actions as plans",
        "layers",
    ),
    (
        "siblings that must not see each other",
        "reviews/actions.py",
        "import tessera.supervision.actions",
        "layers",
    ),
    ("access that knows a subject", "access/compile.py", "from tessera.people import queries", "layers"),
    ("an app nobody placed", "odds_and_ends/__init__.py", "x = 1", "layers"),
    ("a module nobody agreed", "plans/helpers.py", "x = 1", "modules"),
    ("a module nobody agreed, as a package", "home/services/__init__.py", "x = 1", "modules"),
    ("a question that acts", "plans/queries.py", "from tessera.plans import actions", "modules"),
    ("an action that knows forms", "plans/actions.py", "from tessera.plans import forms", "modules"),
    ("a job that knows views", "plans/jobs.py", "from tessera.plans import views", "modules"),
    ("rules that know tables", "plans/rules.py", "from tessera.plans import models", "modules"),
    ("another app's tables", "chronology/queries.py", "import tessera.enquiries.models", "public-modules"),
    ("another app's form", "enquiries/forms.py", "from tessera.people import forms as f", "public-modules"),
    ("rules that know Django", "plans/rules.py", "from django.utils import timezone", "rules-are-pure"),
    (
        "rules that know Django by way of another module",
        "plans/rules.py",
        "from tessera.audit import models",
        "rules-are-pure",
    ),
    ("a policy that knows the database", "access/policy.py", "import psycopg", "rules-are-pure"),
    ("a view that reads a table", "plans/views.py", "from tessera.plans import models", "thin-views"),
    (
        "a view that reads a foundation's table",
        "plans/views.py",
        "import tessera.access.models",
        "thin-views",
    ),
    ("a table that acts", "plans/models.py", "import tessera.people.actions", "models-keep-to-themselves"),
    (
        "a question that uses a lower app's verb",
        "plans/queries.py",
        "import tessera.people.actions",
        "questions-change-nothing",
    ),
    (
        "learning that looks up a child",
        "learning/queries.py",
        "import tessera.people.queries",
        "learning-knows-no-child",
    ),
    (
        "the house that knows its street",
        "plans/actions.py",
        "from config import settings",
        "nothing-imports-config",
    ),
    ("a circle inside a foundation", "access/policy.py", "from tessera.access import compile", "no-cycles"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up house that keeps every contract."""
    root = tmp_path_factory.mktemp("house")
    files = {f"tessera/{path}": text for path, text in FOUNDATIONS.items()}
    for app in APPS:
        files |= {f"tessera/{app}/{path}": text.format(app=app) for path, text in MODULES.items()}
    files["config/settings.py"] = ""
    files["config/urls.py"] = "".join(f"import tessera.{app}.urls\n" for app in APPS)
    files["tests/house/contracts.py"] = (ROOT / "tests/house/contracts.py").read_text()
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    for folder in {path.parent for path in root.glob("*/**/*.py")} | {root / "tessera"}:
        (folder / "__init__.py").touch()
    shutil.copy(ROOT / ".importlinter", root)
    return root


def _lint(root: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    return subprocess.run(
        [LINT, "--no-cache", *chosen], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_house_in_order_keeps_every_contract(house: Path) -> None:
    result = _lint(house)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [violation[1:] for violation in VIOLATIONS],
    ids=[violation[0] for violation in VIOLATIONS],
)
def test_the_contract_catches(house: Path, path: str, line: str, contract: str) -> None:
    file = house / "tessera" / path
    before = file.read_text() if file.exists() else None
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{before or ''}{line}\n")
    try:
        result = _lint(house, contract)
    finally:
        if before is None:
            shutil.rmtree(file.parent) if file.name == "__init__.py" else file.unlink()
        else:
            file.write_text(before)
    assert "BROKEN" in result.stdout, (
        f"The contract {contract} let this through: {line!r} in {path}.\n{result.stdout}{result.stderr}"
    )


def test_every_contract_is_broken_by_something_here() -> None:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    contracts = {
        name.rpartition(":")[2] for name in parser.sections() if name.startswith("importlinter:contract:")
    }
    unproven = contracts - {violation[3] for violation in VIOLATIONS}
    assert not unproven, (
        f"Add a violation to this file for each contract nothing here breaks: {sorted(unproven)}"
    )
