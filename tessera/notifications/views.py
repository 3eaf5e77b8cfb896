"""The page of messages, and opening one of them."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tessera.access.here import Asked
from tessera.notifications import actions, queries


@require_GET
def messages(request: Asked) -> HttpResponse:
    """My messages, newest first."""
    page = queries.mine(request.me, request.GET.get("page", "1"))
    return render(request, "notifications/messages.html", {"page": page, "nav": "messages"})


@require_POST
def open_message(request: Asked, message_id: UUID) -> HttpResponse:
    """Mark a message read and go where it leads."""
    message = actions.read(practitioner=request.me, at=timezone.now(), message_id=message_id)
    return redirect(message.link)
