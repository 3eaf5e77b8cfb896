"""A row of the worklist in every state that work can be in: each cell says its column, and what is hostile is text."""

from __future__ import annotations

from datetime import timedelta

import pytest
from lxml import html

from tessera.enquiries.queries.worklist import Work
from tessera.ui.components.work import work_rows
from tests.ui.work import ASKED, HOSTILE, NEW, NOON, OPEN, SAYS_IT


def cells(work: Work) -> list[str]:
    """What a reader reads of each cell of its row."""
    table = html.fragment_fromstring(f"<table><tbody>{work_rows([work], now=NOON)}</tbody></table>")
    return [" ".join(cell.text_content().split()) for cell in table.find(".//tr")]


@pytest.mark.parametrize(
    ("work", "rating", "left", "answers", "whose"),
    [
        (NEW, "New", "No limit until it is rated", "", "Screen it"),
        (NEW._replace(danger=True), "Immediate dangerNew", "No limit until it is rated", "", "Screen it"),
        (NEW._replace(what="tell"), "To tell", "No limit until it is rated", "", "Screen it"),
        (OPEN, "Amber 24 hours", "No limit", "None asked", "Not allocatedScreen it"),
        (
            OPEN._replace(proposed="Red", allocated_name="Ama Boateng"),
            "Amber 24 hoursRed is proposed", "No limit", "None asked", "Ama BoatengScreen it",
        ),
        (
            OPEN._replace(paused_since=NOON - timedelta(hours=3)),
            "Amber 24 hours", "Pausedsince 9am Mon 23 Nov", "None asked", "Not allocatedScreen it",
        ),
        (ASKED, "Amber 24 hours", "Decision1h 00m leftdue 1pm today", "PO !Police: late", "Not allocatedScreen it"),
    ],
)  # fmt: skip
def test_a_row_says_how_work_stands(work: Work, rating: str, left: str, answers: str, whose: str) -> None:
    assert cells(work) == [rating, "BN-1BN-1, from", left, answers, whose]


def test_each_cell_of_a_card_says_its_column() -> None:
    table = html.fragment_fromstring(f"<table>{work_rows([NEW, ASKED], now=NOON)}</table>")
    named = [[cell.get("data-label") for cell in row.findall("td")] for row in table.iter("tr")]
    assert named == [["Rating", "Time left", "Replies", "Practitioner and next step"]] * 2


def test_what_is_hostile_is_text() -> None:
    drawn = work_rows([SAYS_IT], now=NOON)
    table = html.fragment_fromstring(f"<table>{drawn}</table>")
    assert table.findall(".//script") == []
    assert not [node for node in table.iter() if "onload" in node.attrib]
    assert table.text_content().count(HOSTILE) == 12
