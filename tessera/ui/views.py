"""Pages that belong to no subject: error pages that need no database, the pattern page, staying signed in."""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tessera.ui.context_processors import identity, idle_seconds

# What a partnership may colour, in the order of its settings (ui/theme.css says what each is for).
COLOURS = (
    "--tessera-ink",
    "--tessera-ink-text",
    "--tessera-soft",
    "--tessera-line",
    "--govuk-brand-colour",
    "--govuk-link-colour",
)
View = Callable[..., HttpResponse]


def open_to_all(view: View) -> View:
    """Mark a view that needs nobody signed in."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def _error(status: int, heading: str, lines: tuple[str, ...]) -> HttpResponse:
    """Return an error page drawn without the request: no session, no navigation, no database."""
    context = {"heading": heading, "lines": lines, "onward": _("Go to the start"), "theme": ""}
    return HttpResponse(render_to_string("ui/error.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent could not be read; 413 where there was too much of it."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return too_large(request)
    lines = (_("What was sent could not be read."), _("Go back, check what you entered and try again."))
    return _error(400, _("Something was wrong with that request"), lines)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, for what is absent and for what is forbidden: the two must not be told apart."""
    lines = (
        _("If you typed the address, check it is correct."),
        _("It may not exist, or it may not be something you can see. Both look the same, on purpose."),
        _("If you need it to keep a child safe, ask the hub."),
    )
    return _error(404, _("Page not found"), lines)


forbidden = not_found


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413: too much was sent at once."""
    lines = (
        _("What you sent was too large, so it was not saved."),
        _("Send a smaller file, or fewer files at once."),
    )
    return _error(413, _("That was too large"), lines)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: too many tries in a short time."""
    lines = (
        _("There were too many tries in a short time."),
        _("Wait 5 minutes, then try again."),
        _("If a child is in danger now, do not wait: call 999."),
    )
    return _error(429, _("Wait before you try again"), lines)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    lines = (
        _("Your last step may not have been saved. Try again in a few minutes."),
        _("If you are worried about a child and this page stays, ring the hub."),
        _("If a child is in danger now, call 999."),
    )
    return _error(500, _("Sorry, there is a problem with the service"), lines)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form could not be matched to this session. Names no reason: that helps only an attacker."""
    lines = (
        _(
            "For safety, a form works only in the session it was opened in. You may have signed in again since."
        ),
        _("Go back: what you typed should still be there. Copy it, reload the page and send it again."),
    )
    return _error(403, _("That form has expired"), lines)


@require_GET
def colours(request: HttpRequest, colours: str) -> HttpResponse:
    """A style sheet of six colours, which stand in its own address: it says nothing of anybody and never changes."""
    found = colours.split("-")
    if len(found) != len(COLOURS) or not all(re.fullmatch(r"[0-9a-f]{6}", one) for one in found):
        raise Http404
    said = "".join(f"  {name}: #{one};\n" for name, one in zip(COLOURS, found, strict=True))
    answer = HttpResponse(f":root{{\n{said}}}\n", content_type="text/css; charset=utf-8")
    patch_cache_control(answer, private=True, max_age=31_536_000, immutable=True)
    return answer


@open_to_all
@require_GET
def session(request: HttpRequest) -> JsonResponse:
    """Say whether the session lives: asking keeps it, as any request does.

    Gives the page a fresh token, because signing in again changes it, and says who is here: a page that somebody
    else opened must not take it.
    """
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return JsonResponse(
        {
            "signed_in": signed_in,
            "seconds": idle_seconds() if signed_in else 0,
            "who": identity(request).get("who", "") if signed_in else "",
            "token": get_token(request),
        }
    )


@open_to_all
@require_GET
def patterns(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages. In a demonstration only."""
    if not getattr(settings, "TESSERA_DEMO", False):
        raise Http404
    from tessera.ui.patterns import sample

    return render(request, "ui/patterns.html", sample(timezone.now()))
