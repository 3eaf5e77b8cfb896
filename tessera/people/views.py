"""The forms on which the hub adds to a family and its network and corrects them. They are read with the chronology."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.people.actions import tying
from tessera.people.forms import SOMEBODY_NEW, CorrectForm, TieForm
from tessera.people.queries import family as queries

ANSWERS = {"yes": True, "no": False}


@require_http_methods(["GET", "POST"])
def add(request: Asked, case_id: UUID) -> HttpResponse:
    """Say how two people stand to each other."""
    return _tie(request, queries.to_tie(practitioner=request.me, at=timezone.now(), case_id=case_id), TieForm)


@require_http_methods(["GET", "POST"])
def correct(request: Asked, case_id: UUID, relationship_id: UUID) -> HttpResponse:
    """Say it as it is, in place of what was told before."""
    at = timezone.now()
    asked = queries.to_tie(practitioner=request.me, at=at, case_id=case_id, replaces=relationship_id)
    return _tie(request, asked, CorrectForm)


def _tie(request: Asked, asked: queries.ToTie, kind: type[TieForm]) -> HttpResponse:
    form = kind(request.POST or None, people=asked.people, agencies=asked.agencies, initial=asked.stands)
    if request.method == "POST" and form.is_valid():
        try:
            tying.add_tie(
                practitioner=request.me,
                at=timezone.now(),
                case_id=asked.case_id,
                replaces=asked.replaces,
                **_told(form.cleaned_data, form.died_when),
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is written down."))
            return redirect("family", asked.case_id)
    return render(request, "people/tie.html", {"form": form, "asked": asked, "nav": "worklist"})


def _told(given: dict[str, Any], died_on: str) -> dict[str, Any]:
    """What was typed, as the action takes it."""
    is_new = given["person"] == SOMEBODY_NEW
    other = UUID(given["other"])
    return {
        "told_by": UUID(given["told_by"]),
        "tie": tying.NewTie(
            person=other if is_new else UUID(given["person"]),
            other=other,
            words=given["words"],
            kind=given["kind"],
            state=given["state"],
            since=str(given["since"] or ""),
            until=str(given["until"] or ""),
            parental_responsibility=ANSWERS.get(given["responsible"]),
            lives_together=ANSWERS.get(given["together"]),
        ),
        "adult": tying.NewAdult(given["given_name"], given["family_name"], given["sex"], given["born"])
        if is_new
        else None,
        "died_on": died_on,
        "why": given.get("why", ""),
    }
