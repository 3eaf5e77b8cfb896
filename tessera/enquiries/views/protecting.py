"""The page on which an address is kept from somebody."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import protecting
from tessera.enquiries.forms.protecting import ProtectForm
from tessera.enquiries.queries import protecting as queries


@require_http_methods(["GET", "POST"])
def protect(request: Asked, referral_id: UUID, address_id: UUID) -> HttpResponse:
    """Say that an address must be kept from somebody, and why."""
    at = timezone.now()
    shown = queries.to_protect(practitioner=request.me, at=at, referral_id=referral_id, address_id=address_id)
    form = ProtectForm(request.POST or None, marks=shown.choices)
    if request.method == "POST" and form.is_valid():
        try:
            protecting.protect_address(
                practitioner=request.me, at=at, address_id=address_id, **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The address is marked. Only people cleared for it read it now."))
            return redirect("referral", referral_id)
    context = {"address": shown, "form": form, "nav": "worklist"}
    return render(request, "enquiries/screening/protect.html", context)
