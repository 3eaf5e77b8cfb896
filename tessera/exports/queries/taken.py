"""The files of a case: asked for, agreed to and taken; and whose a copy is that somebody holds against its hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from tessera.access.here import Me, cleared_for
from tessera.access.models import Case, Export
from tessera.access.rules import (
    EXPORT_WITHIN,
    READ_BY_ANYBODY,
    FileFormat,
    FileKind,
    FilePurpose,
    Mark,
    Role,
)
from tessera.audit import NotHere, query
from tessera.chronology import queries as chronology
from tessera.core.language import gettext as _
from tessera.enquiries.queries import of_case
from tessera.exports.models import Making
from tessera.exports.queries.makings import MakingShown, making_of, shown_of, wanted_of_making
from tessera.exports.rules.making import Standing
from tessera.exports.rules.wanted import Wanted
from tessera.exports.rules.words import PURPOSES


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file that somebody asked for. `wanted`: None for the record of an enquiry, whose hash nobody keeps.

    `standing`: taken, agreed, waiting, or over, where it was agreed to and not taken in time; empty where nobody need
    agree and it is not taken yet. `making`: how it is made, where whoever asks had it made. `others`: the other cases
    in the same file that they may open; told of one file alone.
    """

    id: UUID
    case_id: UUID
    case: of_case.CaseNamed
    wanted: Wanted | None
    reason: str
    by: str
    asked_at: datetime
    agreed_by: str
    agreed_at: datetime | None
    taken_at: datetime | None
    sha256: str
    standing: str
    is_own: bool
    may_agree: bool
    making: MakingShown | None
    others: tuple[of_case.CaseNamed, ...] = ()

    @property
    def may_make(self) -> bool:
        """Whether to show that they may have it made, or made again: neither taken nor under way nor ready."""
        at_hand = self.making and self.making.standing in (Standing.UNDER_WAY, Standing.READY)
        return self.is_own and not at_hand and self.standing in ("", "agreed")

    @property
    def title(self) -> str:
        """Which file it is."""
        return self.wanted.words[0] if self.wanted else _("The record of the enquiry")


@dataclass(frozen=True, slots=True)
class FilesOfCase:
    """The files of a case that the reader may know of, newest first."""

    id: UUID
    case_id: UUID
    case: of_case.CaseNamed
    files: tuple[FileShown, ...]


@dataclass(frozen=True, slots=True)
class ToMake:
    """A case of which somebody wants a file. `at_once`: they are shown that nobody else need agree.

    `purposes`: for what they are shown that they may have one. `others`: the other cases about anybody in it, which may
    be in the same file where nobody else need agree.
    """

    id: UUID
    case_id: UUID
    case: of_case.CaseNamed
    at_once: bool
    purposes: tuple[FilePurpose, ...]
    others: tuple[of_case.CaseNamed, ...]

    @property
    def all(self) -> bool:
        """Whether they may have one for every purpose."""
        return len(self.purposes) == len(PURPOSES)


@query("export", "see")
def files_of_case(*, practitioner: Me, at: datetime, case_id: UUID) -> FilesOfCase:
    """Raises NotHere for a case that is not open to whoever asks."""
    case = _case(case_id)
    rows = Export.objects.filter(case_id=case_id).select_related("asked_by", "agreed_by")
    made = {row.pk: row for row in Making.objects.defer("content").filter(case_id=case_id)}
    files = [
        _shown(practitioner, at, row, case, made.pop(row.pk, None))
        for row in rows.order_by("-asked_at", "-pk")[:200]
    ]
    files += [_only_made(practitioner, at, row, case) for row in made.values()]
    files.sort(key=lambda one: one.asked_at, reverse=True)
    return FilesOfCase(case_id, case_id, case, tuple(files))


@query("export", "consider")
def to_make(*, practitioner: Me, at: datetime, case_id: UUID) -> ToMake:
    """A case of which whoever asks may have a file made, or ask for it. Raises NotHere."""
    every = practitioner.is_hub and Mark.DOMESTIC_ABUSE_ADDRESS in cleared_for()
    purposes = tuple(one for one in PURPOSES if every or one not in READ_BY_ANYBODY)
    case = _case(case_id)
    others = _shown_too(chronology.other_cases(case_id)) if practitioner.is_hub else ()
    return ToMake(case_id, case_id, case, practitioner.is_hub, purposes, others)


