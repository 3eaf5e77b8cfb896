"""What a person wrote is set as text, whatever is in it; the same data makes the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.ui import pdf
from tests.pdf.reading import fonts, opened, tags, text

AT = datetime(2026, 11, 21, 15, 20, tzinfo=UTC)
TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, date: datetime(..data.made))
#set text(lang: "en", region: "gb")
#title()
#table(columns: 2, table.header[Who][What], ..data.rows.flatten().map(cell => [#cell]))
#data.made_at #if data.lacking [LACKING]
"""
HOSTILE = [
    "#read(\"/etc/passwd\")",
    "#panic(\"no\")",
    "#sys.inputs.data",
    "#import \"@preview/cetz:0.1.0\"",
    "*bold* _thin_ `code` $x^2$ <label> @reference // nothing /* nothing */",
    "= Heading",
    "]#pagebreak()[",
    "\\u{0000} \\ \\\\ \"quotes\" 'single' ~ --- ...",
    "<script>alert(1)</script>",
    "{{ settings.SECRET_KEY }} {% debug %}",
    "https://example.org/?a=b&c=d",
]  # fmt: skip


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "page.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def made(template: Path, *rows: tuple[str, str], title: str = "Report") -> bytes:
    return pdf.typeset(template, {"title": title, "rows": rows}, made_at=AT)


def squeezed(words: str) -> str:
    return "".join(words.split())


@pytest.mark.parametrize("words", HOSTILE)
def test_what_looks_like_markup_is_text(template: Path, words: str) -> None:
    document = made(template, ("Ama", words), title=words)
    assert squeezed(words) in squeezed(text(document))
    assert len(opened(document).pages) == 1
    assert tags(document).count("TH") == 2
    assert "root:" not in text(document)
    assert opened(document).metadata.title == words  # type: ignore[union-attr]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_at_all_makes_a_document(template: Path, words: str) -> None:
    assert made(template, ("Ama", words)).startswith(b"%PDF-")


def test_the_same_data_makes_the_same_bytes(template: Path) -> None:
    assert made(template, ("Ama", "Łukasz")) == made(template, ("Ama", "Łukasz"))
    assert made(template, ("Ama", "Łukasz")) != made(template, ("Ama", "Lukasz"))


def test_only_fonts_that_come_with_it_are_used_and_they_are_in_the_file(template: Path) -> None:
    used = set(fonts(made(template, ("Ama", "ordinary words"))))
    assert used
    assert all("Libertinus" in name for name in used)


def test_a_letter_no_font_can_draw_is_written_by_its_number(template: Path) -> None:
    document = text(made(template, ("李 Łukasz محمد", "Γειά")))
    assert "[U+674E] Łukasz" in document
    assert "Γειά" in document
    assert "LACKING" in document
    assert "LACKING" not in text(made(template, ("Łukasz", "café")))


def test_a_control_sign_does_not_stop_it(template: Path) -> None:
    assert "[U+0007]" in text(made(template, ("a\x07b", "c")))


def test_marks_upon_marks_do_not_stop_it(template: Path) -> None:
    assert made(template, ("क\u0301\u200d\u0301\u20dd😀", "\u0301\u0489 \u202e abc")).startswith(b"%PDF-")


def test_lines_stay_lines(template: Path) -> None:
    page = opened(made(template, ("Ama", "one\r\ntwo\nthree\u2028four"))).pages[0]
    assert "one\ntwo\nthree\nfour" in page.extract_text().replace(" \n", "\n")


def test_a_very_long_text_runs_over_pages(template: Path) -> None:
    document = made(template, ("Ama", "word " * 2000))
    assert len(opened(document).pages) > 1
    assert text(document).count("word") == 2000


def test_a_template_that_is_wrong_says_so(tmp_path: Path) -> None:
    path = tmp_path / "wrong.typ"
    path.write_text("#nothing_of_that_name", encoding="utf-8")
    with pytest.raises(typst.TypstError, match="unknown variable"):
        pdf.typeset(path, {}, made_at=AT)


def test_a_template_reads_no_file_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("nothing to see")
    folder = tmp_path / "templates"
    folder.mkdir()
    path = folder / "page.typ"
    path.write_text('#read("../secret.txt")', encoding="utf-8")
    with pytest.raises(typst.TypstError):
        pdf.typeset(path, {}, made_at=AT)


@dataclass(frozen=True)
class Row:
    when: datetime
    born: date
    none: None
    number: int
    true: bool
    inner: tuple[Any, ...]


def test_values_become_words_numbers_lists_and_dictionaries() -> None:
    row = Row(AT, date(2018, 3, 4), None, 3, True, ({"a": AT}, "b"))
    assert pdf.plain({"row": row}) == {
        "row": {
            "when": "21 November 2026 at 3:20pm",
            "born": "4 March 2018",
            "none": None,
            "number": 3,
            "true": True,
            "inner": [{"a": "21 November 2026 at 3:20pm"}, "b"],
        }
    }
