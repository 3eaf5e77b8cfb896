"""Which files are taken: every good one, no bad one, for the right reason, and nothing raises."""

import io
import re
import time

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tessera.records.rules.attachments import (
    ACCEPT,
    HEAD_BYTES,
    KINDS,
    Kind,
    Reason,
    Refused,
    detect,
    examine,
    kinds,
)
from tests.hostile.files import File, bad, docx, eml, good, heic, jpeg, nested_mail, pdf, png, rtf, xlsx

GOOD, BAD = good(), bad()


def outcome(file: File) -> Kind | Refused:
    """What becomes of a file."""
    return examine(io.BytesIO(file.content), file.name)


@pytest.mark.parametrize("file", GOOD, ids=str)
def test_a_good_file_is_taken_as_what_it_is(file: File) -> None:
    kind = outcome(file)
    assert isinstance(kind, Kind), kind
    assert file.name.rpartition(".")[2].casefold() in kind.endings
    assert detect(file.content[:HEAD_BYTES], file.name) == kind


def test_there_is_a_good_file_of_every_kind() -> None:
    assert {outcome(file) for file in GOOD} == set(KINDS)
    endings = [ending for kind in KINDS for ending in kind.endings]
    assert len(endings) == len(set(endings))


@pytest.mark.parametrize("file", BAD, ids=str)
def test_a_bad_file_is_refused_for_its_reason(file: File) -> None:
    refused = outcome(file)
    assert isinstance(refused, Refused)
    assert refused.reason == file.why


def test_there_is_a_bad_file_for_every_reason_and_each_says_what_to_do() -> None:
    refused = [found for found in map(outcome, BAD) if isinstance(found, Refused)]
    assert {found.reason for found in refused} == set(Reason)
    for found in refused:
        assert found.words.startswith(("The selected ", "We cannot take"))
        assert any(word in found.words for word in ("Choose", "choose", "Print", "Save")), found.words


@pytest.mark.parametrize("file", GOOD, ids=str)
def test_no_file_is_taken_under_another_kinds_name(file: File) -> None:
    kind = outcome(file)
    for other in KINDS:
        # Any text may be called a text file: an email is one.
        if other != kind and not (other.key == "text" and isinstance(kind, Kind) and kind.key == "eml"):
            assert isinstance(examine(io.BytesIO(file.content), f"a.{other.endings[0]}"), Refused), other.key


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_a_file_over_its_kinds_limit_is_refused_without_being_read(kind: Kind) -> None:
    small = next(file for file in GOOD if outcome(file) == kind)

    class Large(io.BytesIO):
        """Says that it is one byte too large, and counts what is read."""

        taken = 0

        def seek(self, offset: int, whence: int = 0) -> int:
            """Where the end is said to be."""
            return kind.limit_bytes + 1 if whence == io.SEEK_END else super().seek(offset, whence)

        def read(self, size: int | None = -1) -> bytes:
            """Read, and count."""
            found = super().read(size)
            Large.taken += len(found)
            return found

    refused = examine(Large(small.content), f"a.{kind.endings[0]}")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.TOO_LARGE
    assert Large.taken <= HEAD_BYTES


@given(st.sampled_from(GOOD + BAD[:40]), st.integers(0, 6000), st.binary(max_size=8), st.integers(0, 8))
@settings(max_examples=400, deadline=None)
def test_no_damage_raises(file: File, at: int, piece: bytes, cut: int) -> None:
    at = at % (len(file.content) + 1)
    damaged = file.content[:at] + piece + file.content[at + cut :]
    assert isinstance(examine(io.BytesIO(damaged), file.name), Kind | Refused)


@given(st.binary(max_size=300), st.sampled_from([kind.endings[0] for kind in KINDS]))
def test_no_bytes_raise(content: bytes, ending: str) -> None:
    assert isinstance(examine(io.BytesIO(content), f"a.{ending}"), Kind | Refused)


