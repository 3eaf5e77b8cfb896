"""What every page shows around its content.

Settings, each optional:
TESSERA_NAVIGATION  dotted path of a function(request) -> iterable of (key, href, text, count)
TESSERA_IDENTITY    dotted path of a function(request) -> mapping with any of partnership, practitioner, role,
                    who (what a page compares to know that the same person is still here)
TESSERA_PARTNERSHIP the partnership's name where TESSERA_IDENTITY gives none
TESSERA_DEMO        True says on every page that the people are invented
TESSERA_THEME       static path of a partnership's style sheet, loaded last (ui/theme.css is a start)
TESSERA_COLOURS     dotted path of a function(request) -> the six colours of a partnership (`ui.views.colours`), or ()
TESSERA_IDLE_SECONDS  after how many idle seconds a session ends; the page warns two minutes before
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from tessera.ui.script_words import script_words


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One way to go. A page whose `nav` is `key` is inside it; `count` is how much waits there."""

    key: str
    href: str
    text: str
    count: int = 0


def _call(setting: str, request: HttpRequest) -> Any:
    path = getattr(settings, setting, "")
    return import_string(path)(request) if path else None


def navigation(request: HttpRequest) -> Sequence[NavigationItem]:
    """Return where this practitioner may go."""
    return [NavigationItem(*item) for item in _call("TESSERA_NAVIGATION", request) or ()]


def identity(request: HttpRequest) -> Mapping[str, str]:
    """Return the partnership's name, and the practitioner's name and role when someone is signed in."""
    given: Mapping[str, str] = _call("TESSERA_IDENTITY", request) or {}
    return {"partnership": getattr(settings, "TESSERA_PARTNERSHIP", "Tessera"), **given}


def colours(request: HttpRequest) -> str:
    """Return the address of a partnership's own colours; "" where it has none."""
    found: Sequence[str] = _call("TESSERA_COLOURS", request) or ()
    return reverse("ui:colours", args=["-".join(one.lstrip("#") for one in found)]) if found else ""


def idle_seconds() -> int:
    """Return after how many idle seconds a session ends."""
    return int(getattr(settings, "TESSERA_IDLE_SECONDS", settings.SESSION_COOKIE_AGE))


def page(request: HttpRequest) -> dict[str, Any]:
    """Give every template `navigation`, `identity`, `demo`, `theme`, `colours`, `now` and `session_seconds`.

    Navigation, identity and colours are asked for only when the template uses them.
    """
    user = getattr(request, "user", None)
    return {
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "identity": SimpleLazyObject(lambda: identity(request)),
        "demo": bool(getattr(settings, "TESSERA_DEMO", False)),
        "theme": getattr(settings, "TESSERA_THEME", ""),
        "colours": SimpleLazyObject(lambda: colours(request)),
        "now": timezone.now(),
        "script_words": script_words(),
        "signed_in": SimpleLazyObject(lambda: bool(user and user.is_authenticated)),
        "session_seconds": idle_seconds(),
    }
