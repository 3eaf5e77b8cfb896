"""Pages of a draft: what it changes, the steps taken with it, its file, and its clocks tried out."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.partnership.actions import drafting
from tessera.partnership.actions.drafting import WrittenMeanwhile
from tessera.partnership.forms.drafts import CalculatorForm, FileForm, ReasonForm, SendForm
from tessera.partnership.queries import counting
from tessera.partnership.queries import versions as queries
from tessera.partnership.rules import counted as told
from tessera.partnership.rules.areas import AREAS
from tessera.partnership.rules.problems import Problem
from tessera.partnership.rules.reach import by_reach, forms_changed
from tessera.partnership.rules.settings import SettingsRefused
from tessera.partnership.rules.trying import Tried, tried
from tessera.partnership.views.versions import as_file, only_administrators
from tessera.ui.forms import GovukForm

MEANWHILE = gettext_lazy(
    "Somebody else acted on this draft since you read it. Nothing of theirs was written over: read it again."
)


def number_of(request: Asked, name: str = "number") -> int:
    """The step of the draft that the page was drawn from; none that there is where it was not said."""
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 0


@require_GET
def draft(request: Asked, draft_id: UUID) -> HttpResponse:
    """What it changes, by area, and what may be done with it now."""
    return _page(request, draft_id)


def _page(
    request: Asked, draft_id: UUID, status: int = 200, refused: str = "", **forms: GovukForm
) -> HttpResponse:
    only_administrators(request)
    shown = queries.draft(request.me, draft_id)
    changes = queries.since_version(request.me, timezone.now(), shown)
    areas = [(area, sum(1 for change in changes if change.area == area.title)) for area in AREAS]
    own = {"send": SendForm(), "back": ReasonForm(prefix="back"), "withdraw": ReasonForm(prefix="withdraw")}
    context: dict[str, Any] = {f"{name}_form": forms.get(name, form) for name, form in own.items()}
    context |= {"draft": shown, "changes": changes, "areas": areas, "refused": refused, "nav": "settings"}
    context["others"] = [one for one in queries.open_drafts(request.me) if one.id != draft_id]
    context["doubts"], context["doubts_before"] = queries.doubtful(request.me, timezone.now(), shown)
    context["form"] = next(iter(forms.values()), None)
    return render(request, "partnership/draft.html", context, status=status)


@require_POST
def send(request: Asked, draft_id: UUID) -> HttpResponse:
    """Send it for approval."""
    only_administrators(request)
    form, at = SendForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, draft_id, send=form)
    day = form.cleaned_data["day"]
    refused = _taken(
        request,
        draft_id,
        drafting.send,
        form,
        reason=form.cleaned_data["reason"],
        wanted_from=_begins(request, draft_id, day) if day else at,
    )
    if refused is not None:
        return _page(request, draft_id, 409, refused, send=form)
    messages.success(request, _("It waits for approval by another administrator."))
    return redirect("settings_draft", draft_id)


def _begins(request: Asked, draft_id: UUID, day: date) -> datetime:
    zone = queries.draft(request.me, draft_id).settings.calendar().time_zone
    return datetime.combine(day, time(), ZoneInfo(zone))


@require_POST
def approve(request: Asked, draft_id: UUID) -> HttpResponse:
    """Put in force what was sent."""
    only_administrators(request)
    refused = _taken(request, draft_id, drafting.approve, None)
    if refused is not None:
        return _page(request, draft_id, 409, refused)
    messages.success(request, _("It is approved. Records made from its day on are made under it."))
    return redirect("settings_draft", draft_id)


@require_POST
def send_back(request: Asked, draft_id: UUID) -> HttpResponse:
    """Not as it is."""
    if (page := _not_ended(request, draft_id, "back", drafting.send_back)) is not None:
        return page
    messages.success(request, _("It is sent back."))
    return redirect("settings_draft", draft_id)


@require_POST
def withdraw(request: Asked, draft_id: UUID) -> HttpResponse:
    """Give it up."""
    if (page := _not_ended(request, draft_id, "withdraw", drafting.withdraw)) is not None:
        return page
    messages.success(request, _("It is withdrawn. What it said is kept."))
    return redirect("settings_draft", draft_id)


def _not_ended(request: Asked, draft_id: UUID, name: str, verb: Callable[..., object]) -> HttpResponse | None:
    """Take a step that needs its reason alone, asked by the form of this name. Answers the page where it is not."""
    only_administrators(request)
    form = ReasonForm(request.POST, prefix=name)
    if not form.is_valid():
        return _page(request, draft_id, 200, "", **{name: form})
    refused = _taken(request, draft_id, verb, form, reason=form.cleaned_data["reason"])
    return None if refused is None else _page(request, draft_id, 409, refused, **{name: form})


def _taken(
    request: Asked, draft_id: UUID, verb: Callable[..., object], form: GovukForm | None, **given: object
) -> str | None:
    """Take the step. Answers why not, in words for the page; those about a question stand on the form instead."""
    try:
        verb(
            practitioner=request.me,
            at=timezone.now(),
            draft_id=draft_id,
            number=number_of(request),
            **given,
        )
    except WrittenMeanwhile:
        return str(MEANWHILE)
    except NotAllowed as refused:
        field = refused.missing[0] if refused.missing else ""
        if form is None or field not in form.fields:
            return str(refused)
        form.add_error(field, str(refused))
        return ""
    return None


@require_GET
def draft_file(request: Asked, draft_id: UUID) -> HttpResponse:
    """The draft as a file."""
    only_administrators(request)
    return as_file(queries.draft(request.me, draft_id).text, "settings-draft")


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Asked, draft_id: UUID) -> HttpResponse:
    """A whole document from a file, taken or refused with every problem by path and line."""
    only_administrators(request)
    shown = queries.draft(request.me, draft_id)
    form = FileForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    refused: str | None = ""
    if request.method == "POST" and form.is_valid():
        try:
            refused = _taken(request, draft_id, drafting.write, form, text=form.cleaned_data["file"].read())
        except SettingsRefused as wrong:
            problems = wrong.problems
            form.add_error("file", _("This document cannot be used. Nothing was changed."))
        if refused is None:
            messages.success(request, _("The draft says now what the file says."))
            return redirect("settings_draft", draft_id)
        if refused:
            form.add_error("file", refused)
    context = {"draft": shown, "form": form, "problems": problems, "nav": "settings"}
    return render(request, "partnership/bring.html", context, status=409 if refused else 200)


@require_GET
def effect(request: Asked, draft_id: UUID) -> HttpResponse:
    """Which work each change reaches, and what was counted of the work under way."""
    only_administrators(request)
    shown = queries.draft(request.me, draft_id)
    changes = queries.since_version(request.me, timezone.now(), shown)
    context: dict[str, Any] = {"draft": shown, "reached": by_reach(changes), "forms": forms_changed(changes)}
    if (found := counting.counted(request.me, draft_id)) is not None:
        context["counted"], context["counted_at"] = found
        context["totals"] = told.totals(found[0])
        context["moves"] = told.moves(found[0], shown.settings)
    return render(request, "partnership/effect.html", context | {"nav": "settings"})


@require_GET
def preview(request: Asked, draft_id: UUID) -> HttpResponse:
    """The draft's clocks for something that arrives at a moment, and the referral as it would ask."""
    only_administrators(request)
    shown = queries.draft(request.me, draft_id)
    settings = shown.settings
    form = CalculatorForm(request.GET if "time" in request.GET else None)
    due: tuple[Tried, ...] = ()
    if form.is_bound and form.is_valid():
        zone = ZoneInfo(settings.calendar().time_zone)
        due = tried(settings, datetime.combine(form.cleaned_data["day"], form.cleaned_data["time"], zone))
    sections = [
        (page, [question for question in page.questions.values() if question.asked])
        for page in settings.referral.values()
    ]
    context = {"draft": shown, "form": form, "due": due, "sections": sections, "nav": "settings"}
    return render(request, "partnership/preview.html", context)
