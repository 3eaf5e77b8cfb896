"""Beginning, checking and sending a referral; the list of one's own; the referral once it was sent."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tessera.enquiries.actions import referring as verbs
from tessera.enquiries.forms import referring as forms
from tessera.enquiries.queries import referral_read, referring
from tessera.enquiries.rules import referral_pages as pages
from tessera.enquiries.views.referral_pages import who
from tessera.records.actions import NewLine
from tessera.records.rules.words import LineKind


@require_safe
def my_referrals(request: HttpRequest) -> HttpResponse:
    """What the practitioner has begun, and what they and their agency sent."""
    context = {
        "drafts": referring.my_drafts(practitioner=who(request)),
        "page": referring.my_referrals(
            practitioner=who(request), page=forms.whole(request.GET.get("page", "1"))
        ),
        "nav": "referrals",
    }
    return render(request, "enquiries/referral/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Before a referral is begun: is a child in danger now? Nothing is kept until that is answered."""
    me, now = who(request), timezone.now()
    settings = referring.settings_now(practitioner=me, at=now)
    form = forms.first_form(settings, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        draft_id = referring.untouched_draft(practitioner=me)
        draft_id = draft_id or verbs.start_draft(practitioner=me, at=now).pk
        answers = pages.kept(None, {"immediate_danger": form.cleaned_data["immediate_danger"]})
        verbs.save_draft(practitioner=me, at=now, draft_id=draft_id, page="before", answers=answers)
        return redirect("referral_tasks", draft_id)
    context = {"form": form, "settings": settings, "nav": "refer"}
    return render(request, "enquiries/referral/new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Every answer read back, what is still needed, and sending. Sent twice, it is sent once."""
    me, now = who(request), timezone.now()
    draft = referring.drafting(practitioner=me, at=now, draft_id=draft_id, lock=request.method == "POST")
    if draft.referral_id:
        return redirect("referral_receipt", draft.referral_id)
    composed = draft.composed
    if request.method == "POST" and composed.referral is not None:
        lines = [
            NewLine(kind=LineKind(s.kind), text=s.text, when=s.when, source=s.source, about=s.about)
            for s in composed.statements
        ]
        sent = verbs.send(
            practitioner=me,
            at=now,
            referral=composed.referral,
            draft_id=draft.id,
            lines=lines,
            extra=composed.extra,
            own=composed.own,
        )
        return redirect("referral_receipt", sent.pk)
    sections = pages.summary(draft.answers, draft.settings, composed.problems)
    context = {"draft": draft, "sections": sections, "tried": request.method == "POST", "nav": "refer"}
    return render(request, "enquiries/referral/check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Throw a draft away, once the practitioner has said so again."""
    me, now = who(request), timezone.now()
    draft = referring.drafting(practitioner=me, at=now, draft_id=draft_id)
    if draft.referral_id:
        return redirect("referral_receipt", draft.referral_id)
    if request.method == "POST":
        verbs.discard_draft(practitioner=me, at=now, draft_id=draft_id)
        messages.success(request, _("The unsent referral was deleted."))
        return redirect("my_referrals")
    return render(request, "enquiries/referral/discard.html", {"draft": draft, "nav": "refer"})


@require_safe
def receipt(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """That the referral arrived, what happens next and by when. No name, no concern."""
    found = referring.receipt(practitioner=who(request), referral_id=referral_id)
    return render(request, "enquiries/referral/receipt.html", {"receipt": found, "nav": "referrals"})


@require_safe
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """A referral as it was made, and what has come of it: as much as the reader may see."""
    found = referral_read.referral(practitioner=who(request), referral_id=referral_id, at=timezone.now())
    context = {"referral": found, "nav": "worklist" if found.hub else "referrals"}
    return render(request, "enquiries/referral/referral.html", context)
