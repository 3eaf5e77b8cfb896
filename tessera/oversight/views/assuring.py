"""Pages of quality assurance: asking, agreeing, and the one file that a second person agrees to."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.core.text import date_words
from tessera.enquiries.queries import of_case
from tessera.oversight.actions import assuring
from tessera.oversight.forms.assuring import AgreeForm, AskForm, PickFilter, TakeForm
from tessera.oversight.queries import assuring as queries


@require_GET
def assurances(request: Asked) -> HttpResponse:
    """What was asked for, and what was asked to be taken out."""
    at = timezone.now()
    context = {
        "assurances": queries.assurances(practitioner=request.me, at=at),
        "exports": queries.exports(practitioner=request.me, at=at),
        "may_ask": queries.may_ask(request.me),
        "nav": "assurance",
    }
    return render(request, "oversight/assuring/assurances.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: Asked) -> HttpResponse:
    """Ask to read cases, for a purpose and until a day."""
    at = timezone.now()
    queries.only_assurers(request.me)
    form = AskForm(request.POST or None, today=timezone.localdate(at))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        # To the end of the day that was given.
        until = timezone.make_aware(datetime.combine(given.pop("until") + timedelta(days=1), time(0)))
        try:
            assuring.ask(practitioner=request.me, at=at, until=until, **given)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is asked for. A decision-maker agrees and picks the cases."))
            return redirect("assurances")
    return render(request, "oversight/assuring/ask.html", {"form": form, "nav": "assurance"})


@require_http_methods(["GET", "POST"])
def assurance(request: Asked, assurance_id: UUID) -> HttpResponse:
    """One request: read it; whoever decides picks the cases and agrees."""
    at = timezone.now()
    one = queries.assurance(practitioner=request.me, at=at, assurance_id=assurance_id)
    narrow, form = _picking(request, at)
    if request.method == "POST" and one.may_agree and form.is_valid():
        cases = [UUID(case) for case in form.cleaned_data["cases"]]
        try:
            assuring.agree(practitioner=request.me, at=at, assurance_id=assurance_id, case_ids=cases)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("They may read these cases until then."))
            return redirect("assurance", assurance_id)
    context = {"one": one, "form": form, "narrow": narrow, "nav": "assurance"}
    return render(request, "oversight/assuring/assurance.html", context)


def _picking(request: Asked, at: datetime) -> tuple[PickFilter, AgreeForm]:
    """The filter, and the closed cases that it leaves to be ticked."""
    narrow = PickFilter(request.GET or None, outcomes=of_case.outcomes(request.me, at))
    asked: dict[str, Any] = {"begins": None, "ends": None, "outcome": ""}
    if narrow.is_bound and narrow.is_valid():
        asked = narrow.cleaned_data
    found = of_case.closed(practitioner=request.me, at=at, **asked)
    cases = [
        (
            str(case.case_id),
            _("{reference}, closed {day}: {outcome}").format(
                reference=case.reference,
                day=date_words(timezone.localdate(case.closed_at)),
                outcome=case.outcome,
            ),
        )
        for case in found
    ]
    return narrow, AgreeForm(request.POST if request.method == "POST" else None, cases=cases)


@require_POST
def stop(request: Asked, assurance_id: UUID) -> HttpResponse:
    """Refuse it, or end it before its day."""
    assuring.stop(practitioner=request.me, at=timezone.now(), assurance_id=assurance_id)
    messages.success(request, _("It is over. Nothing is open by it any more."))
    return redirect("assurances")


@require_http_methods(["GET", "POST"])
def take(request: Asked, case_id: UUID) -> HttpResponse:
    """Ask to take a file of a case away."""
    at = timezone.now()
    case = queries.to_take(practitioner=request.me, at=at, case_id=case_id)
    form = TakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        assuring.ask_export(practitioner=request.me, at=at, case_id=case_id, **form.cleaned_data)
        messages.success(request, _("It is asked for. Somebody else must agree before the file is made."))
        return redirect("assurances")
    return render(request, "oversight/assuring/take.html", {"form": form, "case": case, "nav": "assurance"})


@require_POST
def agree_to_export(request: Asked, export_id: UUID) -> HttpResponse:
    """The second person's yes to one export."""
    assuring.agree_export(practitioner=request.me, at=timezone.now(), export_id=export_id)
    messages.success(request, _("They may take this one file, once."))
    return redirect("assurances")
