"""Of an address on record each part that tells a place goes, however it is written; what is no address stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.exports.rules.hiding import without_places
from tessera.exports.rules.places import parts_of, tells
from tessera.exports.rules.spelling import plain

BY = "[address]"
# Streets and houses with a word that no everyday text has, and that word.
STREETS = {
    "Market Passage": "passage", "Harbour Steps": "harbour", "Chapel Steps": "chapel", "Tanners Bank": "tanners",
    "Dyer's Yard": "yard", "Bankside Caravans": "bankside", "St Mary’s Road": "mary", "Cheapside": "cheapside",
    "Élan Way": "elan", "Stratford-on-Lea Mews": "stratford", "Mill Lane": "mill", "Broadgate Buildings": "broadgate",
}  # fmt: skip
HOUSES = {
    "Rose Cottage": "rose",
    "Larch House": "larch",
    "Quayside Lodge": "quayside",
    "The Old Dairy": "dairy",
}
BEFORE = (
    "", "Flat above ", "Top floor ", "Basement ", "First floor flat, ", "Room 4 at ", "Unit B, ", "Flat 3a, ",
    "Flat 3 ", "Pitch 41, ", "c/o Mrs Okoro, ", "Ground Floor Rear, ", "Bedsit 2, ", "Plot 7 ", "Block C, ",
)  # fmt: skip
NUMBERS = ("", "22 ", "22A ", "22 a ", "22-24 ", "22/24, ", "22, ", "No. 22 ", "1122 ")
AFTER = ("", ", Thornmere", " ZZ99 6MD", ", Thornmere, ZZ99 6MD")
JOINS = (" and ", " / ", ", ", " off ", "; corner of ", " - ")
FAR = st.sampled_from(
    ("He ran. ", "Seen at ", "on 3 June 2026 at ", "(", "“No,” she said. ", "lives at: ", "\n")
)
NEAR = st.sampled_from((".", " this morning", "’s door", ", where he was", ")", " with Mr Pike.", "\n", "?"))
CASES = st.sampled_from((str, str.upper, str.lower, str.title))


@st.composite
def addresses(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A line of an address, and what of it must go alone: each with the word that tells it."""
    streets = draw(st.lists(st.sampled_from(sorted(STREETS)), min_size=1, max_size=2, unique=True))
    houses = draw(st.lists(st.sampled_from(sorted(HOUSES)), max_size=1))
    line = draw(st.sampled_from(BEFORE)) + "".join(f"{one}, " for one in houses)
    line += draw(st.sampled_from(NUMBERS)) + draw(st.sampled_from(JOINS)).join(streets)
    telling = {one: (STREETS | HOUSES)[one] for one in (*streets, *houses)}
    return line + draw(st.sampled_from(AFTER)), telling


def written(name: str, case: type, between: str, number: str) -> str:
    """A street as somebody else may write it."""
    return number + between.join(case(name).replace("’", "'").split(" "))


@settings(max_examples=60)
@given(
    addresses(),
    st.data(),
    CASES,
    st.sampled_from((" ", "  ", ", ", "\n")),
    st.sampled_from(NUMBERS),
    FAR,
    NEAR,
)
def test_each_part_that_tells_a_place_goes_alone_too(
    address: tuple[str, dict[str, str]],
    data: st.DataObject,
    case: type,
    between: str,
    number: str,
    far: str,
    near: str,
) -> None:
    line, telling = address
    name = data.draw(st.sampled_from(sorted(telling)))
    left = without_places([line], [], BY, "[number]").text(far + written(name, case, between, number) + near)
    assert BY in left, (line, left)
    words = re.findall(r"[^\W_]+", plain(left))
    assert telling[name] not in words, (line, left)
    assert "22" not in words, "nor the number before it"
    assert "2026" in words or "2026" not in far, "a date is not the number of a house"


@settings(max_examples=50)  # each makes patterns of its own
@given(addresses(), CASES, FAR, NEAR)
def test_the_line_itself_goes_and_tells_nothing(
    address: tuple[str, dict[str, str]], case: type, far: str, near: str
) -> None:
    line, telling = address
    left = without_places([line], [], BY, "[number]").text(f"{far}{case(line)}{near}")
    assert not set(telling.values()) & set(re.findall(r"[^\W_]+", plain(left))), left
    assert "6md" not in left.lower()


@settings(max_examples=30)
@given(addresses(), st.text(max_size=60))
def test_any_text_can_be_gone_over(address: tuple[str, dict[str, str]], text: str) -> None:
    how = without_places([address[0]], [], BY, "[number]")
    once = how.text(text)
    assert how.text(once).replace(BY, "") == once.replace(BY, "")


