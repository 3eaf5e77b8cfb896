"""Two agencies' accounts of one event are proposed, with why; nothing else is, and the order of telling is nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tessera.chronology.rules.alike import FAR, FEW, MOST, WIDEST, Differs, pairs
from tessera.chronology.rules.entries import Entry, Shape, Statement
from tessera.records.rules.happened import NOBODY_KNOWS, Happened, about, in_month, in_year, on_day

DAY = date(2026, 6, 3)
CASE, SCHOOL, POLICE = (UUID(int=number) for number in (1, 2, 3))
FALL = "Rowan fell from the kitchen window and hurt his left wrist."


def entry(
    text: str, agency: UUID = SCHOOL, when: Happened | None = None, key: str = "", **given: object
) -> Entry:
    made = Entry(
        key=key or f"{agency.int}-{text}-{when}",
        happened=when or on_day(DAY),
        recorded_at=datetime(2026, 6, 4, tzinfo=UTC),
        case_id=CASE,
        agency_id=agency,
        agency=f"Agency {agency.int}",
        by="",
        shape=Shape.HARM,
        title=text,
        statements=(Statement("seen", text, ""),),
        note_id=UUID(int=abs(hash((text, agency, key))) % 2**64),
    )
    return replace(made, **given)  # type: ignore[arg-type]


def of(theirs: str, **given: object) -> list[tuple[Differs, ...]]:
    """In what each pair that is proposed of a fall and what the police wrote differs."""
    other = entry(theirs, POLICE, **given)  # type: ignore[arg-type]
    return [pair.differs for pair in pairs([entry(FALL), other])]


def test_the_same_event_in_other_words_is_proposed() -> None:
    assert of("Call to the address: a boy had a fall from a kitchen window, wrist hurt.") == [()]
    assert of("The boiler was mended by the landlord.") == []


def test_what_contradicts_is_proposed_with_where_it_does() -> None:
    later = on_day(DAY + timedelta(days=9))
    assert of("Rowan fell from the kitchen window, left wrist hurt.", when=later) == [(Differs.WHEN,)]
    assert of("The wrist was hurt in a fall.", when=later) == []
    far = on_day(DAY + FAR + timedelta(days=1))
    assert of(FALL, when=far) == []
    strength = {"shape": Shape.STRENGTH}
    assert of("Rowan at the kitchen window, wrist mended and no longer hurt.", **strength) == [
        (Differs.SORT,)
    ]
    three = entry("Three round bruises on the left wrist and two on the knee.")
    four = entry("Four round bruises on the left wrist.", POLICE)
    assert [pair.differs for pair in pairs([three, four])] == [(Differs.NUMBERS,)]


def test_accounts_of_one_theme_need_only_one_word() -> None:
    themed = {"themes": ("injury",)}
    mine = entry("A wrist in plaster.", **themed)
    theirs = entry("His wrist was X-rayed.", POLICE, **themed)
    assert [pair.themes for pair in pairs([mine, theirs])] == [("injury",)]
    assert pairs([mine, replace(theirs, themes=())]) == ()


def test_what_nobody_can_place_stands_beside_nothing() -> None:
    for when in (NOBODY_KNOWS, in_year(2026)):
        assert of(FALL, when=when) == []
    assert of(FALL, when=in_month(2026, 6)) == [()]
    assert of(FALL, when=about(on_day(DAY + timedelta(days=12)))) == [()]


SOME = st.builds(
    entry,
    st.sampled_from(
        [FALL, "Fell from the window and hurt a wrist.", "The kitchen window was open.", "Cold."]
    ),
    st.sampled_from([SCHOOL, POLICE, UUID(int=4)]),
    st.dates(DAY - timedelta(days=40), DAY + timedelta(days=40)).map(on_day),
    st.uuids().map(str),
    about=st.sampled_from([(), (UUID(int=7),), (UUID(int=8),)]),
    case_id=st.sampled_from([CASE, CASE, UUID(int=9)]),
    shape=st.sampled_from(list(Shape)),
    themes=st.sampled_from([(), ("injury",), ("neglect",)]),
)


@given(st.lists(SOME, max_size=12), st.randoms(use_true_random=False))
def test_a_pair_is_of_two_agencies_in_one_case_and_follows_from_the_entries_alone(
    entries: list[Entry], dice: st.DataObject
) -> None:
    found = pairs(entries)
    assert len(found) <= MOST
    for pair in found:
        assert pair.one.agency_id != pair.other.agency_id
        assert pair.one.case_id == pair.other.case_id
        assert not pair.one.about or not pair.other.about or set(pair.one.about) & set(pair.other.about)
        assert {pair.one.shape, pair.other.shape}.isdisjoint({Shape.VOICE, Shape.DECISION})
        assert pair.shared or pair.themes
        first, last = pair.one.happened, pair.other.happened
        assert first.first
        assert last.first
        assert last.first - first.first <= FAR + WIDEST
    again = list(entries)
    dice.shuffle(again)  # type: ignore[attr-defined]
    assert pairs(again) == found


@given(st.lists(SOME, max_size=FEW - 1, unique_by=lambda one: one.key))
def test_of_many_is_proposed_what_is_proposed_of_each_two_alone(entries: list[Entry]) -> None:
    alone = [pair for two in combinations(entries, 2) for pair in pairs(two)]
    assert {(pair.one.key, pair.other.key) for pair in pairs(entries, most=None)} == {
        (pair.one.key, pair.other.key) for pair in alone
    }
