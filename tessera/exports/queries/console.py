"""What an administrator at the console learns of a copy: what stands on each page of it, and no more."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from tessera.access.rules import FileFormat, FileKind, FilePurpose
from tessera.exports.rules.wanted import Wanted


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that was taken. `taken_by`: who took it, by name."""

    id: UUID
    kind: str
    purpose: str
    file_format: str
    reader: str
    reader_role: str
    taken_by: str
    taken_at: datetime

    @property
    def wanted(self) -> Wanted:
        """What it is and for whom; why it was asked for is not told here."""
        return Wanted(
            FileKind(self.kind),
            FilePurpose(self.purpose),
            FileFormat(self.file_format),
            self.reader,
            self.reader_role,
            "",
        )


def known_by_hash(sha256: str) -> KnownFile | None:
    """Connected as the owner. None where no file with this hash was taken. That it was asked is in the ledger."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.console_export(%s)", (sha256,))
        (found,) = cursor.fetchone()
    if found is None:
        return None
    told = json.loads(found) if isinstance(found, str) else found
    return KnownFile(**told | {"id": UUID(told["id"]), "taken_at": datetime.fromisoformat(told["taken_at"])})