@pytest.mark.parametrize(("line", "text", "read"), [
    ("Flat above 22 Market Passage", "I went to Market Passage this morning.", f"I went to {BY} this morning."),
    ("Flat above 22 Market Passage", "Since then: market passage with Mr Pike", f"Since then: {BY} with Mr Pike"),
    ("Top floor 9 Harbour Steps", "At 9 Harbour Steps.", f"At {BY}."),
    ("Room 4 at 31 Tanners Bank", "31, tanners  bank; Tanner’s Bank", f"{BY}; {BY}"),
    ("Rose Cottage, Mill Lane", "rose cottage in mill lane", f"{BY} in {BY}"),
    ("22 Dyers Yard", "22a Dyer's Yard, Dyers’ Yard", BY),
    ("4 Mill Lane", "4 Mill Ln, Thornmere", f"{BY}, Thornmere"),
    ("4 Mill Lane, Thornmere", "4 Mill Ln, Thornmere", BY),
    ("Flat above the phone shop", "over the phone shop", f"over {BY}"),
    ("12 The Street", "12 the street, not The Street", f"{BY}, not {BY}"),
    ("c/o Larch House", "He was at Larch House", f"He was at {BY}"),
    ("c/o Mrs Okoro", "Send it c/o Mrs Okoro.", f"Send it {BY}."),
])  # fmt: skip
def test_what_goes(line: str, text: str, read: str) -> None:
    assert without_places([line], [], BY, "[number]").text(text) == read


@pytest.mark.parametrize(("line", "text"), [
    ("The Street", "He ran into the street. The street was dark."),
    ("12 High Road", "They took the high road."),
    ("Care of the hospital", "She is under the care of the hospital."),
    ("Hospital", "The Hospital rang; he is in hospital."),
    ("No fixed abode", "He has no fixed abode."),
    ("c/o Mrs Okoro, 4 Mill Lane", "Mrs Okoro rang."),
    ("Mrs Okoro", "Mrs Okoro rang."),
    ("Flat 2, The Anchor", "The ship lost its anchor."),
    ("Top floor flat, 9 Harbour Steps", "He sleeps on the top floor of the flat, 9 in a room."),
    ("Reading", "She is reading at home."),
    ("Basement, 7 Chapel Steps", "Damp in the basement."),
])  # fmt: skip
def test_ordinary_words_stay(line: str, text: str) -> None:
    assert without_places([line], [], BY, "[number]").text(text) == text


@pytest.mark.parametrize("place", [
    "Pitch 41, Bankside Caravans", "Bankside Caravans", "pitch 41", "9 Dyer's Yard", "7 Chapel Steps",
    "31 TANNERS BANK", "22-24 Market Passage", "Market Passage", "Riverside Caravan Park", "3 Orchard Way", "Flat B",
    "Plot 7", "Flat 3a, 18 Tannery Row", "14 Weir Cottages", "81 Victoria Gate", "ZZ996MD", "zz99 6md",
    "6 Coppice View", "12 Hill Farm", "Apartment 9, Foundry Court", "2 The Old Mill Lane",
])  # fmt: skip
def test_what_looks_like_an_address_goes_though_nobody_has_it_on_record(place: str) -> None:
    left = without_places([], [], BY, "[number]").text(f"We saw them at {place} (put in by him).")
    assert re.fullmatch(r"We saw them at (?:2 The )?\[address\] \(put in by him\)\.", left), left


@pytest.mark.parametrize("text", [
    "He climbed 3 steps and 2 small steps.", "Mrs Lane and Mr Close came with Dr Street.",
    "The Family Court and the Food Bank.", "Of 43 appointments I can place six.",
    "In the house, on the road, up the hill.", "At 8.40 he was 7 years old.",
    "Stage 2 of the Section 47.", "Room 4 was cold, and bed 3 too.", "10 other children walk this way.",
    "By the way, no.", "Officers found 2 bottles on the bank of the river.", "A flat in town; a pitch for football.",
])  # fmt: skip
def test_false_alarms_are_few(text: str) -> None:
    assert without_places([], [], BY, "[number]").text(text) == text


def test_the_names_of_people_stay_where_they_are_called_as_streets_are() -> None:
    how = without_places(["9 Cooper Street"], [], BY, "[number]", ["Karen Lane", "Jo Cooper Street"])
    assert how.text("Karen Lane lives at 4 Karen Lane.") == f"Karen Lane lives at {BY}."
    assert "Cooper" not in how.text("Jo Cooper Street"), "an address on record goes first"


def test_the_longest_part_goes_first_and_ordinary_ones_are_told_from_others() -> None:
    assert parts_of(["Flat above 22 Market Passage"]) == [
        "Flat above 22 Market Passage", "22 Market Passage", "Market Passage",
    ]  # fmt: skip
    assert tells("Market Passage")
    assert not tells("The Street")
    assert not tells("High Road")
