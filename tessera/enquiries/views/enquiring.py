"""Pages of an enquiry: the overview, and one page for each thing that is changed about it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import confirming, enquiring
from tessera.enquiries.forms.enquiring import AllocateForm, DangerForm, PauseForm, RateForm
from tessera.enquiries.queries import danger as dangers
from tessera.enquiries.queries import enquiring as queries
from tessera.enquiries.queries import of_case
from tessera.enquiries.rules.words import ClockKind


@require_GET
def case(request: Asked, case_id: UUID) -> HttpResponse:
    """The page on which a case is worked: its enquiry, or else its referral."""
    named = of_case.named(case_id)
    if named is None:
        raise Http404
    return redirect(named.href)


@require_GET
def overview(request: Asked, enquiry_id: UUID) -> HttpResponse:
    """One enquiry, whole."""
    shown = queries.overview(practitioner=request.me, at=timezone.now(), enquiry_id=enquiry_id)
    return render(request, "enquiries/enquiry/overview.html", {"e": shown, "nav": "worklist"})


@require_http_methods(["GET", "POST"])
def rate(request: Asked, enquiry_id: UUID) -> HttpResponse:
    """Say how urgent it is, and why."""
    at = timezone.now()
    enquiry = queries.to_work(practitioner=request.me, at=at, enquiry_id=enquiry_id)
    ratings = [(band.code, band.label, band.meaning) for band in enquiry.settings.ratings.values()]
    form = RateForm(request.POST or None, ratings=ratings, initial={"value": enquiry.rating})
    if request.method == "POST" and form.is_valid():
        try:
            enquiring.rate(practitioner=request.me, at=at, enquiry_id=enquiry_id, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The rating is recorded. Its clocks follow the sooner limit."))
            return redirect("enquiry", enquiry_id)
    context = {"form": form, "enquiry": enquiry, "nav": "worklist"}
    return render(request, "enquiries/enquiry/rate.html", context)


@require_POST
def confirm(request: Asked, enquiry_id: UUID, rating_id: UUID) -> HttpResponse:
    """Agree, as the second person, to how urgent it was said to be."""
    try:
        confirming.confirm(
            practitioner=request.me, at=timezone.now(), enquiry_id=enquiry_id, rating_id=rating_id
        )
    except NotAllowed:
        messages.info(request, _("Nothing was changed. Read what stands below, and who may confirm it."))
    else:
        messages.success(request, _("The rating is confirmed. Its clocks follow the sooner limit."))
    return redirect("enquiry", enquiry_id)


@require_http_methods(["GET", "POST"])
def allocate(request: Asked, enquiry_id: UUID) -> HttpResponse:
    """Give it to someone in the hub."""
    at = timezone.now()
    enquiry = queries.to_work(practitioner=request.me, at=at, enquiry_id=enquiry_id)
    members = [(str(pk), name) for pk, name in queries.hub_members(practitioner=request.me, at=at)]
    form = AllocateForm(request.POST or None, members=members, initial={"to": str(enquiry.allocated_to)})
    if request.method == "POST" and form.is_valid():
        to_id = UUID(form.cleaned_data["to"])
        try:
            enquiring.allocate(practitioner=request.me, at=at, enquiry_id=enquiry_id, to_id=to_id)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The enquiry is allocated, and they have been told."))
            return redirect("enquiry", enquiry_id)
    context = {"form": form, "enquiry": enquiry, "nav": "worklist"}
    return render(request, "enquiries/enquiry/allocate.html", context)


@require_http_methods(["GET", "POST"])
def pause(request: Asked, enquiry_id: UUID, kind: str) -> HttpResponse:
    """Stand one of its clocks still, for a reason."""
    at = timezone.now()
    enquiry = queries.to_work(practitioner=request.me, at=at, enquiry_id=enquiry_id)
    clock = queries.pausable(enquiry, kind)
    form = PauseForm(request.POST or None, reasons=clock.reasons)
    if request.method == "POST" and form.is_valid():
        try:
            enquiring.pause(
                practitioner=request.me, at=at, enquiry_id=enquiry_id, kind=kind, **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The clock is paused."))
            return redirect("enquiry", enquiry_id)
    context = {"form": form, "enquiry": enquiry, "clock": clock, "nav": "worklist"}
    return render(request, "enquiries/enquiry/pause.html", context)


@require_POST
def resume(request: Asked, enquiry_id: UUID, kind: str) -> HttpResponse:
    """Let a paused clock run again."""
    if kind not in list(ClockKind):
        raise Http404
    try:
        enquiring.resume(practitioner=request.me, at=timezone.now(), enquiry_id=enquiry_id, kind=kind)
    except NotAllowed:
        messages.info(request, _("This clock is not running any more, so nothing was changed."))
    else:
        messages.success(request, _("The clock is running again."))
    return redirect("enquiry", enquiry_id)


@require_http_methods(["GET", "POST"])
def danger(request: Asked, referral_id: UUID) -> HttpResponse:
    """Immediate danger: a strategy discussion now."""
    at = timezone.now()
    referral = dangers.in_danger(practitioner=request.me, at=at, referral_id=referral_id)
    form = DangerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            enquiring.call_danger(
                practitioner=request.me, at=at, referral_id=referral_id, **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Everyone in the hub has been told. Now ring: do not wait for an answer here.")
            )
            return redirect("referral_danger", referral_id)
    context = {"form": form, "referral": referral, "dangers": referral.dangers}
    return render(request, "enquiries/enquiry/danger.html", context)
