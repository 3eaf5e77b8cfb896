"""Nothing in a line raises, takes long, or finds its way into the words of a reason."""

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tessera.enquiries.rules.intake import LIMIT_BYTES, WHOLE_LINE, Problem, Referral, check
from tessera.enquiries.rules.intake.parsing import LONGEST_LIST, parse
from tessera.enquiries.rules.intake.problem import MOST_PROBLEMS
from tessera.enquiries.rules.intake.structure import problems_of_structure
from tests.hostile.payloads import TEXTS, Text

from .made import AGENCIES, FULL, NOW, full, referrals, taken, tried

LINE = json.dumps(FULL).encode()


def problems(line: bytes) -> tuple[Problem, ...]:
    """The problems of a line that must be refused."""
    outcome = check(line, received_by=NOW, agencies=AGENCIES.get)
    assert not isinstance(outcome, Referral)
    assert outcome
    return outcome


@given(st.binary(max_size=200))
@example(b"null")
@example(b"[]")
@example(b'"text"')
@example(b"\xff\xfe{\x00}\x00")
@example(b'{"a":1}{"b":2}')
@example(b"\xef\xbb\xbf{}")
def test_any_bytes_are_refused_with_a_reason(line: bytes) -> None:
    for problem in problems(line):
        assert problem.field
        assert problem.words.endswith(".")


@given(st.integers(0, len(LINE) - 1), st.binary(max_size=4), st.integers(0, 6))
@settings(max_examples=300)
def test_a_damaged_referral_is_taken_in_or_refused_never_raised(at: int, piece: bytes, cut: int) -> None:
    outcome = check(LINE[:at] + piece + LINE[at + cut :], received_by=NOW, agencies=AGENCIES.get)
    assert isinstance(outcome, Referral) or all(isinstance(problem, Problem) for problem in outcome)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(FULL)), inner, max_size=3)
    ),
)


@given(st.dictionaries(st.sampled_from(sorted(FULL)), _json))
def test_any_values_under_our_own_names_are_taken_in_or_refused(changes: dict[str, object]) -> None:
    outcome = tried({**full(), **changes})
    assert isinstance(outcome, Referral) or all(isinstance(problem, Problem) for problem in outcome)


@given(referrals(), st.datetimes(timezones=st.just(UTC)))
@settings(max_examples=30, deadline=None)
def test_any_moment_of_taking_in_will_do(sent: dict[str, object], now: datetime) -> None:
    outcome = tried(sent, now=now)
    assert isinstance(outcome, Referral) == (now >= datetime(2026, 11, 20, 9, 30, tzinfo=UTC))


@pytest.mark.parametrize("payload", TEXTS, ids=str)
def test_hostile_text_is_kept_as_it_is_or_refused_and_never_repeated(payload: Text) -> None:
    sent = full()
    sent["lines"][0]["text"] = payload.text
    sent["children"][0]["given_name"] = payload.text
    sent["referrer"]["agency"] = payload.text
    outcome = tried(sent)
    assert isinstance(outcome, tuple)
    assert {problem.field for problem in outcome} >= {"referrer.agency"}
    if not payload.storable:
        assert {problem.field for problem in outcome} >= {"children[0].given_name", "lines[0].text"}
    if len(payload.text.strip()) > 5:
        assert payload.text.strip() not in " ".join(problem.words for problem in outcome)


@pytest.mark.parametrize("payload", [payload for payload in TEXTS if payload.storable], ids=str)
def test_storable_text_in_a_line_comes_out_unchanged_unless_it_is_too_long(payload: Text) -> None:
    sent = full()
    sent["lines"][0]["text"] = f"a {payload.text} z"
    outcome = tried(sent)
    if isinstance(outcome, Referral):
        (kept, expected) = (outcome.lines[0].text, sent["lines"][0]["text"])
        assert kept == expected or payload.name == "composed-and-not"
    else:
        assert payload.name in {
            "long-word", "many-lines", "many-open-tags", "many-quotes",
            "combining-storm", "escape-sequence", "backspaces", "c1", "vertical-tab",
        }  # fmt: skip


@pytest.mark.parametrize("payload", TEXTS, ids=str)
def test_a_hostile_name_of_a_field_is_not_repeated(payload: Text) -> None:
    name = f"Kieran Ashdown {payload.text}"
    sent = {**full(), name: {"deeper": payload.text}}
    outcome = tried(sent)
    assert isinstance(outcome, tuple)
    assert {problem.field for problem in outcome} <= {"?", "?.deeper"}
    assert "Kieran" not in repr(outcome)


def test_broken_utf8_is_named_by_byte_and_field() -> None:
    line = LINE.replace(b"Wet shoes", b"Wet \xff\xfe shoes")
    assert {problem.field for problem in problems(line)} == {WHOLE_LINE, "lines[0].text"}
    assert f"Byte {line.index(0xFF) + 1} " in problems(line)[0].words


def test_surrogates_in_raw_bytes_are_broken_utf8() -> None:
    assert "not UTF-8" in problems(LINE.replace(b"Wet shoes", b"\xed\xa0\x80"))[0].words


def test_a_raw_nul_is_named_with_every_other_reason() -> None:
    line = LINE.replace(b"Wet shoes", b"Wet\x00shoes").replace(b"9996122131", b"9996122132")
    assert {problem.field for problem in problems(line)} == {
        WHOLE_LINE,
        "lines[0].text",
        "children[0].nhs_number",
    }


