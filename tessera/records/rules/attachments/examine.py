"""The whole look at a file: what `detect` says of its start must hold to its end."""

import email
import io
import re
import zlib
from email.message import Message
from email.policy import compat32
from itertools import islice
from typing import BinaryIO

from tessera.core.language import gettext as _
from tessera.records.rules.attachments.kinds import (
    EML,
    HEAD_BYTES,
    HEIC,
    JPEG,
    MEBIBYTE,
    PDF,
    PNG,
    RTF,
    TEXT,
    ZIPPED,
    Kind,
    Reason,
    Refused,
    detect,
    is_text,
    two_in_one,
)
from tessera.records.rules.attachments.zipped import damaged, ends_as_zip, problem_in_zip

MOST_PIXELS = 100_000_000
"""Twice the largest picture that a telephone takes by default; opened, it fills some 400 MB of memory."""
MOST_WITHIN = 3
"""Documents within documents: a Word document attached to an email that was forwarded."""
MOST_MAIL_PARTS = 100
MOST_MAIL_BOUNDARIES = 20
MOST_MAIL_LINE_ENDS = 800_000
"""Python's reader tries each line against each open boundary. An email of 20 MB has some 550,000 carriage returns and
line feeds."""
PDF_UNPACKED_BYTES = 50 * MEBIBYTE
PDF_PACKED_BYTES = 4 * MEBIBYTE
MOST_PDF_PACKED = 2_000
MOST_STEPS = 50_000
"""Chunks, segments, boxes, fields or numbered letters in one file. A real file has hundreds; each costs time."""

_ARCHIVES = re.compile(rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c")
# ISO 32000-1: actions that run or launch, files inside, and a password (7.6, 7.11.4, 12.6.4).
_PDF_ACTIVE = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|ImportData|SubmitForm)(?![A-Za-z0-9])"
)
_PDF_PASSWORD = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
# "ObjStm", any letter of which may be written as its number.
_PDF_PACKED = re.compile(rb"/(?:O|#4[fF])(?:b|#62)(?:j|#6[aA])(?:S|#53)(?:t|#74)(?:m|#6[dD])")
_PDF_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_MAIL_BOUNDARY = re.compile(rb"boundary\s*+[*=]", re.I)
_RTF_ACTIVE = re.compile(
    rb"\\(obj|bin[0-9]|dde)|\\template[^}]{0,200}?(://|\\\\\\\\)|fldinst[^}]{0,200}?\b(DDE|INCLUDE)", re.I
)


def examine(stream: BinaryIO, name: str) -> Kind | Refused:
    """The kind of a whole file, or why it is refused. `stream` can be moved about in and is left anywhere.

    Never raises for anything in the file. Reads at most the kind's limit into memory.
    """
    return _examine(stream, name, 0)


def _examine(stream: BinaryIO, name: str, within: int) -> Kind | Refused:
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    kind = detect(stream.read(HEAD_BYTES), name)
    if isinstance(kind, Refused):
        return kind
    if size > kind.limit_bytes:
        words = _("The selected file is larger than {limit} MB. Choose a smaller one.").format(
            limit=kind.limit_bytes // MEBIBYTE
        )
        return Refused(Reason.TOO_LARGE, words)
    if within > MOST_WITHIN:
        words = _(
            "The selected file has too many files inside each other. Choose the one that matters by itself."
        )
        return Refused(Reason.TWO_IN_ONE, words)
    return _problem(stream, size, kind, within) or kind


def _problem(stream: BinaryIO, size: int, kind: Kind, within: int) -> Refused | None:
    if kind in ZIPPED:
        return problem_in_zip(stream, size, kind, lambda inner, name: _examine(inner, name, within + 1))
    if ends_as_zip(stream, size):
        return two_in_one()
    stream.seek(0)
    content = stream.read(size)
    if kind is TEXT:
        return None if is_text(content, whole=True) else damaged()
    if kind is EML:
        return _mail_problem(content, within)
    if _ARCHIVES.search(content):
        return two_in_one()
    looks = {
        PDF: _pdf_problem,
        PNG: _png_problem,
        JPEG: _jpeg_problem,
        HEIC: _heic_problem,
        RTF: _rtf_problem,
    }
    return looks[kind](content)


# ------------------------------------------- PDF


def _pdf_problem(content: bytes) -> Refused | None:
    end = content.rfind(b"%%EOF", max(0, len(content) - 1024))
    if end < 0:
        return damaged()
    if content[end + 5 :].strip(b"\r\n\t \x00"):
        return two_in_one()
    return _pdf_names_problem(content) or _pdf_packed_problem(content)


def _pdf_names_problem(content: bytes) -> Refused | None:
    # The names are long enough not to turn up by chance, so streams need not be told apart, which can be faked.
    if (
        len(content) > 3 * MOST_STEPS
        and sum(1 for _ in islice(_PDF_HEX.finditer(content), MOST_STEPS)) == MOST_STEPS
    ):
        return damaged()
    plain = _PDF_HEX.sub(lambda found: bytes([int(found[1], 16)]), content)
    if _PDF_PASSWORD.search(plain):
        words = _(
            "The selected file has a password, so it cannot be checked. Print it to a new PDF and choose that."
        )
        return Refused(Reason.PASSWORD, words)
    if _PDF_ACTIVE.search(plain):
        words = _(
            "The selected file holds another file, or runs something when opened. Print it to a new PDF."
        )
        return Refused(Reason.ACTIVE, words)
    return None


