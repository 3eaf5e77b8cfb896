"""From what agencies told to what is drawn: through whom somebody is kin, who lives together, where agencies differ."""

from __future__ import annotations

from typing import Any

from tessera.people.rules.family import Tie, draw_up, grow
from tessera.people.rules.family.telling import Family, Somebody, Told, family, latest
from tessera.people.rules.words import TieKind, TieState

KID, BRO = Somebody("kid", "Jory", "M", 4, index=True), Somebody("bro", "Rowan", "M", 7, index=True)
ADULTS = [Somebody(key) for key in ("mum", "dad", "gran", "aunt", "man", "carer")]
SCHOOL, POLICE = "school", "police"


def told(*rows: tuple[str, str, str], by: str = SCHOOL, start: int = 0, **more: Any) -> list[Told]:
    return [Told(one, other, words, by, start + n, **more) for n, (one, other, words) in enumerate(rows)]


def drawn(*rows: Told) -> Family:
    return family([KID, BRO, *ADULTS], rows)


def test_kin_is_drawn_through_the_parent_whom_the_words_name() -> None:
    made = drawn(
        *told(
            ("mum", "kid", "mother"),
            ("dad", "kid", "father"),
            ("gran", "kid", "grandmother (mother's mother)"),
            ("aunt", "kid", "aunt (father's sister)"),
            ("man", "kid", "mother's partner"),
            ("carer", "kid", "night carer"),
        )
    )
    assert set(made.ties) == {
        Tie(TieKind.PARENT, "mum", "kid"),
        Tie(TieKind.PARENT, "dad", "kid"),
        Tie(TieKind.PARENT, "gran", "mum"),
        Tie(TieKind.SIBLING, "aunt", "dad"),
        Tie(TieKind.PARTNER, "man", "mum"),
    }
    members = {member.key: member for member in made.members}
    assert (members["mum"].sex, members["dad"].sex, members["man"].sex) == ("F", "M", "")
    assert [key for key, one in members.items() if one.outside] == ["carer"]


def test_through_whom_nobody_said_is_not_guessed() -> None:
    made = drawn(*told(("mum", "kid", "mother"), ("gran", "kid", "grandmother"), ("aunt", "kid", "aunt")))
    assert made.ties == (Tie(TieKind.PARENT, "mum", "kid"),)
    assert {one.key: one.generation for one in made.members if one.key in ("gran", "aunt")} == {
        "gran": -2,
        "aunt": -1,
    }


def test_a_father_of_named_children_is_the_father_of_those_alone() -> None:
    made = drawn(*told(("dad", "kid", "father of Jory"), ("dad", "bro", "father of Jory")))
    assert made.ties == (Tie(TieKind.PARENT, "dad", "kid"),)


def test_homes_follow_the_newest_word() -> None:
    rows = told(("mum", "kid", "mother"), ("mum", "bro", "mother"), together=True)
    assert drawn(*rows).homes == (("kid", "bro", "mum"),)
    moved = told(("mum", "bro", "mother"), by=POLICE, start=5, together=False)
    assert drawn(*rows, *moved).homes == (("kid", "mum"),)


def test_agencies_that_differ_are_named_and_the_newest_is_drawn() -> None:
    rows = told(("man", "kid", "father")) + told(("man", "kid", "uncle"), by=POLICE, start=3)
    made = drawn(*rows)
    assert made.differ == {("kid", "man")}
    assert made.ties == ()
    same = told(("man", "kid", "father")) + told(("man", "kid", "dad"), by=POLICE, start=3)
    assert drawn(*same).differ == frozenset()


def test_an_agencys_last_word_counts_and_a_mistake_is_gone() -> None:
    first, second = told(("man", "kid", "father"))[0], told(("man", "kid", "uncle"), start=2)[0]
    assert latest([first, second]) == [second]
    mistaken = told(("man", "kid", "uncle"), start=3, state=TieState.MISTAKEN)
    assert latest([first, second, *mistaken]) == []
    chosen = told(("man", "kid", "step-dad, she says"), kind=TieKind.PARENT, state="")
    assert drawn(*chosen).ties == (Tie(TieKind.PARENT, "man", "kid"),)


def test_an_unborn_child_stands_below_its_mother_once_somebody_said_who_she_is() -> None:
    """A referral of a girl and of the child whom she expects tells of the girl's mother, and of none of the child's."""
    leah = Somebody("leah", "Leah", "F", 16, index=True)
    people = [leah, Somebody("bump", age=-1, unborn=True, index=True), Somebody("donna", "Donna", "F", 41)]
    rows = told(("donna", "leah", "Leah's mother"), ("donna", "bump", "Leah's mother"))
    mother = Tie(TieKind.PARENT, "donna", "leah")
    assert family(people, rows).ties == (mother,)
    made = family(people, [*rows, *told(("leah", "bump", "mother"), by=POLICE, start=9)])
    assert set(made.ties) == {mother, Tie(TieKind.PARENT, "leah", "bump")}
    places = draw_up(grow(made.members, made.ties)).places
    assert [places[key].row for key in ("donna", "leah", "bump")] == [0, 1, 2]
