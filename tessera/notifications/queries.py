"""What a practitioner is told, and what still has to go by email."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import connection

from tessera.access.acting import remembered
from tessera.access.here import Me
from tessera.access.models import Membership
from tessera.notifications.models import Message
from tessera.notifications.rules import GIVEN_UP, WORDS, says

A_PAGE = 30
A_ROUND = 500

# For the job role alone. Nothing goes to whoever has read the message already, has left, or must never hear of it.
TO_SEND = """
SELECT m.id, m.word, m.reference, m.link, p.email, m.made_at
  FROM notifications_message m JOIN access_practitioner p ON p.id = m.recipient_id
 WHERE m.emailed_at IS NULL AND m.read_at IS NULL AND m.made_at BETWEEN %(since)s AND %(at)s
   AND m.word = ANY (%(words)s) AND p.is_active
   AND EXISTS (SELECT 1 FROM access_membership k
                WHERE k.practitioner_id = p.id AND k.partnership_id = m.partnership_id
                  AND k.valid_from <= %(at)s AND (k.valid_to IS NULL OR k.valid_to > %(at)s))
   AND access.hears(p.id, m.case_id)
 ORDER BY m.made_at, m.id LIMIT %(round)s
"""


@dataclass(frozen=True)
class MessageRead:
    """One message as its recipient reads it."""

    id: UUID
    words: str
    reference: str
    made_at: datetime
    is_new: bool


@dataclass(frozen=True)
class Unsent:
    """A message that has not gone by email yet, and where it goes."""

    id: UUID
    word: str
    reference: str
    link: str
    to: str
    made_at: datetime


def holding(at: datetime, **what: Any) -> list[UUID]:
    """Who holds the posts that `what` describes, as a filter of memberships, at a moment. Looked up once in a
    transaction."""
    kept, asked = remembered(), ("posts", tuple(sorted(what.items(), key=lambda item: item[0])))
    rows = kept.get(asked)
    if rows is None:
        found = Membership.objects.filter(**what)
        rows = kept[asked] = list(found.values_list("practitioner_id", "valid_from", "valid_to"))
    return [who for who, begins, ends in rows if begins <= at and (ends is None or ends > at)]


def unread(practitioner: Me) -> int:
    """How many messages wait for them, in the partnership they are signed in to."""
    return Message.objects.filter(
        recipient_id=practitioner.id, partnership_id=practitioner.partnership_id, read_at__isnull=True
    ).count()


def mine(practitioner: Me, page: str = "1") -> "Page[MessageRead]":
    """A practitioner's messages, newest first, thirty to a page. For a page that is not there, the nearest one."""
    rows = Message.objects.filter(
        recipient_id=practitioner.id, partnership_id=practitioner.partnership_id
    ).order_by("-made_at", "-id")
    found = Paginator(rows, A_PAGE).get_page(page)
    read = [
        MessageRead(row.pk, says(row.word, row.reference), row.reference, row.made_at, row.read_at is None)
        for row in found.object_list
    ]
    return Page(read, found.number, found.paginator)  # type: ignore[arg-type]


def to_email(at: datetime) -> tuple[Unsent, ...]:
    """What has to go by email, oldest first, at most five hundred at once. Only the job role may ask."""
    given: dict[str, Any] = {
        "at": at,
        "since": at - GIVEN_UP,
        "words": [word.word for word in WORDS.values() if word.email],
        "round": A_ROUND,
    }
    with connection.cursor() as cursor:
        cursor.execute(TO_SEND, given)
        return tuple(Unsent(*row) for row in cursor.fetchall())
