"""Pages in the stories are drawn without collected static files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def _plain_static_files(tmp_path: Path) -> Iterator[None]:
    with override_settings(STORAGES=PLAIN, STATIC_ROOT=str(tmp_path)):
        yield
