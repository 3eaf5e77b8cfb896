"""The page on which somebody says what they have judged of a pattern."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.access.here import Asked
from tessera.patterns import actions, queries
from tessera.patterns.forms import DismissForm


@require_http_methods(["GET", "POST"])
def dismiss(request: Asked, person_id: UUID, which: str) -> HttpResponse:
    """One pattern with its facts, and why it needs nothing more."""
    at = timezone.now()
    found = queries.to_dismiss(practitioner=request.me, at=at, person_id=person_id, rule=which)
    form = DismissForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.dismiss(
            practitioner=request.me,
            at=at,
            person_id=person_id,
            rule=found.watched.rule,
            facts=[fact.id for fact in found.facts],
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Dismissed for you. It comes back if anything is added to it."))
        return redirect("person_chronology", person_id)
    context = {"nav": "search", "form": form, "found": found, "person_id": person_id}
    return render(request, "patterns/dismiss.html", context)
