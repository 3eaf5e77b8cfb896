"""Files that must be refused, each with what is wrong with it, and one good file of each kind."""

from __future__ import annotations

from tests.hostile.made import (
    OLE,
    PROGRAM,
    SCRIPT_PAGE,
    WORD,
    File,
    _types,
    _unlisted,
    bomb,
    claiming,
    docx,
    eml,
    good,
    heic,
    jpeg,
    nested_mail,
    odt,
    overlapping,
    packed_in_pdf,
    pdf,
    png,
    relations,
    rtf,
    with_password,
    xlsx,
    zipped,
)
from tests.hostile.payloads import anti_virus_test_string

__all__ = ("File", "bad", "docx", "eml", "good", "heic", "jpeg", "nested_mail", "pdf", "png", "rtf", "xlsx")


def bad() -> tuple[File, ...]:
    """Files that must not be taken, each with what is wrong."""
    return (*_misnamed(), *_two_in_one(), *_bad_office(), *_bad_pdf(), *_bad_pictures(), *_bad_text())


def _misnamed() -> tuple[File, ...]:
    return (
        File("empty.pdf", b"", "empty"),
        File("no-ending", pdf(), "not_taken"),
        File("", pdf(), "not_taken"),
        File("setup.exe", PROGRAM, "not_taken"),
        File("minutes.pdf.exe", pdf(), "not_taken"),
        File("minutes.zip", zipped({"a.txt": "a"}), "not_taken"),
        File("test.com", anti_virus_test_string(), "not_taken"),
        File("letter.docm", docx(), "macros"),
        File("letter.doc", OLE, "old_office"),
        File("letter.docx", OLE, "old_office"),
        File("drawing.svg", b"<svg onload='1'/>", "active"),
        File("page.html", SCRIPT_PAGE, "active"),
        File("program.pdf", PROGRAM, "disagrees"),
        File("picture.png", jpeg(), "disagrees"),
        File("picture.jpg", png(), "disagrees"),
        File("page.txt", SCRIPT_PAGE, "disagrees"),
        File("page.txt", b"\n \t<svg onload=1>", "disagrees"),
        File("page.txt", SCRIPT_PAGE.decode().encode("utf-16"), "disagrees"),
        File("page.pdf", SCRIPT_PAGE, "disagrees"),
        File("minutes.txt", pdf(), "disagrees"),
        File("letter.txt", rtf(), "disagrees"),
        File("letter.docx", xlsx(), "disagrees"),
        File("letter.xlsx", docx(), "disagrees"),
        File("letter.odt", docx(), "disagrees"),
        File("letter.docx", odt(), "disagrees"),
        File("letter.odt", odt().replace(b"opendocument.text", b"opendocument.base"), "disagrees"),
        File("picture.heic", heic(b"avif"), "disagrees"),
        File("film.heic", heic(b"isom"), "disagrees"),
        File("half.eml", b"Subject: there\r\n\r\nNo email.", "disagrees"),
        File("note.eml", b"Hello: there\r\n\r\nNo email.", "disagrees"),
        File("minutes.pdf\x00.txt", pdf(), "disagrees"),
    )


def _two_in_one() -> tuple[File, ...]:
    archive = zipped({"a.html": SCRIPT_PAGE})
    return (
        File("both.pdf", pdf(tail=archive), "two_in_one"),
        File("both.pdf", pdf(tail=SCRIPT_PAGE), "two_in_one"),
        File("both.pdf", pdf(extra=SCRIPT_PAGE), "two_in_one"),
        File("longer.pdf", pdf(tail=b"more"), "two_in_one"),
        File("longer.png", png() + b"more", "two_in_one"),
        File("both.jpg", jpeg(tail=archive), "two_in_one"),
        File("both.jpg", jpeg(tail=b"Rar!\x1a\x07\x00"), "two_in_one"),
        File("both.jpg", jpeg(comment=SCRIPT_PAGE), "two_in_one"),
        File("both.jpg", jpeg(comment=b"%PDF-1.4 "), "two_in_one"),
        File("both.png", png() + archive, "two_in_one"),
        File("both.png", png() + b"<?php 1 ?>", "two_in_one"),
        File("both.rtf", rtf() + archive, "two_in_one"),
        File("both.docx", docx() + b"more", "damaged"),
        File("both.docx", docx()[:-2] + b"\x04\x00more", "damaged"),
        File("both.heic", heic(tail=archive), "two_in_one"),
        File("both.heic", heic(tail=b"more"), "damaged"),
        File("film.heic", heic(tail=b"\x00\x00\x00\x08moov"), "two_in_one"),
    )


