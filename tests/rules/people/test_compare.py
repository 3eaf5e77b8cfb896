"""Comparing two records: the table of what is offered, twins above all, and that the order never matters."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.people.rules import (
    PersonGiven,
    Place,
    Strength,
    compare,
    doors,
    keys,
    probes,
    strong_probes,
)
from tessera.people.rules.dates import mistaken, swapped
from tessera.people.rules.given import tidy_postcode
from tessera.people.rules.keys import KEY_LENGTH
from tessera.people.rules.names import family_forms, given_tokens, parts_of
from tessera.people.rules.nicknames import full_names, short_forms, stand_for_each_other

HOME = Place(("4 Orchard Row",), "ZZ99 3EF")
BORN = date(2015, 3, 4)
NHS, OTHER_NHS = "9996122131", "9990000018"
UPN, OTHER_UPN = "R378325674827", "A123456789012"
CHILD = PersonGiven(
    given_name="Catherine", family_name="Marsden", date_of_birth=BORN, sex="F", places=(HOME,)
)
LIKELY, POSSIBLE, NOT = Strength.VERY_LIKELY, Strength.POSSIBLE, Strength.NOT_OFFERED


def called(given_name: str, **other: object) -> PersonGiven:
    return replace(CHILD, given_name=given_name, **other)  # type: ignore[arg-type]


# Same family name, same address, same date of birth; all that differs is the given name.
TWINS = [
    ("Jayden", "Kayden"), ("Mia", "Maya"), ("Ella", "Emma"), ("Ella", "Bella"), ("Ellie", "Ella"), ("Kara", "Cora"),
    ("Tyler", "Taylor"), ("Jon", "Jan"), ("Daniel", "Daniela"), ("Daniel", "Danielle"), ("Robert", "Roberta"),
    ("Amelia", "Emilia"), ("Lucas", "Luca"), ("Evan", "Owen"), ("Hassan", "Hussein"), ("Amina", "Aisha"),
    ("Mohammed Hassan", "Mohammed Hussein"), ("Ella-Mae", "Ella-Rose"), ("Libby", "Beth"), ("Erin", "Aaron"),
    ("Eva", "Ava"), ("Tia", "Tiana"), ("Marcus", "Martin"), ("Alexander", "Alexandra"), ("Christopher", "Christine"),
    ("Gabriel", "Gabrielle"), ("Francis", "Frances"), ("Twin 1", "Twin 2"), ("Baby A", "Baby B"), ("李雷", "李明"),
    ("Jacob", "Joseph"), ("Megan", "Morgan"), ("Ọlá", "Ayọ̀"), ("Louis", "Louisa"), ("Harlan", "Harley"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_twins_are_never_offered_as_one(one: str, other: str) -> None:
    for places in ((HOME,), ()):
        found = compare(called(one, places=places), called(other, places=places))
        assert found.strength is NOT, found


# Said or spelt otherwise, but one name.
SAME_CHILD = [
    ("Catherine", "Kathryn"), ("Catherine", "Kate"), ("Kate", "Katie"), ("Bob", "Bobby"), ("William", "Bill"),
    ("Steven", "Stephen"), ("Sara", "Sarah"), ("Lily", "Lilly"), ("Muhammad", "Mohammed"), ("Philip", "Filip"),
    ("Katarzyna", "Kasia"), ("Oluwatobi", "Tobi"), ("Freya", "Freay"), ("Zoë", "Zoe"), ("Siân", "Sian"),
    ("Mohammed Yusuf", "Yousef"), ("Mohammed", "Muhammad Ali"), ("Lily", "Lily-Mae"), ("Lily-Mae", "Lilymae"),
    ("Ọlá", "Ola"), ("D'Arcy", "Darcy"), ("李雷", "李雷"), ("Anna Maria", "Anna M"), ("Łukasz", "Lukasz"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME_CHILD)
def test_one_name_said_or_spelt_otherwise_is_offered(one: str, other: str) -> None:
    found = compare(called(one), called(other))
    assert found.strength is LIKELY, found
    assert probes(called(one)) & keys(called(other))
    assert probes(called(other)) & keys(called(one))


def looked_for(searched: PersonGiven, known: PersonGiven) -> bool:
    """Whether a search for one would come upon the other."""
    return bool(probes(searched) & keys(known) or doors(searched) & doors(known))


TABLE: list[tuple[str, PersonGiven, Strength]] = [
    ("an initial is little", called("C"), POSSIBLE),
    ("swapped day and month, at home", called("Catherine", date_of_birth=date(2015, 4, 3)), LIKELY),
    ("swapped, elsewhere", called("Catherine", date_of_birth=date(2015, 4, 3), places=()), POSSIBLE),
    ("a year out", called("Catherine", date_of_birth=date(2016, 3, 4), places=()), POSSIBLE),
    ("one digit out", called("Catherine", date_of_birth=date(2015, 3, 7), places=()), POSSIBLE),
    ("a mother of the same name", called("Catherine", date_of_birth=date(1988, 7, 21)), NOT),
    ("no date, at home", called("Catherine", date_of_birth=None), POSSIBLE),
    ("no date, anywhere", called("Catherine", date_of_birth=None, places=()), NOT),
    ("a new family name, at home", called("Catherine", family_name="Okafor"), POSSIBLE),
    ("another family name, elsewhere", called("Catherine", family_name="Okafor", places=()), NOT),
    ("double-barrelled since", called("Catherine", family_name="Marsden-Clarke", places=()), LIKELY),
    ("a misheard family name", called("Catherine", family_name="Marsdin", places=()), LIKELY),
    ("names the wrong way round", PersonGiven("Marsden", "Catherine", date_of_birth=BORN), POSSIBLE),
    ("known as", called("Rose", also_known_as=("Kate Marsden",)), LIKELY),
    ("another sex", called("Catherine", sex="M"), POSSIBLE),
    ("no name yet, the same sex", called(""), POSSIBLE),
    ("no name yet, sex not known", called("Baby", sex=""), NOT),
    ("no name yet, elsewhere", called("", places=()), NOT),
    ("nothing at all", PersonGiven(), NOT),
]


@pytest.mark.parametrize(("why", "other", "strength"), TABLE, ids=[row[0] for row in TABLE])
def test_what_is_offered(why: str, other: PersonGiven, strength: Strength) -> None:
    found = compare(CHILD, other)
    assert found.strength is strength, found
    assert found.offered is (strength is not NOT)
    if found.offered:
        assert found.reasons
        assert looked_for(CHILD, other)
        assert looked_for(other, CHILD)


def test_a_number_that_is_the_same_is_enough() -> None:
    one, other = (
        called("Catherine", nhs_numbers=(NHS,)),
        PersonGiven("Ruth", "Bell", nhs_numbers=(f"{NHS[:3]} {NHS[3:]}",)),
    )
    found = compare(one, other)
    assert found.strength is POSSIBLE
    assert "The NHS number is the same." in found.reasons
    assert "The given names are different." in found.against
    assert compare(one, called("Kate", nhs_numbers=(NHS,))).strength is LIKELY
    assert (
        compare(called("Jo", upns=(UPN,)), called("Jo", upns=(UPN,)))
        .reasons[0]
        .startswith("The unique pupil")
    )


def test_a_number_with_a_wrong_check_digit_says_nothing() -> None:
    wrong = NHS[:-1] + ("3" if NHS[-1] != "3" else "4")
    found = compare(called("Catherine", nhs_numbers=(wrong,)), called("Catherine", nhs_numbers=(NHS,)))
    assert (found.strength, found.against) == (LIKELY, ())
    assert not any(key.startswith("nhs:") for key in keys(called("Catherine", nhs_numbers=(wrong,))))


def test_numbers_that_contradict_speak_against() -> None:
    one, other = called("Catherine", nhs_numbers=(NHS,)), called("Catherine", nhs_numbers=(OTHER_NHS,))
    found = compare(one, other)
    assert found.strength is POSSIBLE
    assert "The NHS numbers are different." in found.against
    assert compare(one, called("Kate", nhs_numbers=(OTHER_NHS,))).strength is NOT
    twin = called("Rose", nhs_numbers=(NHS,), upns=(OTHER_UPN,))
    assert (
        compare(replace(one, upns=(UPN,)), twin).strength is POSSIBLE
    )  # one number copied from a twin's form


EXPECTED = date(2027, 2, 3)
UNBORN = PersonGiven(family_name="Noor", expected_date_of_birth=EXPECTED, places=(HOME,))


@pytest.mark.parametrize(
    ("born", "strength"),
    [
        (EXPECTED, POSSIBLE),
        (EXPECTED - timedelta(weeks=16), POSSIBLE),
        (EXPECTED - timedelta(weeks=17), NOT),
        (EXPECTED + timedelta(weeks=3), POSSIBLE),
        (EXPECTED + timedelta(weeks=4), NOT),
        (EXPECTED - timedelta(days=365), NOT),
        (date(2019, 5, 6), NOT),
    ],
)
def test_an_unborn_child_is_never_a_born_sibling(born: date, strength: Strength) -> None:
    child = PersonGiven("Amal", "Noor", date_of_birth=born, places=(HOME,), nhs_numbers=(NHS,))
    assert compare(UNBORN, child).strength is strength
    if strength is not NOT:
        assert probes(UNBORN) & keys(child)
        assert probes(child) & keys(UNBORN)
    else:
        assert compare(replace(UNBORN, nhs_numbers=(NHS,)), child).strength is NOT


def test_two_records_of_one_unborn_child() -> None:
    later = replace(UNBORN, expected_date_of_birth=EXPECTED + timedelta(days=10), places=())
    assert compare(UNBORN, later).strength is POSSIBLE
    assert probes(UNBORN) & keys(later)
    assert compare(UNBORN, replace(later, expected_date_of_birth=date(2027, 8, 1))).strength is NOT
    assert compare(replace(UNBORN, given_name="Twin 1"), replace(UNBORN, given_name="Twin 2")).strength is NOT


def test_no_key_holds_an_address() -> None:
    assert not [
        key for key in keys(CHILD) | probes(CHILD) if "zz99" in key.lower() or "orchard" in key.lower()
    ]
    assert keys(CHILD) == keys(replace(CHILD, places=()))


def test_strong_probes_ask_for_no_more_than_numbers_and_dated_names() -> None:
    assert {key[:3] for key in strong_probes(called("Kate", nhs_numbers=(NHS,)))} == {"nhs", "gd:", "fd:"}
    assert {key[:3] for key in strong_probes(UNBORN)} == {"un:"}


@pytest.mark.parametrize(
    ("written", "forms"),
    [
        ("O'Brien", ("obrien",)),
        ("O Brien", ("obrien",)),
        ("Ó Súilleabháin", ("osuilleabhain",)),
        ("van der Berg", ("vanderberg", "berg")),
        ("Adeyemi-Clarke", ("adeyemiclarke", "adeyemi", "clarke")),
        ("al-Hassan", ("alhassan", "hassan")),
        ("Mac Donald", ("macdonald",)),
        ("not known", ()),
        ("", ()),
        ("李", ("李",)),
        ("कुमार", ("कुमार",)),
        ("محمّد", ("محمّد",)),
    ],
)
def test_family_names(written: str, forms: tuple[str, ...]) -> None:
    assert family_forms(written) == forms


@pytest.mark.parametrize(
    "written", ["Baby", "Baby girl", "Twin 1", "not known", "Unknown", "TBC", "Unborn", ""]
)
def test_what_is_no_name(written: str) -> None:
    assert given_tokens(written) == ()


@pytest.mark.parametrize("written", ["A", "Boy George", "Ali Baba", "Na", "李雷"])
def test_what_is_a_name_though_it_looks_odd(written: str) -> None:
    assert given_tokens(written)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("zz991ab", "ZZ99 1AB"),
        (" ZZ99-1ab ", "ZZ99 1AB"),
        ("N1 9gu", "N1 9GU"),
        ("75001", "75001"),
        ("\x00", ""),
    ],
)
def test_postcodes_are_kept_one_way(written: str, kept: str) -> None:
    assert tidy_postcode(written) == kept


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (HOME, Place(("Flat 4, Orchard Row", "Thornmere"), "zz993ef"), True),
        (HOME, Place(("5 Orchard Row",), "ZZ99 3EF"), False),
        (HOME, Place(("4 Orchard Row",)), False),
        (Place(("4 Orchard Row",)), Place(("4, ORCHARD", "Row")), True),
        (Place(("4 Orchard Row",)), Place(("4 Orchard Road",)), False),
        (Place(), Place(("No fixed abode",)), False),
    ],
)
def test_which_addresses_are_one(one: Place, other: Place, same: bool) -> None:
    assert one.same_as(other) is other.same_as(one) is same
    assert len(one.kept_as) <= 40


def test_nobody_is_looked_for_by_an_address_without_a_postcode() -> None:
    street = Place(("No fixed abode",))
    assert street.kept_as
    assert not doors(PersonGiven(places=(street,)))
    assert street.kept_as not in keys(PersonGiven("Invented", "Person", places=(street,)))


def test_nicknames_are_symmetrical_and_folded() -> None:
    for name in full_names():
        assert parts_of(name) == (name,)
        for short in short_forms(name):
            assert parts_of(short) == (short,)
            if short != name:
                assert stand_for_each_other(name, short), (name, short)
                assert stand_for_each_other(short, name), (name, short)


@settings(deadline=None)
@given(st.dates(date(1930, 1, 1), date(2027, 12, 31)), st.dates(date(1930, 1, 1), date(2027, 12, 31)))
def test_mistakes_in_dates_are_symmetrical(one: date, other: date) -> None:
    assert mistaken(one, other) == mistaken(other, one)
    assert mistaken(one, one) is None
    if turned := swapped(one):
        assert mistaken(one, turned) is not None
        assert swapped(turned) == one


WORDS = st.one_of(
    st.sampled_from(
        [*sorted(full_names()), "O'Brien", "van der Berg", "李雷", "Ọlá", "Baby", "Twin 1", "J", "al-Hassan"]
    ),
    st.text(max_size=30),
)
DATES = st.none() | st.dates(date(1930, 1, 1), date(2027, 12, 31)) | st.sampled_from([BORN, date(2015, 4, 3)])
ANYBODY = st.builds(
    PersonGiven,
    given_name=WORDS,
    family_name=WORDS,
    also_known_as=st.lists(WORDS, max_size=2).map(tuple),
    date_of_birth=DATES,
    expected_date_of_birth=DATES,
    sex=st.sampled_from(["", "F", "M", "X"]),
    nhs_numbers=st.lists(st.sampled_from([NHS, OTHER_NHS, "x"]), max_size=2).map(tuple),
    upns=st.lists(st.sampled_from([UPN, "x"]), max_size=1).map(tuple),
    places=st.lists(
        st.builds(Place, st.lists(st.text(max_size=10), max_size=2).map(tuple), st.text(max_size=8)),
        max_size=1,
    ).map(tuple),
)


@settings(max_examples=400, deadline=None)
@given(ANYBODY, ANYBODY)
def test_the_order_never_matters_and_nothing_raises(one: PersonGiven, other: PersonGiven) -> None:
    assert compare(one, other) == compare(other, one)
    for person in (one, other):
        compare(person, person)
        for found in (keys(person), probes(person), strong_probes(person)):
            assert all(0 < len(key) <= KEY_LENGTH and "\x00" not in key for key in found)


@settings(max_examples=400, deadline=None)
@given(ANYBODY, st.data())
def test_one_slip_is_still_found(person: PersonGiven, data: st.DataObject) -> None:
    """Whoever is compared as one person after a single change was also looked for. Two slips at once may be missed."""
    change = data.draw(
        st.fixed_dictionaries({}, optional={"given_name": WORDS})
        | st.fixed_dictionaries({"date_of_birth": DATES})
    )
    other = replace(person, **change)
    if compare(person, other).offered and person.names[0].family:
        assert looked_for(person, other), (person, other)
