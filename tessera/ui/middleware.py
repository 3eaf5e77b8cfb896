"""Headers on every response: what a page may load, and that no copy of it is kept."""

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

# The name and shape Django 6 gives it, so that moving there is a matter of deleting this.
SECURE_CSP: Mapping[str, Sequence[str]] = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "manifest-src": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
}

POWERS = (
    "accelerometer", "autoplay", "camera", "display-capture", "fullscreen", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "publickey-credentials-create",
    "publickey-credentials-get", "usb",
)  # fmt: skip
OWN_POWERS = frozenset({"publickey-credentials-create", "publickey-credentials-get"})  # passkeys


def policy_text(policy: Mapping[str, Sequence[str]]) -> str:
    """Return a Content-Security-Policy header's value."""
    return "; ".join(" ".join([name, *sources]) for name, sources in policy.items())


class HeadersMiddleware(MiddlewareMixin):
    """Adds the headers. A view may set its own Cache-Control; a static file keeps the one it has."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        powers = ", ".join(f"{name}={'(self)' if name in OWN_POWERS else '()'}" for name in POWERS)
        self.headers = {
            "Content-Security-Policy": policy_text(getattr(settings, "SECURE_CSP", SECURE_CSP)),
            "Permissions-Policy": powers,
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        self.static = "/" + str(settings.STATIC_URL).lstrip("/")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add each header that is not there already."""
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(self.static):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