def test_a_raw_tab_is_not_json() -> None:
    (problem,) = problems(LINE.replace(b"Wet shoes", b"Wet\tshoes"))
    assert problem.field == WHOLE_LINE
    assert "tab" in problem.words


def test_utf16_is_refused() -> None:
    assert problems(json.dumps(FULL).encode("utf-16"))[0].field == WHOLE_LINE


@pytest.mark.parametrize("number", ["9" * 5000, "1e400", "-1e400", "9" * 19, "1e18", "0." + "1" * 100])
def test_a_number_beyond_measure_is_named(number: str) -> None:
    line = LINE.replace(b'"level": 3', b'"level": ' + number.encode())
    assert [problem.field for problem in problems(line)] == ["level"]


@pytest.mark.parametrize(
    "nested",
    [
        b"[" * 17 + b"]" * 17,
        b'{"a":' * 17 + b"1" + b"}" * 17,
        b"[" * 1_000_000,
        b'{"a":' * 400_000,
        b'[["\\"]]]]",' * 10 + b"[" * 50_000,
    ],
    ids=["lists", "objects", "open lists", "open objects", "behind text"],
)
def test_deep_nesting_is_refused_before_it_is_read(nested: bytes) -> None:
    (problem,) = problems(LINE[:-1] + b', "deep": ' + nested + b"}")
    assert (problem.field, "nested" in problem.words) == (WHOLE_LINE, True)


def test_brackets_in_text_are_not_nesting() -> None:
    sent = full()
    sent["lines"][0]["text"] = '[[[[[[[[[[[[[[[[[[[[[{{{{ \\" [[[[ \\\\'
    assert taken(sent).lines[0].text == sent["lines"][0]["text"]


def test_an_escaped_backslash_ends_no_escape_of_the_quote_behind_it() -> None:
    nested = b"[" * 20 + b"]" * 20
    (problem,) = problems(b'{"a":"\\\\","deep":' + nested + b"}")
    assert "nested" in problem.words
    (problem,) = problems(b'{"a\\"":1,' + nested + b"}")
    assert "nested" in problem.words
    assert "nested" not in repr(problems(b'{"a":"\\\\\\"' + nested + b'"}'))


def test_work_on_a_line_is_bounded_whatever_its_length() -> None:
    assert len(parse(b"[" + b"1," * 5_000 + b"1]").value) == LONGEST_LIST
    endless = {f"k{number}": 1 for number in range(5_000)}
    assert len(list(problems_of_structure(endless))) == 2 * MOST_PROBLEMS
    assert len(problems(json.dumps(endless).encode())) == MOST_PROBLEMS + 1


def _filled(piece: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    room = LIMIT_BYTES - len(before) - len(after) - len(piece)
    return before + piece * (room // len(piece)) + after


SLOW: dict[str, bytes] = {
    "unclosed text of escapes": _filled(b'\\"', b'{"a": "'),
    "backslashes": _filled(b"\\", b'"'),
    "quotes": _filled(b'"'),
    "brackets": _filled(b"[],", b"[", b"[]]"),
    "mixed list where all must differ": LINE[:-1].replace(
        b'["neglect", "unborn"]', _filled(b'1,"a",[2],', b"[", b"3]")[:1_500_000].rsplit(b",", 1)[0] + b"]"
    )
    + b"}",
    "children of mixed lists": _filled(
        b'{"family_name":"a","age_years":1,"disabilities":[' + b'1,"a",[2],' * 160 + b"3]},",
        LINE.split(b'"children": [')[0] + b'"children": [',
        b'{"family_name": "a"}]' + LINE[LINE.index(b', "adults"') :],
    ),
    "accents out of order": LINE.replace(b"Wet shoes", _filled("\u0301\u0316".encode())[:1_900_000]),
    "fields with accents out of order": LINE.replace(
        b'"Wet shoes on Monday."', b'"' + "\u0301\u0316".encode() * 9_000 + b'"'
    ),
    "unknown fields": b"{" + b",".join(b'"k%d":1' % n for n in range(150_000)) + b"}",
    "one field again and again": b"{" + b",".join([b'"reference":1'] * 140_000) + b"}",
    "numbers": b'{"level": ' + b"9" * 2_000_000 + b"}",
    "decimals": b'{"level": 0.' + b"9" * 2_000_000 + b"}",
    "long e-mail": LINE.replace(b"alex.morrow@example.org", b"a." * 900_000 + b"@" + b"a-" * 100_000),
    "long moment": LINE.replace(b"2026-11-20T09:30:00+00:00", b"2026-11-20T09:30:00." + b"1" * 2_000_000),
    "spaces": _filled(b" ", b"{", b"}"),
    "nul in every item": b'{"lines": [' + b",".join([b'"\\u0000"'] * 200_000) + b"]}",
}


@pytest.mark.parametrize("line", SLOW.values(), ids=SLOW)
def test_no_line_within_the_limit_takes_long_or_gives_endless_reasons(line: bytes) -> None:
    assert len(line) <= LIMIT_BYTES + len(LINE)
    begun = time.process_time()
    outcome = problems(line)
    assert len(outcome) <= 101
    assert all(len(problem.words) < 700 for problem in outcome)
    # About a second here at most; the bound is wide for a slow machine, and far below what a square costs.
    assert time.process_time() - begun < 5