def asked_before(export_id: UUID) -> bool:
    """Whether this very file was asked for or taken already, as far as whoever asks may know."""
    return Export.objects.filter(pk=export_id).exists() or Making.objects.filter(pk=export_id).exists()


@query("export", "see")
def one_file(*, practitioner: Me, at: datetime, export_id: UUID) -> FileShown:
    """One of them. Raises NotHere."""
    row = Export.objects.filter(pk=export_id).exclude(kind="").select_related("asked_by", "agreed_by").first()
    making = making_of(export_id)
    if row is None and making is not None and not Export.objects.filter(pk=export_id).exists():
        file = _only_made(practitioner, at, making, _case(making.case_id))
        return replace(file, others=_shown_too(making.others))
    if row is None:
        raise NotHere("This file is not here.")
    return replace(_shown(practitioner, at, row, _case(row.case_id), making), others=_beside(row))


@query("export", "see")
def held_against(*, practitioner: Me, at: datetime, sha256: str) -> FileShown | None:
    """The file with this hash, as it was made. None where there is none that whoever asks may know of."""
    rows = Export.objects.filter(sha256=sha256).exclude(sha256="").select_related("asked_by", "agreed_by")
    row = rows.order_by("taken_at").first()
    case = of_case.named(row.case_id) if row else None
    return replace(_shown(practitioner, at, row, case), others=_beside(row)) if row and case else None


def _beside(row: Export) -> tuple[of_case.CaseNamed, ...]:
    """The other cases that left in the same bytes."""
    parts = Export.objects.filter(sha256=row.sha256).exclude(pk=row.pk).order_by("pk") if row.sha256 else ()
    return _shown_too([part.case_id for part in parts])


def _shown_too(case_ids: Sequence[UUID]) -> tuple[of_case.CaseNamed, ...]:
    """Those of these cases that are open to whoever asks: that each was looked at is written."""
    open_ = Case.objects.filter(pk__in=case_ids).values_list("pk", flat=True) if case_ids else ()
    found = [of_case.named(case_id) for case_id in case_ids if case_id in set(open_)]
    for case in filter(None, found):
        _looked(case)
    return tuple(filter(None, found))


@dataclass(frozen=True)
class _Looked:
    id: UUID
    case_id: UUID


@query("export", "see")
def _looked(case: of_case.CaseNamed) -> _Looked:
    """That somebody was shown a case beside the one of which a file is."""
    return _Looked(case.case_id, case.case_id)


def _case(case_id: UUID) -> of_case.CaseNamed:
    case = of_case.named(case_id)
    if case is None:
        raise NotHere("This case is not here.")
    return case


def _shown(
    practitioner: Me, at: datetime, row: Export, case: of_case.CaseNamed, making: Making | None = None
) -> FileShown:
    if row.taken_at is not None:
        standing = "taken"
    elif row.agreed_at is None:
        standing = "waiting"
    else:
        standing = "agreed" if row.agreed_at > at - timedelta(days=EXPORT_WITHIN) else "over"
    own = row.asked_by_id == practitioner.id
    return FileShown(
        id=row.pk,
        case_id=row.case_id,
        case=case,
        wanted=wanted_of(row),
        reason=row.reason,
        by=row.asked_by.name,
        asked_at=row.asked_at,
        agreed_by=row.agreed_by.name if row.agreed_by else "",
        agreed_at=row.agreed_at,
        taken_at=row.taken_at,
        sha256=row.sha256,
        standing=standing,
        is_own=own,
        may_agree=standing == "waiting" and not own and practitioner.has(Role.DECISION_MAKER),
        making=shown_of(making, at) if making else None,
    )


def _only_made(practitioner: Me, at: datetime, row: Making, case: of_case.CaseNamed) -> FileShown:
    """A file of their own that they have made, and nobody has taken."""
    return FileShown(
        id=row.pk,
        case_id=row.case_id,
        case=case,
        wanted=wanted_of_making(row),
        reason=row.reason,
        by=practitioner.name,
        asked_at=row.asked_at,
        agreed_by="",
        agreed_at=None,
        taken_at=None,
        sha256="",
        standing="",
        is_own=True,
        may_agree=False,
        making=shown_of(row, at),
    )


def wanted_of(row: Export) -> Wanted | None:
    """What was asked for; None where it is the record of an enquiry."""
    if not row.kind:
        return None
    return Wanted(
        FileKind(row.kind),
        FilePurpose(row.purpose),
        FileFormat(row.file_format),
        row.reader,
        row.reader_role,
        row.reason,
    )
