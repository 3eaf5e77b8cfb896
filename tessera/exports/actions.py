"""Asking for a file and taking it. Whoever takes is judged by the row that is written, with the hash of the file."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction

from tessera.access.here import Me
from tessera.access.models import Case, Export
from tessera.access.rules import Role
from tessera.audit import NotHere, action, note
from tessera.enquiries.queries.of_case import named
from tessera.exports.rules.wanted import Wanted
from tessera.notifications import actions as notifications


@action("ask", "export")
def ask(*, practitioner: Me, at: datetime, case_id: UUID, export_id: UUID, wanted: Wanted) -> Export | None:
    """Somebody asks for a file that is made when a second person has agreed. None where they have asked for it.

    Raises NotHere for a case that is not open to them.
    """
    if not Case.objects.filter(pk=case_id).exists():
        raise NotHere("This case is not here.")
    row = _row(practitioner, at, case_id, export_id, wanted)
    if not _added(row):
        return None
    note(kind=wanted.kind.value, purpose=wanted.purpose.value)
    if case := named(case_id):
        notifications.tell_hub(
            practitioner=practitioner,
            at=at,
            word="file_asked",
            reference=case.reference,
            link=f"/exports/{export_id}/",
            case_id=case_id,
            roles=(Role.DECISION_MAKER,),
        )
    return row


@action("take_out", "export")
def take_at_once(
    *, practitioner: Me, at: datetime, case_id: UUID, export_id: UUID, wanted: Wanted, content: bytes
) -> Export | None:
    """The hub takes a file in one step, with the hash of its bytes. PostgreSQL refuses everyone else.

    None where this very file was taken already: it was sent twice, maybe at once.
    """
    row = _row(practitioner, at, case_id, export_id, wanted)
    row.taken_at, row.sha256 = at, sha256(content).hexdigest()
    if not _added(row):
        return None
    note(kind=wanted.kind.value, purpose=wanted.purpose.value)
    return row


@action("take_out", "export")
def take(*, practitioner: Me, at: datetime, export_id: UUID, content: bytes) -> Export:
    """What a second person agreed to is taken, once and in time. PostgreSQL refuses it otherwise. Raises NotHere."""
    row = Export.objects.filter(pk=export_id).first()
    hash_ = sha256(content).hexdigest()
    if row is None or not Export.objects.filter(pk=export_id, taken_at__isnull=True).update(
        taken_at=at, sha256=hash_
    ):
        raise NotHere("This file is not here.")
    note(kind=row.kind, purpose=row.purpose)
    return row


def _added(row: Export) -> bool:
    """Whether the row is there now and was not before."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _row(practitioner: Me, at: datetime, case_id: UUID, export_id: UUID, wanted: Wanted) -> Export:
    return Export(
        pk=export_id,
        case_id=case_id,
        asked_by_id=practitioner.id,
        asked_at=at,
        reason=wanted.reason,
        kind=wanted.kind,
        purpose=wanted.purpose,
        file_format=wanted.file_format,
        reader=wanted.reader,
        reader_role=wanted.reader_role,
    )
