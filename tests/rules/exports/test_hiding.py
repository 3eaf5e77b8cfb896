"""Names, addresses and numbers are taken out of what people wrote, however they wrote them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.exports.rules.hiding import Named, without_names, without_places
from tessera.exports.rules.pseudonyms import Somebody, agencies_called, called, names_of, practitioners_called
from tessera.exports.rules.since import day_of, first_day, since
from tessera.records.rules import happened

WORDS = {"address": "[address]", "number": "[number]", "date": "[date]", "name": "[name]"}
PLACES = ["14 Harbour Row", "Larch House, Kelham", "TH1 4QZ"]
ROWAN = Somebody(("Rowan",), ("Ashdown",), ("Rowan Ashdown", "Ro Ashdown"), date(2018, 3, 4), is_child=True)
ZOE = Somebody(("Zoë",), ("O’Brien-Smith",), ("Zoë O’Brien-Smith",), None, is_child=False, relationship="Mum")
WILL = Somebody(("William",), ("Day",), ("William Day",), None, is_child=False, relationship="lodger")
NAMES = [*names_of([ROWAN, ZOE, WILL], called([ROWAN, ZOE, WILL])), *practitioners_called(["Ben Aldous"])]
KNOWN = (
    "Rowan",
    "Ashdown",
    "Rowan Ashdown",
    "Zoë O’Brien-Smith",
    "O’Brien-Smith",
    "William Day",
    "Ben Aldous",
)
KESTREL = Named("Kestrel Lane Primary", "")
BETWEEN = st.text("abc .,;:!?()'’“”-–\n1234é", max_size=12)


def hidden(*texts: str) -> list[str]:
    how = without_names([Named("Kestrel Lane Primary", "School 1")], NAMES, PLACES, texts, WORDS)
    return [how.text(text) for text in texts]


def folded(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@given(st.lists(st.tuples(BETWEEN, st.sampled_from(KNOWN), st.sampled_from((str, str.upper, str.title, str.lower)),
                          st.sampled_from(("’s", "", "s", "'s"))), min_size=1, max_size=5), BETWEEN)  # fmt: skip
def test_no_known_name_is_left_however_it_is_written(
    parts: list[tuple[str, str, type, str]], end: str
) -> None:
    written = " ".join(f"{before} {case(name)}{after}" for before, name, case, after in parts) + " " + end
    (left,) = hidden(written)
    words = set(re.findall(r"[a-z]+", folded(left)))
    assert not words & {"rowan", "ashdown", "ashdowns", "zoe", "brien", "smith", "william", "ben", "aldous"}


@given(st.text(max_size=80))
def test_any_text_at_all_can_be_gone_over_and_again(text: str) -> None:
    (left,) = hidden(text)
    assert hidden(left) == [left] or "[" in left


@pytest.mark.parametrize(("written", "read"), [
    ("Zoe o'brien smith came.", "Mother of Child A came."),
    ("The Ashdowns left.", "The Family A left."),
    ("He will go, Will will not.", "He will go, Adult 1 will not."),
    ("At Kestrel Lane Primary on 3rd June 2026, or 03/06.", "At School 1 on [date], or [date]."),
    ("He told Bartek. Bartek left.", "He told [name]. [name] left."),
    ("Jaydenne said so. She was cold.", "[name] said so. She was cold."),
    ("Year 4, A&E on Monday, his SENCO and I’m sure.", "Year 4, A&E on Monday, his SENCO and I’m sure."),
    ("Email ben.aldous@kestrel.example.org or www.kestrel.example.org/x", "Email [number] or [number]"),
    ("NHS 999 000 0018, UPN A123456789012", "NHS [number], UPN [number]"),
])  # fmt: skip
def test_what_stands_in_the_place_of_a_name(written: str, read: str) -> None:
    assert hidden(written) == [read]


@pytest.mark.parametrize("place", [
    "14 Harbour Row", "14, harbour row", "harbour row", "9 Market Street", "Flat 3, 9 High St", "22b the Old Mill Lane",
    "th1 4qz", "TH14QZ", "SW1A 1AA", "larch house", "KELHAM", "07700 900123", "+44 7700 900123", "(01632) 960 001",
    "mum@example.org", "flat 7",
])  # fmt: skip
def test_no_address_and_no_number_is_left(place: str) -> None:
    how = without_places(PLACES, [KESTREL], "[address]", "[number]")
    for text in (f"She went to {place} by taxi.", f"{place}.", f"({place})"):
        left = how.text(text)
        assert "[address]" in left or "[number]" in left
        assert folded(place.split()[-1]) not in re.findall(r"[\w@.]+", folded(left))


@pytest.mark.parametrize("words", [
    "2 children crossing the road.", "10 years in the same house.", "He is 7 and weighs 21.5 kg.",
    "Kestrel Lane Primary", "The house was cold at 8:10am on 3 June 2026.",
])  # fmt: skip
def test_what_is_no_address_stays(words: str) -> None:
    assert without_places(PLACES, [KESTREL], "[address]", "[number]").text(words) == words


def test_an_agency_that_is_called_as_a_place_is_called_by_it_only_where_it_tells_nothing() -> None:
    both = [Named("Kelham Primary", ""), Named("Kelham Police", ""), Named("Larch House Refuge", "")]
    how = without_places(PLACES, both, "[address]", "[number]")
    assert how.text("Kelham Primary, Larch House Refuge") == "Kelham Primary, [address] Refuge"
    called_so = [Named("Larch House Refuge", "Agency 1")]
    assert without_places(PLACES, called_so, "[a]", "[n]").text("larch house refuge") == "Agency 1"


def test_somebody_whose_name_is_not_known_is_called_by_no_everyday_word() -> None:
    unknown = Somebody(("Not",), ("known",), ("Not known", "Unborn baby"), None, is_child=False)
    names = list(names_of([unknown], called([unknown])))
    text = "He was not there, and nobody known to the baby was."
    assert without_names([], names, [], [text], WORDS).text(text) == text


def test_everybody_has_one_name_and_agencies_count_by_kind() -> None:
    father = Somebody(("Sam",), ("Ashdown",), (), None, is_child=False, relationship="father")
    robin = Somebody(("Robin",), ("Ashdown",), (), date(2020, 1, 1), is_child=True)
    assert called([ROWAN, ZOE, WILL]) == ("Child A", "Mother of Child A", "Adult 1")
    assert called([robin, ROWAN, father, father]) == ("Child A", "Child B", "Father 1", "Father 2")
    assert called([father, ROWAN, robin]) == ("Father", "Child A", "Child B"), "as they are given, not by age"
    kinds = [("A", "police"), ("B", "education_school"), ("C", "education_school"), ("D", "no such kind")]
    assert agencies_called(kinds) == {"A": "Police 1", "B": "School 1", "C": "School 2", "D": "Agency 1"}


def test_an_adult_has_one_name_however_they_are_called_and_a_shared_last_name_is_the_family_s() -> None:
    jordan = Somebody(("Jordan",), ("Pike",), ("Jordan Pike",), None, is_child=False)
    poppy = Somebody(
        ("Poppy",), ("Sandford",), ("Poppy Sandford", "Poppy Pike"), date(2023, 7, 1), is_child=True
    )
    chloe = Somebody(
        ("Chloe",), ("Sandford",), ("Chloe Sandford",), None, is_child=False, relationship="mother"
    )
    dawn = Somebody(
        ("Dawn",), ("Sandford",), ("Dawn Sandford",), None, is_child=False, relationship="grandmother"
    )

    def read(text: str, *people: Somebody) -> str:
        named = list(names_of(people, called(people)))
        return without_names([], named, [], [text], WORDS).text(text)

    for form in ("Jordan Pike", "Jordan", "Mr Pike", "mr. pike", "Mr Jordan Pike", "MR PIKE", "Pike"):
        assert read(f"We met {form} there.", jordan, poppy, chloe) == "We met Adult 1 there.", form
    assert read("Ms Sandford left.", jordan, poppy, chloe) == "Mother of Child A left."
    assert read("The Sandfords left.", jordan, poppy, chloe) == "The Family B left."
    assert read("Poppy Pike left.", jordan, poppy, chloe) == "Child A left."
    assert read("Ms Sandford left.", poppy, chloe, dawn) == "somebody of Family A left."


def test_a_date_that_is_written_whole_is_told_as_the_days_of_entries_are() -> None:
    begins = date(2026, 6, 1)
    how = without_names([], [], [], [], WORDS, lambda written: day_of(written, begins))
    for written in (
        "3 June 2026",
        "3rd of June, 2026",
        "June 3, 2026",
        "03/06/2026",
        "2026-06-03",
        "3.6.2026",
    ):
        assert how.text(f"Seen on {written} at noon.") == "Seen on day 3 at noon.", written
    for written in ("3 June", "June 2026", "4 March 2018", "31 June 2026", "2026", "03/06/26"):
        assert how.text(f"Seen on {written} at noon.") == "Seen on [date] at noon.", written


def test_days_are_counted_as_surely_as_they_are_known() -> None:
    first, later = happened.on_day(date(2026, 6, 1)), happened.in_month(2026, 7)
    begins = first_day([later, happened.NOBODY_KNOWS, first])
    assert begins == date(2026, 6, 1)
    assert since(first, begins) == "day 1"
    assert since(later, begins) == "between day 31 and day 61"
    assert since(happened.about(later), begins) == "about between day 31 and day 61"
    assert since(happened.through(date(2026, 6, 2), date(2026, 6, 4)), begins) == "day 2 to day 4"
    assert since(happened.NOBODY_KNOWS, begins) == since(first, None) == "not known"