def _pdf_packed_problem(content: bytes) -> Refused | None:
    """Look into packed objects (7.5.7), where newer programs keep all that `_pdf_names_problem` looks for."""
    budget = PDF_UNPACKED_BYTES
    for count, found in enumerate(_PDF_PACKED.finditer(content)):
        begin = content.find(b"stream", found.end(), found.end() + 2048) + len(b"stream")
        if count > MOST_PDF_PACKED:
            return _pdf_too_large()
        if begin < len(b"stream"):
            continue  # the name alone, in some text
        end = content.find(b"endstream", begin, begin + PDF_PACKED_BYTES)
        if end < 0:
            return damaged()
        try:
            objects = zlib.decompressobj().decompress(content[begin:end].lstrip(b"\r\n"), budget + 1)
        except zlib.error:
            return damaged()
        budget -= len(objects)
        if budget < 0:
            return _pdf_too_large()
        problem = _pdf_names_problem(objects)
        if problem is not None:
            return problem
    return None


def _pdf_too_large() -> Refused:
    words = _("The selected file unpacks to more than we take. Print it to a new PDF and choose that.")
    return Refused(Reason.UNPACKS_TOO_LARGE, words)


# ------------------------------------------- pictures


def _too_many_pixels() -> Refused:
    words = _("The selected picture is too large to open safely. Save it smaller and choose it again.")
    return Refused(Reason.UNPACKS_TOO_LARGE, words)


def _png_problem(content: bytes) -> Refused | None:
    """Walk the chunks (PNG, third edition, section 5) to the last, which must be the end of the file."""
    width, height = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    if not width or not height:
        return damaged()
    if width * height > MOST_PIXELS:
        return _too_many_pixels()
    at = 8
    for _step in range(MOST_STEPS):
        if at + 12 > len(content):
            break
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        at += 12 + length
        if name == b"IEND":
            return None if at == len(content) else two_in_one()
    return damaged()


def _jpeg_problem(content: bytes) -> Refused | None:
    """Walk the segments (ITU-T T.81, annex B) to the picture itself. Telephones add data after it, so that may be."""
    at = 2
    for _step in range(MOST_STEPS):
        if at + 4 > len(content) or content[at] != 0xFF:
            break
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            return None if content.find(b"\xff\xd9", at) >= 0 else damaged()
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            size = content[at + 5 : at + 9]
            if int.from_bytes(size[:2], "big") * int.from_bytes(size[2:], "big") > MOST_PIXELS:
                return _too_many_pixels()
        if length < 2:
            return damaged()
        at += 2 + length
    return damaged()


def _heic_problem(content: bytes) -> Refused | None:
    """Walk the boxes (ISO/IEC 14496-12, section 4.2), which must fill the file exactly."""
    at, names = 0, set()
    for _step in range(MOST_STEPS):
        if at + 8 > len(content):
            break
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(content[at + 8 : at + 16], "big")
        elif length == 0:
            length = len(content) - at
        if length < 8:
            return damaged()
        names.add(name)
        at += length
    if at != len(content) or b"meta" not in names:
        return damaged()
    return two_in_one() if b"moov" in names else None


# ------------------------------------------- rich text and email


def _rtf_problem(content: bytes) -> Refused | None:
    if not content.rstrip(b"\r\n\t \x00").endswith(b"}"):
        return damaged()
    if content.count(b"\\template") + content.lower().count(b"fldinst") > MOST_STEPS:
        return damaged()
    if _RTF_ACTIVE.search(content):
        words = _(
            "The selected file holds another file, or fetches something when it is opened. Save it as a PDF."
        )
        return Refused(Reason.ACTIVE, words)
    return None


def _mail_problem(content: bytes, within: int) -> Refused | None:
    """An email is as safe as what is attached to it: each attachment is examined as if it were chosen by itself."""
    if b"\x00" in content:
        return damaged()
    if content.count(b"\n") + content.count(b"\r") > MOST_MAIL_LINE_ENDS:
        return damaged()
    if len(_MAIL_BOUNDARY.findall(content)) > MOST_MAIL_BOUNDARIES:
        return _mail_refused(Reason.TWO_IN_ONE)
    try:
        message = email.message_from_bytes(content, policy=compat32)
        for count, part in enumerate(message.walk()):
            if count > MOST_MAIL_PARTS:
                return _mail_refused(Reason.TWO_IN_ONE)
            found = _part_problem(part, within)
            if found is not None:
                return found
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError):
        return damaged()
    return None


def _part_problem(part: Message, within: int) -> Refused | None:
    name = part.get_filename()
    if part.is_multipart() or (name is None and part.get_content_type() in ("text/plain", "text/html")):
        return None
    payload = part.get_payload(decode=True)
    outcome = _examine(
        io.BytesIO(payload if isinstance(payload, bytes) else b""), str(name or ""), within + 1
    )
    return _mail_refused(outcome.reason) if isinstance(outcome, Refused) else None


def _mail_refused(reason: Reason) -> Refused:
    words = _(
        "The selected email has an attachment that we cannot take. Choose the email's text and each file by itself."
    )
    return Refused(reason, words)
