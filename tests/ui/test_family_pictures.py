"""The pictures of a family and its network: words that fit, shapes that say themselves, nothing inline."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from tessera.people.rules.family import Member, Tie, draw_up, grow
from tessera.people.rules.words import TieKind
from tessera.ui import family as pictures


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
