"""Why can this person see this? A page of the Caldicott guardian."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tessera.access.here import Asked
from tessera.oversight.forms.explaining import ExplainForm
from tessera.oversight.queries import explaining as queries

NOTHING = gettext_lazy(
    "There is nothing here that can be explained: check the email address and the reference. "
    "A record that is kept from you is not explained either"
)


@require_http_methods(["GET", "HEAD", "POST"])
def explain(request: Asked) -> HttpResponse:
    """Ask, and read the answer. What is asked is posted, so that nobody's address stands in a log of addresses."""
    queries.for_guardians(request.me)
    form, found, moment = ExplainForm(request.POST or None), None, None
    if request.method == "POST" and form.is_valid():
        moment = form.moment(timezone.now())
        found = queries.explained(
            practitioner=request.me,
            email=form.cleaned_data["email"],
            written=form.cleaned_data["written"],
            moment=moment,
        )
        if found is None:
            form.add_error("written", NOTHING)
    context = {
        "form": form,
        "found": found,
        "past": moment is not None,
        "again": form.who_and_when() if found else (),
        "nav": "explain",
    }
    return render(request, "oversight/explaining/explain.html", context)
