"""What pages of a live form ask for beside their sockets."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tessera.access.here import Asked
from tessera.live_forms.actions import keys
from tessera.live_forms.queries.keys import browser_key


@never_cache
@require_GET
def key(request: Asked) -> HttpResponse:
    """The key that seals what this practitioner's browser keeps: 32 bytes, for a script of our own pages alone."""
    if request.headers.get("X-Requested-With") != "live":
        return HttpResponse(status=403)
    found = browser_key(request.me)
    if found is None:
        found = bytes(keys.make_key(practitioner=request.me, at=timezone.now()).key)
    return HttpResponse(found, content_type="application/octet-stream")
