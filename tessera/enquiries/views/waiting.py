"""Pages of the hub while it waits for an agency: pausing its time, letting it run again, withdrawing the question."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import waiting
from tessera.enquiries.forms.asking import YES, WithdrawForm
from tessera.enquiries.forms.enquiring import PauseForm
from tessera.enquiries.queries import asking as queries


@require_http_methods(["GET", "POST"])
def pause(request: Asked, request_id: UUID) -> HttpResponse:
    """Let one agency's time stand still, for a reason."""
    at = timezone.now()
    asked = queries.to_stop(practitioner=request.me, at=at, request_id=request_id)
    form = PauseForm(request.POST or None, reasons=asked.reasons)
    if request.method == "POST" and form.is_valid():
        try:
            waiting.pause_request(practitioner=request.me, at=at, request_id=request_id, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The agency’s time is paused, and they have been told."))
            return redirect("enquiry", asked.enquiry_id)
    context = {"form": form, "asked": asked, "nav": "worklist"}
    return render(request, "enquiries/request/pause.html", context)


@require_POST
def resume(request: Asked, request_id: UUID) -> HttpResponse:
    """Let an agency's time run again."""
    enquiry_id = queries.enquiry_of(request_id)
    try:
        waiting.resume_request(practitioner=request.me, at=timezone.now(), request_id=request_id)
    except NotAllowed:
        messages.info(request, _("Nobody waits for this answer any more, so nothing was changed."))
    else:
        messages.success(request, _("Their time is running again, and they have been told."))
    return redirect("enquiry", enquiry_id)


@require_http_methods(["GET", "POST"])
def withdraw(request: Asked, request_id: UUID) -> HttpResponse:
    """Take back a question that has not been answered."""
    at = timezone.now()
    asked = queries.to_stop(practitioner=request.me, at=at, request_id=request_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        may_still_see = form.cleaned_data["may_still_see"] == YES
        reason = form.cleaned_data["reason"]
        try:
            waiting.withdraw(
                practitioner=request.me,
                at=at,
                request_id=request_id,
                reason=reason,
                may_still_see=may_still_see,
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The question is withdrawn, and the agency has been told."))
            return redirect("enquiry", asked.enquiry_id)
    context = {"form": form, "asked": asked, "nav": "worklist"}
    return render(request, "enquiries/request/withdraw.html", context)
