"""The page on which the record of a child is reviewed."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.access.here import Asked
from tessera.records import actions, queries
from tessera.records.forms.reviewing import ReviewForm
from tessera.records.queries import writing
from tessera.records.rules.noting import audience_of
from tessera.records.rules.typed import REVIEW
from tessera.records.views._typing import draft_id, kept_as_note, readers


@require_http_methods(["GET", "POST"])
def review(request: Asked, case_id: UUID) -> HttpResponse:
    """Write a review. What was typed and not kept is there again; what the last review asked for stands beside."""
    at = timezone.now()
    case = writing.to_write(case_id, at)
    draft = writing.begun(practitioner=request.me, case_id=case_id, review=True)
    form = _form(request, case, draft.typed if draft else None)
    if request.method == "POST" and form.is_valid():
        write = partial(_write, request, case_id, form)
        kept = kept_as_note(request, at, case_id, write, form)
        if kept is not None:
            messages.success(request, _("The review is kept. It sets when the record is next read again."))
            return redirect("note", kept)
    context = {
        "nav": "search",
        "case": case,
        "form": form,
        "marker": REVIEW,
        "last": queries.last_review(case_id),
        "draft_id": draft_id(request, draft),
        "kept_at": draft.saved_at if draft and request.method == "GET" else None,
        "seen": readers(request, case_id, draft.typed if draft else None),
    }
    return render(request, "records/review_new.html", context)


def _form(request: Asked, case: writing.CaseToWrite, typed: dict[str, Any] | None) -> ReviewForm:
    """What was sent, or was typed before, or nothing yet but whose record it is, where that is plain."""
    children = [(str(one.id), one.name) for one in case.children]
    initial = dict(typed or {})
    if typed is None:
        asked = request.GET.get("child", "")
        initial["people"] = [value for value, _name in children if value == asked or len(children) == 1]
    return ReviewForm(request.POST or None, children=children, initial=initial)


def _write(request: Asked, case_id: UUID, form: ReviewForm) -> UUID:
    audience, named = audience_of(form.cleaned_data["share"], request.me.hub)
    lines = [actions.NewLine(line.kind, line.text, marks=line.marks) for line in form.typed_lines()]
    return actions.review_record(
        practitioner=request.me,
        at=timezone.now(),
        case_id=case_id,
        about=form.about_whom(),
        lines=lines,
        audience=audience,
        named=named,
    ).pk
