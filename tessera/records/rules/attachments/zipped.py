"""Looking into a file that is a ZIP: Word, Excel and OpenDocument. Nothing is unpacked beyond what must be read."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import BinaryIO

from tessera.core.language import gettext as _
from tessera.records.rules.attachments.kinds import (
    DOCX,
    MEBIBYTE,
    ODT,
    OLE,
    PROGRAMS,
    Kind,
    Reason,
    Refused,
    two_in_one,
)

MOST_ENTRIES = 5_000
DIRECTORY_BYTES = 2 * MEBIBYTE
UNPACKED_BYTES = 200 * MEBIBYTE
MOST_TIMES = 200
"""How many times its packed size a part may unpack to, above the first mebibyte. Text packs up to about 20 times;
the format itself allows 1,032."""
PART_BYTES = 32 * MEBIBYTE

END = b"PK\x05\x06"
END_BYTES = 22
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
)

_MACROS = re.compile(r"(^|/)(vbaproject|vbadata|macrosheets|activex|basic|scripts|customui)", re.I)
_RUNS = re.compile(
    r"\.(exe|dll|scr|com|bat|cmd|ps1|vbs?|js|jar|jnlp|hta|lnk|msi|py|sh|html?|svg|swf|zip|rar|7z)$", re.I
)
_EMBEDDED = re.compile(r"\.(docx|xlsx)$", re.I)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*+>")
_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External", re.I)
_LINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")

_MAIN = {
    "docx": (b"wordprocessingml.document.main+xml", "word/document.xml"),
    "xlsx": (b"spreadsheetml.sheet.main+xml", "xl/workbook.xml"),
}

Inner = Callable[[BinaryIO, str], Kind | Refused]


def problem_in_zip(stream: BinaryIO, size: int, kind: Kind, inner: Inner) -> Refused | None:
    """What is wrong with a zipped document, or None. `inner` judges a document found inside it."""
    directory = _directory_problem(stream, size)
    if directory is not None:
        return directory
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            return (
                _parts_problem(parts)
                or _names_problem(parts)
                or (_odt_problem(archive) if kind is ODT else _office_problem(archive, kind))
                or next(_content_problems(archive, parts, inner), None)
            )
    except _BROKEN:
        return damaged()


def damaged() -> Refused:
    """The refusal of a file that cannot be read as its kind."""
    return Refused(
        Reason.DAMAGED, _("The selected file is damaged. Open it, save it again, and choose the new copy.")
    )


def ends_as_zip(stream: BinaryIO, size: int) -> bool:
    """Whether a ZIP's directory ends exactly where the file does, so that a ZIP program would open it."""
    stream.seek(max(0, size - END_BYTES - 65_535))
    tail = stream.read()
    at = tail.rfind(END)
    while at >= 0:
        comment = int.from_bytes(tail[at + 20 : at + 22], "little")
        if at + END_BYTES + comment == len(tail):
            return True
        at = tail.rfind(END, 0, at)
    return False


def _directory_problem(stream: BinaryIO, size: int) -> Refused | None:
    """Look at the directory's own size before it is read."""
    stream.seek(max(0, size - END_BYTES))
    end = stream.read()
    if len(end) != END_BYTES or not end.startswith(END):
        return damaged()
    entries, length = struct.unpack("<10xHI6x", end)
    if entries > MOST_ENTRIES or length > DIRECTORY_BYTES:
        return _too_large()
    return None


def _parts_problem(parts: list[zipfile.ZipInfo]) -> Refused | None:
    if any(part.flag_bits & 0x1 for part in parts):
        return _password()
    if sum(part.file_size for part in parts) > UNPACKED_BYTES:
        return _too_large()
    if any(part.file_size > MEBIBYTE + MOST_TIMES * part.compress_size for part in parts):
        return _too_large()
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        return damaged()
    # Bytes before the first part would belong to some other file, or to a part that only some programs see.
    placed = sorted(parts, key=lambda part: part.header_offset)
    if not placed or placed[0].header_offset != 0:
        return two_in_one()
    # Parts that share bytes unpack to far more than the file holds.
    for one, following in pairwise(placed):
        if one.header_offset + 30 + one.compress_size > following.header_offset:
            return _too_large()
    return None


