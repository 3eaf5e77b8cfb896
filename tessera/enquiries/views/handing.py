"""Handing over to the hub: choose line by line, check, and hand over."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.access.here import Asked as HttpRequest
from tessera.core.identifiers import uuid7
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import handing
from tessera.enquiries.forms.handing import CHANGED, HandOverForm, HeldLineForms, held_forms
from tessera.enquiries.queries import handing as queries
from tessera.enquiries.rules.handing import Choice
from tessera.partnership import queries as partnership

BUTTONS = ("csrfmiddlewaretoken", "check", "confirm", "back")


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The lines that the hub has not got whole; what was chosen, to be checked; and then it is done."""
    settings = partnership.in_force(request.me.partnership_id, timezone.now()).settings
    holding = queries.holding(practitioner=request.me, request_id=request_id)
    posted = request.POST if request.method == "POST" else None
    reasons = [(code, why.label) for code, why in settings.refusal_reasons.items()]
    lines = held_forms(posted, holding.lines, reasons)
    form = HandOverForm(posted, rated=bool(holding.rating), initial={"once": uuid7()})
    if form.is_valid() and queries.is_handed_over(request_id, form.cleaned_data["once"]):
        return _already(request, request_id)
    right = posted is not None and lines.is_valid() & form.is_valid()
    if right and "confirm" in request.POST:
        return _done(request, holding, lines, form)
    if right and "check" in request.POST:
        return _check(request, holding, lines, form)
    if lines.changed:
        form.add_error(None, CHANGED)
    return _page(request, holding, lines, form)


def _page(
    request: HttpRequest, holding: queries.Holding, lines: HeldLineForms, form: HandOverForm
) -> HttpResponse:
    context = {"nav": "requests", "holding": holding, "lines": lines, "form": form}
    return render(request, "enquiries/request/hand_over.html", context)


def _check(
    request: HttpRequest, holding: queries.Holding, lines: HeldLineForms, form: HandOverForm
) -> HttpResponse:
    chosen = lines.chosen()
    context = {
        "nav": "requests",
        "holding": holding,
        "going": [
            line.read_by_hub(Choice(given["choice"]), given["words"], request.me.agency)
            for line, given in chosen
            if given["choice"] != Choice.HELD_BACK
        ],
        "staying": [line.shown for line, given in chosen if given["choice"] == Choice.HELD_BACK],
        "unsaid": form.cleaned_data["could_not_say"],
        "rated": form.cleaned_data.get("rating", False),
        "typed": [
            (name, value) for name, values in request.POST.lists() if name not in BUTTONS for value in values
        ],
    }
    return render(request, "enquiries/request/hand_over_check.html", context)


def _already(request: HttpRequest, request_id: UUID) -> HttpResponse:
    messages.info(
        request,
        _("This was handed over already, and nothing went twice. To hand over more, begin again from here."),
    )
    return redirect("request", request_id)


def _done(
    request: HttpRequest, holding: queries.Holding, lines: HeldLineForms, form: HandOverForm
) -> HttpResponse:
    """Hand it over; what forbids that is said on the form."""
    try:
        handing.hand_over(
            practitioner=request.me,
            at=timezone.now(),
            request_id=holding.id,
            once=form.cleaned_data["once"],
            chosen=_chosen(lines),
            could_not_say=form.cleaned_data["could_not_say"],
            rating=form.cleaned_data.get("rating", False),
        )
    except handing.HandedOverAlready:
        return _already(request, holding.id)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _page(request, holding, lines, form)
    messages.success(request, _("The hub has what you handed over."))
    return redirect("request", holding.id)


def _chosen(lines: HeldLineForms) -> list[handing.Chosen]:
    return [
        handing.Chosen(
            line.id, Choice(given["choice"]), given["words"] or "", given["reason"] or "", given["why"] or ""
        )
        for line, given in lines.chosen()
    ]
