"""Every address, and one more: a page of another app that takes a form, for posts that come too late."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500, urlpatterns

TAKEN: list[dict[str, Any]] = []


def write(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        TAKEN.append({"by": request.me.name, **{name: request.POST.getlist(name) for name in request.POST}})  # type: ignore[attr-defined]
    return HttpResponse("<h1>Notes</h1>")


write.__module__ = "tessera.notes.views"
urlpatterns = [*urlpatterns, path("notes/", write), path("notes/<int:number>/", lambda r, number: write(r))]

__all__ = ("handler400", "handler403", "handler404", "handler500", "urlpatterns")