def _names_problem(parts: list[zipfile.ZipInfo]) -> Refused | None:
    names = [part.orig_filename for part in parts]
    if len({name.casefold() for name in names}) != len(names):
        return damaged()
    for name in names:
        if name.startswith("/") or "\\" in name or "\x00" in name or ".." in name.split("/"):
            return damaged()
        if _MACROS.search(name):
            return _macros()
        if _RUNS.search(name):
            return _active()
    return None


def _office_problem(archive: zipfile.ZipFile, kind: Kind) -> Refused | None:
    wanted, main = _MAIN[kind.key]
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names:
        return damaged()
    types = _read(archive, "[Content_Types].xml")
    if b"\x00" in types or b"<!" in types:
        return damaged()
    lowered = types.lower()
    if b"macroenabled" in lowered or b"vbaproject" in lowered or b"ms-office.activex" in lowered:
        return _macros()
    if wanted not in types or main not in names:
        other = _("a Word document") if kind is DOCX else _("an Excel workbook")
        words = _(
            "The selected file is called .{ending}, but it is not {other}. Save it again and choose that."
        ).format(ending=kind.key, other=other)
        return Refused(Reason.DISAGREES, words)
    return None


def _odt_problem(archive: zipfile.ZipFile) -> Refused | None:
    names = set(archive.namelist())
    if not {"content.xml", "META-INF/manifest.xml"} <= names:
        return damaged()
    manifest = _read(archive, "META-INF/manifest.xml")
    if b"encryption-data" in manifest:
        return _password()
    content = _read(archive, "content.xml")
    return _macros() if b"<script:" in content or b"vnd.sun.star.script:" in content else None


def _content_problems(
    archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], inner: Inner
) -> Iterator[Refused]:
    """What is wrong with single parts, by their content rather than their names."""
    for part in parts:
        if part.is_dir():
            continue
        with archive.open(part) as opened:
            head = opened.read(8)
        if head.startswith((OLE, *PROGRAMS)):
            yield _active()
        if part.filename.lower().endswith(".rels") and _fetches(_read(archive, part.filename)):
            yield _active()
        if _EMBEDDED.search(part.filename):
            with archive.open(part) as opened:
                within = inner(io.BytesIO(opened.read(UNPACKED_BYTES)), part.filename)
            if isinstance(within, Refused):
                yield within


def _fetches(relations: bytes) -> bool:
    """Whether opening the document would fetch something: any outside part except a link that a person follows."""
    if b"\x00" in relations or b"<!" in relations or b"&#" in relations:
        return True
    return any(
        _EXTERNAL.search(tag) is not None and _LINK.search(tag) is None
        for tag in _RELATION.findall(relations)
    )


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as opened:
        content = opened.read(PART_BYTES + 1)
    if len(content) > PART_BYTES:
        raise zipfile.BadZipFile("a part that must be read whole is too large")
    return content


def _macros() -> Refused:
    words = _(
        "The selected file holds macros. Save it as .docx, .xlsx or PDF without them and choose it again."
    )
    return Refused(Reason.MACROS, words)


def _active() -> Refused:
    return Refused(
        Reason.ACTIVE,
        _(
            "The selected file holds another file or program, or fetches something when it is opened. "
            "Print it to a PDF and choose that."
        ),
    )


def _password() -> Refused:
    words = _(
        "The selected file has a password, so it cannot be checked. Take the password off and choose it again."
    )
    return Refused(Reason.PASSWORD, words)


def _too_large() -> Refused:
    words = _("The selected file unpacks to more than we take. Print it to a PDF and choose that.")
    return Refused(Reason.UNPACKS_TOO_LARGE, words)
