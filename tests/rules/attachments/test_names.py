"""Names that are safe to keep, to send and to show, and are still the sender's own."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.records.rules.attachments import safe_name
from tests.hostile.payloads import TEXTS, Text


def safe(name: str) -> bool:
    """Whether nothing in the name can be taken for more than a name."""
    stem = name.rpartition(".")[0] or name
    return (
        0 < len(name.encode("utf-8")) <= 120
        and not re.search(r"[\x00-\x1f\x7f<>:\"'/\\|?*%;`$&#{}=\u200b-\u200f\u202a-\u202e\ufeff]", name)
        and not name.startswith((".", " ", "-"))
        and not name.endswith((".", " "))
        and name.count(".") <= 1
        and not re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d", stem, re.I)
    )


@given(st.text(max_size=300))
def test_any_name_becomes_safe_and_then_stays_as_it_is(name: str) -> None:
    clean = safe_name(name)
    assert safe(clean), clean
    assert safe_name(clean) == clean


@given(st.text(st.sampled_from("a./\\ _-,()é\u0301\u0938\u093f\u202e\x00\ud800CON1:"), max_size=40))
def test_awkward_names_become_safe_and_stay(name: str) -> None:
    clean = safe_name(name)
    assert safe(clean), clean
    assert safe_name(clean) == clean


@pytest.mark.parametrize("payload", TEXTS, ids=str)
def test_hostile_names_become_safe(payload: Text) -> None:
    for name in (payload.text, f"{payload.text}.pdf", f"a.{payload.text}", f"../{payload.text}/a.pdf"):
        assert safe(safe_name(name)), safe_name(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Minutes 3 March (final).PDF", "Minutes 3 March (final).pdf"),
        ("C:\\Users\\alex\\scan.jpg", "scan.jpg"),
        ("../../etc/passwd", "passwd"),
        ("photo.exe.jpg", "photo_exe.jpg"),
        ("report\u202efdp.exe", "reportfdp.exe"),
        ("CON.txt", "CON-file.txt"),
        (".htaccess", "htaccess"),
        ("", "attachment"),
        ("...", "attachment"),
        ("<b>.pdf", "b.pdf"),
        ("Zoe\u0308.docx", "Zoë.docx"),
        ("रिपोर्ट.pdf", "रिपोर्ट.pdf"),
        ("تقرير.pdf", "تقرير.pdf"),
        ("a\r\nb.txt", "ab.txt"),
    ],
)
def test_a_name_stays_the_senders_own(name: str, expected: str) -> None:
    assert safe_name(name) == unicodedata.normalize("NFC", expected)


def test_a_long_name_keeps_its_ending_and_whole_letters() -> None:
    assert safe_name("é" * 300 + ".pdf") == "é" * 57 + ".pdf"


def test_a_name_cut_at_a_space_keeps_no_space_before_its_ending() -> None:
    assert safe_name("a" * 114 + " b" * 9 + ".pdf") == "a" * 114 + ".pdf"
    assert safe_name("a" * 113 + " " + "b" * 9 + ".pdf") == "a" * 113 + " b.pdf"
