"""Somebody whom a practitioner must never see: saying so, and for two others ending it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.access.here import Asked
from tessera.access.rules import Role
from tessera.core.steps import NotAllowed
from tessera.oversight.actions import excluding
from tessera.oversight.forms.excluding import ExcludeForm
from tessera.oversight.forms.involving import WhyForm
from tessera.oversight.queries import excluding as queries
from tessera.oversight.queries.involving import colleagues

OF_OTHERS = (Role.HUB_PRACTITIONER, Role.DECISION_MAKER, Role.ADMINISTRATOR)


@require_http_methods(["GET", "POST"])
def exclusions(request: Asked) -> HttpResponse:
    """Say that somebody must not be seen. The answer is the same whether or not there is a record."""
    at, me = timezone.now(), request.me
    people = colleagues(practitioner=me, at=at) if me.has(*OF_OTHERS) else ()
    form = ExcludeForm(request.POST or None, me=str(me.id), people=people)
    if request.method == "POST" and form.is_valid():
        who = UUID(form.cleaned_data.get("who") or str(me.id))
        reason = form.cleaned_data["reason"]
        try:
            excluding.declare(practitioner=me, at=at, excluded=who, given=form.given, reason=reason)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("It is recorded. It holds from now on, whether or not there is a record.")
            )
            return redirect("exclusions")
    shown = queries.exclusions(practitioner=me, at=at)
    context = {"form": form, "exclusions": shown, "keeps": queries.keeps(me), "nav": "exclusions"}
    return render(request, "oversight/excluding/exclusions.html", context)


@require_http_methods(["GET", "POST"])
def end(request: Asked, exclusion_id: UUID) -> HttpResponse:
    """Ask to end one; or agree, where somebody else asked."""
    at, me = timezone.now(), request.me
    one = queries.exclusion(practitioner=me, at=at, exclusion_id=exclusion_id)
    form = WhyForm(request.POST if request.method == "POST" and not one.end_asked_by else None)
    if request.method == "POST" and one.may_agree:
        excluding.agree_to_end(practitioner=me, at=at, exclusion_id=exclusion_id)
        messages.success(request, _("The exclusion has ended."))
        return redirect("exclusions")
    if request.method == "POST" and form.is_valid():
        excluding.ask_to_end(practitioner=me, at=at, exclusion_id=exclusion_id, **form.cleaned_data)
        messages.success(request, _("Somebody else must agree. Until then it holds."))
        return redirect("exclusions")
    context = {"form": form, "one": one, "nav": "exclusions"}
    return render(request, "oversight/excluding/end.html", context)
