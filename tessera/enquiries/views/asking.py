"""Pages of the hub: asking an agency one question, deciding not to share, chasing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tessera.access.here import Asked as HttpRequest
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import asking
from tessera.enquiries.forms.asking import (
    TO_CONTRIBUTE,
    WHY_CONTRIBUTE,
    YES,
    AskForm,
    DoNotShareForm,
    ask_form,
)
from tessera.enquiries.queries import asking as queries
from tessera.enquiries.rules.words import AskedFor
from tessera.partnership import queries as partnership
from tessera.partnership.rules.settings import Settings


def _ready(request: HttpRequest, agency: queries.AgencyToAsk) -> queries.Template | None:
    """The template that the question begins with: the one chosen, or the first that fits."""
    if _asked_for(request) == AskedFor.CHRONOLOGY:
        return None
    wanted = request.GET.get("concern")
    chosen = next((one for one in agency.templates if one.concern == wanted), None)
    return chosen or (agency.templates[0] if agency.templates else None)


def _form(
    request: HttpRequest, enquiry: queries.ToAsk, ready: queries.Template | None, settings: Settings
) -> AskForm:
    """The form, with everything that can be offered filled in: a start, which the practitioner answers for."""
    return ask_form(
        settings,
        request.POST if request.method == "POST" else None,
        question=str(TO_CONTRIBUTE)
        if _asked_for(request) == AskedFor.CHRONOLOGY
        else ready.question
        if ready
        else "",
        necessity=str(WHY_CONTRIBUTE)
        if _asked_for(request) == AskedFor.CHRONOLOGY
        else ready.why
        if ready
        else "",
        not_told=enquiry.not_told,
        said=enquiry.referrer_said,
    )


def _asked_for(request: HttpRequest) -> AskedFor:
    """To answer a question, or to add to the chronology."""
    return AskedFor.CHRONOLOGY if request.GET.get("for") == "chronology" else AskedFor.ANSWER


def _asked(request: HttpRequest, enquiry: queries.ToAsk) -> HttpResponse:
    """Back to where the agency was chosen."""
    if _asked_for(request) == AskedFor.CHRONOLOGY:
        messages.success(request, _("They are asked to add to the chronology."))
        return redirect("case_chronology", enquiry.case_id)
    messages.success(request, _("Your question is sent. Ask the next agency, or go back to the enquiry."))
    return redirect("enquiry_ask", enquiry.id)


def _answers(form: AskForm, settings: Settings) -> dict[str, Any]:
    """What the form says, as the action takes it."""
    answers = dict(form.cleaned_data)
    told = answers.pop("told_family") == YES
    reason = "" if told else answers.pop("told_family_reason")
    answers.pop("told_family_reason", None)
    purpose = settings.purposes[answers.pop("purpose")].label
    return answers | {"told_family": told, "told_family_reason": reason, "purpose": purpose}


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """Choose an agency, then ask it. After each question comes the list again, for the next one."""
    at = timezone.now()
    settings = partnership.in_force(request.me.partnership_id, at).settings
    enquiry = queries.to_ask(practitioner=request.me, at=at, enquiry_id=enquiry_id, settings=settings)
    agency = enquiry.agency(request.GET.get("agency", ""))
    context: dict[str, Any] = {"enquiry": enquiry, "agency": agency, "nav": "worklist"}
    if agency is None:
        return render(request, "enquiries/request/choose.html", context)
    ready = _ready(request, agency)
    form = _form(request, enquiry, ready, settings)
    if request.method == "POST" and form.is_valid():
        given = _answers(form, settings) | {"enquiry_id": enquiry_id, "to_agency_id": agency.id}
        given["concern"] = ready.concern if ready else ""
        try:
            asking.ask(practitioner=request.me, at=at, asked_for=_asked_for(request), **given)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return _asked(request, enquiry)
    context |= {"form": form, "ready": ready, "bases": settings.lawful_bases.values()}
    return render(request, "enquiries/request/ask.html", context)


@require_http_methods(["GET", "POST"])
def do_not_share(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """Record a decision not to share with an agency."""
    at = timezone.now()
    settings = partnership.in_force(request.me.partnership_id, at).settings
    enquiry = queries.to_ask(practitioner=request.me, at=at, enquiry_id=enquiry_id, settings=settings)
    form = DoNotShareForm(
        request.POST if request.method == "POST" else None,
        initial={"agency": request.GET.get("agency", "")},
        agencies=[(str(agency.id), agency.name) for agency in enquiry.agencies],
    )
    if request.method == "POST" and form.is_valid():
        asking.do_not_share(
            practitioner=request.me,
            at=at,
            enquiry_id=enquiry_id,
            to_agency_id=UUID(form.cleaned_data["agency"]),
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Your decision not to share is recorded."))
        return redirect("enquiry_ask", enquiry_id)
    context = {"enquiry": enquiry, "form": form, "nav": "worklist"}
    return render(request, "enquiries/request/do_not_share.html", context)


@require_POST
def chase(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Remind an agency. Where it has answered meanwhile there is nothing to remind it of."""
    enquiry_id = queries.enquiry_of(request_id)
    try:
        asking.chase(practitioner=request.me, at=timezone.now(), request_id=request_id)
    except NotAllowed:
        messages.info(request, _("This agency has answered. Nothing was sent."))
    else:
        messages.success(request, _("The agency has been reminded."))
    return redirect("enquiry", enquiry_id)
