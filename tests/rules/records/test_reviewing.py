"""When a record is read again: by the soonest day that anything asks for, in words that hold the facts and no score."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tessera.partnership.rules import Reviews
from tessera.partnership.rules.words import Rating
from tessera.records.rules.reviewing import Known, Rated, Worry, due_on, reasons, soonest

BEGUN = date(2026, 6, 1)
LATEST = 400
AGREED = Reviews(
    on=True,
    days_by_rating={Rating.RED: 14, Rating.AMBER: 28, Rating.GREEN: 56},
    days_otherwise=90,
    days_without_entry=60,
)


def day(number: int) -> date:
    """So many days after the case was opened."""
    return BEGUN + timedelta(number)


def rated(number: int, value: str) -> Rated:
    return Rated(day(number), value, value.capitalize())


days = st.integers(0, LATEST).map(day)
times = st.integers(1, 200)


@st.composite
def agreements(draw: st.DrawFn) -> Reviews:
    """Days that a partnership may agree: no more for the more urgent rating."""
    red, amber, green = sorted(draw(st.lists(times, min_size=3, max_size=3)))
    by_rating = {Rating.RED: red, Rating.AMBER: amber, Rating.GREEN: green}
    return Reviews(
        on=True, days_by_rating=by_rating, days_otherwise=draw(times), days_without_entry=draw(times)
    )


@st.composite
def records(draw: st.DrawFn) -> Known:
    """Whatever may be known of a record until the last day."""
    reviewed = draw(st.none() | days)
    given_ratings = st.lists(st.tuples(days, st.sampled_from([*Rating])), max_size=4)
    since = reviewed or BEGUN
    worries = draw(st.lists(days, max_size=3))
    quiet = draw(st.none() | days)
    return Known(
        opened=BEGUN,
        reviewed=reviewed,
        quiet=quiet,
        entry=max([one for one in (quiet, *worries) if one], default=None),
        rated=tuple(Rated(on, value, value) for on, value in sorted(draw(given_ratings))),
        worries=tuple(Worry(max(on, since), "Harm was noted") for on in worries),
    )


def test_the_soonest_that_anything_asks_for() -> None:
    assert due_on(Known(BEGUN), AGREED) == day(60), "nothing was written for as long as was agreed"
    assert due_on(Known(BEGUN, quiet=day(50)), AGREED) == day(90)
    assert due_on(Known(BEGUN, rated=(rated(0, "green"),)), AGREED) == day(56)
    later = Known(BEGUN, day(10), rated=(rated(0, "green"), rated(20, "red")))
    assert due_on(later, AGREED) == day(34), "an urgent rating is counted from the day on which it was agreed"
    assert due_on(replace(later, reviewed=day(25)), AGREED) == day(39), "then from the review"
    worried = Known(BEGUN, day(10), rated=(rated(0, "green"),), worries=(Worry(day(12), "Harm was noted"),))
    assert due_on(worried, AGREED) == day(26)


@given(records(), agreements(), st.integers(0, LATEST), st.sampled_from([*Rating]))
def test_a_newer_worry_never_makes_it_later(
    known: Known, agreed: Reviews, number: int, value: Rating
) -> None:
    on = max(day(number), known.since)
    worse = replace(known, worries=(*known.worries, Worry(on, "Harm was noted")), entry=day(LATEST))
    assert due_on(worse, agreed) <= due_on(known, agreed)
    assert due_on(worse, agreed) <= on + timedelta(soonest(agreed))
    last = max([known.since, *(one.on for one in known.rated)]) + timedelta(1)
    urgent = replace(known, rated=(*known.rated, Rated(last, value, value)))
    assert due_on(urgent, agreed) <= due_on(known, agreed)


@given(records(), agreements())
def test_a_review_makes_it_no_sooner_and_starts_its_own_time(known: Known, agreed: Reviews) -> None:
    reviewed = replace(known, reviewed=day(LATEST), worries=())
    assert due_on(reviewed, agreed) >= due_on(known, agreed)
    last = known.rated[-1].value if known.rated else None
    own = min(agreed.days(last), agreed.days_without_entry)
    assert due_on(reviewed, agreed) == day(LATEST) + timedelta(own)


def test_the_facts_in_words() -> None:
    assert list(reasons(Known(BEGUN))) == [
        "Opened 1 June 2026, and not reviewed since.",
        "Nothing recorded since.",
    ]
    known = Known(
        BEGUN,
        day(2),
        rated=(rated(0, "green"), rated(72, "amber")),
    )
    assert (
        " ".join(reasons(known))
        == "Last reviewed 3 June 2026. Rated Amber 12 August 2026. Nothing recorded since."
    )
    worried = replace(known, entry=day(80), worries=(Worry(day(80), "Harm was noted"),))
    assert list(reasons(worried))[2:] == ["Harm was noted, 20 August 2026.", "Last entry 20 August 2026."]
