"""Pages on which a draft is written: one for each area, and one for each part of a group."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tessera.access.here import Asked
from tessera.audit import NotHere
from tessera.core.steps import NotAllowed
from tessera.partnership.actions import drafting
from tessera.partnership.actions.drafting import WrittenMeanwhile
from tessera.partnership.forms.drafts import EntryForm
from tessera.partnership.forms.editing import form_for, show
from tessera.partnership.queries import versions as queries
from tessera.partnership.rules import editing
from tessera.partnership.rules.areas import BY_GROUP, BY_SLUG, Path
from tessera.partnership.rules.keeping import kept_here
from tessera.partnership.rules.reading import write
from tessera.partnership.rules.settings import Settings, SettingsRefused
from tessera.partnership.views import typed
from tessera.partnership.views.drafts import MEANWHILE, number_of
from tessera.partnership.views.versions import only_administrators
from tessera.ui.forms import GovukForm

LONGEST = 200
SAVED, BOTH = 302, 409
BESIDE = gettext_lazy(
    "Somebody else acted on this draft since you read it. Nothing of theirs was written over: read it again. "
    "What you typed is below; what stands there now is beside it."
)


def _path(written: str) -> Path:
    return tuple(written.split(".")) if len(written) < LONGEST else ("",)


def _sections(settings: Settings, slug: str, path: Path) -> tuple[editing.Section, ...]:
    """What the page holds. Raises NotHere where no page can be."""
    area = BY_SLUG.get(slug)
    if area is None or (path and BY_GROUP.get(path[0]) != area):
        raise NotHere("This page is not here.")
    try:
        return editing.of_part(settings, path) if path else editing.of_area(settings, area)
    except KeyError:
        raise NotHere("This page is not here.") from None


@require_http_methods(["GET", "HEAD", "POST"])
def area(request: Asked, draft_id: UUID, slug: str, at: str = "") -> HttpResponse:
    """Every value of an area, or of one part of it, to be written."""
    only_administrators(request)
    draft, path = queries.draft(request.me, draft_id), _path(at) if at else ()
    sections = _sections(draft.settings, slug, path)
    asked = tuple(question for section in sections for question in section.questions)
    page, context = f"{slug} {at}", _about(draft, slug, at) | {"has_questions": bool(asked)}
    if request.method == "POST":
        return _as_typed(request, draft, page, asked) or _written(request, context, page, sections, asked)
    waiting = typed.kept(request, draft_id, page)
    if waiting:
        context |= {"waiting": True, "number": waiting[0]}
    return _shown(
        request, context, sections, form_for(typed.as_typed(asked, waiting[1]) if waiting else asked)
    )


def _about(draft: queries.Draft, slug: str, at: str) -> dict[str, Any]:
    """What the page says beside its questions: on that of how long things are kept, what the program keeps."""
    kept = kept_here(draft.settings.retention) if slug == "keeping" else ()
    return {"draft": draft, "area": BY_SLUG[slug], "path": at, "number": draft.number, "kept": kept}


def _written(
    request: Asked,
    context: dict[str, Any],
    page: str,
    sections: tuple[editing.Section, ...],
    asked: tuple[editing.Question, ...],
) -> HttpResponse:
    """Saved in the draft, or the page again with why not. What was not saved is kept, over what the page now shows."""
    draft, given, form = context["draft"], _given(request, asked), form_for(asked, request.POST)
    status = _saved(request, draft, editing.answered(draft.settings, asked, given), form)
    typed.forget(request, draft.id, page)
    if status == SAVED:
        messages.success(request, _("Saved in the draft."))
        area_url = redirect("settings_area", draft.id, context["area"].slug)
        return area_url if context["path"] else redirect("settings_draft", draft.id)
    typed.keep(request, draft.id, page, draft.number, given)
    context["meanwhile"] = _differing(asked, given) if status == BOTH else []
    return _shown(request, context, sections, form, status)


def _shown(
    request: Asked,
    context: dict[str, Any],
    sections: tuple[editing.Section, ...],
    form: GovukForm,
    status: int = 200,
) -> HttpResponse:
    whole = context | {"form": form, "sections": _drawn(sections, form), "nav": "settings"}
    return render(request, "partnership/area.html", whole, status=status)


def _as_typed(
    request: Asked, draft: queries.Draft, page: str, asked: tuple[editing.Question, ...]
) -> HttpResponse | None:
    """Keep what is being typed, or throw away what was kept. None where it is to be saved."""
    if "forget" in request.POST:
        typed.forget(request, draft.id, page)
        return redirect(request.path)
    if request.headers.get("X-Requested-With") != "autosave":
        return None
    given = _given(request, asked)
    if not _differing(asked, given):
        typed.forget(request, draft.id, page)
    elif not typed.keep(request, draft.id, page, number_of(request), given):
        return HttpResponse(status=413)
    return HttpResponse(status=204)


def _given(request: Asked, asked: tuple[editing.Question, ...]) -> dict[str, Any]:
    """What was typed, by the name of its question; a list where several may be chosen."""
    post = request.POST
    return {q.name: post.getlist(q.name) if q.kind == "choices" else post.get(q.name) for q in asked}


def _saved(request: Asked, draft: queries.Draft, data: dict[str, Any], form: GovukForm) -> int:
    """Write it, or put on the form why not. Answers with the status of the page."""
    try:
        drafting.write(
            practitioner=request.me,
            at=timezone.now(),
            draft_id=draft.id,
            number=number_of(request),
            text=write(data),
        )
    except SettingsRefused as refused:
        show(form, refused.problems)
        return 200
    except (NotAllowed, WrittenMeanwhile) as refused:
        form.add_error(None, BESIDE if isinstance(refused, WrittenMeanwhile) else str(refused))
        return BOTH
    return SAVED


def _drawn(sections: tuple[editing.Section, ...], form: GovukForm) -> list[dict[str, object]]:
    return [
        {
            "title": section.title,
            "fields": [form[question.name] for question in section.questions],
            "groups": section.groups,
        }
        for section in sections
    ]


def _differing(asked: tuple[editing.Question, ...], given: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Of each question: what stands there now, and what was typed, where they differ."""
    found = []
    for question in asked:
        now = question.value if isinstance(question.value, str) else "\n".join(question.value)
        typed = given.get(question.name) or ""
        typed = "\n".join(typed) if isinstance(typed, list) else typed.replace("\r\n", "\n").strip()
        if now.strip() != typed:
            found.append((question.label, now, typed))
    return found


