"""The kinds of file taken, and a first look: the name's ending against the first bytes."""

import re
from dataclasses import dataclass
from enum import StrEnum

from tessera.core.language import gettext as _
from tessera.core.language import marked

HEAD_BYTES = 4096
"""How much of the start of a file a first look needs."""

MEBIBYTE = 1024 * 1024


class Reason(StrEnum):
    """Why a file is refused, for counts and tests; people are given the words."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_TAKEN = "not_taken"
    DISAGREES = "disagrees"
    OLD_OFFICE = "old_office"
    MACROS = "macros"
    ACTIVE = "active"
    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    TWO_IN_ONE = "two_in_one"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken. `media_type` is what it is served as; `limit_bytes` the largest taken."""

    key: str
    one: str  # as a sentence says it: "a Word document"
    media_type: str
    endings: tuple[str, ...]
    limit_bytes: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not taken: why, and words that tell the person what to do."""

    reason: Reason
    words: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = Kind("pdf", marked("a PDF"), "application/pdf", ("pdf",), 20 * MEBIBYTE)
PNG = Kind("png", marked("a PNG picture"), "image/png", ("png",), 20 * MEBIBYTE)
JPEG = Kind("jpeg", marked("a JPEG picture"), "image/jpeg", ("jpg", "jpeg"), 20 * MEBIBYTE)
HEIC = Kind("heic", marked("a HEIC picture"), "image/heic", ("heic", "heif"), 20 * MEBIBYTE)
DOCX = Kind(
    "docx", marked("a Word document"), f"{_OFFICE}wordprocessingml.document", ("docx",), 20 * MEBIBYTE
)
XLSX = Kind("xlsx", marked("an Excel workbook"), f"{_OFFICE}spreadsheetml.sheet", ("xlsx",), 20 * MEBIBYTE)
ODT = Kind(
    "odt", marked("an OpenDocument text"), "application/vnd.oasis.opendocument.text", ("odt",), 20 * MEBIBYTE
)
TEXT = Kind("text", marked("plain text"), "text/plain", ("txt",), 2 * MEBIBYTE)
RTF = Kind("rtf", marked("rich text"), "application/rtf", ("rtf",), 10 * MEBIBYTE)
EML = Kind("eml", marked("an email"), "message/rfc822", ("eml",), 20 * MEBIBYTE)

KINDS = (PDF, PNG, JPEG, HEIC, DOCX, XLSX, ODT, TEXT, RTF, EML)
# What a telephone may offer: asked for a JPEG, it turns its own format into one.
ACCEPT = ",".join(f".{ending}" for kind in KINDS if kind is not HEIC for ending in kind.endings)
ZIPPED = frozenset({DOCX, XLSX, ODT})
PICTURES = frozenset({PNG, JPEG, HEIC})

_BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
# HEIC is known so that it can be refused in words of its own: it says where it was taken, and that cannot be taken out.
TAKEN_WORDS = marked(
    "Choose a PDF, a Word document (.docx), an Excel workbook (.xlsx), an OpenDocument text (.odt), a text file "
    "(.txt), rich text (.rtf), an email (.eml) or a picture (.jpg or .png)."
)

_MACRO_ENDINGS = frozenset(
    {"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppam", "ppsm", "sldm"}
)
_OLD_ENDINGS = frozenset({"doc", "dot", "xls", "xlt", "ppt", "pps", "msg", "mdb", "pub"})
_PAGE_ENDINGS = frozenset({"svg", "svgz", "html", "htm", "xhtml", "xht", "mht", "mhtml", "xml"})

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
)
# ISO/IEC 23008-12: pictures coded with HEVC. Others (avif) share the container but are not taken.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})
_ODT_START = b"mimetypeapplication/vnd.oasis.opendocument.text"
_PAGE_START = re.compile(
    rb"\s*<(!doctype|!--|\?xml|\?php|html|head|body|script|svg|iframe|style|title|meta|link|table|div|a|b|p|h1|img)\b",
    re.I,
)
_PAGE_INSIDE = re.compile(rb"<(!doctype\s+html|html|script|svg|iframe|\?php)[\s>/]", re.I)
_MAIL_HEADER = re.compile(
    rb"^(from|to|cc|subject|date|message-id|mime-version|received|return-path|reply-to|delivered-to"
    rb"|content-type|x-mailer):",
    re.I | re.M,
)
_MAIL_START = re.compile(rb"(From [^\r\n]*\r?\n)?[!-9;-~]+:[^\r\n]*\r?\n")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def detect(head: bytes, name: str) -> Kind | Refused:
    """The kind of a file by its first `HEAD_BYTES` bytes and its name, or why it is refused.

    A first look, enough to refuse early: which of the two Office kinds a file is, and what is further inside, only
    `examine` can say.
    """
    if not head:
        return Refused(Reason.EMPTY, _("The selected file is empty. Choose another file."))
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    kind = _BY_ENDING.get(ending)
    if kind is None:
        return _not_taken(ending)
    if head.startswith(OLE):
        return Refused(
            Reason.OLD_OFFICE,
            _(
                "The selected file is in an old Office format, or has a password. Save it as .docx or .xlsx with no "
                "password and choose it again."
            ),
        )
    if not _starts_like(kind, head):
        return Refused(
            Reason.DISAGREES,
            _(
                "The selected file is called .{ending}, but what is in it is not {kind}. Open it, save "
                "it as the kind it should be, and choose it again."
            ).format(ending=ending, kind=_(kind.one)),
        )
    if kind not in ZIPPED | {TEXT, EML, RTF} and (_PAGE_INSIDE.search(head) or b"%PDF-" in head[5:]):
        return two_in_one()
    return kind


def two_in_one() -> Refused:
    """The refusal of a file that would open as two different things."""
    return Refused(
        Reason.TWO_IN_ONE,
        _(
            "The selected file holds another file hidden in it. Save a fresh copy, or print it to a PDF, "
            "and choose that."
        ),
    )


def _not_taken(ending: str) -> Refused:
    if ending in _MACRO_ENDINGS:
        words = _("The selected file can hold macros. Save it as .docx or .xlsx and choose it again.")
        return Refused(Reason.MACROS, words)
    if ending in _OLD_ENDINGS:
        words = _(
            "The selected file is in an old Office format. Save it as .docx, .xlsx or PDF and choose it again."
        )
        return Refused(Reason.OLD_OFFICE, words)
    if ending in _PAGE_ENDINGS:
        words = _(
            "The selected file is a web page or a drawing that can run programs. Print it to a PDF and choose that."
        )
        return Refused(Reason.ACTIVE, words)
    return Refused(
        Reason.NOT_TAKEN, _("We cannot take the selected file. {kinds}").format(kinds=_(TAKEN_WORDS))
    )


def _starts_like(kind: Kind, head: bytes) -> bool:
    """Whether the first bytes are those of the kind."""
    if kind is PDF:
        return re.match(rb"%PDF-[12]\.[0-9]", head) is not None
    if kind is PNG:
        return head.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    if kind is JPEG:
        return head.startswith(b"\xff\xd8\xff")
    if kind is HEIC:
        return head[4:8] == b"ftyp" and bool(_brands(head) & _HEIC_BRANDS)
    if kind is ODT:
        return head.startswith(ZIP) and head[30:].startswith(_ODT_START + ZIP)
    if kind in ZIPPED:
        return head.startswith(ZIP) and not head[30:].startswith(b"mimetype")
    if kind is RTF:
        return re.match(rb"\{\\rtf1?[\\{\s\r\n]", head) is not None
    return is_text(head, whole=False) and (kind is TEXT or _starts_like_mail(head))


def _brands(head: bytes) -> set[bytes]:
    size = min(int.from_bytes(head[:4], "big"), 256)
    return {head[8:12], *(head[at : at + 4] for at in range(16, size, 4))}


def _starts_like_mail(head: bytes) -> bool:
    if _MAIL_START.match(head) is None:
        return False
    headers = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    return len({found.lower() for found in _MAIL_HEADER.findall(headers)}) >= 2


def is_text(content: bytes, *, whole: bool) -> bool:
    """Whether it is text and nothing else: UTF-8, UTF-16 with its mark, or Windows-1252, with no control characters.

    A web page, a program or another kind of file that happens to be text is not. `whole`: this is all of it, not
    only the start.
    """
    encoding = next((coded for mark, coded in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding, "strict" if whole else "replace")  # the start may end within a letter
    except UnicodeDecodeError:
        if encoding == "utf-16":
            return False
        text = content.decode("cp1252", "replace")
        if "\ufffd" in text:
            return False
    plain = text.encode("utf-8", "replace")
    if _CONTROL.search(plain) or _PAGE_START.match(plain):
        return False
    return not content.startswith((b"#!", b"%PDF-", b"{\\rtf", ZIP, b"Rar!", b"%!PS"))
