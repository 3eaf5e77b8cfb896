"""The page on which two agencies' accounts stand side by side, and somebody says whether they are of one event."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.access.here import Asked
from tessera.audit import NotHere
from tessera.chronology import queries
from tessera.chronology.forms import LikenForm
from tessera.chronology.rules.entries import Entry
from tessera.chronology.rules.words import DIFFERS
from tessera.core.steps import NotAllowed
from tessera.records import actions as records


@require_http_methods(["GET", "POST"])
def compare(request: Asked, case_id: UUID) -> HttpResponse:
    """Two accounts side by side. What is said of them changes neither."""
    at, keys = timezone.now(), (request.GET.get("one", ""), request.GET.get("other", ""))
    shown = queries.side_by_side(practitioner=request.me, at=at, case_id=case_id, keys=keys)
    form = LikenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            one, other = _account(shown.one), _account(shown.other)
            records.liken(practitioner=request.me, at=at, one=one, other=other, **form.said())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("What you said is kept beside both. Neither has been changed."))
            return redirect("case_chronology", case_id)
    differs = [DIFFERS[one] for one in shown.differs]
    context = {"nav": "search", "case_id": case_id, "shown": shown, "form": form, "differs": differs}
    return render(request, "chronology/compare.html", context)


def _account(entry: Entry) -> records.Account:
    if entry.note_id is None:
        raise NotHere("This entry is not here.")
    return records.Account(entry.note_id, entry.line_ids[0] if entry.line_ids else None)