@require_POST
def add(request: Asked, draft_id: UUID, slug: str, at: str) -> HttpResponse:
    """Go to the page on which a new entry of a group is written, once its code is one."""
    only_administrators(request)
    draft, form = queries.draft(request.me, draft_id), EntryForm(request.POST)
    if not form.is_valid():
        return _refused(request, draft, slug, [str(error) for error in form.errors.get("code", ())])
    code = form.cleaned_data["code"]
    _sections(draft.settings, slug, (*_path(at), code))
    return redirect("settings_part", draft_id, slug, f"{at}.{code}")


@require_POST
def arrange(request: Asked, draft_id: UUID, slug: str, at: str) -> HttpResponse:
    """Move an entry of a group up or down, or remove it."""
    only_administrators(request)
    draft = queries.draft(request.me, draft_id)
    data = _arranged(draft.settings, slug, _path(at), request.POST.get("what", ""))
    try:
        drafting.write(
            practitioner=request.me,
            at=timezone.now(),
            draft_id=draft_id,
            number=number_of(request),
            text=write(data),
        )
    except SettingsRefused as refused:
        return _refused(request, draft, slug, [f"{p.path}: {p.words}" for p in refused.problems])
    except WrittenMeanwhile:
        return _refused(request, draft, slug, [str(MEANWHILE)])
    except NotAllowed as refused:
        return _refused(request, draft, slug, [str(refused)])
    return redirect("settings_area", draft_id, slug)


def _arranged(settings: Settings, slug: str, path: Path, what: str) -> dict[str, Any]:
    _sections(settings, slug, path)
    try:
        return (
            editing.removed(settings, path) if what == "remove" else editing.moved(settings, path, _by(what))
        )
    except (KeyError, ValueError):
        raise NotHere("This page is not here.") from None


def _refused(request: Asked, draft: queries.Draft, slug: str, words: list[str]) -> HttpResponse:
    context = {"draft": draft, "slug": slug, "words": words, "nav": "settings"}
    return render(request, "partnership/refused.html", context, status=409)


def _by(what: str) -> int:
    return {"up": -1, "down": 1}[what]
