"""Pages of an agency that has nothing to tell: it looked and knows nothing, or it cannot answer."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.forms import CharField, Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.access.here import Asked as HttpRequest
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import asking
from tessera.enquiries.forms.answering import NothingKnownForm, RefuseForm
from tessera.enquiries.queries import answering as queries
from tessera.enquiries.views.answering import asked_here, not_sent, settings_of


def _sent(request: HttpRequest, request_id: UUID, say: Callable[..., object], form: Form) -> HttpResponse:
    """Do it, and show what stands now. Where a colleague answered a moment before, theirs stands."""
    try:
        say(at=timezone.now())
    except NotAllowed:
        return not_sent(request, request_id, _typed_in(form))
    messages.success(request, _("Your answer is sent."))
    return redirect("request", request_id)


def _too_late(request: HttpRequest, asked: queries.Asked, form: Form) -> HttpResponse:
    if not asked.is_addressed or not form.is_bound:
        return redirect("request", asked.id)
    return not_sent(request, asked.id, _typed_in(form))


def _typed_in(form: Form) -> list[tuple[str, str]]:
    """What was typed, by question. Choices are left out: they are quickly made again."""
    return [
        (str(field.label or name), str(form.data.get(name) or "").strip())
        for name, field in form.fields.items()
        if isinstance(field, CharField) and str(form.data.get(name) or "").strip()
    ]


@require_http_methods(["GET", "POST"])
def nothing_known(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The agency looked and holds nothing."""
    asked = asked_here(request, request_id)
    form = NothingKnownForm(request.POST if request.method == "POST" else None)
    if not asked.is_addressed or asked.is_over or asked.is_kept:
        return _too_late(request, asked, form)
    asking.see(practitioner=request.me, at=timezone.now(), request_id=request_id)
    if request.method == "POST" and form.is_valid():
        given = {"request_id": request_id, **form.cleaned_data}
        return _sent(
            request, request_id, partial(asking.nothing_known, practitioner=request.me, **given), form
        )
    context = {"nav": "requests", "asked": asked, "form": form}
    return render(request, "enquiries/request/nothing_known.html", context)


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The agency will not answer, and says why."""
    asked = asked_here(request, request_id)
    reasons = [
        (code, why.label, why.hint or "") for code, why in settings_of(request).refusal_reasons.items()
    ]
    form = RefuseForm(request.POST if request.method == "POST" else None, reasons=reasons)
    if not asked.is_addressed or asked.is_over or asked.is_kept:
        return _too_late(request, asked, form)
    asking.see(practitioner=request.me, at=timezone.now(), request_id=request_id)
    if request.method == "POST" and form.is_valid():
        say = partial(asking.refuse, practitioner=request.me, request_id=request_id, reason=form.reason())
        return _sent(request, request_id, say, form)
    context = {"nav": "requests", "asked": asked, "form": form}
    return render(request, "enquiries/request/refuse.html", context)
