"""Small whole files made in memory, and the pieces that hostile ones are made of."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from email.message import EmailMessage


@dataclass(frozen=True, slots=True)
class File:
    """A file as somebody would choose it. `why`: what is wrong with it; empty where it is good."""

    name: str
    content: bytes
    why: str = ""

    def __str__(self) -> str:
        return f"{self.name[:40]}: {self.why}" if self.why else self.name[:40]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PROGRAM = b"MZ\x90\x00" + bytes(60)
SCRIPT_PAGE = b"<!DOCTYPE html><html><script>1</script></html>"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

# ------------------------------------------- good files, which tests may bend


def pdf(extra: bytes = b"", tail: bytes = b"") -> bytes:
    """A PDF of one empty page; `extra` is one more object's content, `tail` comes after the end."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        *([extra] if extra else []),
    ]
    body = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\n" % (count, table, count)
        + b"startxref\n%d\n%%%%EOF\n" % len(body)
        + tail
    )


def packed_in_pdf(content: bytes, name: bytes = b"/ObjStm") -> bytes:
    """An object stream for `pdf(extra=...)`."""
    packed = zlib.compress(content)
    return b"<</Type%s/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (
        name,
        len(packed),
        packed,
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int = 1, height: int = 1, inside: bytes = b"") -> bytes:
    """A black picture; `inside` is chunks to add before the end."""
    rows = zlib.compress(b"\x00" * 2) if width * height == 1 else b""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + inside + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def jpeg(width: int = 1, height: int = 1, comment: bytes = b"", tail: bytes = b"") -> bytes:
    """The segments of a picture (its picture data is none that shows anything)."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    remark = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment if comment else b""
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        + remark
        + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame
        + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00\xff\xd9"
        + tail
    )  # fmt: skip


def heic(brand: bytes = b"heic", tail: bytes = b"") -> bytes:
    """The boxes of a picture without its picture."""
    kinds = brand + b"\x00\x00\x00\x00mif1" + brand
    return (
        struct.pack(">I", 8 + len(kinds)) + b"ftyp" + kinds
        + struct.pack(">I", 12) + b"meta" + bytes(4)
        + struct.pack(">I", 16) + b"mdat" + bytes(8)
        + tail
    )  # fmt: skip


def zipped(parts: dict[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    """A ZIP of these parts, in this order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            packing = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=packing)
    return made.getvalue()


def _types(main: str, part: str) -> str:
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{part}" ContentType="{main}"/></Types>'
    )


def docx(**more: bytes | str) -> bytes:
    """A Word document; `more` are further parts by name."""
    return zipped(
        {
            "[Content_Types].xml": _types(WORD, "word/document.xml"),
            "_rels/.rels": relations(("officeDocument", "word/document.xml", False)),
            "word/document.xml": "<w:document>Hello</w:document>",
            **more,
        }
    )


def xlsx(**more: bytes | str) -> bytes:
    """An Excel workbook; `more` are further parts by name."""
    return zipped(
        {"[Content_Types].xml": _types(EXCEL, "xl/workbook.xml"), "xl/workbook.xml": "<workbook/>", **more}
    )


def odt(**more: bytes | str) -> bytes:
    """An OpenDocument text; `more` are further parts by name."""
    parts: dict[str, bytes | str] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": "<office:document-content><office:scripts/></office:document-content>",
        "META-INF/manifest.xml": "<manifest:manifest/>",
    }
    return zipped({**parts, **more}, stored=("mimetype",))


def relations(*found: tuple[str, str, bool]) -> str:
    """A relations part; each is (kind, target, outside the document)."""
    tags = "".join(
        f'<Relationship Id="r{number}" Type="{_RELATION}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if outside else ''}/>"
        for number, (kind, target, outside) in enumerate(found)
    )
    return f"<Relationships>{tags}</Relationships>"


def rtf(inside: bytes = b"") -> bytes:
    """Rich text that says hello."""
    return b"{\\rtf1\\ansi{\\fonttbl\\f0 Arial;}\\f0 Hello." + inside + b"\\par}"


