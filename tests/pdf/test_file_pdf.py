"""A file for a reader as PDF: accessible, its reader on each page, and only ever text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tessera.exports.jobs import TEMPLATE
from tessera.exports.queries import _filed as shown
from tessera.ui import pdf
from tests.pdf.reading import opened, tags, text
from tests.pdf.test_typesetting import HOSTILE

AT = datetime(2026, 6, 16, 9, 30, tzinfo=UTC)
READER = "Strategy meeting, chaired by the hub"


def filed(words: str = "Some words.", rows: int = 1, **changes: Any) -> shown.Filed:
    """A file with something in every part of it."""
    said = (shown.SaidIn(words, words, words, is_thought=False),)
    entry = shown.EntryIn(1, words, words, (words, ""), words, words, said, (words,), (words,))
    return replace(
        shown.Filed(
            id=UUID(int=1), case_id=UUID(int=2), number="0000-01", title="Chronology", about="Rowan Ashdown",
            purpose="For a strategy meeting", reader=READER, foot="Made by Ama Mensah", notices=(words,) * rows,
            people=(shown.PersonIn(words, words),) * rows,
            voices=(shown.VoiceIn(words, words, words, words, words, (words,)),) * rows,
            entries=(entry,) * rows, cases=(shown.CaseIn(words, words, 3),) * rows,
            agencies=(shown.AgencyIn(words, 3),) * rows, plain=False,
        ),
        **changes,
    )  # fmt: skip


def made(file: shown.Filed) -> bytes:
    given = {"file": file, "made_by": "Ama Mensah", "demonstration": False}
    return pdf.typeset(TEMPLATE, given, made_at=AT)


@pytest.mark.parametrize("plain", [False, True])
def test_it_is_tagged_and_each_page_names_its_reader(plain: bool) -> None:
    document = made(filed("Some words. " * 20, 12, plain=plain))
    reader = opened(document)
    root = reader.trailer["/Root"].get_object()
    assert root["/Lang"] == "en-GB"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Chronology: Rowan Ashdown"
    found = tags(document)
    assert found.count("H2") == (12 if plain else 0)
    assert found.count("Table") == (2 if plain else 3)
    assert found.count("H1") == 5
    assert len(reader.pages) > 3
    for page in reader.pages:
        words = " ".join(page.extract_text().split())
        assert f"For {READER}. For a strategy meeting. File 0000-01." in words
        assert words.count(READER) == 2, "below the words and behind them"
        assert "OFFICIAL-SENSITIVE" in words


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_somebody_wrote_is_text(words: str) -> None:
    document = made(filed(words, reader=words, about=words))
    squeezed = "".join(text(document).split())
    assert squeezed.count("".join(words.split())) > 10
    assert "root:" not in squeezed


def test_a_file_with_nothing_in_it_is_made() -> None:
    nothing = filed(people=(), voices=(), entries=(), cases=(), agencies=(), about="")
    assert "Nothing that may stand in this file has been recorded." in text(made(nothing))


def test_many_entries_and_one_as_long_as_a_book_are_all_there() -> None:
    assert text(made(filed("entry ", 60))).count("entry") >= 60 * 10
    assert text(made(filed("word " * 2_000))).count("word") >= 2_000 * 10
