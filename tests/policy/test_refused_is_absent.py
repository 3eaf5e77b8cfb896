"""What row security refuses in the middle of a view answers as what is not there, and undoes the whole request."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path
from django.utils import timezone

from tessera.access.models import Case
from tests.cast import as_member, client_as

pytestmark = pytest.mark.django_db(transaction=True)


def opens_for_another(request: HttpRequest) -> HttpResponse:
    """A view that forgot to ask: it opens a case in somebody else's name."""
    me = request.me  # type: ignore[attr-defined]
    Case.objects.create(
        partnership_id=me.partnership_id,
        hub_id=me.hub,
        audience=[me.principal],
        opened_by_id=me.id,
        opened_at=timezone.now(),
    )
    return HttpResponse("done")


handler404 = "tessera.ui.views.not_found"
urlpatterns = [path("forgetful/", opens_for_another), path("", include("config.urls"))]


@override_settings(ROOT_URLCONF=__name__)
def test_a_refusal_by_the_database_is_a_page_that_is_not_here() -> None:
    ben = client_as("ben")
    refused, missing = ben.get("/forgetful/"), ben.get("/nowhere/")
    assert refused.status_code == missing.status_code == 404
    assert refused.content == missing.content
    with as_member("ben"):
        assert not Case.objects.exists()
