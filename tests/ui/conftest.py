"""Tests of the pages' parts: no database, no collected static files, no other app's addresses."""

import pytest
from django.test import override_settings

PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def _the_ui_app_alone() -> object:
    """Addresses of static files without their hash, and the ui app's addresses alone."""
    with override_settings(STORAGES=PLAIN, ROOT_URLCONF="tests.ui.addresses"):
        yield
