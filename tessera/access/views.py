"""Signing in, choosing whom to work for, seeing where one is signed in, and getting back what came too late."""

from functools import wraps
from typing import Any

from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from allauth.socialaccount.providers.openid_connect.views import login as oidc_login
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tessera.access import browsers, demo, late, proving, sessions
from tessera.access.forms import MembershipForm
from tessera.access.here import Asked
from tessera.access.identity import roles_in_words
from tessera.access.late import label
from tessera.ui.views import View, open_to_all

__all__ = (
    "changes_factors",
    "choose_membership",
    "closed",
    "forget_unsaved",
    "sign_in",
    "sign_in_as",
    "sign_in_by",
    "signs_in",
    "unsaved",
    "where_signed_in",
)


def signs_in(view: View) -> View:
    """Mark a view that is open to all and may sign somebody in. It begins as nobody, whoever was signed in before."""
    view.signs_in = True  # type: ignore[attr-defined]
    return open_to_all(view)


def changes_factors(view: View) -> View:
    """Let a view of the sign-in library change the second factors of whoever is signed in, and of nobody else."""

    @wraps(view)
    def proved(request: Asked, *args: Any, **kwargs: Any) -> HttpResponse:
        proving.may_change_factors(request.me.id)
        return view(request, *args, **kwargs)

    return proved


class SignIn(LoginView):  # type: ignore[misc]
    """The sign-in page. In a demonstration the cast stands first."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        offered: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
        context["providers"] = [
            {"name": one["name"], "href": reverse("openid_connect_login", args=[one["provider_id"]])}
            for one in offered["APPS"]
        ]
        context["cast"] = demo.cast() if demo.allowed() else ()
        context["next"] = _onward(self.request, "")
        return context


sign_in = signs_in(SignIn.as_view())


@open_to_all
@require_POST
def sign_in_by(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to an agency's own sign-in provider.

    By way of a page: a form may send only to ourselves (form-action), and browsers hold its redirects to that too.
    """
    answer: HttpResponse = oidc_login(request, provider_id)
    if answer.status_code != 302:
        return answer
    return render(request, "access/going.html", {"address": answer["Location"]})


@signs_in
@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Sign in as a member of the cast, in a demonstration."""
    person = demo.find(request.POST.get("username", ""))
    if person is None:
        raise Http404
    sessions.leave(request)
    response: HttpResponse = perform_login(
        request, person, email_verification="none", redirect_url=_onward(request, settings.LOGIN_REDIRECT_URL)
    )
    return response


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def choose_membership(request: HttpRequest) -> HttpResponse:
    """Choose whom to work for: one agency of one partnership at a time, and never two mixed."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(settings.LOGIN_URL)
    places = sessions.places_for(request.session, request.user.pk)
    form = MembershipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sessions.enter(request.session, request.user.pk, form.cleaned_data["membership"])
        except LookupError:
            raise Http404 from None
        rotate_token(request)
        browsers.note(request)
        waits = late.waiting(request.session, timezone.now())
        return HttpResponseRedirect("/unsaved/" if waits else _onward(request, settings.LOGIN_REDIRECT_URL))
    choices = [(place, roles_in_words(place.roles)) for place in places]
    me = request.me  # type: ignore[attr-defined]
    context = {"form": form, "choices": choices, "now_at": me and me.agency_id, "next": _onward(request, "")}
    return render(request, "access/choose_membership.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def where_signed_in(request: HttpRequest) -> HttpResponse:
    """Every browser where this practitioner is signed in; each can be signed out, or all others at once."""
    found = browsers.mine(request, timezone.now())
    if request.method == "POST":
        wanted = request.POST.get("browser", "")
        ending = [one for one in found if (wanted == "others" and not one.here) or wanted == str(one.id)]
        if not ending:
            raise Http404
        browsers.end(request, ending)
        messages.success(request, _("Signed out there."))
        return HttpResponseRedirect(reverse("usersessions_list"))
    return render(request, "usersessions/usersession_list.html", {"browsers": found})


@require_GET
def unsaved(request: HttpRequest) -> HttpResponse:
    """What was posted after its session had ended, with a button that posts it again."""
    post = late.waiting(request.session, timezone.now())
    if post is None:
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    shown = [(label(name), value) for name, value in post.fields if value.strip()]
    return render(request, "access/unsaved.html", {"post": post, "shown": shown})


@require_GET
def app_picture(request: HttpRequest) -> HttpResponse:
    """The key that an authenticator app is about to be given, as a picture for its camera."""
    return HttpResponse(browsers.key_picture(request.user), content_type="image/svg+xml")


@require_POST
def forget_unsaved(request: HttpRequest) -> HttpResponse:
    """Let go of what waits."""
    late.forget(request.session)
    messages.success(request, _("Thrown away."))
    return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)


@open_to_all
def closed(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """What the sign-in library offers and we do not: signing up, choosing a password where a provider vouches."""
    raise Http404


def _onward(request: HttpRequest, otherwise: str) -> str:
    """Where to go next, as asked for, if it is an address of this installation."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return asked if sessions.is_ours(asked) else otherwise
