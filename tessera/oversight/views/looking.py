"""Who has looked at a case, and what a practitioner has looked at themself."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tessera.access.here import Asked
from tessera.oversight.queries import looking as queries
from tessera.ui.paging import page_near

EACH = 25


@require_GET
def who_looked(request: Asked, case_id: UUID) -> HttpResponse:
    """Everyone who looked at a case, by agency, and what was done with it."""
    shown = queries.who_looked(practitioner=request.me, at=timezone.now(), case_id=case_id)
    return render(request, "oversight/looking/case.html", {"shown": shown})


@require_GET
def cases_looked_at(request: Asked) -> HttpResponse:
    """Cases looked at in the last month, for the Caldicott guardian."""
    name = request.GET.get("name", "")
    found = queries.cases_looked_at(practitioner=request.me, at=timezone.now(), name=name)
    page = page_near(found, EACH, request.GET.get("page", ""))
    return render(request, "oversight/looking/cases.html", {"page": page, "name": name, "nav": "looked"})


@require_GET
def mine(request: Asked) -> HttpResponse:
    """What I have looked at."""
    found = queries.mine(practitioner=request.me, at=timezone.now())
    page = page_near(found, EACH, request.GET.get("page", ""))
    return render(request, "oversight/looking/mine.html", {"page": page})
