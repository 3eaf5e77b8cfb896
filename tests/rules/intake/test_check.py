"""What is taken in comes out typed and clean; each single mistake is refused, by the field it is in."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.enquiries.rules.intake import WHOLE_LINE, Precision, Problem, Referral, check

from .made import AGENCIES, DAY, FULL, NOW, RECEIVED, full, referrals, refused, taken, tried

Change = Callable[[dict[str, Any]], object]


def test_a_referral_in_full_comes_out_typed() -> None:
    referral = taken(FULL)
    assert referral.identity == ("foxley", "MARF-9-0001")
    assert referral.received_at == RECEIVED
    eldest, unborn, youngest = referral.children
    assert (eldest.date_of_birth, eldest.disabilities) == (date(2015, 3, 4), ("HEAR", "COMM"))
    assert eldest.address is not None
    assert eldest.address.protected
    assert (unborn.unborn, unborn.given_name, unborn.address) == (True, None, None)
    assert (youngest.age_years, youngest.unborn) == (4, False)
    (mother,) = referral.adults
    assert (mother.parental_responsibility, mother.lives_with_children) == (None, True)
    assert mother.address is not None
    assert not mother.address.protected
    told = referral.lines[1]
    assert told.when is not None
    assert (told.when.first, told.when.last) == (date(2026, 11, 1), date(2026, 11, 30))
    assert referral.lines[2].when is None
    (voice,) = referral.child_voice
    assert voice.when is not None
    assert (voice.when.precision, voice.when.moment) == (
        Precision.MOMENT,
        datetime(2026, 11, 18, 13, 10, tzinfo=UTC),
    )
    assert [(other.agency, other.code) for other in referral.other_agencies] == [
        ("police", "police"),
        ("Next Town Council", None),
    ]


@given(referrals())
@settings(max_examples=60, deadline=None)
def test_any_valid_referral_is_taken_in_with_its_words_unchanged(sent: dict[str, Any]) -> None:
    referral = taken(sent)
    assert len(referral.children) == len(sent["children"])
    assert [line.kind for line in referral.lines] == [line["kind"] for line in sent["lines"]]
    assert referral.referrer.agency == AGENCIES[sent["referrer"]["agency"]]
    shuffled = json.loads(json.dumps(sent, sort_keys=True))
    assert taken(shuffled).fingerprint == referral.fingerprint


# ------------------------------------------- one mistake at a time


def _at(referral: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        referral = referral[step]
    return referral


def _name(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for step, part in steps for found in [(*path, step), *_paths(part, (*path, step))]]


PATHS = _paths(FULL)
OBJECTS = [(), *(path for path in PATHS if isinstance(_at(FULL, path), dict))]
REQUIRED = [
    *(
        (name,)
        for name in ("reference", "received_at", "referrer", "children", "concerns", "lines", "consent")
    ),
    ("immediate_danger",),
    *(("referrer", name) for name in ("name", "role", "agency")),
    *(("children", place, "family_name") for place in range(3)),
    ("children", 0, "date_of_birth"),
    ("adults", 0, "family_name"),
    ("adults", 0, "relationship_to_children"),
    ("lines", 0, "kind"),
    ("lines", 0, "text"),
    ("lines", 1, "source"),
    ("child_voice", 0, "child"),
    ("child_voice", 0, "words"),
    ("consent", "position"),
    ("consent", "reason"),
    ("keep_from_family", "text"),
    ("keep_from_family", "reason"),
    ("other_agencies", 0, "agency"),
]


@pytest.mark.parametrize("path", REQUIRED, ids=_name)
def test_what_is_left_out_is_named(path: tuple[str | int, ...]) -> None:
    sent = full()
    del _at(sent, path[:-1])[path[-1]]
    assert list(refused(sent)) == [_name(path)]


@pytest.mark.parametrize("path", PATHS, ids=_name)
def test_a_value_of_the_wrong_kind_is_named(path: tuple[str | int, ...]) -> None:
    sent = full()
    here = _at(sent, path)
    _at(sent, path[:-1])[path[-1]] = 7.5 if not isinstance(here, dict) else "text"
    assert set(refused(sent)) >= {_name(path)}


@pytest.mark.parametrize("path", OBJECTS, ids=lambda path: _name(path) or "top")
def test_a_field_we_do_not_know_is_named(path: tuple[str | int, ...]) -> None:
    sent = full()
    _at(sent, path)["shoe_size"] = 3
    assert list(refused(sent)) == [_name((*path, "shoe_size"))]


@pytest.mark.parametrize("path", [path for path in PATHS if isinstance(path[-1], str)], ids=_name)
def test_a_field_given_twice_is_named(path: tuple[str | int, ...]) -> None:
    mark = "given twice"
    sent = full()
    value = _at(sent, path)
    _at(sent, path[:-1])[mark] = value
    line = json.dumps(sent).replace(json.dumps(mark), json.dumps(path[-1])).encode()
    outcome = check(line, received_by=NOW, agencies=AGENCIES.get)
    assert not isinstance(outcome, Referral)
    assert [problem.field for problem in outcome] == [_name(path)]
    assert "more than once" in outcome[0].words


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\x85b", "a\ud800b", "\udcffb", "\uffff"], ids=ascii)
@pytest.mark.parametrize("path", [path for path in PATHS if isinstance(_at(FULL, path), str)], ids=_name)
def test_text_that_cannot_be_kept_is_named(path: tuple[str | int, ...], text: str) -> None:
    sent = full()
    _at(sent, path[:-1])[path[-1]] = text
    found = refused(sent)
    assert list(found) == [_name(path)]
    assert "control character" in found[_name(path)] or "UTF-8" in found[_name(path)]


def _set(*path: str | int, to: Any) -> Change:
    def change(sent: dict[str, Any]) -> None:
        _at(sent, path[:-1])[path[-1]] = to

    return change


def _day(days: int) -> str:
    return (DAY + timedelta(days=days)).isoformat()


MISTAKES: dict[str, tuple[str, str, Change]] = {
    "check digit": (
        "children[0].nhs_number",
        "check digit",
        _set("children", 0, "nhs_number", to="9996122132"),
    ),
    "nhs number and a line end": (
        "children[0].nhs_number",
        "new line",
        _set("children", 0, "nhs_number", to="9996122131\n"),
    ),
    "short nhs number": (
        "children[0].nhs_number",
        "10 digits",
        _set("children", 0, "nhs_number", to="999612213"),
    ),
    "digits of another script": (
        "children[0].nhs_number",
        "10 digits",
        _set("children", 0, "nhs_number", to="٩٩٩٦١٢٢١٣١"),
    ),
    "check letter": ("children[0].upn", "check letter", _set("children", 0, "upn", to="A378325674827")),
    "upn in small letters": (
        "children[0].upn",
        "capital letter",
        _set("children", 0, "upn", to="r378325674827"),
    ),
    "received in the future": (
        "received_at",
        "in the future",
        _set("received_at", to="2026-11-22T09:00:01Z"),
    ),
    "received by another clock": (
        "received_at",
        "future",
        _set("received_at", to="2026-11-22T08:30:00-01:00"),
    ),
    "received in 1970": ("received_at", "before 1990", _set("received_at", to="1970-01-01T00:00:00Z")),
    "born after": ("children[0].date_of_birth", "after", _set("children", 0, "date_of_birth", to=_day(1))),
    "born 25 years ago": (
        "children[0].date_of_birth",
        "25 years",
        _set("children", 0, "date_of_birth", to="2001-11-20"),
    ),
    "31 February": (
        "children[0].date_of_birth",
        "month",
        _set("children", 0, "date_of_birth", to="2020-02-31"),
    ),
    "29 February of no leap year": (
        "children[0].date_of_birth",
        "month",
        _set("children", 0, "date_of_birth", to="2021-02-29"),
    ),
    "two ages": ("children[0].age_years", "only one", _set("children", 0, "age_years", to=11)),
    "expected too late": (
        "children[1].expected_date_of_birth",
        "40 weeks",
        _set("children", 1, "expected_date_of_birth", to=_day(281)),
    ),
    "expected too early": (
        "children[1].expected_date_of_birth",
        "4 weeks",
        _set("children", 1, "expected_date_of_birth", to=_day(-29)),
    ),
    "adult not born": ("adults[0].date_of_birth", "before", _set("adults", 0, "date_of_birth", to=_day(1))),
    "adult of 130": ("adults[0].date_of_birth", "130", _set("adults", 0, "date_of_birth", to="1896-01-01")),
    "voice of nobody": ("child_voice[0].child", "not in the list", _set("child_voice", 0, "child", to=3)),
    "voice below nobody": ("child_voice[0].child", "0 or more", _set("child_voice", 0, "child", to=-1)),
    "unknown agency": ("referrer.agency", "No agency", _set("referrer", "agency", to="Elsewhere")),
    "blank agency": ("referrer.agency", "only spaces", _set("referrer", "agency", to="  ")),
    "blank reason": ("consent.reason", "only spaces", _set("consent", "reason", to=" \u200b ")),
    "empty reason": ("consent.reason", "empty", _set("consent", "reason", to="")),
    "blank source": ("lines[1].source", "only spaces", _set("lines", 1, "source", to="\u00a0")),
    "blank words": ("child_voice[0].words", "only spaces", _set("child_voice", 0, "words", to="\n")),
    "when in words": ("lines[0].when", "cannot read", _set("lines", 0, "when", to="last Monday")),
    "when in month 13": ("lines[0].when", "cannot read", _set("lines", 0, "when", to="2026-13")),
    "when British": ("lines[0].when", "cannot read", _set("lines", 0, "when", to="16/11/2026")),
    "when in 1066": ("lines[0].when", "1900", _set("lines", 0, "when", to="1066")),
    "seen tomorrow": ("lines[0].when", "after", _set("lines", 0, "when", to=_day(1))),
    "voice tomorrow": ("child_voice[0].when", "after", _set("child_voice", 0, "when", to=_day(1))),
    "thought in ten years": ("lines[2].when", "after", _set("lines", 2, "when", to="2036")),
    "name on two lines": (
        "children[0].given_name",
        "new line",
        _set("children", 0, "given_name", to="Zoë\nA"),
    ),
    "name that reads backwards": (
        "children[0].given_name",
        "reverses",
        _set("children", 0, "given_name", to="\u202eadaZ"),
    ),
    "accents piled up": (
        "children[0].given_name",
        "accents",
        _set("children", 0, "given_name", to="Z" + "\u0301" * 31),
    ),
    "name too long": ("children[0].family_name", "100", _set("children", 0, "family_name", to="a" * 101)),
    "no children": ("children", "at least one", _set("children", to=[])),
    "too many children": ("children", "more than 20", _set("children", to=[FULL["children"][0]] * 21)),
    "concern twice": ("concerns", "more than once", _set("concerns", to=["neglect", "neglect"])),
    "concern unknown": ("concerns[0]", "domestic_abuse", _set("concerns", to=["gossip"])),
    "level too high": ("level", "4 or less", _set("level", to=5)),
    "true is no level": ("level", "whole number", _set("level", to=True)),
    "huge number": ("level", "number", _set("level", to=10**4000)),
    "not a number": ("level", "number", _set("level", to=float("nan"))),
    "without end": ("level", "number", _set("level", to=float("inf"))),
    "no e-mail": ("referrer.email", "e-mail", _set("referrer", "email", to="alex at example.org")),
    "e-mail with a header": (
        "referrer.email",
        "e-mail",
        _set("referrer", "email", to="a@example.org\r\nBcc: b@example.org"),
    ),
}


@pytest.mark.parametrize(("field", "words", "change"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_what_to_do(field: str, words: str, change: Change) -> None:
    sent = full()
    change(sent)
    found = refused(sent)
    assert set(found) == {field}
    assert words in json.dumps(found)


ALLOWED: dict[str, Change] = {
    "received this second": _set("received_at", to="2026-11-22T09:00:00Z"),
    "small letters": _set("received_at", to="2026-11-20t09:30:00z"),
    "a leap second": _set("received_at", to="2016-12-31T23:59:60Z"),
    "born that day": _set("children", 0, "date_of_birth", to=_day(0)),
    "25 tomorrow": _set("children", 0, "date_of_birth", to="2001-11-21"),
    "expected in 40 weeks": _set("children", 1, "expected_date_of_birth", to=_day(280)),
    "expected 4 weeks ago": _set("children", 1, "expected_date_of_birth", to=_day(-28)),
    "an age of 25": _set("children", 2, "age_years", to=25),
    "a hearing to come": _set("lines", 2, "when", to="2027-03-01"),
    "this year": _set("lines", 0, "when", to="2026"),
    "an empty phone": _set("referrer", "phone", to=""),
    "a level of 3.0": _set("level", to=3.0),
    "markup": _set("lines", 0, "text", to="<script>alert(1)</script>"),
    "a temporary upn": _set("children", 0, "upn", to="W80120000001A"),
    "an agency by its code": _set("referrer", "agency", to="foxley"),
}


@pytest.mark.parametrize("change", ALLOWED.values(), ids=ALLOWED)
def test_what_stands_on_the_edge_is_taken_in(change: Change) -> None:
    sent = full()
    # The oldest of these is before the other dates of the full referral.
    change(sent)
    if sent["received_at"].startswith("2016"):
        for part in (*sent["lines"], *sent["child_voice"]):
            part.pop("when", None)
        sent["children"] = sent["children"][::2]
    assert taken(sent).reference == "MARF-9-0001"


def test_every_reason_is_given_at_once_in_the_order_of_the_fields() -> None:
    sent = full()
    del sent["referrer"]
    sent["children"][0]["nhs_number"] = "9996122132"
    sent["children"][0]["date_of_birth"] = "2020-02-31"
    sent["children"][2]["family_name"] = "a\x00"
    sent["child_voice"][0]["child"] = 9
    sent["consent"]["reason"] = " "
    sent["shoe_size"] = 3
    assert list(refused(sent)) == [
        "child_voice[0].child",
        "children[0].date_of_birth",
        "children[0].nhs_number",
        "children[2].family_name",
        "consent.reason",
        "referrer",
        "shoe_size",
    ]


def test_the_day_of_receipt_is_the_day_in_england() -> None:
    sent = full()
    # Half past eleven at night in UTC is the next day in England in summer.
    sent["received_at"] = "2026-06-30T23:30:00Z"
    sent["children"] = [{"family_name": "Ashdown", "date_of_birth": "2026-07-01"}]
    for part in (*sent["lines"], *sent["child_voice"]):
        part.pop("when", None)
    assert taken(sent).children[0].date_of_birth == date(2026, 7, 1)
    sent["children"][0]["date_of_birth"] = "2026-07-02"
    assert list(refused(sent)) == ["children[0].date_of_birth"]


def test_one_line_values_lose_what_cannot_be_seen_and_text_keeps_everything() -> None:
    sent = full()
    sent["children"][0]["given_name"] = "  Zoe\u0308\u200b\u2069 "
    sent["referrer"]["agency"] = "Foxley High "
    sent["reference"] = "\ufeffMARF-9-0001 "
    sent["lines"][0]["text"] = " <b>He said \u202eno\u202c</b>\r\n\u200b "
    referral = taken(sent)
    assert referral.children[0].given_name == "Zoë"
    assert referral.identity == taken(FULL).identity
    assert referral.lines[0].text == sent["lines"][0]["text"]


def test_the_same_reference_with_other_words_has_another_fingerprint() -> None:
    other = full()
    other["lines"][0]["text"] = "Dry shoes on Monday."
    assert taken(other).identity == taken(FULL).identity
    assert taken(other).fingerprint != taken(FULL).fingerprint
    elsewhere = full()
    elsewhere["referrer"]["agency"] = "police"
    assert taken(elsewhere).identity != taken(FULL).identity


def test_the_moment_taken_in_needs_an_offset() -> None:
    with pytest.raises(ValueError, match="offset"):
        check(b"{}", received_by=datetime(2026, 1, 1), agencies=AGENCIES.get)  # noqa: DTZ001


def test_printing_a_referral_gives_nothing_away() -> None:
    referral = taken(FULL)
    for part in (referral, *referral.children, *referral.lines, *referral.child_voice, referral.referrer):
        assert repr(part) == f"<{type(part).__name__}>"
        assert str(part) == repr(part)


def test_the_moment_comes_out_in_utc() -> None:
    sent = full()
    sent["received_at"] = "2026-11-20T11:30:00.5+02:00"
    received = taken(sent).received_at
    assert received == datetime(2026, 11, 20, 11, 30, 0, 500_000, tzinfo=timezone(timedelta(hours=2)))
    assert received.utcoffset() == timedelta(0)


@given(st.dictionaries(st.sampled_from(sorted(FULL)), st.none() | st.text(max_size=3) | st.integers()))
def test_a_value_in_place_of_another_is_refused_not_raised(changes: dict[str, Any]) -> None:
    outcome = tried({**full(), **changes, "children": "nobody"})
    assert isinstance(outcome, tuple)
    assert Problem("children", "This must be a list.") in outcome
    assert WHOLE_LINE not in {problem.field for problem in outcome}
