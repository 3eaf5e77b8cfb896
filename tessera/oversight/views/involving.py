"""Who may open a case: the page, and one page for each thing that is changed about it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.oversight.actions import involving
from tessera.oversight.forms.involving import YES, EndForm, HandOverForm, InvolveForm, SchoolForm
from tessera.oversight.queries import involving as queries

PAGE = "oversight/involving/change.html"


@require_GET
def who_has_access(request: Asked, case_id: UUID) -> HttpResponse:
    """Everyone who may open the case, and who could."""
    shown = queries.who_has_access(practitioner=request.me, at=timezone.now(), case_id=case_id)
    return render(request, "oversight/involving/access.html", {"shown": shown, "nav": "worklist"})


@require_http_methods(["GET", "POST"])
def add(request: Asked, case_id: UUID) -> HttpResponse:
    """Involve a practitioner or a team by name."""
    at = timezone.now()
    case = queries.case_to_change(practitioner=request.me, at=at, case_id=case_id)
    people = queries.people_and_teams(practitioner=request.me, at=at)
    form = InvolveForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        who, reason = int(form.cleaned_data["who"]), form.cleaned_data["reason"]
        try:
            involving.add(practitioner=request.me, at=at, case_id=case_id, principal=who, reason=reason)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("They may open this case now."))
            return redirect("case_access", case_id)
    context = {
        "form": form,
        "case": case,
        "title": _("Involve somebody"),
        "button": _("Involve"),
        "nav": "worklist",
    }
    return render(request, PAGE, context)


@require_http_methods(["GET", "POST"])
def school(request: Asked, case_id: UUID) -> HttpResponse:
    """The child goes to another school."""
    at = timezone.now()
    case = queries.case_to_change(practitioner=request.me, at=at, case_id=case_id)
    now, every = queries.schools(practitioner=request.me, at=at, case_id=case_id)
    form = SchoolForm(request.POST or None, now=now, every=every)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        ids = {"from_agency_id": UUID(given["old"]), "to_agency_id": UUID(given["new"])}
        try:
            involving.move_school(practitioner=request.me, at=at, case_id=case_id, on=given["on"], **ids)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The school’s access moves with the child."))
            return redirect("case_access", case_id)
    context = {"form": form, "case": case, "schools": now, "nav": "worklist"}
    return render(request, "oversight/involving/school.html", context)


@require_http_methods(["GET", "POST"])
def end(request: Asked, involvement_id: UUID) -> HttpResponse:
    """Somebody's work with the family has ended."""
    at = timezone.now()
    case = queries.to_change(practitioner=request.me, at=at, involvement_id=involvement_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, keeps = form.cleaned_data["reason"], form.cleaned_data["keeps"] == YES
        try:
            involving.end(
                practitioner=request.me,
                at=at,
                involvement_id=involvement_id,
                reason=reason,
                keeps_own_record=keeps,
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It has ended."))
            return redirect("case_access", case.case_id)
    context = {"form": form, "case": case, "title": _("End it"), "button": _("End it"), "nav": "worklist"}
    return render(request, PAGE, context)


@require_http_methods(["GET", "POST"])
def hand_over(request: Asked, involvement_id: UUID) -> HttpResponse:
    """Somebody else takes on the work with the family."""
    at = timezone.now()
    case = queries.to_change(practitioner=request.me, at=at, involvement_id=involvement_id)
    form = HandOverForm(request.POST or None, people=queries.people_and_teams(practitioner=request.me, at=at))
    if request.method == "POST" and form.is_valid():
        given = {"principal": int(form.cleaned_data["who"]), "reason": form.cleaned_data["reason"]}
        try:
            involving.hand_over(practitioner=request.me, at=at, involvement_id=involvement_id, **given)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is handed over."))
            return redirect("case_access", case.case_id)
    context = {
        "form": form,
        "case": case,
        "title": _("Hand over"),
        "button": _("Hand over"),
        "nav": "worklist",
    }
    return render(request, PAGE, context)
