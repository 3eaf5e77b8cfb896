"""Saying that two agencies wrote of one event, or that they did not. Neither note is changed and nothing is merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.labels import Marked
from tessera.access.models import Agency, Practitioner
from tessera.access.rules import Audience
from tessera.audit import NotHere, action, note, without_case
from tessera.core.steps import NotAllowed
from tessera.records.models import Line, Note, SameEvent


@dataclass(frozen=True)
class Account:
    """What one agency wrote: a note, or the lines of it that begin with this one."""

    note_id: UUID
    line_id: UUID | None = None


@action("liken", "same_event")
def liken(
    *, practitioner: Me, at: datetime, one: Account, other: Account, same: bool, reason: str
) -> SameEvent:
    """Say that two agencies' accounts are of one event, or that they are not, and why.

    Raises NotHere where either may not be read; NotAllowed where they are of one agency or of two cases, or where no
    reason is given.
    """
    (mine, line), (theirs, other_line) = _account(one), _account(other)
    if not reason.strip():
        raise NotAllowed(_("Enter why you think so."), verb="liken", state="")
    if mine.agency_id == theirs.agency_id or mine.case_id != theirs.case_id:
        words = _("Only what two agencies wrote in one case stands side by side.")
        raise NotAllowed(words, verb="liken", state="")
    every = [row for row in (mine, theirs, line, other_line) if row is not None]
    label = _label_of_all(every, practitioner)
    row = SameEvent(
        **label,
        marks=sorted({mark for row in every for mark in row.marks}),
        note=mine,
        other=theirs,
        line_id=one.line_id,
        other_line_id=other.line_id,
        same=same,
        reason=reason.strip(),
        said_at=at,
    )
    row.save(force_insert=True)
    note(same=same)
    if label["audience"] == Audience.OWN_AGENCY:
        without_case()
    return row


def _account(given: Account) -> tuple[Note, Line | None]:
    """The note and, where it is of one, its line. Raises NotHere."""
    found = Note.objects.filter(pk=given.note_id).first()
    if found is None:
        raise NotHere("This note is not here.")
    if given.line_id is None:
        return found, None
    line = Line.objects.filter(pk=given.line_id, note=found).first()
    if line is None:
        raise NotHere("This note is not here.")
    return found, line


def _label_of_all(every: Sequence[Marked], practitioner: Me) -> dict[str, Any]:
    """In the name of whoever says it, for those who may read all of it; where that cannot be said, for them alone."""
    audience, named = Audience.WHOLE_CASE, list[int]()
    narrower = [one for one in every if one.audience != Audience.WHOLE_CASE]
    kinds = {one.audience for one in narrower}
    if kinds == {Audience.NAMED}:
        audience = Audience.NAMED
        named = sorted(set.intersection(*(_principals(one) for one in narrower)))
    elif kinds == {Audience.NAMED_PEOPLE}:
        audience = Audience.NAMED_PEOPLE
        named = sorted(set.intersection(*(_principals(one) for one in narrower)))
    elif Audience.NAMED_PEOPLE in kinds:
        audience = Audience.NAMED_PEOPLE
    elif kinds:
        audience = Audience.OWN_AGENCY
    return {
        "case_id": every[0].case_id,
        "agency_id": practitioner.agency_id,
        "author_id": practitioner.id,
        "audience": audience,
        "named": named,
    }


def _principals(one: Marked) -> set[int]:
    """Whom it names, and whoever reads it as their own."""
    if one.audience == Audience.NAMED:
        return {*one.named, *Agency.objects.filter(pk=one.agency_id).values_list("members_id", flat=True)}
    author = Practitioner.objects.filter(pk=one.author_id)
    return {*one.named, *author.values_list("principal_id", flat=True)}
