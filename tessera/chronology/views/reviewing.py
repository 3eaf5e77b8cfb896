"""The page of a supervisor: which records are read again by when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tessera.access.here import Asked
from tessera.chronology import queries


@require_GET
def to_review(request: Asked) -> HttpResponse:
    """The records of the children of open cases, the first to be reviewed first: due, soon, or all of them."""
    shown = queries.queue(
        practitioner=request.me,
        at=timezone.now(),
        show=request.GET.get("show", ""),
        page=request.GET.get("page", "1"),
    )
    titles = {"due": _("Due now"), "soon": _("Due in the next 14 days"), "all": _("Every open record")}
    lists = [(word, titles[word], shown.counts.get(word, 0)) for word in queries.SHOWS]
    context = {"nav": "to_review", "shown": shown, "lists": lists, "title": titles[shown.show]}
    return render(request, "chronology/to_review.html", context)
