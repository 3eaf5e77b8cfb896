"""A draft carried onto a newer version: nothing of either is lost silently, and what both changed is asked about."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.partnership.rules import Settings, merge
from tessera.partnership.rules.carrying import AGREED, DRAFT, Clash, carry
from tessera.partnership.rules.differences import differences
from tests.rules.partnership.settings_made import THORNMERE, WHOLE

# Changes of separate places, each of which leaves a document that can be used.
CHANGES: tuple[dict[str, Any], ...] = (
    {"clocks": {"decision": {"limits": {"red": "3h"}}}},
    {"clocks": {"decision": {"limits": {"green": "60h"}}}},
    {"clocks": {"feedback": {"limits": {"all": "2wd"}}}},
    {"agencies": {"housing": None}},
    {"agencies": {"police": {"name": "Thornmere and Eastmere Police"}}},
    {"refusal_reasons": {"snow": {"label": "The roads are closed"}}},
    {"pause_reasons": {"flood": {"label": "A flood"}}},
    {"process": {"consent_sought_at": [1, 2]}},
    {"labels": {"enquiry": "Contact"}},
    {"calendars": {"hub": {"opens": "09:00"}}},
)
some = st.lists(st.sampled_from(range(len(CHANGES))), unique=True, max_size=5)


def made(*changes: dict[str, Any]) -> Settings:
    data: dict[str, Any] = WHOLE
    for change in changes:
        data = merge(data, change)
    return Settings.from_data(data)


def read(data: dict[str, Any]) -> Settings:
    return Settings.from_data(data)


@settings(deadline=None, max_examples=40)
@given(some, some)
def test_what_each_changed_alone_is_all_there(theirs: list[int], mine: list[int]) -> None:
    agreed, draft = (made(*(CHANGES[n] for n in numbers)) for numbers in (theirs, mine))
    carried = carry(THORNMERE, agreed, draft)
    assert carried.clashes == ()
    both = made(*(CHANGES[n] for n in sorted({*theirs, *mine})))
    assert differences(both, read(carried.data)) == ()


def test_what_both_changed_otherwise_is_asked_about_and_stays_as_agreed_until_then() -> None:
    agreed = made({"clocks": {"decision": {"limits": {"red": "3h", "green": "70h"}}}})
    draft = made({"clocks": {"decision": {"limits": {"red": "2h", "amber": "20h"}}}})
    carried = carry(THORNMERE, agreed, draft)
    (clash,) = carried.clashes
    assert clash == Clash(
        path=("clocks", "decision", "limits", "red"),
        place="Clocks: Decision: time allowed: red",
        was="4 hours",
        agreed="3 hours",
        draft="2 hours",
    )
    limits = {code: str(read(carried.data).limit("decision", code)) for code in ("red", "amber", "green")}
    assert limits == {"red": "3h", "amber": "20h", "green": "70h"}
    for whose, red in ((AGREED, "3h"), (DRAFT, "2h")):
        chosen = carry(THORNMERE, agreed, draft, {clash.name: whose})
        assert chosen.clashes == carried.clashes
        assert str(read(chosen.data).limit("decision", "red")) == red
        assert str(read(chosen.data).limit("decision", "green")) == "70h"


def test_the_same_change_is_no_clash() -> None:
    both = made(CHANGES[0], CHANGES[3])
    carried = carry(THORNMERE, both, both)
    assert carried.clashes == ()
    assert read(carried.data) == both


def test_what_one_took_away_and_the_other_changed_is_asked_about() -> None:
    without, renamed = made({"agencies": {"police": None}}), made(CHANGES[4])
    (clash,) = carry(THORNMERE, without, renamed).clashes
    assert (clash.path, clash.agreed, clash.draft) == (("agencies", "police"), None, "")
    assert "police" not in carry(THORNMERE, without, renamed).data["agencies"]
    assert "police" in carry(THORNMERE, without, renamed, {clash.name: DRAFT}).data["agencies"]
    (other,) = carry(THORNMERE, renamed, without).clashes
    assert (other.agreed, other.draft) == ("", None)
    assert "police" not in carry(THORNMERE, renamed, without, {other.name: DRAFT}).data["agencies"]


def test_words_and_lists_are_taken_whole() -> None:
    reminders = WHOLE["clocks"]["decision"]["reminders"]
    agreed = made({"clocks": {"decision": {"reminders": reminders[:2]}}})
    draft = made({"clocks": {"decision": {"reminders": reminders[1:]}}})
    (clash,) = carry(THORNMERE, agreed, draft).clashes
    assert clash.path == ("clocks", "decision", "reminders")
    carried = carry(THORNMERE, agreed, draft, {clash.name: DRAFT})
    assert carried.data["clocks"]["decision"]["reminders"] == reminders[1:]


def test_the_order_that_the_draft_made_is_kept_with_what_is_new() -> None:
    reasons = dict(reversed(WHOLE["refusal_reasons"].items()))
    draft = Settings.from_data(WHOLE | {"refusal_reasons": reasons})
    carried = carry(THORNMERE, made(CHANGES[5]), draft)
    assert carried.clashes == ()
    assert list(carried.data["refusal_reasons"]) == [*reasons, "snow"]


def test_the_day_from_which_a_version_is_in_force_is_no_clash() -> None:
    agreed = made({"partnership": {"in_force_from": "2026-05-01"}})
    draft = made({"partnership": {"in_force_from": "2026-06-01", "hub_name": "Thornmere Front Door"}})
    carried = carry(THORNMERE, agreed, draft)
    assert carried.clashes == ()
    assert carried.data["partnership"]["hub_name"] == "Thornmere Front Door"
    assert carried.data["partnership"]["in_force_from"] == "2026-05-01"
