"""Pages of screening: what is done with a referral, and who the people in it are."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import screening
from tessera.enquiries.forms.screening import NEW_RECORD, ScreenForm, WhoForm
from tessera.enquiries.queries import screening as queries


@require_http_methods(["GET", "POST"])
def screen(request: Asked, referral_id: UUID) -> HttpResponse:
    """Decide what is done with a referral first. Once screened, the page says what stands."""
    at = timezone.now()
    shown = queries.to_screen(practitioner=request.me, at=at, referral_id=referral_id)
    form = ScreenForm(
        request.POST or None,
        outcomes=shown.outcomes,
        ratings=shown.ratings,
        consent_asked=shown.consent_asked,
    )
    if request.method == "POST" and form.is_valid() and _screened(request, at, referral_id, form):
        return redirect("referral_screen", referral_id)
    return render(request, "enquiries/screening/screen.html", {"r": shown, "form": form, "nav": "worklist"})


def _screened(request: Asked, at: datetime, referral_id: UUID, form: ScreenForm) -> bool:
    """Do what the form says. Where it cannot be done the form says why; where somebody did it already, that stands."""
    given = form.answers()
    if reference := given.pop("duplicate_of"):
        given["duplicate_of"] = queries.with_reference(practitioner=request.me, reference=reference)
        if given["duplicate_of"] is None:
            form.add_error("duplicate_of", _("There is no referral with this reference that you may see"))
            return False
    try:
        screening.screen(practitioner=request.me, at=at, referral_id=referral_id, **given)
    except screening.AlreadyScreened:
        messages.info(request, _("This referral was screened already. Nothing was changed."))
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    else:
        messages.success(request, _("The referral is screened."))
    return True


@require_http_methods(["GET", "POST"])
def child_who(request: Asked, referral_id: UUID, child_id: UUID) -> HttpResponse:
    """Say who a child is."""
    at = timezone.now()
    who = queries.who_is_child(practitioner=request.me, at=at, referral_id=referral_id, child_id=child_id)
    form = WhoForm(request.POST or None, people=who.choices)
    if request.method == "POST" and form.is_valid():
        try:
            screening.identify_child(
                practitioner=request.me, at=at, child_id=child_id, person_id=_chosen(form)
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is recorded who this child is."))
            return redirect("referral_screen", referral_id)
    return render(request, "enquiries/screening/who.html", {"who": who, "form": form, "nav": "worklist"})


@require_http_methods(["GET", "POST"])
def adult_who(request: Asked, referral_id: UUID, adult_id: UUID) -> HttpResponse:
    """Say who an adult is."""
    at = timezone.now()
    who = queries.who_is_adult(practitioner=request.me, at=at, referral_id=referral_id, adult_id=adult_id)
    form = WhoForm(request.POST or None, people=who.choices)
    if request.method == "POST" and form.is_valid():
        try:
            screening.identify_adult(
                practitioner=request.me, at=at, adult_id=adult_id, person_id=_chosen(form)
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is recorded who this adult is."))
            return redirect("referral_screen", referral_id)
    return render(request, "enquiries/screening/who.html", {"who": who, "form": form, "nav": "worklist"})


def _chosen(form: WhoForm) -> UUID | None:
    person = form.cleaned_data["person"]
    return None if person == NEW_RECORD else UUID(person)
