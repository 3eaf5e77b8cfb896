"""Pages of an agency: its inbox, a question, and its answer."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tessera.access.here import Asked as HttpRequest
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import asking
from tessera.enquiries.forms.answering import (
    EVERYONE,
    HUB,
    NAMED,
    OWN,
    PEOPLE,
    AnswerForm,
    LineForms,
    OwnForm,
    lines_form,
    own_form,
)
from tessera.enquiries.forms.asking import OFFERED
from tessera.enquiries.queries import answering as queries
from tessera.enquiries.queries import inbox as inboxes
from tessera.enquiries.queries import who_will_see as readers
from tessera.enquiries.rules import answering as rules
from tessera.enquiries.rules import drafts, own_questions
from tessera.partnership import queries as partnership
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import AnswersGoTo
from tessera.records.actions import FileRefused, NewLine, Upload
from tessera.records.queries.writing import Prompts
from tessera.records.rules.words import LineKind

WORDING = "/wording/"
BESIDE = gettext_lazy(
    "A colleague has changed this answer since you opened it. Theirs stands, and what you typed is kept beside it."
)
OVER = gettext_lazy(
    "Your agency has answered this already, or the hub has withdrawn it. What you typed is still on this page."
)


def settings_of(request: HttpRequest) -> Settings:
    """The settings in force now."""
    return partnership.in_force(request.me.partnership_id, timezone.now()).settings


def asked_here(request: HttpRequest, request_id: UUID) -> queries.Asked:
    """The question of this page."""
    at = timezone.now()
    return queries.asked(practitioner=request.me, at=at, request_id=request_id, settings=settings_of(request))


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for this practitioner's agency, least time left first, and what it has answered."""
    shown = inboxes.inbox(
        practitioner=request.me,
        at=timezone.now(),
        show=request.GET.get("show", ""),
        page=request.GET.get("page", "1"),
        answered_page=request.GET.get("answered", "1"),
    )
    return render(request, "enquiries/inbox/inbox.html", {"nav": "requests", "inbox": shown})


@require_GET
def show(request: HttpRequest, request_id: UUID, prompts: Prompts) -> HttpResponse:
    """A question. That the agency has seen it is recorded when one of those who may answer opens it."""
    asked = asked_here(request, request_id)
    if not asked.is_addressed:
        return render(request, "enquiries/request/answered.html", {"nav": "worklist", "asked": asked})
    if asked.is_over or asked.is_kept:
        return render(request, "enquiries/request/answered.html", {"nav": "requests", "asked": asked})
    asking.see(practitioner=request.me, at=timezone.now(), request_id=request_id)
    return _page(request, asked, prompts, _forms(request, asked, None))


def _readers(asked: queries.Asked) -> list[tuple[str, str, str]]:
    """How far an answer may go, with who that is."""
    hub, agency = asked.hub_name, asked.agency
    own = _("{agency}. You then choose line by line what to hand over, as it is or in new words.")
    people = _("The people you choose of {hub_name} and {agency}, and you. Not their colleagues.")
    named = _("{hub_name}, {agency} and the agencies you choose.")
    everyone = _("{everyone}, and any agency the hub involves, now or later.")
    both = _("{hub_name} and {agency}. Nobody else.")
    offered = [
        (OWN, _("My agency only, for now"), own.format(agency=agency)),
        (HUB, _("The hub only"), both.format(hub_name=hub, agency=agency)),
        (PEOPLE, _("People that I choose"), people.format(hub_name=hub, agency=agency)),
        (NAMED, _("Agencies that I choose"), named.format(hub_name=hub, agency=agency)),
        (EVERYONE, _("Everyone involved"), everyone.format(everyone=asked.everyone)),
    ]
    return offered[1:] if readers.runs_the_hub(asked.agency_id) else offered


def _forms(
    request: HttpRequest, asked: queries.Asked, posted: Any, typed: Mapping[str, Any] | None = None
) -> tuple[AnswerForm, LineForms, OwnForm]:
    """The answer as it was kept, or as it was sent (`posted`, and `typed` what was typed of it)."""
    settings, audiences = settings_of(request), _readers(asked)
    goes_to = settings.process.answers_go_to
    form = AnswerForm(
        posted,
        request.FILES if posted is not None else None,
        initial=rules.offered(asked.draft, goes_to, [code for code, _label, _hint in audiences]),
        usual=goes_to is not AnswersGoTo.CHOSEN,
        documents=settings.features.attachments,
        ratings=asked.ratings,
        readers=audiences,
        agencies=queries.others(request.me, asked),
        people=[(str(one.id), one.words) for one in readers.people_to_name(request.me, timezone.now())],
        purposes=[(code, one.label) for code, one in settings.purposes.items()],
        bases=[(code, one.label) for code, one in settings.lawful_bases.items() if one.kind in OFFERED],
    )
    kept = (asked.draft if typed is None else typed).get("own") or {}
    own = own_form(
        asked.own_questions, kept, WORDING if settings.wording_hints.on else "", sent=typed is not None
    )
    return form, lines_form(posted, rules.lines_of(asked.draft)), own


