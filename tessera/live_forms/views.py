"""What pages of a live form ask for beside their sockets."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tessera.access import sessions
from tessera.access.here import Asked
from tessera.live_forms.actions import keys
from tessera.live_forms.queries import whose
from tessera.live_forms.queries.keys import browser_keys, key_of


@never_cache
@require_GET
def key(request: Asked) -> HttpResponse:
    """The key that seals what this session's browser keeps, and after it those of the practitioner's other sessions.

    32 bytes each, for a script of our own pages alone: one of the others may be of a session that ran out here. Whose
    they are is said beside them, as the others on a form are told of them.
    """
    if request.headers.get("X-Requested-With") != "live":
        return HttpResponse(status=403)
    own, found = key_of(sessions.hash_of(request)), browser_keys(request.me)
    if own not in found:
        made = keys.make_key(practitioner=request.me, at=timezone.now(), key_id=own)
        found[own] = bytes(made.key)
    answer = HttpResponse(found.pop(own) + b"".join(found.values()), content_type="application/octet-stream")
    answer["X-Live-Whose"] = whose(request.me.id, request.me.name, request.me.agency).id
    return answer
