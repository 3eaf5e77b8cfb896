"""Ties a signed-in browser to its security context: one request, one transaction, one practitioner."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.access import acting, late, sessions
from tessera.access.checks import demonstration_is_alone
from tessera.access.here import me
from tessera.ui.views import not_found

log = logging.getLogger("tessera.access")
Handler = Callable[[HttpRequest], HttpResponse]
REFUSED = "42501"  # insufficient_privilege: what PostgreSQL answers to a token it does not know


class PractitionerMiddleware:
    """Sets `request.me` and runs the request in one transaction with its security context open.

    A page is for signed-in practitioners unless its view says otherwise (`open_to_all`): forgetting closes the door.
    The transaction is opened here and not by ATOMIC_REQUESTS, so that a session which no longer opens anything is
    noticed before the view begins, and so that pages drawn after their view returns are still inside it.
    """

    def __init__(self, get_response: Handler) -> None:
        if found := demonstration_is_alone():
            raise ImproperlyConfigured(" ".join(str(one.msg) for one in found))
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.me = None  # type: ignore[attr-defined]
        token = sessions.token(request)
        with ExitStack() as stack:
            if token is None or not sessions.keep(request.session, token) or not _opened(stack, token):
                if token is not None:
                    logout(request)
                stack.enter_context(transaction.atomic())
            else:
                request.me = me(token)  # type: ignore[attr-defined]
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let nobody in who is not signed in, unless the view is open to all."""
        if request.me is not None:  # type: ignore[attr-defined]
            late.sent(request, timezone.now())
            if getattr(view, "signs_in", False):
                sessions.step_aside()
            return None
        if getattr(view, "open_to_all", False):
            return None
        if request.headers.get("X-Requested-With"):
            return HttpResponse(
                _("You are signed out."), status=401, content_type="text/plain; charset=utf-8"
            )
        onward = {"next": request.get_full_path()} if request.method in ("GET", "HEAD") else {}
        if request.user.is_authenticated:
            return _redirect("/choose-membership/", onward)
        if request.method == "POST":
            late.keep(request, view, timezone.now())
        return _redirect(settings.LOGIN_URL, onward)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Undo everything a request did when its view fails. The sign-in library also answers by raising.

        What PostgreSQL refuses by row security answers as what is not there: nobody learns which it was.
        """
        if isinstance(error, ImmediateHttpResponse | ReauthenticationRequired):
            return None
        transaction.set_rollback(True)
        if isinstance(error, ProgrammingError) and getattr(error.__cause__, "sqlstate", "") == REFUSED:
            log.warning("row security refused %s", type(error).__name__)
            return not_found(request)
        return None


def _opened(stack: ExitStack, token: str) -> bool:
    """Open the transaction with its context; False where the session no longer opens anything."""
    with ExitStack() as trying:
        try:
            trying.enter_context(acting.acting_as(token))
            trying.enter_context(transaction.atomic())
        except ProgrammingError as problem:
            if getattr(problem.__cause__, "sqlstate", "") != REFUSED:
                raise
            return False
        stack.push(trying.pop_all())
    return True


def _redirect(address: str, query: dict[str, str]) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)
