"""The page on which a draft is carried onto a version that was agreed since it was begun."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.partnership.actions import drafting
from tessera.partnership.actions.drafting import WrittenMeanwhile
from tessera.partnership.forms.drafts import choice_form
from tessera.partnership.queries import versions as queries
from tessera.partnership.rules.problems import Problem
from tessera.partnership.rules.settings import SettingsRefused
from tessera.partnership.views.drafts import MEANWHILE, number_of
from tessera.partnership.views.versions import only_administrators
from tessera.ui.forms import GovukForm


@require_http_methods(["GET", "HEAD", "POST"])
def carry(request: Asked, draft_id: UUID) -> HttpResponse:
    """What both changed, and a choice where they clash."""
    only_administrators(request)
    shown = queries.draft(request.me, draft_id)
    carried = queries.to_carry(request.me, timezone.now(), shown)
    form = choice_form(carried.clashes, request.POST if request.method == "POST" else None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = _carried(request, draft_id, form)
        except SettingsRefused as wrong:
            problems = wrong.problems
            form.add_error(None, _("Together they cannot be used. Nothing was changed."))
        else:
            if made is not None:
                messages.success(request, _("It is carried over. Read it, then send it for approval."))
                return redirect("settings_draft", made)
    context = {"draft": shown, "carried": carried, "form": form, "problems": problems, "nav": "settings"}
    return render(request, "partnership/carry.html", context, status=409 if form.non_field_errors() else 200)


def _carried(request: Asked, draft_id: UUID, form: GovukForm) -> UUID | None:
    """The draft that was begun with it; None where the form says why there is none. Raises SettingsRefused."""
    try:
        made = drafting.carry(
            practitioner=request.me,
            at=timezone.now(),
            draft_id=draft_id,
            number=number_of(request),
            onto=number_of(request, "onto"),
            chosen=form.cleaned_data,
        )
    except (NotAllowed, WrittenMeanwhile) as refused:
        form.add_error(None, MEANWHILE if isinstance(refused, WrittenMeanwhile) else str(refused))
        return None
    return made.pk
