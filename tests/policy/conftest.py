"""Connections for proofs about the policy: the administrator, who builds worlds, and the application, who is judged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.test import override_settings

from config.postgres import Addresses


@pytest.fixture(scope="module")
def admin(scratch: Any, django_db_setup: None) -> Iterator[psycopg.Connection[Any]]:
    with scratch.server.connect(scratch.name) as connection:
        yield connection
    scratch.renew()


@pytest.fixture(scope="module")
def app(addresses: Addresses) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(addresses.app, autocommit=True) as connection:
        yield connection


@pytest.fixture(autouse=True)
def _plain_static_files(tmp_path: Path) -> Iterator[None]:
    """Pages are drawn without collected static files."""
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=plain, STATIC_ROOT=str(tmp_path)):
        yield
