"""Files that are being made or lie ready: each is shown to whoever asked for it, and to nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tessera.access.here import Me, me_in_making
from tessera.access.models import Case
from tessera.access.rules import FileFormat, FileKind, FilePurpose
from tessera.access.sealing import seal
from tessera.audit import NotHere
from tessera.exports.models import Making
from tessera.exports.rules.making import STEPS, UNDER_WAY, Standing, Step, standing
from tessera.exports.rules.wanted import Wanted

SEAL = b"file to fetch"


@dataclass(frozen=True, slots=True)
class MakingShown:
    """How the making of a file stands. `step`: what is being done, in words, where something is, with its number."""

    id: UUID
    standing: Standing
    step: str
    number: int
    of: int
    until: datetime | None

    @property
    def failed(self) -> bool:
        """Whether it ended without a file."""
        return self.standing in (Standing.STOPPED, Standing.BROKEN)


@dataclass(frozen=True, slots=True)
class ToBeMade:
    """A file as a job makes it. `practitioner`: who asked, whom the job is while it reads."""

    practitioner: Me
    case_id: UUID
    wanted: Wanted
    step: Step


def to_be_made(making_id: UUID) -> ToBeMade | None:
    """Inside a transaction of the job that makes it. None where whoever asked may not have it any more."""
    row, practitioner = making_of(making_id), me_in_making(making_id)
    if row is None or practitioner is None or row.step not in UNDER_WAY:
        return None
    return ToBeMade(practitioner, row.case_id, wanted_of_making(row), Step(row.step))


def making_shown(making_id: UUID, at: datetime) -> MakingShown | None:
    """How one stands. None where whoever asks has none that they may know of."""
    row = making_of(making_id)
    return shown_of(row, at) if row else None


def shown_of(row: Making, at: datetime) -> MakingShown:
    """How it stands at that moment, for the page."""
    step, how = Step(row.step), how_it_stands(row, at)
    under_way = how == Standing.UNDER_WAY
    return MakingShown(
        id=row.pk,
        standing=how,
        step=STEPS[step] if under_way else "",
        number=UNDER_WAY.index(step) + 1 if under_way else 0,
        of=len(UNDER_WAY),
        until=row.until,
    )


def fetched(making_id: UUID, at: datetime) -> bytes:
    """The bytes of a file that lies ready.

    Raises NotHere, also where a case in it is not open to them any more, or where the bytes are another file's.
    """
    row = Making.objects.filter(pk=making_id).first()
    if (
        row is None
        or row.content is None
        or how_it_stands(row, at) != Standing.READY
        or not all_open(row.others)
    ):
        raise NotHere("This file is not here.")
    opened = seal(SEAL).decrypt(bytes(row.content))
    if opened[:16] != making_id.bytes:
        raise NotHere("This file is not here.")
    return opened[16:]


def sealed(making_id: UUID, content: bytes) -> bytes:
    """The bytes of a file as they are kept until they are fetched: whose they are is sealed with them."""
    return seal(SEAL).encrypt(making_id.bytes + content)


def making_of(making_id: UUID) -> Making | None:
    """The row without the bytes. None where whoever asks may not know of it."""
    return Making.objects.defer("content").filter(pk=making_id).first()


def all_open(case_ids: Sequence[UUID]) -> bool:
    """Whether each of these cases is open to whoever asks."""
    return not case_ids or Case.objects.filter(pk__in=case_ids).count() == len(set(case_ids))


def how_it_stands(row: Making, at: datetime) -> Standing:
    """How a row stands at that moment."""
    return standing(Step(row.step), row.asked_at, row.until, at)


def wanted_of_making(row: Making) -> Wanted:
    """What was asked for."""
    return Wanted(
        FileKind(row.kind),
        FilePurpose(row.purpose),
        FileFormat(row.file_format),
        row.reader,
        row.reader_role,
        row.reason,
        tuple(row.others),
    )
