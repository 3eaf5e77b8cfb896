"""Looking at a file before it is kept. Used by the verbs of this app and of those above it; not a verb of its own."""

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.core import photographs, scanning
from tessera.core.steps import NotAllowed
from tessera.partnership import queries as partnership
from tessera.records.rules.attachments import Refused, examine, safe_name

SCAN_SECONDS = 20
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Upload:
    """A file as somebody chose it: what they call it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class NewFile:
    """A file that was examined: a safe name, what it is served as, its bytes, when it was scanned (None: never)."""

    name: str
    media_type: str
    content: bytes
    scanned_at: datetime | None


class FileRefused(Exception):
    """A file that is not taken. The message names the file and says what to do; it is fit to show."""


def taken(practitioner: Me, at: datetime, uploads: Sequence[Upload], verb: str) -> list[NewFile]:
    """The files, ready to be kept. Raises FileRefused, and NotAllowed where the partners have agreed to send none."""
    if uploads and not partnership.in_force(practitioner.partnership_id, at).settings.features.attachments:
        raise NotAllowed(_("Documents are not sent with answers here, or with notes."), verb=verb, state="")
    return [examined(upload, at) for upload in uploads]


def examined(upload: Upload, at: datetime) -> NewFile:
    """The file, ready to be kept. Raises FileRefused.

    Its kind is told by its content; then it is scanned; only then is a photograph opened, to be saved again without
    where it was taken. Where the scanner must be asked and does not answer, the file is refused: closed, not open.
    """
    limit = settings.TESSERA_ATTACHMENT_BYTES
    if len(upload.content) > limit:
        raise _refused(
            upload, _("It is larger than {limit} MB. Choose a smaller file.").format(limit=limit // 2**20)
        )
    kind = examine(io.BytesIO(upload.content), upload.name)
    if isinstance(kind, Refused):
        raise _refused(upload, kind.words)
    if kind.key == "heic":
        raise _refused(
            upload,
            _(
                "A HEIC picture can say where it was taken, and we cannot take that out. Save it as JPEG and choose it."
            ),
        )
    scanned_at = at if _scanned(upload) else None
    content = upload.content
    if kind.media_type in photographs.FORMATS:
        try:
            content = photographs.without_metadata(content, kind.media_type)
        except photographs.Unreadable:
            raise _refused(
                upload, _("The picture could not be opened. Save it again and choose it.")
            ) from None
    return NewFile(safe_name(upload.name), kind.media_type, content, scanned_at)


def _scanned(upload: Upload) -> bool:
    """Whether a scanner has said that the file is clean. Raises FileRefused where it is not, or nobody could say."""
    address, required = settings.TESSERA_CLAMAV_SOCKET, settings.TESSERA_CLAMAV_REQUIRED
    if not address and not required:
        return False
    try:
        if not address:
            raise scanning.ScannerDown("no scanner is configured")
        found = scanning.found_in(upload.content, address, SCAN_SECONDS)
    except scanning.ScannerDown as problem:
        log.warning("%s", problem)
        if not required:
            return False
        words = _("It could not be checked for viruses just now. Go on without it, or try again later.")
        raise _refused(upload, words) from None
    if found:
        log.warning("a file was refused: %s", found)
        raise _refused(upload, _("A virus was found in it. Tell your IT team, and do not open it."))
    return True


def _refused(upload: Upload, words: str) -> FileRefused:
    return FileRefused(f"{safe_name(upload.name)}: {words}")
