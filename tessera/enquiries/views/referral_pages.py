"""The pages of a referral that is being written: saved at every step, finished or not, in any order."""

import secrets
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tessera.access.here import Me
from tessera.enquiries.actions import referring as verbs
from tessera.enquiries.forms import referring as forms
from tessera.enquiries.queries import referring
from tessera.enquiries.rules import referral_pages as pages


def who(request: HttpRequest) -> Me:
    """The practitioner of this request."""
    return cast(Me, request.me)  # type: ignore[attr-defined]


def _draft(request: HttpRequest, draft_id: UUID, *, lock: bool = False) -> referring.Drafting:
    return referring.drafting(practitioner=who(request), at=timezone.now(), draft_id=draft_id, lock=lock)


@require_safe
def tasks(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The list of tasks: every page, in any order, with how far it has come."""
    draft = _draft(request, draft_id)
    if draft.referral_id:
        return redirect("referral_receipt", draft.referral_id)
    context = {"draft": draft, "groups": forms.task_groups(draft), "nav": "refer"}
    return render(request, "enquiries/referral/tasks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, draft_id: UUID, slug: str) -> HttpResponse:
    """One page: shown, or saved and then whatever the button says."""
    draft = _draft(request, draft_id, lock=request.method == "POST")
    if draft.referral_id:
        return redirect("referral_receipt", draft.referral_id)
    seen = referring.shown(draft, slug, _prefilled(request, slug))
    if request.method == "POST":
        return _save_and_go(request, draft, seen)
    return _show(request, draft, seen, problems=seen.problems if "check" in request.GET else ())


def _prefilled(request: HttpRequest, slug: str) -> dict[str, str] | None:
    if slug != "you" or request.method == "POST":
        return None
    email = getattr(request.user, "email", "")
    return referring.about_me(practitioner=who(request), at=timezone.now(), email=email)


def _save(request: HttpRequest, draft: referring.Drafting, seen: referring.Shown, go: str = "") -> bool:
    """Keep what was typed on this page. Whether another tab had saved something else meanwhile."""
    posted = {name: request.POST.getlist(name) for name in request.POST}
    typed = pages.taken(seen.page, posted, forms.names_of(draft, seen))
    if go.startswith("add-"):
        typed, _ = pages.with_row(typed, go.removeprefix("add-"))
    elif go.startswith("remove-"):
        typed = pages.without_row(typed, go.removeprefix("remove-"))
    kept = pages.merged(
        draft.answers.get(seen.page.slug),
        typed,
        version=forms.whole(request.POST.get("version", "")),
        tab=request.POST.get("tab", ""),
        settled=go in ("continue", "later") and request.POST.get("settled") == "yes",
    )
    if kept is not None:
        verbs.save_draft(
            practitioner=who(request), at=timezone.now(), draft_id=draft.id, page=seen.page.slug, answers=kept
        )
    return bool(pages.elsewhere(kept))


def _save_and_go(request: HttpRequest, draft: referring.Drafting, seen: referring.Shown) -> HttpResponse:
    go, slug = request.POST.get("go", "continue"), seen.page.slug
    differs = _save(request, draft, seen, go)
    if go == "later":
        messages.success(request, _("Your referral is saved. Nobody else sees it until you send it."))
        return redirect("my_referrals")
    address = reverse("referral_page", args=(draft.id, slug))
    if differs or go.startswith(("add-", "remove-")):
        return redirect(f"{address}#{'other-tab' if differs else forms.row_anchor(go, request.POST)}")
    now = _draft(request, draft.id)
    again = referring.shown(now, slug)
    if go == "wording":
        return _show(request, now, again, hints=_hints(request, now, again))
    if again.problems:
        return _show(request, now, again, problems=again.problems)
    following = pages.after(slug)
    return (
        redirect("referral_page", draft.id, following) if following else redirect("referral_check", draft.id)
    )


def _hints(request: HttpRequest, draft: referring.Drafting, seen: referring.Shown) -> dict[str, pages.Hinted]:
    checker = referring.wording(practitioner=who(request), at=timezone.now())
    texts = forms.worded(draft, seen)
    return {} if checker is None else {name: forms.checked(checker, text) for name, text in texts.items()}


def _show(
    request: HttpRequest,
    draft: referring.Drafting,
    seen: referring.Shown,
    *,
    problems: Any = (),
    hints: dict[str, pages.Hinted] | None = None,
) -> HttpResponse:
    on = draft.settings.wording_hints.on
    sheet = forms.sheet(draft, seen, problems, hints, wording_url=reverse("wording") if on else "")
    context = {
        "draft": draft,
        "shown": seen,
        "sheet": sheet,
        "form": sheet.form,
        "tab": request.POST.get("tab") or secrets.token_urlsafe(8),
        "nav": "refer",
    }
    return render(request, "enquiries/referral/page.html", context)


@require_POST
def autosave(request: HttpRequest, draft_id: UUID, slug: str) -> HttpResponse:
    """Keep what has been typed so far, for the script. 409 once the referral was sent."""
    draft = _draft(request, draft_id, lock=True)
    if draft.referral_id:
        return JsonResponse({"sent": True}, status=409)
    _save(request, draft, referring.shown(draft, slug))
    return JsonResponse({"saved": True})


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, draft_id: UUID, slug: str) -> HttpResponse:
    """Take a child, an adult or a child's words out of the draft, once the practitioner has said so again."""
    draft = _draft(request, draft_id, lock=request.method == "POST")
    if draft.referral_id:
        return redirect("referral_receipt", draft.referral_id)
    home = forms.home_of(slug)
    if request.method == "POST":
        if slug in pages.live(draft.answers, slug.partition("-")[0]):
            empty = pages.kept(draft.answers.get(slug), {})
            verbs.save_draft(
                practitioner=who(request), at=timezone.now(), draft_id=draft.id, page=slug, answers=empty
            )
        return redirect("referral_page", draft.id, home)
    name = referring.entry_name(draft, slug)
    context = {"draft": draft, "slug": slug, "home": home, "name": name, "nav": "refer"}
    return render(request, "enquiries/referral/remove.html", context)


@require_POST
def wording(request: HttpRequest) -> HttpResponse:
    """Hints about a text, as a piece of a page. The text is not kept."""
    text = request.POST.get("text", "")
    checker = referring.wording(practitioner=who(request), at=timezone.now())
    found = forms.checked(checker, text) if checker is not None else None
    return render(request, "enquiries/referral/_hints.html", {"hinted": found})
