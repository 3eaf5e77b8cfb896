"""The link by which somebody accepts a place in an agency: made here, kept as a hash alone, sent to their mailbox.

What is sent says nothing of whom it is for: no name, no agency, no partnership.
"""

import logging
import re
import secrets
from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.access.models import Practitioner
from tessera.access.proving import hashed

log = logging.getLogger(__name__)
BYTES = 32  # of chance in a link
# How names begin in which the program itself writes. Nobody is given one: it would be taken for the program's.
RESERVED = ("automatic", "intake-")


def new_key() -> tuple[str, str]:
    """A key for a link, and the hash that is kept of it."""
    key = secrets.token_urlsafe(BYTES)
    return key, hashed(key)


def address_of(key: str) -> str:
    """The link itself."""
    return settings.TESSERA_ADDRESS.rstrip("/") + reverse("invitation", args=[key])


def send_link(email: str, address: str, until: datetime) -> None:
    """Send it. A mail server that refuses is only noted: whoever invited sends another link."""
    message = EmailMessage(
        _("You are invited to Tessera"),
        render_to_string("access/email/invitation.txt", {"address": address, "until": until}),
        to=[email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        message.send(fail_silently=False)
    except OSError as problem:
        # The class alone: what a mail server answers may hold an address.
        log.warning("An invitation could not be sent: %s.", type(problem).__name__)


def password_address(person: Practitioner) -> str:
    """Where they set a password. It stops working once used, after a day, and when their address changes."""
    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return reverse("account_reset_password_from_key", urlconf="config.urls", kwargs=key)


def free_username(email: str) -> str:
    """The first part of an address, as a username that nobody has."""
    plain = re.sub(r"[^a-z0-9_-]+", "-", email.partition("@")[0].lower()).strip("-")[:100] or "practitioner"
    if plain.startswith(RESERVED):
        plain = f"p-{plain}"
    taken = set(Practitioner.objects.filter(username__istartswith=plain).values_list("username", flat=True))
    return next(
        one for one in (plain, *(f"{plain}{number}" for number in range(2, 100_000))) if one not in taken
    )
