"""Pages in the stories are drawn without collected static files."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from psycopg.conninfo import conninfo_to_dict

from config.postgres import Addresses
from tests.conftest import connected_as

PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def _plain_static_files(tmp_path: Path) -> Iterator[None]:
    with override_settings(STORAGES=PLAIN, STATIC_ROOT=str(tmp_path)):
        yield


@pytest.fixture
def the_console(addresses: Addresses) -> Callable[[], AbstractContextManager[None]]:
    """`with the_console():` connects as the tables' owner, as the commands of an administrator do."""
    parts = conninfo_to_dict(addresses.owner)
    user = {name.upper(): str(parts.get(name, "")) for name in ("user", "password")}
    options = {"OPTIONS": {**connection.settings_dict["OPTIONS"], "options": str(parts.get("options", ""))}}
    return lambda: connected_as(user | options)  # type: ignore[arg-type]
