"""Pages of the versions that were agreed: the list, one of them, and what changed between two."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tessera.access.here import Asked
from tessera.access.rules import Role
from tessera.audit import NotHere
from tessera.core.steps import NotAllowed
from tessera.partnership.actions import drafting
from tessera.partnership.queries import versions as queries


def only_administrators(request: Asked) -> None:
    """The pages are for administrators; what they may do is PostgreSQL's to say. Raises NotHere."""
    if not request.me.has(Role.ADMINISTRATOR):
        raise NotHere("This page is not here.")


@require_GET
def settings(request: Asked) -> HttpResponse:
    """Every version, and the draft that is open."""
    only_administrators(request)
    context = {
        "versions": queries.versions(request.me, timezone.now()),
        "drafts": queries.open_drafts(request.me),
        "nav": "settings",
    }
    return render(request, "partnership/settings.html", context)


@require_GET
def version(request: Asked, number: int) -> HttpResponse:
    """One version, and what changed from another to it, in plain words."""
    only_administrators(request)
    at = timezone.now()
    shown, _ = queries.version(request.me, at, number)
    others = [one for one in queries.versions(request.me, at) if one.number != number]
    asked = request.GET.get("since", "")
    since = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else number - 1
    known = {one.number for one in others}
    context = {
        "version": shown,
        "others": others,
        "since": since if since in known else None,
        "changes": queries.changes(request.me, at, since, number) if since in known else (),
        "draft": queries.open_draft(request.me),
        "nav": "settings",
    }
    return render(request, "partnership/version.html", context)


@require_GET
def version_file(request: Asked, number: int) -> HttpResponse:
    """One version as a file."""
    only_administrators(request)
    _, agreed = queries.version(request.me, timezone.now(), number)
    return as_file(agreed.dump(), f"settings-{number}")


@require_POST
def begin(request: Asked) -> HttpResponse:
    """Begin a draft: of what is agreed, or of the words of an older version."""
    only_administrators(request)
    at, asked = timezone.now(), request.POST.get("version", "")
    text = None
    if asked.isascii() and asked.isdigit() and len(asked) < 8:
        text = queries.version(request.me, at, int(asked))[1].dump()
    try:
        drafting.begin(practitioner=request.me, at=at, partnership_id=request.me.partnership_id, text=text)
    except NotAllowed:
        messages.info(request, _("There is a draft already: this one."))
    found = queries.open_draft(request.me)
    return redirect("settings_draft", found.id) if found else redirect("settings")


def as_file(text: str, name: str) -> HttpResponse:
    """A document to keep."""
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return answer
