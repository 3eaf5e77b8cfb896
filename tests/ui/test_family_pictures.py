"""The pictures of a family and its network: words that fit, shapes that say themselves, nothing inline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.people.rules.family import Member, Tie, draw_up, grow
from tessera.people.rules.family.ways import OVER
from tessera.people.rules.words import TieKind
from tessera.ui import family as pictures
from tests.pdf.reading import opened
from tests.rules.family.made import family

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STATIC = Path(pictures.__file__).parent / "static" / "ui"


@dataclass
class One:
    key: str
    name: str
    sex: str = ""
    index: bool = False
    unborn: bool = False
    died: bool = False

    @property
    def beside(self) -> tuple[tuple[str, bool], ...]:
        return (self.name, True), ("4 years", False)


def picture(*people: One, homes: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> str:
    members = [Member(one.key, one.sex, died=one.died, unborn=one.unborn, index=one.index) for one in people]
    ties = [Tie(TieKind.PARTNER, "mum", "dad", "separated"), Tie(TieKind.PARENT, "mum", "kid")]
    return pictures.family(draw_up(grow(members, ties), homes), people, title="The family of Kit")


def test_each_shape_says_what_it_is() -> None:
    drawn = picture(
        One("mum", "Una <Bee>", "F"),
        One("dad", "Al Bee", "M", died=True),
        One("kid", "Kit Bee", index=True),
        One("new", "Unborn Bee", unborn=True),
        homes=(("Home A", ("mum", "kid")),),
    )
    assert drawn.count("<circle") == 1
    assert drawn.count("<rect") == 1
    assert "Una &lt;Bee&gt;" in drawn
    assert drawn.count(">Home A</text>") == 2
    assert "style=" not in drawn
    assert "<title>The family of Kit</title>" in drawn
    assert 'role="img"' in drawn
    assert pictures.key().count("<li>") == 13
    assert "style=" not in pictures.key()


@given(st.text(min_size=1, max_size=120))
def test_words_beside_a_shape_fit(text: str) -> None:
    for line in pictures.wrapped(text):
        assert pictures.breadth(line) <= pictures.ROOM or len(line) <= 2
    lines = pictures.beside([(text, True), (text, False), (text, False)])
    assert len(lines) <= pictures.LINES
    assert all(pictures.breadth(line) <= pictures.ROOM or len(line) <= 2 for line, _ in lines)


def test_a_line_beside_the_middle_of_a_round_shape_reaches_it() -> None:
    """A couple's line that goes over the row leaves beside the line to somebody's own parents."""
    couples = [("gran", "pop", "mum"), *(("mum", f"man{n}", f"kid{n}") for n in range(3))]
    ties = [Tie(TieKind.PARENT, one, child) for *couple, child in couples for one in couple]
    keys = sorted({key for couple in couples for key in couple})
    plan = draw_up(grow([Member(key) for key in keys], ties))
    left, top, right, _bottom = plan.places["mum"].box
    (leg,) = {line.x1 for line in plan.lines if left < line.x1 == line.x2 < right and line.y1 == top}
    assert abs(leg - plan.places["mum"].middle) == OVER
    drawn = pictures.family(plan, [One(key, key, "F") for key in keys], title="Four")
    ends = [float(path.split()[-1]) for path in re.findall(rf'd="M{leg:g} ([0-9.]+)L', drawn)]
    assert max(ends) >= top + OVER, "a shape without a sex has its edge as far below its box there"


def test_the_network_shows_how_near_each_is() -> None:
    drawn = pictures.network(
        "Kit Bee",
        [
            ("Kestrel Lane Primary", "The school", "strong"),
            ("X" * 200, "Asked", "some"),
            ("Dr Poe", "Worked", "ended"),
        ],
        title="Who works with Kit",
    )
    assert drawn.count('stroke-width="6"') == 1
    assert drawn.count('stroke-dasharray="3 6"') == 1
    assert "X…" in drawn
    assert "style=" not in drawn


@pytest.mark.browser
def test_a_family_of_thirty_is_printed_whole_on_a_page_that_lies_on_its_side(browser: Browser) -> None:
    members, ties = next(
        made for seed in range(1000) if len((made := family(seed))[0]) == 30 and draw_wide(*made) > 2000
    )
    people = [One(member.key, f"Name{member.key}", member.sex) for member in members]
    drawn = pictures.family(draw_up(grow(members, ties)), people, title="The family of Kit")
    page = browser.new_page()
    page.set_content(f'<p>Before</p><div class="tessera-scroll tessera-wide">{drawn}</div><p>After</p>')
    page.add_style_tag(path=str(STATIC / "story.css"))
    printed = opened(page.pdf(prefer_css_page_size=True, format="A4"))
    page.close()
    (whole,) = (one for one in printed.pages if "Name" in one.extract_text())
    assert whole.mediabox.width > whole.mediabox.height
    assert {f"Name{one.key}" for one in members} == set(re.findall(r"Namep\d+", whole.extract_text()))
    upright = [one for one in printed.pages if one.mediabox.width < one.mediabox.height]
    assert "Before" in upright[0].extract_text(), "what is read stays upright"


def draw_wide(members: list[Member], ties: list[Tie]) -> int:
    return draw_up(grow(members, ties)).width
