"""Sends messages by email, once a minute: a reference and a link each, and nothing else."""

import logging
from smtplib import SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from tessera.access import acting
from tessera.notifications import actions, queries
from tessera.notifications.queries import Unsent
from tessera.notifications.rules import is_tried, letter

log = logging.getLogger(__name__)

NOWHERE = "django.core.mail.backends.dummy.EmailBackend"
PATIENCE = 20  # seconds a mail server is given to answer


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(name="notifications.email", queueing_lock="email")  # type: ignore[untyped-decorator]
def send_email(timestamp: int) -> int:
    """Send what has not gone yet; answers with how many went. What fails is tried again in a later minute."""
    if settings.EMAIL_BACKEND == NOWHERE:
        return 0
    at = timezone.now()
    with acting.acting_automatically():
        with transaction.atomic():
            unsent = [message for message in queries.to_email(at) if is_tried(message.made_at, at)]
        return _send(unsent) if unsent else 0


def _send(unsent: list[Unsent]) -> int:
    """Each in a transaction of its own, over one connection: one address that refuses keeps back no other."""
    sent = 0
    mail: BaseEmailBackend = get_connection(timeout=PATIENCE)
    try:
        mail.open()
        for message in unsent:
            sent += _one(mail, message)
    except OSError as problem:
        # The class alone: what a mail server answers may hold an address.
        log.warning("Email could not be sent: %s. It is tried again.", type(problem).__name__)
    finally:
        mail.close()
    return sent


def _one(mail: BaseEmailBackend, message: Unsent) -> bool:
    words = letter(message.word, message.reference, settings.TESSERA_ADDRESS, message.link)
    email = EmailMessage(
        words.subject,
        words.body,
        to=[message.to],
        connection=mail,
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        done = actions.email(
            practitioner=acting.Automatic(), at=timezone.now(), message_id=message.id, send=lambda: _go(email)
        )
    except (SMTPServerDisconnected, ConnectionError, TimeoutError):
        raise  # nobody else would get through either
    except OSError as problem:
        log.warning("Message %s could not be sent: %s.", message.id, type(problem).__name__)
        return False
    return done is not None


def _go(email: EmailMessage) -> None:
    email.send(fail_silently=False)
