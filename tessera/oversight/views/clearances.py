"""Pages of clearances: who is cleared for what, giving one, ending one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.oversight.actions import clearances as actions
from tessera.oversight.forms.clearances import ClearanceForm
from tessera.oversight.queries import clearances as queries


@require_GET
def clearances(request: Asked) -> HttpResponse:
    """Who is cleared for which mark, until when, why and by whom."""
    shown = queries.clearances(practitioner=request.me, at=timezone.now())
    return render(request, "oversight/clearances.html", {"shown": shown, "nav": "clearances"})


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: Asked) -> HttpResponse:
    """Give somebody a clearance, with a reason and an end."""
    at = timezone.now()
    latest = queries.latest_day(practitioner=request.me, at=at)
    form = ClearanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_clearance(practitioner=request.me, at=at, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(refusal.missing[0] if refusal.missing else None, str(refusal))
        else:
            messages.success(request, _("The clearance is given. It ends by itself."))
            return redirect("clearances")
    context = {"form": form, "latest": latest, "nav": "clearances"}
    return render(request, "oversight/give_clearance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Asked, clearance_id: UUID) -> HttpResponse:
    """End a clearance now, once it has been asked whether that is meant."""
    at = timezone.now()
    shown = queries.clearance(practitioner=request.me, at=at, clearance_id=clearance_id)
    if request.method == "POST":
        actions.end_clearance(practitioner=request.me, at=at, clearance_id=clearance_id)
        messages.success(request, _("The clearance has ended."))
        return redirect("clearances")
    return render(request, "oversight/end_clearance.html", {"shown": shown, "nav": "clearances"})
