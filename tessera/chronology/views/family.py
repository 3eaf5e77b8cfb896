"""The page of a family and its network. What is added to it and corrected has pages of its own among people."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tessera.access.here import Asked
from tessera.chronology import queries
from tessera.ui import family as pictures


@require_GET
def family(request: Asked, case_id: UUID) -> HttpResponse:
    """What the children say, the picture of the family, its table, and who works with them."""
    read = queries.family_of_case(practitioner=request.me, at=timezone.now(), case_id=case_id)
    shown = read.family
    context = {
        "read": read,
        "shown": shown,
        "picture": pictures.family(
            shown.plan, shown.people, title=_("The family of {name}").format(name=shown.name)
        ),
        "key": pictures.key(),
        "network": pictures.network(
            shown.name,
            [
                (one.who, f"{one.how}, {one.agency}" if one.agency else one.how, one.near)
                for one in shown.involved
            ],
            title=_("Who works with {name}").format(name=shown.name),
        ),
        "nav": "worklist",
    }
    return render(request, "chronology/family.html", context)
