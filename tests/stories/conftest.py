"""Pages in the stories are drawn without collected static files."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from psycopg.conninfo import conninfo_to_dict

from config.postgres import Addresses

PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def _plain_static_files(tmp_path: Path) -> Iterator[None]:
    with override_settings(STORAGES=PLAIN, STATIC_ROOT=str(tmp_path)):
        yield


@contextmanager
def _as(user: dict[str, str]) -> Iterator[None]:
    kept = {name: connection.settings_dict[name] for name in user}
    connection.close()
    connection.settings_dict.update(user)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)


@pytest.fixture
def the_job_worker(addresses: Addresses) -> Callable[[], AbstractContextManager[None]]:
    """`with the_job_worker():` connects as the job role, which alone may be the automatic practitioner."""
    parts = conninfo_to_dict(addresses.job)
    user = {"USER": str(parts.get("user", "")), "PASSWORD": str(parts.get("password", ""))}
    return lambda: _as(user)


@pytest.fixture
def the_console(addresses: Addresses) -> Callable[[], AbstractContextManager[None]]:
    """`with the_console():` connects as the tables' owner, as the commands of an administrator do."""
    parts = conninfo_to_dict(addresses.owner)
    user = {name.upper(): str(parts.get(name, "")) for name in ("user", "password")}
    options = {"OPTIONS": {**connection.settings_dict["OPTIONS"], "options": str(parts.get("options", ""))}}
    return lambda: _as(user | options)  # type: ignore[arg-type]