def _bad_office() -> tuple[File, ...]:
    outside = relations(("attachedTemplate", "https://example.org/a.dotm", True))
    hidden = outside.replace("External", "&#69;xternal")
    macro_types = _types(WORD.replace("document.main", "document.macroEnabled.main"), "word/document.xml")
    template = _types(WORD.replace("document.main", "template.main"), "word/document.xml")
    return (
        File("macros.docx", docx(**{"word/vbaProject.bin": OLE}), "macros"),
        File("renamed macros.docx", docx(**{"word/media/image1.bin": OLE}), "active"),
        File("old macros.xlsx", xlsx(**{"xl/macrosheets/sheet1.xml": "<a/>"}), "macros"),
        File("types.docx", zipped({"[Content_Types].xml": macro_types, "word/document.xml": ""}), "macros"),
        File("macros.odt", odt(**{"Basic/Standard/Module1.xml": "<a/>"}), "macros"),
        File("button.odt", odt(**{"content.xml": "<script:event-listener/>"}), "macros"),
        File("template.docx", docx(**{"word/_rels/settings.xml.rels": outside}), "active"),
        File("hidden template.docx", docx(**{"word/_rels/settings.xml.rels": hidden}), "active"),
        File("program.docx", docx(**{"word/media/image1.png": PROGRAM}), "active"),
        File("script.docx", docx(**{"word/media/a.js": "1"}), "active"),
        File("inside.docx", docx(**{"word/embeddings/a.xlsx": xlsx(**{"xl/vbaProject.bin": OLE})}), "macros"),
        File("password.docx", with_password(docx()), "password"),
        File("password.odt", odt(**{"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "password"),
        File("bomb.docx", bomb(), "unpacks_too_large"),
        File("small bomb.docx", bomb(20), "unpacks_too_large"),
        File("overlapping.docx", overlapping(), "unpacks_too_large"),
        File(
            "bomb of small parts.docx",
            claiming(docx(**{f"word/{n}.xml": "" for n in range(220)})),
            "unpacks_too_large",
        ),
        File(
            "template.docx", zipped({"[Content_Types].xml": template, "word/document.xml": ""}), "disagrees"
        ),
        File("unlisted part.docx", _unlisted(), "two_in_one"),
        File("gap.docx", docx()[:-22] + b"more" + docx()[-22:], "damaged"),
        File("many.docx", docx(**{f"word/{n}.xml": "" for n in range(6000)}), "unpacks_too_large"),
        File("path.docx", docx(**{"../../outside.xml": "<a/>"}), "damaged"),
        File("absolute.docx", docx(**{"/etc/outside.xml": "<a/>"}), "damaged"),
        File("twice.docx", docx(**{"word/Document.xml": "<a/>"}), "damaged"),
        File("plain.docx", zipped({"a.txt": "a"}), "damaged"),
        File("cut.docx", docx()[:-30], "damaged"),
        File("before.docx", docx()[:4] + b"\x00" * 50 + docx()[4:], "two_in_one"),
    )


def _bad_pdf() -> tuple[File, ...]:
    return (
        File("script.pdf", pdf(b"<</S/JavaScript/JS(app.alert(1))>>"), "active"),
        File("hidden script.pdf", pdf(b"<</S/J#61vaScript/JS(1)>>"), "active"),
        File("packed script.pdf", pdf(packed_in_pdf(b"4 0 <</S/JavaScript>>")), "active"),
        File("packed and hidden.pdf", pdf(packed_in_pdf(b"4 0 <</S/JavaScript>>", b"/Obj#53tm")), "active"),
        File("broken packing.pdf", pdf(b"<</Type/ObjStm>>\nstream\nno packing\nendstream"), "damaged"),
        File("bomb.pdf", pdf(packed_in_pdf(b" " * (60 * 1024 * 1024))), "unpacks_too_large"),
        File("launch.pdf", pdf(b"<</S/Launch/F(a)>>"), "active"),
        File("within.pdf", pdf(b"<</EmbeddedFiles 5 0 R>>"), "active"),
        File("password.pdf", pdf(b"<</Encrypt 5 0 R>>"), "password"),
        File("cut.pdf", pdf()[:-10], "damaged"),
    )


def _bad_pictures() -> tuple[File, ...]:
    return (
        File("huge.png", png(100_000, 100_000), "unpacks_too_large"),
        File("huge.jpg", jpeg(60_000, 60_000), "unpacks_too_large"),
        File("none.png", png(0, 1), "damaged"),
        File("cut.png", png()[:-5], "damaged"),
        File("cut.jpg", jpeg()[:-2], "damaged"),
        File("short.jpg", jpeg()[:20], "damaged"),
        File("cut.heic", heic()[:-20], "damaged"),
        File("long chunk.png", png()[:33] + b"\xff" * 8, "damaged"),
    )


def _bad_text() -> tuple[File, ...]:
    return (
        File("nul.txt", b"a" * 5000 + b"\x00", "damaged"),
        File("escape.txt", b"\x1b[2J", "disagrees"),
        File("binary.txt", bytes(range(256)), "disagrees"),
        File("late.txt", b"a" * 5000 + b"\x81\x8d\xff\xfe", "damaged"),
        File("large.txt", b"a" * (2 * 1024 * 1024 + 1), "too_large"),
        File("object.rtf", rtf(b"{\\object\\objdata 0105}"), "active"),
        File("template.rtf", rtf(b"{\\*\\template http://example.org/a}"), "active"),
        File("field.rtf", rtf(b"{\\field{\\*\\fldinst DDEAUTO c:\\\\a}}"), "active"),
        File("cut.rtf", rtf()[:-1], "damaged"),
        File("program.eml", eml((("a.exe", PROGRAM),)), "not_taken"),
        File("macros.eml", eml((("a.docx", docx(**{"word/vbaProject.bin": OLE})),)), "macros"),
        File("deep.eml", eml((("a.eml", eml((("a.eml", eml((("a.exe", PROGRAM),))),))),)), "not_taken"),
        File("nested.eml", nested_mail(21), "two_in_one"),
        File("nul.eml", eml() + b"a" * 5000 + b"\x00", "damaged"),
    )