def _page(
    request: HttpRequest,
    asked: queries.Asked,
    prompts: Prompts,
    forms: tuple[AnswerForm, LineForms, OwnForm],
    typed: Any = None,
) -> HttpResponse:
    form, lines, own = forms
    ratings = {code: label for code, label, _meaning in asked.ratings}
    context = {
        "nav": "requests",
        "asked": asked,
        "form": form,
        "lines": lines,
        "own": own,
        "tab": request.POST.get("tab") or secrets.token_urlsafe(8),
        "version": drafts.version_of(asked.draft),
        "stands": drafts.standing(asked.draft, ratings, asked.own_questions),
        "besides": drafts.besides(asked.draft, ratings, asked.own_questions),
        "seen": readers.who_will_see(
            practitioner=request.me, asked=asked, typed=typed or form.initial, at=timezone.now()
        ),
        "prompts": prompts(practitioner=request.me, at=timezone.now(), case_id=asked.case_id),
    }
    return render(request, "enquiries/request/answer.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, request_id: UUID, prompts: Prompts) -> HttpResponse:
    """Send the answer. What is wrong with it is said beside what was typed, and what was typed is kept."""
    asked = asked_here(request, request_id)
    if request.method == "GET" or not asked.is_addressed:
        return redirect("request", request_id)
    typed = rules.typed(dict(request.POST.lists()))
    over, beside = _keep(request, request_id, typed)
    if over:
        ratings = {code: label for code, label, _meaning in asked.ratings}
        return not_sent(request, request_id, drafts.standing(typed, ratings, asked.own_questions).words)
    if beside:
        return _shown_beside(request, request_id)
    form, lines, own = forms = _forms(request, asked, request.POST, typed)
    given = own_questions.answers(asked.own_questions, typed.get("own") or {})
    right = form.is_valid() & lines.is_valid() & own.form.is_valid()
    if right and _was_sent(request, request_id, form, _given(form, lines) | {"own": given}):
        if form.cleaned_data["share"] == OWN:
            messages.success(request, _("What you hold is written down. The hub has not got any of it yet."))
            return redirect("request_hand_over", request_id)
        messages.success(request, _("Your answer is sent."))
        return redirect("request", request_id)
    if form.files and "documents" in form.fields and not form.has_error("documents"):
        form.add_error(
            "documents", _("Choose your files again: they are not kept while something else is missing")
        )
    return _page(request, asked, prompts, forms, typed)


def _was_sent(request: HttpRequest, request_id: UUID, form: AnswerForm, given: dict[str, Any]) -> bool:
    """Send it; what forbids that is said on the form."""
    try:
        asking.answer(
            practitioner=request.me,
            at=timezone.now(),
            request_id=request_id,
            settled=request.POST.get("settled") == "yes",
            **given,
        )
    except FileRefused as refusal:
        form.add_error("documents", str(refusal))
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


def _given(form: AnswerForm, lines: LineForms) -> dict[str, Any]:
    """What the forms say, as the action takes it."""
    cleaned = form.cleaned_data
    return {
        "lines": [_line(line) for line in lines.written()],
        "could_not_say": cleaned["could_not_say"],
        "rating": cleaned["rating"],
        "rating_reason": cleaned["rating_reason"],
        "share": cleaned["share"],
        "named_agency_ids": form.named(NAMED, "named_agencies"),
        "named_people_ids": form.named(PEOPLE, "named_people"),
        "wider": asking.Wider(cleaned["share_reason"], cleaned["share_purpose"], cleaned["share_basis"]),
        "attachments": [Upload(file.name or "", file.read()) for file in cleaned.get("documents", ())],
    }


def _line(typed: dict[str, Any]) -> NewLine:
    kind, marks = LineKind(typed["kind"]), tuple(typed["marks"])
    return NewLine(kind, typed["text"], typed["when"], typed["source"], typed["about"], marks)


def _keep(request: HttpRequest, request_id: UUID, kept: dict[str, Any]) -> tuple[bool, bool]:
    """Keep what was typed. Whether nothing waits for it any more, and whether it stands beside a colleague's answer."""
    version, tab = drafts.number(request.POST.get("version", "")), request.POST.get("tab", "")
    try:
        saved = asking.save_answer(
            practitioner=request.me,
            at=timezone.now(),
            request_id=request_id,
            answers=kept,
            version=version,
            tab=tab,
        )
    except NotAllowed:
        return True, False
    return False, saved is not None and saved.is_beside


def _shown_beside(request: HttpRequest, request_id: UUID) -> HttpResponse:
    messages.info(
        request, _("A colleague has changed this answer too. Choose what to keep. Nothing is sent yet.")
    )
    return redirect(f"{reverse('request', args=[request_id])}#two-answers")


@require_POST
def save(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Keep what was typed: as it is typed, when a line is added or removed, and to come back later."""
    if "keep" in request.POST:
        return _chosen(request, request_id)
    kept = rules.typed(dict(request.POST.lists()))
    place = f"line-{len(kept['lines'])}"
    if "add" in request.POST:
        kept = rules.with_a_line(kept)
    elif "remove" in request.POST:
        kept, place = rules.without_line(kept, request.POST["remove"]), "lines"
    over, beside = _keep(request, request_id, kept)
    if request.headers.get("X-Requested-With"):
        return _to_script(over, beside)
    if beside:
        return _shown_beside(request, request_id)
    if over:
        messages.info(request, _("This waits for no answer any more. What you typed was not sent."))
    elif "who" in request.POST:
        place = "who-will-see"
    elif not {"add", "remove"} & request.POST.keys():
        messages.success(request, _("What you typed is saved. It is not sent yet."))
        return redirect("requests")
    return redirect(f"{reverse('request', args=[request_id])}#{place}")


def _to_script(over: bool, beside: bool) -> HttpResponse:
    """204 for what is kept; else 409 in plain words, and whether it is kept all the same."""
    if not over and not beside:
        return HttpResponse(status=204)
    headers = {"X-Kept": "no" if over else "beside"}
    words = OVER if over else BESIDE
    return HttpResponse(words, status=409, headers=headers, content_type="text/plain; charset=utf-8")


def _chosen(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Settle which of two answers stands, as the button said."""
    try:
        settled = asking.choose_answer(
            practitioner=request.me,
            at=timezone.now(),
            request_id=request_id,
            window=request.POST.get("window", ""),
            keep=request.POST["keep"],
            version=drafts.number(request.POST.get("version", "")),
        )
    except NotAllowed:
        messages.info(request, _("This waits for no answer any more, so nothing was done."))
        return redirect("request", request_id)
    if settled is None:
        messages.info(request, _("The answer was changed again meanwhile, so nothing was done. Look again."))
        return redirect(f"{reverse('request', args=[request_id])}#two-answers")
    messages.success(request, _("What you chose is saved. It is not sent yet."))
    return redirect(f"{reverse('request', args=[request_id])}#answer")


@require_POST
def who(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Who will see the answer as it stands on the page, for the script. It keeps nothing."""
    asked = queries.asked_again(
        practitioner=request.me, at=timezone.now(), request_id=request_id, settings=settings_of(request)
    )
    if not asked.is_addressed or asked.is_over or asked.is_kept:
        return HttpResponse(status=204)
    typed = rules.typed(dict(request.POST.lists()))
    seen = readers.who_will_see(practitioner=request.me, asked=asked, typed=typed, at=timezone.now())
    return JsonResponse(seen.told())


@require_POST
def urgent(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Flag a question as urgent for this agency, or take the flag away."""
    asking.mark_urgent(
        practitioner=request.me,
        at=timezone.now(),
        request_id=request_id,
        urgent=request.POST.get("urgent") == "yes",
    )
    if "here" in request.POST:
        return redirect("request", request_id)
    # Back to the same filter and the same page of the list.
    stood = QueryDict(request.POST.get("list", "")[:200])
    kept = urlencode({name: stood[name] for name in ("show", "page", "answered") if name in stood})
    return redirect(reverse("requests") + (f"?{kept}" if kept else ""))


def not_sent(request: HttpRequest, request_id: UUID, typed: Iterable[tuple[str, str]]) -> HttpResponse:
    """What stands, and what was typed too late for it. The same answer sent twice was sent once, and needs no word."""
    asked = asked_here(request, request_id)
    unsent = [(question, words) for question, words in typed if not asked.says(words)]
    if not unsent:
        return redirect("request", request_id)
    context = {"nav": "requests", "asked": asked, "unsent": unsent}
    return render(request, "enquiries/request/answered.html", context, status=409)