def eml(attached: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    """An email with these attachments."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Re: Thursday"
    message.set_content("See you on Thursday.\n")
    message.add_alternative("<p>See you on Thursday.</p>", subtype="html")
    for name, content in attached:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def good() -> tuple[File, ...]:
    """One or more of each kind, and some that only look odd."""
    link = relations(("hyperlink", "https://example.org/", True))
    return (
        File("minutes.pdf", pdf()),
        File("Minutes.PDF", pdf(packed_in_pdf(b"<</Type/Font>>"))),
        File("bruise.png", png()),
        File("house.jpg", jpeg()),
        File("house.jpeg", jpeg(tail=b"\x00\x00\x00\x18ftypmp42 a telephone's moving picture")),
        File("house.heic", heic()),
        File("letter.docx", docx()),
        File("letter with a link.docx", docx(**{"word/_rels/document.xml.rels": link})),
        File("chart.docx", docx(**{"word/embeddings/Microsoft_Excel_Sheet1.xlsx": xlsx()})),
        File("attendance.xlsx", xlsx()),
        File("letter.odt", odt()),
        File("note.txt", "Zoë came in wet shoes. £5 <b>said</b> MZ\r\n".encode()),
        File("initials.txt", b"MZ came at nine."),
        File("old.txt", "He owes £5, it’s said".encode("cp1252")),
        File("notepad.txt", "Zoë 👧 ".encode("utf-16") * 400),
        File("letter.rtf", rtf()),
        File("reply.eml", eml()),
        File(
            "reply with files.eml", eml((("minutes.pdf", pdf()), ("note.txt", b"Hello"), ("old.eml", eml())))
        ),
    )


# ------------------------------------------- files to refuse


def bomb(times: int = 300) -> bytes:
    """A Word document with a part of `times` mebibytes of nothing."""
    return docx(**{"word/media/image1.png": b"\x00" * (times * 1024 * 1024)})


def overlapping() -> bytes:
    """A Word document in whose directory one part is listed a hundred times, each under its own name."""
    whole = docx(**{"word/media/image1.png": b"a" * 5000})
    end = whole.rindex(b"PK\x05\x06")
    count, length, start = struct.unpack("<10xHII2x", whole[end:])
    last = whole.rindex(b"PK\x01\x02", start, end)
    entry = whole[last:end]
    more = b"".join(entry.replace(b"image1.png", b"ima%03d.png" % number) for number in range(100))
    directory = whole[start:end] + more
    return (
        whole[:start]
        + directory
        + struct.pack("<4s4xHHIIH", b"PK\x05\x06", count + 100, count + 100, length + len(more), start, 0)
    )


def with_password(whole: bytes) -> bytes:
    """The ZIP with its parts marked as having a password."""
    marked = bytearray(whole)
    at = marked.find(b"PK\x01\x02")
    while at >= 0:
        marked[at + 8] |= 1
        at = marked.find(b"PK\x01\x02", at + 1)
    return bytes(marked)


def claiming(whole: bytes, size: int = 1024 * 1024) -> bytes:
    """The ZIP with each part said to unpack to this size."""
    marked = bytearray(whole)
    at = marked.find(b"PK\x01\x02")
    while at >= 0:
        marked[at + 24 : at + 28] = struct.pack("<I", size)
        at = marked.find(b"PK\x01\x02", at + 1)
    return bytes(marked)


def _unlisted() -> bytes:
    """A Word document whose first part is not in its directory: some programs would see it, some not."""
    first = zipped({"a.html": SCRIPT_PAGE})
    made = io.BytesIO()
    made.write(first[: first.index(b"PK\x01\x02")])
    with zipfile.ZipFile(made, "w") as archive, zipfile.ZipFile(io.BytesIO(docx())) as source:
        for part in source.infolist():
            archive.writestr(part, source.read(part))
    return made.getvalue()


def nested_mail(deep: int) -> bytes:
    """An email of parts within parts."""
    parts = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number)
        for number in range(deep)
    )
    return (
        b"From: a@example.org\r\nTo: b@example.org\r\n" + parts + b"Content-Type: text/plain\r\n\r\nHello\r\n"
    )
