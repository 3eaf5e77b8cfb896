"""What somebody asks for: which file, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from tessera.access.rules import FileFormat, FileKind, FilePurpose
from tessera.exports.rules.words import FORMATS, KINDS, PURPOSES


def part_of(file_id: UUID, case_id: UUID) -> UUID:
    """The identifier under which another case of a file is on record: one for each, whoever writes it."""
    return uuid5(file_id, str(case_id))


def file_of(practitioner_id: UUID, case_id: UUID, once: UUID) -> UUID:
    """The identifier of the file that this page of this practitioner makes, so that sent twice it is one."""
    return uuid5(practitioner_id, f"{case_id} {once}")


@dataclass(frozen=True)
class Wanted:
    """A file as it is asked for. `reader`: whom it is for by name, and `reader_role` what they do.

    `others`: the other cases of the family that are in it, beside the one of which it was asked for.
    """

    kind: FileKind
    purpose: FilePurpose
    file_format: FileFormat
    reader: str
    reader_role: str
    reason: str
    others: tuple[UUID, ...] = ()

    @property
    def words(self) -> tuple[str, str, str]:
        """Which file it is, for what, and in which format."""
        return KINDS[self.kind], PURPOSES[self.purpose], FORMATS[self.file_format]

    @property
    def for_whom(self) -> str:
        """The reader, with what they do where that was said."""
        return ", ".join(filter(None, (self.reader, self.reader_role)))
