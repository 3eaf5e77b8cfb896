"""The referral form and the page on which an agency is asked, as a draft of the settings would draw them."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tessera.access.here import Asked
from tessera.enquiries.forms import referring as forms
from tessera.enquiries.forms.answering import own_form
from tessera.enquiries.forms.asking import OfferedForm, ask_form
from tessera.enquiries.queries import previewing as queries
from tessera.enquiries.queries.referring import shown
from tessera.enquiries.rules import referral_pages as pages


@require_http_methods(["GET", "HEAD", "POST"])
def referral(request: Asked, draft_id: UUID, slug: str) -> HttpResponse:
    """One page of the referral. What is typed is checked as a referral would be, and kept nowhere."""
    at = timezone.now()
    settings = queries.settings_of(practitioner=request.me, draft_id=draft_id)
    empty = queries.a_referral(practitioner=request.me, at=at, settings=settings, answers={})
    seen, draft = shown(empty, slug), empty
    if request.method == "POST":
        posted = {name: request.POST.getlist(name) for name in request.POST}
        typed = pages.taken(seen.page, posted, forms.names_of(empty, seen))
        draft = queries.a_referral(practitioner=request.me, at=at, settings=settings, answers={slug: typed})
        seen = shown(draft, slug)
    sheet = forms.sheet(draft, seen, seen.problems if request.method == "POST" else (), None, wording_url="")
    context = {"draft_id": draft_id, "shown": seen, "sheet": sheet, "form": sheet.form, "nav": "settings"}
    context |= {"pages": queries.page_list(settings), "checked": request.method == "POST"}
    return render(request, "enquiries/preview/referral.html", context)


@require_GET
def ask(request: Asked, draft_id: UUID) -> HttpResponse:
    """The page on which one kind of agency is asked about one kind of concern."""
    settings = queries.settings_of(practitioner=request.me, draft_id=draft_id)
    ready = queries.ready_question(settings, request.GET.get("kind", ""), request.GET.get("concern", ""))
    form = ask_form(
        settings,
        question=ready.question,
        necessity=ready.why,
        not_told=False,
        said=_("what they wrote about consent"),
    )
    choose = OfferedForm(settings, initial={"kind": ready.kind, "concern": ready.concern})
    context = {"draft_id": draft_id, "form": form, "choose": choose, "ready": ready, "nav": "settings"}
    own = zip(own_form(ready.besides, {}).fields, ready.besides, strict=True)
    context |= {"own": list(own), "bases": settings.lawful_bases.values()}
    return render(request, "enquiries/preview/ask.html", context)
