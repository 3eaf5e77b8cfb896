"""Telling people. Rows are written with the act itself; email goes out afterwards, from a job, if at all."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from tessera.access.acting import Automatic
from tessera.access.here import Me
from tessera.access.rules import Role
from tessera.audit import NotHere, action
from tessera.notifications import queries
from tessera.notifications.models import Message
from tessera.notifications.rules import WORDS

LEADS = (Role.AGENCY_OFFICER, Role.SAFEGUARDING_LEAD)


@action("tell", "message")
def tell(
    *,
    practitioner: Me,
    at: datetime,
    recipients: Iterable[UUID],
    word: str,
    reference: str,
    link: str,
    case_id: UUID | None = None,
) -> Message | None:
    """A message to each recipient once, and none to whoever did the thing. None when there is nobody to tell."""
    WORDS[word]
    messages = [
        Message(
            recipient_id=recipient,
            partnership_id=practitioner.partnership_id,
            case_id=case_id,
            word=word,
            reference=reference,
            link=link,
            made_at=at,
        )
        for recipient in sorted(set(recipients) - {practitioner.id})
    ]
    Message.objects.bulk_create(messages)
    return messages[0] if messages else None


@action("tell", "message")
def tell_hub(
    *,
    practitioner: Me,
    at: datetime,
    word: str,
    reference: str,
    link: str,
    case_id: UUID | None = None,
    roles: Iterable[Role] = (Role.HUB_PRACTITIONER, Role.DECISION_MAKER),
) -> Message | None:
    """A message to everyone in the hub who holds one of the roles."""
    recipients = queries.holding(
        at, partnership_id=practitioner.partnership_id, team__is_hub=True, role__in=tuple(roles)
    )
    return tell.__wrapped__(  # type: ignore[attr-defined, no-any-return]
        practitioner=practitioner,
        at=at,
        recipients=recipients,
        word=word,
        reference=reference,
        link=link,
        case_id=case_id,
    )


@action("tell", "message")
def tell_agency(
    *,
    practitioner: Me,
    at: datetime,
    agency_id: UUID,
    word: str,
    reference: str,
    link: str,
    case_id: UUID | None = None,
    also: Iterable[UUID] = (),
) -> Message | None:
    """A message to everyone who answers for an agency, and to those named besides; each of them once."""
    return tell.__wrapped__(  # type: ignore[attr-defined, no-any-return]
        practitioner=practitioner,
        at=at,
        recipients=[*queries.holding(at, agency_id=agency_id, role__in=LEADS), *also],
        word=word,
        reference=reference,
        link=link,
        case_id=case_id,
    )


@action("read", "message")
def read(*, practitioner: Me, at: datetime, message_id: UUID) -> Message:
    """The recipient opened it. Reading twice changes nothing."""
    message = Message.objects.filter(pk=message_id).first()
    if message is None:
        raise NotHere("This message is not here.")
    if message.read_at is None:
        message.read_at = at
        message.save(update_fields=("read_at",))
    return message


@action("email", "message")
def email(
    *, practitioner: Automatic, at: datetime, message_id: UUID, send: Callable[[], None]
) -> Message | None:
    """Send one message by email and keep when. None where it went already, or somebody else is sending it now.

    The message is sent before that is kept, and held meanwhile: where the machine stops between the two it goes
    twice, never not at all. A reference read twice does no harm; a call of immediate danger that nobody hears does.
    Raises whatever `send` raises, and then nothing was kept.
    """
    message = (
        Message.objects.select_for_update(skip_locked=True)
        .filter(pk=message_id, emailed_at__isnull=True, read_at__isnull=True)
        .first()
    )
    if message is None:
        return None
    send()
    message.emailed_at = at
    message.save(update_fields=("emailed_at",))
    return message
