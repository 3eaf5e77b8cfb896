"""Asking for a file, making it and taking it. Whoever takes is judged by the row written then, with the file's hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from procrastinate.contrib.django import app

from tessera.access.here import Me
from tessera.access.models import Case, Export
from tessera.access.rules import Role
from tessera.audit import NotHere, action, note
from tessera.enquiries.queries.of_case import named
from tessera.exports.models import Making
from tessera.exports.queries import all_open, how_it_stands, making_of, sealed, wanted_of_making
from tessera.exports.rules.making import FETCHED_WITHIN, TRIES, UNDER_WAY, Standing, Step
from tessera.exports.rules.wanted import Wanted, part_of
from tessera.notifications import actions as notifications

# The job that makes a file (jobs.py), by its name: what is deferred is judged when it runs.
TASK = "exports.make"


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


@action("ask", "making")
def have_made(
    *, practitioner: Me, at: datetime, case_id: UUID, export_id: UUID, wanted: Wanted, session_hash: str
) -> Making | None:
    """Have a job make a file, in the session with this hash. None where it is under way, or lies ready, already.

    Raises NotHere where a case that is to be in it is not open to them. PostgreSQL refuses a purpose that they are not
    cleared for.
    """
    if not all_open([case_id, *wanted.others]):
        raise NotHere("This case is not here.")
    begun = {"session_hash": session_hash, "asked_at": at, "step": Step.WAITING, "step_at": at, "tries": 0}
    row = making_of(export_id)
    if row is None:
        label = {"case_id": case_id, "agency_id": practitioner.agency_id, "author_id": practitioner.id}
        row = Making(pk=export_id, **label, **begun, **_told(wanted), others=list(wanted.others))
        if not _added(row):
            return None
    elif how_it_stands(row, at) in (Standing.UNDER_WAY, Standing.READY):
        return None
    else:
        Making.objects.filter(pk=export_id).update(**begun, until=None, content=None)
    note(kind=wanted.kind.value, purpose=wanted.purpose.value)
    for other in row.others:
        _ask_of_another(export_id, other, wanted)
    # In the transaction of the row: there is no job without one, and no row without a job.
    app.configure_task(TASK).defer(making_id=str(export_id))
    return row


@dataclass(frozen=True)
class _Part:
    """Another case of a file, for the ledger."""

    pk: UUID
    case_id: UUID


@action("ask", "making")
def _ask_of_another(export_id: UUID, case_id: UUID, wanted: Wanted) -> _Part:
    """That a file holds this case too stands in the ledger of this case."""
    note(kind=wanted.kind.value, purpose=wanted.purpose.value)
    return _Part(export_id, case_id)


@action("begin", "making")
def begin(*, practitioner: Me, at: datetime, export_id: UUID) -> None:
    """A worker begins. No act of its own: that a file was asked for, and what was read for it, is in the ledger."""
    rows = Making.objects.filter(pk=export_id, step__in=UNDER_WAY)
    rows.filter(tries__gte=TRIES).update(step=Step.BROKEN, step_at=at)
    rows.filter(tries__lt=TRIES).update(step=Step.READING, step_at=at, tries=F("tries") + 1)


@action("go_on", "making")
def go_on(*, practitioner: Me, at: datetime, export_id: UUID, step: Step) -> None:
    """It comes to another step, or ends without a file. No act of its own either."""
    Making.objects.filter(pk=export_id, step__in=UNDER_WAY).update(step=step, step_at=at)


@action("make", "making")
def keep(*, practitioner: Me, at: datetime, export_id: UUID, content: bytes) -> Making | None:
    """What was made lies ready for whoever asked, for an hour. None where it is there already, or no longer wanted."""
    made = {"step": Step.MADE, "step_at": at, "until": at + FETCHED_WITHIN}
    kept = sealed(export_id, content)
    if not Making.objects.filter(pk=export_id, step__in=UNDER_WAY).update(**made, content=kept):
        return None
    return making_of(export_id)


@action("take_out", "export")
def take(*, practitioner: Me, at: datetime, export_id: UUID, content: bytes) -> Export:
    """What lies ready is taken, with the hash of its bytes; within its hour the same bytes again.

    The hub takes in one step; anybody else what a second person agreed to, in time. PostgreSQL refuses it otherwise.
    Raises NotHere.
    """
    hash_ = sha256(content).hexdigest()
    row = Export.objects.filter(pk=export_id).first()
    if row is None:
        row = _taken(practitioner, at, export_id, hash_)
    elif row.taken_at is None:
        waiting = Export.objects.filter(pk=export_id, taken_at__isnull=True)
        if not waiting.update(taken_at=at, sha256=hash_):
            raise NotHere("This file is not here.")
    elif row.sha256 != hash_:
        raise NotHere("This file is not here.")
    note(kind=row.kind, purpose=row.purpose)
    if making := making_of(export_id):
        for other in making.others:
            _take_another(row, making, other)
    return row


@action("take_out", "export")
def _take_another(first: Export, making: Making, case_id: UUID) -> Export:
    """Another case leaves in the same bytes: a row of its own, which PostgreSQL judges as it judged the first."""
    part = Export(
        pk=part_of(first.pk, case_id),
        case_id=case_id,
        asked_by_id=first.asked_by_id,
        asked_at=first.asked_at,
        taken_at=first.taken_at,
        sha256=first.sha256,
        **_told(wanted_of_making(making)),
    )
    note(kind=part.kind, purpose=part.purpose)
    if not Export.objects.filter(pk=part.pk).exists():
        _added(part)
    return part


def _taken(practitioner: Me, at: datetime, export_id: UUID, hash_: str) -> Export:
    """The row of a file that nobody else need agree to, as it is first taken; pressed twice at once it is one."""
    making = making_of(export_id)
    if making is None:
        raise NotHere("This file is not here.")
    row = _row(practitioner, making.asked_at, making.case_id, export_id, wanted_of_making(making))
    row.taken_at, row.sha256 = at, hash_
    return row if _added(row) else Export.objects.get(pk=export_id)


def _added(row: Export | Making) -> bool:
    """Whether the row is there now and was not before."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _row(practitioner: Me, at: datetime, case_id: UUID, export_id: UUID, wanted: Wanted) -> Export:
    asked = {"case_id": case_id, "asked_by_id": practitioner.id, "asked_at": at}
    return Export(pk=export_id, **asked, **_told(wanted))


def _told(wanted: Wanted) -> dict[str, str]:
    return {
        "reason": wanted.reason,
        "kind": wanted.kind,
        "purpose": wanted.purpose,
        "file_format": wanted.file_format,
        "reader": wanted.reader,
        "reader_role": wanted.reader_role,
    }
