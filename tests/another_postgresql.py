"""A PostgreSQL that this machine has beside the wheel's: Debian's, where its package is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

OLDEST = 15


def programs() -> Path:
    """The folder of the newest that will do. Where there is none the test is skipped."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").is_file()]
    usable = {int(path.parent.name): path for path in found if int(path.parent.name) >= OLDEST}
    if not usable:
        pytest.skip(f"this machine has no PostgreSQL of its own, {OLDEST} or later")
    return usable[max(usable)]
