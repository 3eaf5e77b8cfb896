"""Pages of a sealed case: sealing it, naming who may know, opening the seal."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.oversight.actions import sealing
from tessera.oversight.forms.involving import NameForm, SealForm, WhyForm
from tessera.oversight.queries import sealing as queries
from tessera.oversight.queries.involving import colleagues

PAGE = "oversight/involving/change.html"


@require_http_methods(["GET", "POST"])
def seal(request: Asked, case_id: UUID) -> HttpResponse:
    """Seal a case: for those named and nobody else."""
    at = timezone.now()
    case = queries.to_seal(practitioner=request.me, at=at, case_id=case_id)
    people = queries.who_may_be_named(practitioner=request.me, at=at)
    form = SealForm(request.POST or None, people=people, initial={"named": [str(request.me.id)]})
    if request.method == "POST" and form.is_valid():
        named = [UUID(one) for one in form.cleaned_data["named"]]
        reason = form.cleaned_data["reason"]
        try:
            sealing.seal(practitioner=request.me, at=at, case_id=case_id, reason=reason, named=named)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The case is sealed. Nobody else can find it now."))
            return redirect("case_access", case_id)
    return render(request, "oversight/involving/seal.html", {"form": form, "case": case, "nav": "worklist"})


@require_http_methods(["GET", "POST"])
def name(request: Asked, case_id: UUID) -> HttpResponse:
    """Name one more practitioner who may know."""
    at = timezone.now()
    case = queries.to_seal(practitioner=request.me, at=at, case_id=case_id)
    form = NameForm(request.POST or None, people=colleagues(practitioner=request.me, at=at))
    if request.method == "POST" and form.is_valid():
        who, reason = UUID(form.cleaned_data["who"]), form.cleaned_data["reason"]
        try:
            sealing.name(practitioner=request.me, at=at, case_id=case_id, practitioner_id=who, reason=reason)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("They may open this case now."))
            return redirect("case_access", case_id)
    context = {
        "form": form,
        "case": case,
        "title": _("Name somebody"),
        "button": _("Name them"),
        "nav": "worklist",
    }
    return render(request, PAGE, context)


@require_http_methods(["GET", "POST"])
def unname(request: Asked, involvement_id: UUID) -> HttpResponse:
    """Take a name from a seal."""
    at = timezone.now()
    case = queries.to_unname(practitioner=request.me, at=at, involvement_id=involvement_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sealing.unname(practitioner=request.me, at=at, involvement_id=involvement_id, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("They can no longer find this case."))
            return redirect("worklist" if case.is_oneself else "case_access", *case.onward)
    context = {"form": form, "case": case, "title": _("Take a name away"), "button": _("Take it away")}
    return render(request, PAGE, {**context, "nav": "worklist"})


@require_http_methods(["GET", "POST"])
def open_seal(request: Asked, case_id: UUID) -> HttpResponse:
    """Open the seal: everyone involved may open the case again."""
    at = timezone.now()
    case = queries.to_seal(practitioner=request.me, at=at, case_id=case_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sealing.open_seal(practitioner=request.me, at=at, case_id=case_id, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The seal is open. Everyone involved may open this case again."))
            return redirect("case_access", case_id)
    context = {"form": form, "case": case, "title": _("Open the seal"), "button": _("Open the seal")}
    return render(request, PAGE, {**context, "nav": "worklist"})
