"""Pages of who works here, for administrators; and the page on which whoever is invited accepts."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings as installation
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tessera.access import demo
from tessera.access.here import Asked
from tessera.access.inviting import password_address
from tessera.access.views import signs_in
from tessera.core.steps import NotAllowed
from tessera.partnership import queries as partnership
from tessera.partnership.actions import joining
from tessera.partnership.forms.joining import EndForm, InviteForm, PlaceForm
from tessera.partnership.queries import joining as queries
from tessera.partnership.views.versions import only_administrators
from tessera.ui.forms import GovukForm

NOWHERE = "django.core.mail.backends.dummy.EmailBackend"


@require_GET
def practitioners(request: Asked) -> HttpResponse:
    """Who works for each agency, and who is asked to."""
    return _page(request)


def _page(request: Asked, status: int = 200, refused: str = "", link: str = "") -> HttpResponse:
    only_administrators(request)
    at = timezone.now()
    context = {
        "agencies": queries.people(request.me, at),
        "asked": queries.asked(request.me, at),
        "no_email": installation.EMAIL_BACKEND == NOWHERE and not demo.allowed(),
        "refused": refused,
        "link": link,
        "nav": "practitioners",
    }
    return render(request, "partnership/joining/practitioners.html", context, status=status)


@require_GET
def practitioner(request: Asked, practitioner_id: UUID) -> HttpResponse:
    """One of them, with every place they have or had."""
    only_administrators(request)
    shown = queries.person(request.me, timezone.now(), practitioner_id)
    return render(request, "partnership/joining/practitioner.html", {"shown": shown, "nav": "practitioners"})


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Asked) -> HttpResponse:
    """Ask that somebody works here who does not yet."""
    only_administrators(request)
    form = _form(InviteForm, request)
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("name", "email")}
        if _asked(request, form, **typed):
            return redirect("practitioners")
    return render(request, "partnership/joining/invite.html", {"form": form, "nav": "practitioners"})


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: Asked, practitioner_id: UUID) -> HttpResponse:
    """Ask for another place for somebody who works here."""
    only_administrators(request)
    shown = queries.person(request.me, timezone.now(), practitioner_id)
    form = _form(PlaceForm, request)
    if request.method == "POST" and form.is_valid() and _asked(request, form, member_id=practitioner_id):
        return redirect("practitioners")
    context = {"form": form, "shown": shown, "nav": "practitioners"}
    return render(request, "partnership/joining/give.html", context)


def _form(of: type[PlaceForm], request: Asked) -> PlaceForm:
    at = timezone.now()
    return of(
        request.POST or None, places=queries.places(request.me, at), roles=queries.roles(request.me, at)
    )


def _asked(request: Asked, form: GovukForm, **who: Any) -> bool:
    """Whether what was typed is asked for now. What is refused stands on the form."""
    at, given = timezone.now(), form.cleaned_data
    first, last = given["first_day"], given["last_day"]
    try:
        joining.ask(
            practitioner=request.me,
            at=at,
            agency_id=UUID(given["agency_id"]),
            team_id=UUID(given["team_id"]) if given["team_id"] else None,
            roles=given["roles"],
            valid_from=max(at, _begins(request, first)) if first else at,
            valid_to=_begins(request, last + timedelta(days=1)) if last else None,
            **who,
        )
    except NotAllowed as refused:
        field = refused.missing[0] if refused.missing else None
        form.add_error(field if field in form.fields else None, str(refused))
        return False
    messages.success(request, _("It waits for another administrator to agree."))
    return True


def _begins(request: Asked, day: date) -> datetime:
    """The first moment of a day, where the partnership is."""
    settings = partnership.in_force(request.me.partnership_id, timezone.now()).settings
    return datetime.combine(day, time(), ZoneInfo(settings.calendar().time_zone))


@require_POST
def agree(request: Asked, invitation_id: UUID) -> HttpResponse:
    """Agree to what another administrator asked."""
    if (page := _not_done(request, joining.agree, invitation_id)) is not None:
        return page
    messages.success(request, _("It is agreed."))
    return redirect("practitioners")


@require_POST
def send(request: Asked, invitation_id: UUID) -> HttpResponse:
    """Send another link."""
    if (page := _not_done(request, joining.send, invitation_id)) is not None:
        return page
    messages.success(request, _("Another link is on its way. The one before no longer works."))
    return redirect("practitioners")


@require_POST
def withdraw(request: Asked, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    if (page := _not_done(request, joining.withdraw, invitation_id)) is not None:
        return page
    messages.success(request, _("It is taken back. Its link no longer works."))
    return redirect("practitioners")


def _not_done(request: Asked, verb: Callable[..., Any], invitation_id: UUID) -> HttpResponse | None:
    """Do it. Answers the page where it was refused, and in a demonstration with the link that no email carries."""
    only_administrators(request)
    try:
        done = verb(practitioner=request.me, at=timezone.now(), invitation_id=invitation_id)
    except NotAllowed as refused:
        return _page(request, 409, str(refused))
    return _page(request, link=done.link) if done.link and demo.allowed() else None


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Asked, membership_id: UUID) -> HttpResponse:
    """End a place, once it has been asked whether that is meant."""
    only_administrators(request)
    at = timezone.now()
    whose, shown = queries.held(request.me, at, membership_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        last = form.cleaned_data["last_day"]
        ends = _begins(request, last + timedelta(days=1)) if last else at
        try:
            joining.end(practitioner=request.me, at=at, membership_id=membership_id, ends=ends)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is ended. What they wrote stays."))
            return redirect("practitioner", whose.id)
    context = {"form": form, "whose": whose, "shown": shown, "nav": "practitioners"}
    return render(request, "partnership/joining/end.html", context)


@signs_in
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """For whom somebody is invited to work. They accept, and then sign in as they do, or set a password first."""
    shown = queries.invited(key)
    if request.method == "POST" and shown is not None:
        accepted = joining.accept(practitioner=None, at=timezone.now(), key=key)
        if accepted is not None and accepted.practitioner is not None:
            if not shown.is_known:
                return redirect(password_address(accepted.practitioner))
            messages.success(request, _("You have accepted. Sign in as you always do."))
            return redirect("account_login")
        shown = None
    return render(request, "partnership/joining/invitation.html", {"shown": shown})