@given(
    st.binary(max_size=60), st.sampled_from([b"%PDF-1.7\n", b"{\\rtf1 ", b"\xff\xd8\xff\xe0", b"PK\x03\x04"])
)
def test_no_bytes_behind_a_signature_raise(content: bytes, start: bytes) -> None:
    for kind in KINDS:
        assert isinstance(examine(io.BytesIO(start + content), f"a.{kind.endings[0]}"), Kind | Refused)


def test_emails_within_emails_end_somewhere() -> None:
    content = eml()
    for _ in range(6):
        content = eml((("a.eml", content),))
    refused = examine(io.BytesIO(content), "a.eml")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.TWO_IN_ONE


def test_an_email_of_many_parts_is_refused() -> None:
    refused = examine(io.BytesIO(eml(tuple((f"{n}.txt", b"a") for n in range(120)))), "a.eml")
    assert isinstance(refused, Refused)


def test_what_real_programs_make_is_taken() -> None:
    for form, ending in (("PNG", "png"), ("JPEG", "jpg")):
        made = io.BytesIO()
        Image.effect_noise((640, 480), 50).save(made, form)
        assert isinstance(examine(made, f"a.{ending}"), Kind)
    report = typst.compile(b'= Minutes\n#link("https://example.org")[More]\n#lorem(3000)')
    assert isinstance(examine(io.BytesIO(report), "minutes.pdf"), Kind)


MEBIBYTE = 1024 * 1024
SLOW = {
    "packed objects in a pdf": (
        "pdf",
        pdf(tail=b"")[:9] + b"/ObjStm stream\nx\x9c\x03\x00\x00\x00\x00\x01 endstream" * 400_000 + pdf()[9:],
    ),
    "streams without end": ("pdf", pdf()[:9] + b"/ObjStm stream" * 1_000_000 + pdf()[9:]),
    "numbered letters in a pdf": ("pdf", pdf()[:9] + b"#41" * 6_000_000 + pdf()[9:]),
    "chunks of a png": ("png", png(inside=b"\x00\x00\x00\x00tEXt\x00\x00\x00\x00" * 1_500_000)),
    "boxes of a heic": ("heic", heic(tail=b"\x00\x00\x00\x08free" * 2_000_000)),
    "fill of a jpeg": ("jpg", jpeg()[:2] + b"\xff" * (18 * MEBIBYTE) + jpeg()[2:]),
    "fields of rich text": ("rtf", rtf(b"fldinst " * 1_000_000)),
    "templates of rich text": ("rtf", rtf(b"\\template " * 1_000_000)),
    "headers of an email": ("eml", b"From: a\r\nTo: b\r\n" + b"A: b\n" * 790_000 + b"\r\nHello"),
    "parts within parts of an email": ("eml", nested_mail(20) + b"\na" * 700_000),
    "boundaries of an email": ("eml", eml().replace(b"\n\n", b"\n\n" + b"--=\n" * 700_000, 1)),
    "directories in a tail": ("jpg", jpeg(tail=b"PK\x05\x06" * 16_000)),
    "relations": (
        "docx",
        docx(**{"word/_rels/a.xml.rels": b"".join(b"<Relationship a%d " % n for n in range(200_000))}),
    ),
    "workbook of many parts": ("xlsx", xlsx(**{f"xl/{n}.rels": "<Relationship" for n in range(4_900)})),
}


@pytest.mark.parametrize(("ending", "content"), SLOW.values(), ids=SLOW)
def test_no_file_takes_long(ending: str, content: bytes) -> None:
    begun = time.process_time()
    found = examine(io.BytesIO(content), f"a.{ending}")
    assert isinstance(found, Kind | Refused)
    assert not (isinstance(found, Refused) and found.reason is Reason.TOO_LARGE), "it was not looked into"
    assert time.process_time() - begun < 8


def test_what_is_offered_is_what_is_kept() -> None:
    offered = {ending.strip(".") for ending in re.findall(r"\.[a-z]+\b", kinds.TAKEN_WORDS)} | {"pdf"}
    kept = {ending for kind in KINDS for ending in kind.endings} - set(kinds.HEIC.endings)
    assert offered == kept - {"jpeg"}
    assert {ending.strip(".") for ending in ACCEPT.split(",")} == kept
