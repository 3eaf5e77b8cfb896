"""Pages of a note: read it, take it back, put it on the chronology."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.people.queries import people_of_cases
from tessera.records import actions, queries
from tessera.records.forms.notes import PromoteForm, WhyForm
from tessera.records.queries import Promoted
from tessera.records.rules.noting import THEMES
from tessera.records.rules.words import BY_ITSELF
from tessera.records.views._outlines import outlines


@require_GET
def note(request: Asked, note_id: UUID) -> HttpResponse:
    """One note, with what it replaces and what replaced it."""
    told = queries.note_to_read(note_id)
    people = {one.id: one.name for one in people_of_cases([told.case_id])}
    context = {
        "nav": "search",
        "note": told,
        "outlines": outlines(told) if told.body_marks else [],
        "versions": queries.versions_of(told),
        "about": [people[pk] for pk in told.about if pk in people],
        "themes": [
            words for theme, words in THEMES.items() if told.promoted and theme in told.promoted.themes
        ],
        "ours": told.agency_id == request.me.agency_id and told.kind in BY_ITSELF,
        "mine": told.author_id == request.me.id,
    }
    return render(request, "records/note.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: Asked, note_id: UUID) -> HttpResponse:
    """Take a note back, and say why."""
    told = queries.note_to_read(note_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_note(
                practitioner=request.me,
                at=timezone.now(),
                note_id=note_id,
                reason=form.cleaned_data["reason"],
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The note is withdrawn. It can still be read."))
            return redirect("note", note_id)
    return render(request, "records/note_withdraw.html", {"nav": "search", "form": form, "note": told})


@require_http_methods(["GET", "POST"])
def promote(request: Asked, note_id: UUID, line_id: UUID | None = None) -> HttpResponse:
    """Say what a note, or one line of it, is on the chronology, or take it off."""
    told = queries.note_to_read(note_id)
    if line_id is not None:
        told = told.only(line_id)
    there = told.lines[0].promoted if line_id else told.promoted
    themes = [(theme.value, words) for theme, words in THEMES.items()]
    form = PromoteForm(
        request.POST or None, themes=themes, of_line=line_id is not None, initial=_placed(there)
    )
    if request.method == "POST" and form.is_valid():
        actions.promote_note(
            practitioner=request.me, at=timezone.now(), note_id=note_id, line_id=line_id, **form.said()
        )
        messages.success(request, _("The chronology says so now."))
        return redirect("case_chronology", told.case_id)
    context = {"nav": "search", "form": form, "note": told, "of_line": line_id is not None}
    return render(request, "records/note_promote.html", context)


def _placed(there: Promoted | None) -> dict[str, Any]:
    """What the form begins with."""
    if there is None:
        return {}
    return {"nature": there.nature, "significance": str(there.significance), "themes": list(there.themes)}
