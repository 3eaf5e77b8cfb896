"""Every family is placed: everyone once, nobody over anybody else, parents above their children, always the same."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.people.rules.family import Member, Plan, Tie, Tree, crossings, draw_up, grow
from tessera.people.rules.words import TieKind
from tests.rules.family.made import family, partnered

Area = tuple[int, int, int, int]
SEEDS = st.integers(min_value=0, max_value=2**32)


def overlap(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def made(seed: int) -> tuple[Tree, Plan]:
    members, ties = family(seed)
    tree = grow(members, ties)
    chance = random.Random(seed + 1)
    homes = [(f"Home {n}", [m.key for m in members if chance.random() < 0.3]) for n in range(2)]
    homes[1] = homes[1][0], [key for key in homes[1][1] if key not in homes[0][1]]
    return tree, draw_up(tree, homes)


@settings(max_examples=500, deadline=None)
@given(SEEDS)
def test_a_family_of_any_shape_is_placed(seed: int) -> None:
    tree, plan = made(seed)
    assert set(plan.places) == set(tree.members)
    for one, other in combinations(plan.places.values(), 2):
        assert not overlap(one.cell, other.cell), (one, other)
    for spot in plan.places.values():
        assert 0 <= spot.cell[0] < spot.cell[2] <= plan.width
        assert 0 <= spot.cell[1] < spot.cell[3] <= plan.height
        assert not overlap(spot.box, spot.words)
    for union in tree.unions:
        for parent in union.parents:
            for child in union.children:
                assert plan.places[parent].cell[3] < plan.places[child].cell[1]
    lines_keep_out_of_words(plan)
    homes_take_in_nobody_else(plan)


def lines_keep_out_of_words(plan: Plan) -> None:
    """No line runs through what is written, nor through somebody's shape."""
    for line in plan.lines:
        left, right = sorted((line.x1, line.x2))
        top, bottom = sorted((line.y1, line.y2))
        for spot in plan.places.values():
            for area in (spot.words, spot.box):
                through = (left < area[2] and area[0] < right) or area[0] < left == right < area[2]
                assert not (through and top < area[3] and area[1] < bottom), (line, spot)


def homes_take_in_nobody_else(plan: Plan) -> None:
    """An upright edge of a home stands beside every place and never in it."""
    for home in plan.homes:
        for x1, y1, x2, y2 in home.edges:
            for spot in plan.places.values():
                inside = spot.cell[0] < x1 == x2 < spot.cell[2] and y1 < spot.cell[3] and spot.cell[1] < y2
                assert not inside, (home.name, spot)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_the_same_family_is_the_same_picture_in_whatever_order_it_was_told(seed: int) -> None:
    members, ties = family(seed, most=15)
    assert draw_up(grow(members, ties)) == draw_up(grow(members, ties))
    others = members[::-1]
    assert draw_up(grow(others, ties)) == draw_up(grow(members, ties))


PARENT, PARTNER, SIBLING = TieKind.PARENT, TieKind.PARTNER, TieKind.SIBLING


def of(words: str) -> tuple[list[Member], list[Tie]]:
    """A family in short: "a=b c" a and b are the parents of c; "a-b" partners; "a~b" siblings."""
    ties: list[Tie] = []
    for clause in words.split(", "):
        if "=" in clause:
            couple, *children = clause.split()
            ties += [Tie(PARENT, one, child) for child in children for one in couple.split("=")]
        elif "-" in clause:
            ties.append(Tie(PARTNER, *clause.split("-")))
        else:
            ties.append(Tie(SIBLING, *clause.split("~")))
    keys = sorted({key for tie in ties for key in (tie.person, tie.other)})
    return [Member(key, age=100.0 - n, index=key == "kid") for n, key in enumerate(keys)], ties


def drawn(words: str) -> Plan:
    tree = grow(*of(words))
    assert not tree.left_out
    return draw_up(tree)


def test_families_that_can_be_drawn_without_crossings_are() -> None:
    for words in (
        "mum=dad kid",
        "mum=dad kid sister, mum=ex older, mum-ex",
        "gran=grandad mum uncle, nan=pop dad aunt, mum=dad kid baby, aunt-husband, aunt=husband cousin",
        "gran=grandad mum uncle, nan=pop dad aunt, mum=dad kid, mum=ex half, dad=first step1 step2",
        "mum=dad kid, dad=wife one two, wife=former three, former=other four",
        "mum~aunt, mum=dad kid, dad~uncle",
        "gran=grandad mum aunt uncle, mum=dad kid a b c d e f, aunt=x g h, uncle=y i j",
        "mum=dad kid, mum=ex a, mum=first b",
        "gran=grandad mum uncle, nan=pop dad, mum=dad kid, mum=ex a, mum=first b c, mum=second d",
        "gran=grandad mum, mum=dad kid, mum=ex a, mum=first b, mum=second c, mum=third d",
        "gran=grandad mum, mum=dad kid, mum=ex a, mum=first b, ex=wife c, first=other d, first=another e",
        "mum=dad kid, mum=ex a, mum=first b, dad=wife c, dad=second d",
    ):
        assert crossings(drawn(words)) == 0, words


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_somebody_with_three_partners_and_more_is_drawn_without_a_crossing(seed: int) -> None:
    tree = grow(*partnered(seed))
    plan = draw_up(tree)
    assert crossings(plan) == 0
    lines_keep_out_of_words(plan)


def test_partners_stand_side_by_side_and_siblings_by_age() -> None:
    plan = drawn("mum=dad kid, mum=ex older eldest, gran=pop mum, nan=sir dad")
    row = sorted((spot.x, key) for key, spot in plan.places.items() if spot.row == plan.places["mum"].row)
    assert [key for _, key in row] in (["dad", "mum", "ex"], ["ex", "mum", "dad"])
    assert plan.places["eldest"].x < plan.places["older"].x


def test_what_cannot_be_is_left_out_of_the_picture_and_named() -> None:
    members, ties = of("mum=dad kid, kid=dad mum, mum=ex kid")
    tree = grow(members, ties)
    assert Tie(PARENT, "kid", "mum") in tree.left_out
    assert Tie(PARENT, "ex", "kid") in tree.left_out
    assert set(draw_up(tree).places) == {member.key for member in members}


def test_crossings_are_counted() -> None:
    """Two couples whose children marry into each other's rows cannot be drawn without; the counter must see that."""
    tree = grow(*of("a=b c d e, f=g h i j, c=h k, d=i l, e=j m, c=j n"))
    assert crossings(draw_up(tree)) > 0
