"""The pages on which a file is asked for, is seen being made, is taken, and is held against its hash."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tessera.access import sessions
from tessera.access.here import Asked
from tessera.audit import NotHere
from tessera.exports import actions, queries
from tessera.exports.forms import CheckForm, MakeForm
from tessera.exports.rules.wanted import Wanted, file_of
from tessera.exports.rules.words import CONTENT_TYPES


@require_GET
def of_case(request: Asked, case_id: UUID) -> HttpResponse:
    """The files of a case that were asked for and taken."""
    found = queries.files_of_case(practitioner=request.me, at=timezone.now(), case_id=case_id)
    return render(request, "exports/files.html", {"found": found, "nav": "search"})


@require_http_methods(["GET", "POST"])
def make(request: Asked, case_id: UUID) -> HttpResponse:
    """Have a file made: the hub at once; for everyone else a second person agrees first."""
    at = timezone.now()
    about = queries.to_make(practitioner=request.me, at=at, case_id=case_id)
    given = request.POST if request.method == "POST" else None
    others = [(str(one.case_id), f"{one.reference}, {one.name}") for one in about.others]
    form = MakeForm(given, initial={"once": uuid4()}, purposes=about.purposes, others=others)
    if request.method != "POST" or not form.is_valid():
        context = {"about": about, "form": form, "nav": "search"}
        return render(request, "exports/make.html", context)
    export_id = file_of(request.me.id, case_id, form.cleaned_data["once"])
    if queries.asked_before(export_id):
        return redirect("export", export_id)
    return _asked(request, at, about, export_id, form.wanted())


def _asked(
    request: Asked, at: datetime, about: queries.ToMake, export_id: UUID, wanted: Wanted
) -> HttpResponse:
    """It is being made, where nobody else need agree; else it waits. Either way to its page."""
    of_this: dict[str, Any] = {"case_id": about.case_id, "export_id": export_id, "wanted": wanted}
    if about.at_once:
        actions.have_made(practitioner=request.me, at=at, session_hash=sessions.hash_of(request), **of_this)
    else:
        actions.ask(practitioner=request.me, at=at, **of_this)
        messages.success(request, _("It is asked for. Somebody else must agree before the file is made."))
    return redirect("export", export_id)


@require_GET
def show(request: Asked, export_id: UUID) -> HttpResponse:
    """One file: for whom, and how it stands."""
    file = queries.one_file(practitioner=request.me, at=timezone.now(), export_id=export_id)
    return render(request, "exports/file.html", {"file": file, "nav": "search"})


@require_GET
def step(request: Asked, export_id: UUID) -> HttpResponse:
    """How far the making of a file is, for a page that is open: no word of a record, and of nobody."""
    making = queries.making_shown(export_id, timezone.now())
    if making is None:
        raise NotHere("This file is not here.")
    return render(request, "exports/_making.html", {"making": making})


@require_POST
def have_made(request: Asked, export_id: UUID) -> HttpResponse:
    """Have a job make what a second person agreed to, or what could not be made before."""
    at = timezone.now()
    file = queries.one_file(practitioner=request.me, at=at, export_id=export_id)
    if file.wanted is None or not file.may_make:
        raise NotHere("This file is not here.")
    of_this: dict[str, Any] = {"case_id": file.case_id, "export_id": export_id, "wanted": file.wanted}
    actions.have_made(practitioner=request.me, at=at, session_hash=sessions.hash_of(request), **of_this)
    return redirect("export", export_id)


@require_POST
def take(request: Asked, export_id: UUID) -> HttpResponse:
    """Take what lies ready. It is theirs for an hour, and no longer than the case is open to them."""
    at = timezone.now()
    file = queries.one_file(practitioner=request.me, at=at, export_id=export_id)
    content = queries.fetched(export_id, at)
    taken = actions.take(practitioner=request.me, at=at, export_id=export_id, content=content)
    if file.wanted is None:
        raise NotHere("This file is not here.")
    return _answer(file.wanted, content, taken.pk)


@require_http_methods(["GET", "POST"])
def check(request: Asked) -> HttpResponse:
    """Hold a copy against its hash. The copy is read and not kept."""
    form = CheckForm(request.POST or None, request.FILES or None)
    context = {"form": form, "nav": "search", "asked": False, "file": None, "sum": ""}
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen
        given = sha256(chosen.read()).hexdigest() if chosen else form.cleaned_data["sha256"]
        found = queries.held_against(practitioner=request.me, at=timezone.now(), sha256=given)
        context |= {"asked": True, "file": found, "sum": given}
    return render(request, "exports/check.html", context)


def _answer(wanted: Wanted, content: bytes, export_id: UUID) -> HttpResponse:
    name = f"{wanted.kind}-{wanted.purpose}-{str(export_id)[:8]}.{wanted.file_format}"
    return HttpResponse(
        content,
        content_type=CONTENT_TYPES[wanted.file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
