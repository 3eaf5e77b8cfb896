"""A mail server that answers, and the job that sends, run as the job worker's own role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from config.postgres import Addresses
from tests.conftest import _point_django_at
from tests.notifications.mail_server import Post, mail_server

SMTP = "django.core.mail.backends.smtp.EmailBackend"
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def _plain_static_files(tmp_path: Path) -> Iterator[None]:
    with override_settings(STORAGES=PLAIN, STATIC_ROOT=str(tmp_path)):
        yield


@pytest.fixture
def post() -> Iterator[Post]:
    """The mail server that Django sends through."""
    with (
        mail_server() as server,
        override_settings(
            EMAIL_BACKEND=SMTP,
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=server.port,
            EMAIL_USE_TLS=False,
            EMAIL_HOST_USER="",
            EMAIL_HOST_PASSWORD="",
            TESSERA_ADDRESS="https://tessera.example.org",
        ),
    ):
        yield server


@pytest.fixture
def work(addresses: Addresses) -> Iterator[Callable[[], int]]:
    """Runs the job once, as the job worker would; answers with how many emails went."""
    from tessera.notifications import jobs

    def once() -> int:
        _point_django_at(addresses.job)
        try:
            return jobs.send_email(timestamp=0)
        finally:
            _point_django_at(addresses.app)

    yield once
    _point_django_at(addresses.app)
