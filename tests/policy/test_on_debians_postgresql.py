"""The policy holds on Debian's PostgreSQL as on the embedded one: a short proof, on a server of that version.

All of `tests/policy` runs there with `./bin/test --postgres FOLDER tests/policy`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from config.embedded import NAMED
from config.home import ROOT
from tests import another_postgresql
from tests.conftest import HOME


def test_postgresql_agrees_with_the_oracle_there() -> None:
    programs = another_postgresql.programs()
    if os.environ.get(NAMED) or os.environ.get("DATABASE_URL"):
        pytest.skip("this run is on another PostgreSQL than the embedded one")
    kept = {name: value for name, value in os.environ.items() if name != HOME}
    done = subprocess.run(
        [sys.executable, "-m", "tests.policy.long_run", "--decisions", "20000", "--no-mutants", "--json"],
        cwd=ROOT, env={**kept, NAMED: str(programs)}, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["decisions"] >= 20_000
    assert (found["leaks"], found["wrong_denials"]) == (0, 0)
