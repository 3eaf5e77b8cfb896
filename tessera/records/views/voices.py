"""Pages of what children say and show: write down, read, correct, take back, and say what was done about it."""

from datetime import date
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
from tessera.records import actions
from tessera.records.forms.notes import WhyForm
from tessera.records.forms.voices import RespondForm, VoiceForm
from tessera.records.queries import VoiceRead, voice_words, writing
from tessera.records.rules.noting import EVERYONE, audience_of

ALONE = {"yes": True, "no": False}
AGAIN = (
    "words", "how", "asked_by", "setting", "when", "interpreter", "wants", "response", "communication",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_voice(request: Asked, case_id: UUID, prompts: writing.Prompts) -> HttpResponse:
    """Write down what a child said or showed."""
    at = timezone.now()
    case = writing.to_write(case_id, at)
    first = case.children[0].communication if len(case.children) == 1 else ""
    form = VoiceForm(request.POST or None, people=_children(case), initial={"communication": first})
    if request.method == "POST" and form.is_valid():
        audience, named = audience_of(form.cleaned_data["share"] or EVERYONE, request.me.hub)
        told = {**_told(form, case), "told_back": form.cleaned_data["told_back"]}
        actions.record_voice(
            practitioner=request.me, at=at, case_id=case_id, audience=audience, named=named, **told
        )
        messages.success(request, _("What the child said is kept. It stands at the top of their pages."))
        return redirect("case_chronology", case_id)
    asked = prompts(practitioner=request.me, at=at, case_id=case_id)
    context = {"nav": "search", "case": case, "form": form, "prompts": asked}
    return render(request, "records/voice_new.html", context)


@require_GET
def voice(request: Asked, voice_id: UUID) -> HttpResponse:
    """What a child said, as it was written down, and what became of it."""
    told = writing.voice_to_read(voice_id)
    context = {
        "nav": "search",
        "voice": told.voice,
        "told": told,
        "said": voice_words(told.voice.words, told.voice.how),
        "ours": told.voice.agency_id == request.me.agency_id and not told.voice.ended,
    }
    return render(request, "records/voice.html", context)


@require_http_methods(["GET", "POST"])
def correct(request: Asked, voice_id: UUID) -> HttpResponse:
    """Put right how a child's words were written down: anew, for the same readers, with why."""
    at = timezone.now()
    old = writing.voice_to_answer(voice_id)
    case = writing.to_write(old.case_id, at)
    form = VoiceForm(request.POST or None, people=_children(case), again=True, initial=_typed(old))
    why = WhyForm(request.POST or None)
    if request.method == "POST" and all([form.is_valid(), why.is_valid()]):
        told = _told(form, case, old.child)
        reason = why.cleaned_data["reason"]
        try:
            new = actions.correct_voice(
                practitioner=request.me, at=at, voice_id=voice_id, reason=reason, **told
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is corrected. What stood before can still be read."))
            return redirect("voice", new.pk)
    context = {"nav": "search", "case": case, "form": form, "why": why, "voice": old}
    return render(request, "records/voice_correct.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: Asked, voice_id: UUID) -> HttpResponse:
    """Take back what was written down of a child, and say why."""
    told = writing.voice_to_answer(voice_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.withdraw_voice(
                practitioner=request.me, at=timezone.now(), voice_id=voice_id, reason=reason
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is withdrawn. It can still be read."))
            return redirect("voice", voice_id)
    context = {"nav": "search", "voice": told, "form": form, "said": voice_words(told.words, told.how)}
    return render(request, "records/voice_withdraw.html", context)


@require_http_methods(["GET", "POST"])
def respond(request: Asked, voice_id: UUID) -> HttpResponse:
    """You said, we did: what was done about what a child said, and what the child was told."""
    voice = writing.voice_to_answer(voice_id)
    form = RespondForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.respond(practitioner=request.me, at=timezone.now(), voice_id=voice_id, **form.cleaned_data)
        messages.success(request, _("What was done is kept beside what the child said."))
        return redirect("case_chronology", voice.case_id)
    return render(request, "records/voice_respond.html", {"nav": "search", "voice": voice, "form": form})


def _children(case: writing.CaseToWrite) -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in case.children]


def _told(form: VoiceForm, case: writing.CaseToWrite, child: str = "") -> dict[str, Any]:
    """What the form says, as the action takes it."""
    data = form.cleaned_data
    chosen = next((one for one in case.children if str(one.id) == (data.get("person") or "")), None)
    return {
        **{field: data[field] for field in AGAIN},
        "child": chosen.name if chosen else child or _("The child"),
        "person_id": chosen.id if chosen else None,
        "alone": ALONE.get(data["alone"]),
        "marks": data["marks"],
    }


def _typed(voice: VoiceRead) -> dict[str, Any]:
    """What a form shows of words that are to be corrected."""
    alone = {True: "yes", False: "no"}.get(voice.alone, "") if voice.alone is not None else ""
    typed = {field: getattr(voice, field) for field in AGAIN}
    when = voice.when or f"{_day(voice)}"
    person = str(voice.person_id) if voice.person_id else ""
    return {**typed, "when": when, "alone": alone, "person": person, "marks": list(voice.marks)}


def _day(voice: VoiceRead) -> date:
    """The day on which it was written down: what was empty for "today" then is another day now."""
    return timezone.localtime(voice.written_at).date()
