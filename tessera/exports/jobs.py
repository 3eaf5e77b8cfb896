"""Makes files, each in the session of whoever asked for it; and empties what was not fetched in its hour.

A step is a transaction of its own, opened as whoever asked: the database asks each time whether their session is open
still and what they may read. What is under way stands in the rows, so what was lost with its worker is begun again.
"""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from tessera.access.acting import acting_as_nobody, acting_in_making
from tessera.access.middleware import REFUSED
from tessera.access.rules import FileFormat
from tessera.audit import NotHere
from tessera.exports import actions, queries
from tessera.exports.queries import Filed, ToBeMade
from tessera.exports.rules.making import Step
from tessera.exports.rules.workbook import CASE, workbook
from tessera.ui import pdf
from tessera.ui.templatetags.ui.times import moment

log = logging.getLogger(__name__)
TEMPLATE = Path(__file__).resolve().parent / "templates" / "exports" / "file.typ"


@app.task(name=actions.TASK)  # type: ignore[untyped-decorator]
def make(making_id: str) -> None:
    """Make one file."""
    make_file(UUID(making_id))


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="files", name="exports.round")  # type: ignore[untyped-decorator]
def go_round(timestamp: int) -> None:
    """Once a minute: what nobody works at is begun again, and what is over goes."""
    for making_id in left_over():
        make_file(making_id)


def left_over() -> list[UUID]:
    """Stop what may be made no longer and forget what is over; the files that are still to be made by somebody."""
    with acting_as_nobody(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT access.forget_makings()")
        cursor.execute("SELECT access.makings_left()")
        return [making_id for (making_id,) in cursor.fetchall()]


def make_file(making_id: UUID) -> bool:
    """Make it, as whoever asked for it; whether it lies ready now. Two at once make one."""
    try:
        with acting_in_making(making_id):
            return _made(making_id)
    except ProgrammingError as problem:
        if getattr(problem.__cause__, "sqlstate", "") != REFUSED:
            raise
        log.info("file %s is not made: the session that asked for it is over, or may not have it", making_id)
        return False


def _made(making_id: UUID) -> bool:
    with transaction.atomic():
        given = queries.to_be_made(making_id)
        if given is not None:
            actions.begin(practitioner=given.practitioner, at=timezone.now(), export_id=making_id)
            given = queries.to_be_made(making_id)
    if given is None:
        return False
    try:
        content = _content(making_id, given, timezone.now())
    except NotHere:
        # A case that was to be in it is not open to them any more. What is left of it they ask for anew.
        with transaction.atomic():
            _at_step(making_id, given, Step.STOPPED)
        return False
    except Exception:
        log.exception("a file could not be made: %s", making_id)
        with transaction.atomic():
            _at_step(making_id, given, Step.BROKEN)
        return False
    with transaction.atomic():
        kept = actions.keep(
            practitioner=given.practitioner, at=timezone.now(), export_id=making_id, content=content
        )
    return kept is not None


def _content(making_id: UUID, given: ToBeMade, at: datetime) -> bytes:
    """The bytes: what may be in the file is read in one transaction, and laid out after it."""
    with transaction.atomic():
        filed = queries.filled(
            practitioner=given.practitioner, at=at, case_id=given.case_id, file_id=making_id, wanted=given.wanted,
            made=moment(at),
        )  # fmt: skip
        _at_step(making_id, given, Step.SETTING)
    return laid_out(filed, given.wanted.file_format, at)


def _at_step(making_id: UUID, given: ToBeMade, step: Step) -> None:
    actions.go_on(practitioner=given.practitioner, at=timezone.now(), export_id=making_id, step=step)


def laid_out(filed: Filed, file_format: FileFormat, at: datetime) -> bytes:
    """The bytes of a file that is filled."""
    if file_format == FileFormat.XLSX:
        foot, also = f"{filed.reader}. {filed.purpose}", (CASE,) if filed.cases else ()
        return workbook(filed.title, filed.head, filed.rows, foot, also)
    given = {"file": filed, "made_by": filed.foot, "demonstration": settings.TESSERA_DEMO}
    return pdf.typeset(TEMPLATE, given, made_at=at)
