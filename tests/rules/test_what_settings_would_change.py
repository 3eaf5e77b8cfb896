"""What a draft would mean for the work under way, against figures worked out by hand; and how they are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.working_time import Pause
from tessera.enquiries.rules.confirming import Rated
from tessera.enquiries.rules.trying import Promise, counted, due_then
from tessera.partnership.rules import Settings, merge
from tessera.partnership.rules.counted import Counted, Move, rounded, words
from tessera.partnership.rules.differences import differences
from tessera.partnership.rules.reach import Reach, by_reach, forms_changed
from tests.rules.partnership.settings_made import THORNMERE, WHOLE

# A Tuesday at noon in London: British Summer Time, an hour ahead of UTC. The hub is open from 08:30 to 17:30.
NOON = datetime(2026, 6, 16, 11, 0, tzinfo=UTC)


def tuesday(hour: int, minute: int = 0) -> datetime:
    return NOON.replace(hour=hour - 1, minute=minute)


def monday(hour: int, minute: int = 0) -> datetime:
    return tuesday(hour, minute) - timedelta(days=1)


def decision(rating: str, opened: datetime, due: datetime | None, **more: object) -> Promise:
    about = {
        "received_at": opened - timedelta(hours=2),
        "opened_at": opened,
        "ratings": (Rated(rating, opened),),
    }
    return Promise("decision", rating, opened, due, **(about | more))  # type: ignore[arg-type]


# Under Thornmere's settings: a decision in 4, 24 or 72 hours, an answer in 2, 12 or 36, the others in a working day.
WORK = (
    # Red, each due four hours after it was opened: none is late at noon.
    *(decision("red", at, at + timedelta(hours=4)) for at in (tuesday(8, 30), tuesday(8, 59), tuesday(9))),
    decision("red", tuesday(11, 45), tuesday(15, 45)),
    # Amber, late since eleven.
    decision("amber", monday(11), tuesday(11)),
    # Green since Monday at nine, red since today at ten: four hours from then.
    decision(
        "red", monday(9), tuesday(14), ratings=(Rated("green", monday(9)), Rated("red", tuesday(10)))
    ),
    # Standing still since eleven, so it has no due instant under any settings.
    decision("red", tuesday(9), None, pauses=(Pause(tuesday(11)),)),
    # It stood still from nine until ten: due an hour later than it would have been.
    decision("red", tuesday(8, 30), tuesday(13, 30), pauses=(Pause(tuesday(9), tuesday(10)),)),
    Promise("agency_return", "red", tuesday(9), tuesday(11), ratings=(Rated("red", tuesday(9)),), agency="police"),
    Promise("agency_return", "red", tuesday(11), tuesday(13), ratings=(Rated("red", tuesday(9)),), agency="housing"),
    Promise("acknowledge", "", monday(16), tuesday(16)),
)  # fmt: skip


def under(changes: dict[str, object], work: tuple[Promise, ...] = WORK) -> Counted:
    return counted(work, 7, Settings.from_data(merge(WHOLE, changes)), NOON)


def moved(found: Counted) -> dict[tuple[str, str], tuple[int | None, ...]]:
    """Running, sooner, later, late now, late then."""
    return {
        (one.clock, one.rating): (one.running, one.sooner, one.later, one.overdue, one.overdue_then)
        for one in found.moves
    }


def test_under_the_same_settings_nothing_moves() -> None:
    assert moved(under({})) == {
        ("acknowledge", ""): (1, 0, 0, 0, 0),
        ("agency_return", "red"): (2, 0, 0, 1, 1),
        ("decision", "red"): (7, 0, 0, 0, 0),
        ("decision", "amber"): (1, 0, 0, 1, 1),
    }


def test_three_hours_for_red() -> None:
    found = under({"clocks": {"decision": {"limits": {"red": "3h"}}}})
    # 11:30 and 11:59 are late at noon; noon itself is not, nor are 12:30 (paused an hour), 13:00 (rated at ten), 14:45.
    assert moved(found)["decision", "red"] == (7, 6, 0, 0, 2)
    assert moved(found)["decision", "amber"] == (1, 0, 0, 1, 1)
    assert found.become_overdue == 2


def test_thirty_hours_for_amber_and_four_for_an_answer() -> None:
    limits = {
        "clocks": {"decision": {"limits": {"amber": "30h"}}, "agency_return": {"limits": {"red": "4h"}}}
    }
    found = under(limits)
    assert moved(found)["decision", "amber"] == (1, 0, 1, 1, 0)
    assert moved(found)["agency_return", "red"] == (2, 0, 2, 1, 0)
    assert found.become_overdue == 0


def test_a_decision_counted_from_the_referral() -> None:
    # Each was received two hours before it was opened, and four hours run from then. So due at 10:30, 10:59, 11:00 and
    # 13:45; the one rated again on Monday at 11:00; the one that stands still since eleven at eleven, its four hours
    # being up; and the one that stood still for an hour at 11:30. All but 13:45 are late at noon.
    found = under({"clocks": {"decision": {"starts": "referral_received", "on_rerating": "from_start"}}})
    assert moved(found)["decision", "red"] == (7, 7, 0, 0, 6)
    assert found.become_overdue == 6


def test_a_closed_day_moves_what_counts_in_working_time_alone() -> None:
    closed = [{"day": "2026-06-16", "reason": "A flood"}]
    found = under({"calendars": {"hub": {"closed_days": closed}}})
    # A working day from Monday at four is now Wednesday at four; hours on the clock do not ask whether the hub is open.
    assert moved(found) == moved(under({})) | {("acknowledge", ""): (1, 0, 1, 0, 0)}


def test_what_is_under_way_and_where_it_waits() -> None:
    found = under({"agencies": {"housing": None}})
    assert (found.referrals_written, found.referrals_waiting) == (7, 1)
    assert (found.enquiries_open, found.questions_waiting) == (8, 2)
    assert found.leaving == (("housing", 1),)
    assert under({}).leaving == ()


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, None), (1, None), (4, None), (5, 5), (6, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1203, 1205)],
)
def test_a_small_number_is_not_told_and_no_number_is_told_exactly(number: int, told: int | None) -> None:
    assert rounded(number) == told


def test_numbers_are_told_in_words() -> None:
    assert (words(None), words(1205)) == ("fewer than 5", "about 1,205")


exact = st.builds(
    Counted,
    moves=st.lists(
        st.builds(Move, st.just("decision"), st.just("red"), *[st.integers(0, 60)] * 5), max_size=3
    ).map(tuple),
    leaving=st.lists(st.tuples(st.just("police"), st.integers(0, 60)), max_size=2).map(tuple),
    asked_no_more=st.lists(
        st.tuples(st.just(("request_templates.neglect.gp.questions.a", "A?")), st.integers(0, 60)), max_size=2
    ).map(tuple),
    **dict.fromkeys(
        ("referrals_written", "referrals_waiting", "enquiries_open", "questions_waiting", "become_overdue"),
        st.integers(0, 60),
    ),
)


@given(exact)
def test_whatever_is_kept_holds_no_number_below_five_and_none_between_fives(found: Counted) -> None:
    kept = found.rounded()
    data = kept.data()
    listed = ("moves", "leaving", "asked_no_more")
    numbers = [value for name, value in data.items() if name not in listed]
    numbers += [move[name] for move in data["moves"] for name in move if name not in ("clock", "rating")]
    numbers += [number for name in listed[1:] for _, number in data[name]]
    assert all(number is None or (number >= 5 and number % 5 == 0) for number in numbers)
    assert all(move.running is not None for move in kept.moves)
    assert kept.rounded() == kept
    assert Counted.from_data(data) == kept


def test_each_change_is_told_with_the_work_it_reaches() -> None:
    new = Settings.from_data(
        merge(
            WHOLE,
            {
                "clocks": {
                    "acknowledge": {"limits": {"all": "4wh"}},
                    "decision": {"limits": {"red": "3h"}},
                    "feedback": {"limits": {"all": "4wh"}},
                },
                "calendars": {"hub": {"opens": "09:00"}},
                "agencies": {"police": {"name": "Thornmere and Eastmere Police"}},
                "refusal_reasons": {"snow": {"label": "The roads are closed"}},
                "challenge": {"reasons": {"drift": {"label": "It stands still"}}},
            },
        )
    )
    changes = differences(THORNMERE, new)
    found = {one.reach: [".".join(change.path[:2]) for change in one.changes] for one in by_reach(changes)}
    assert found == {
        Reach.RECEIVED: ["clocks.acknowledge"],
        Reach.OPENED: ["clocks.decision"],
        Reach.ENDED: ["clocks.feedback"],
        Reach.CLOCKS: ["calendars.hub"],
        Reach.AGENCIES: ["agencies.police"],
        Reach.DONE: ["refusal_reasons.snow", "challenge.reasons"],
    }
    assert forms_changed(changes) == (
        "the page on which an agency answers",
        "the page on which a decision is challenged",
    )


def test_a_rating_that_would_wait_to_be_confirmed_moves_no_promise_before() -> None:
    """Red since Monday 9:00, agreed to on Tuesday 9:00: its four hours run from the opening all the same.

    Until it is agreed to it promises nothing; and nobody gains time by agreeing late.
    """
    data = THORNMERE.data()
    data["process"] |= {"rating_confirmed_by": "hub", "proposed_rating_counts": False}
    waits = Settings.from_data(data)
    rated = Rated("red", monday(9), "hub", tuesday(9))
    promise = Promise("decision", "red", monday(9), None, opened_at=monday(9), ratings=(rated,))
    assert due_then(promise, THORNMERE) == monday(13)
    assert due_then(promise, waits) == monday(13)
    unconfirmed = replace(promise, ratings=(replace(rated, confirmed_at=None),))
    assert due_then(unconfirmed, waits) is None, "Thornmere has no limit before there is a rating"
    assert counted([unconfirmed, promise], 0, waits, tuesday(9)).ratings_waiting == 1
