"""Pages of emergency access: opening, what was opened, the review queue, one review."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tessera.access.here import Asked
from tessera.core.identifiers import uuid7
from tessera.core.steps import NotAllowed
from tessera.oversight.actions import emergencies as actions
from tessera.oversight.forms.emergencies import EmergencyForm, ReviewForm
from tessera.oversight.queries import emergencies as queries


@require_http_methods(["GET", "HEAD", "POST"])
def emergency_access(request: Asked) -> HttpResponse:
    """What emergency access is, and opening a child's cases by it."""
    at = timezone.now()
    page = queries.to_open(practitioner=request.me, at=at)
    form = EmergencyForm(
        request.POST or None, longest=page.longest, initial={"once": uuid7(), "hours": page.usual}
    )
    if request.method == "POST" and form.is_valid():
        try:
            use = actions.open_in_emergency(practitioner=request.me, at=at, **form.asked())
        except actions.OpenedAlready as again:
            return redirect("emergency_opened", again.use_id)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("emergency_opened", use.pk)
    context = {"form": form, "page": page, "nav": "emergency"}
    return render(request, "oversight/emergency_access.html", context)


@require_GET
def opened(request: Asked, use_id: UUID) -> HttpResponse:
    """What was opened, until when, and how its review ended."""
    shown = queries.opened(practitioner=request.me, at=timezone.now(), use_id=use_id)
    return render(request, "oversight/opened.html", {"shown": shown, "use": shown.use, "nav": "emergency"})


@require_GET
def reviews(request: Asked) -> HttpResponse:
    """The review queue."""
    shown = queries.reviews(practitioner=request.me, at=timezone.now(), page=request.GET.get("page", "1"))
    return render(request, "oversight/reviews.html", {"shown": shown, "nav": "reviews"})


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Asked, use_id: UUID) -> HttpResponse:
    """One use, with what was looked at meanwhile, and what its reviewer finds."""
    at = timezone.now()
    shown = queries.to_review(practitioner=request.me, at=at, use_id=use_id)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.review(practitioner=request.me, at=at, use_id=use_id, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The review is recorded, and whoever opened it is told."))
            return redirect("emergency_reviews")
    context = {"form": form, "shown": shown, "use": shown.use, "nav": "reviews"}
    return render(request, "oversight/review.html", context)
