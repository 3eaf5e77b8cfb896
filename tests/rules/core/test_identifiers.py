"""Identifiers: what they promise, and what they must never say."""

import itertools
import threading
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core import identifiers
from tessera.core.identifiers import (
    clean_nhs_number,
    clean_reference,
    clean_upn,
    format_nhs_number,
    new_reference,
    nhs_number_is_valid,
    reference_is_valid,
    upn_is_temporary,
    upn_is_valid,
    uuid7,
)

NHS_NUMBER = "9996122131"
SIGNS = "2346789CDFGHJKMPQRTVWXY"


def test_a_row_key_is_a_version_7_uuid_of_this_moment() -> None:
    before = time.time_ns() // 1_000_000
    key = uuid7()
    after = time.time_ns() // 1_000_000
    assert key.version == 7
    assert key.variant == "specified in RFC 4122"
    assert before <= key.int >> 80 <= after + 1


def test_row_keys_rise_and_never_repeat_even_in_a_burst() -> None:
    keys = [uuid7() for _ in range(20_000)]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_row_keys_rise_when_the_clock_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = uuid7()
    monkeypatch.setattr(identifiers.time, "time_ns", lambda: 1_000_000_000)
    assert uuid7() > first


def test_row_keys_from_many_threads_are_all_different_and_rise_within_each() -> None:
    made: list[list[object]] = []

    def make() -> None:
        made.append([uuid7() for _ in range(2_000)])

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(keys == sorted(keys) for keys in made)  # type: ignore[type-var]
    assert len({key for keys in made for key in keys}) == 16_000


def test_the_random_tail_is_drawn_afresh_each_time() -> None:
    tails = [uuid7().int & ((1 << 62) - 1) for _ in range(4_000)]
    ones = Counter(bit for tail in tails for bit in range(62) if tail >> bit & 1)
    assert all(1_700 < ones[bit] < 2_300 for bit in range(62))  # nine standard deviations either way


@pytest.mark.parametrize(
    "number", [NHS_NUMBER, "999 612 2131", " 999-612-2131 ", "999\u00a0612\u20112131", "9434765919"]
)
def test_nhs_numbers_that_are_valid(number: str) -> None:
    assert nhs_number_is_valid(number)


@pytest.mark.parametrize(
    "number",
    ["", "999612213", "99961221311", "9996122132", "9999999999", "0000000000", "99961x2131", "٩٩٩٦١٢٢١٣١"],
)
def test_nhs_numbers_that_are_not(number: str) -> None:
    assert not nhs_number_is_valid(number)


def test_a_sum_whose_check_digit_would_be_ten_has_no_valid_number() -> None:
    without = [
        start
        for start in range(999_000_000, 999_001_000)
        if not any(nhs_number_is_valid(f"{start}{digit}") for digit in range(10))
    ]
    assert 60 < len(without) < 120  # one in eleven


@given(st.integers(0, 9), st.integers(0, 9))
def test_one_wrong_digit_is_always_found(place: int, digit: int) -> None:
    wrong = NHS_NUMBER[:place] + str(digit) + NHS_NUMBER[place + 1 :]
    assert nhs_number_is_valid(wrong) == (wrong == NHS_NUMBER)


def test_an_nhs_number_is_printed_3_3_4() -> None:
    assert format_nhs_number("99 96 12 21 31") == "999 612 2131"
    assert clean_nhs_number(format_nhs_number(NHS_NUMBER)) == NHS_NUMBER
    with pytest.raises(ValueError, match="10 digits"):
        format_nhs_number("999")


@pytest.mark.parametrize("number", ["B801200005001", "b801 2000 05001", "R378325674827", "C499167745456"])
def test_pupil_numbers_that_are_valid(number: str) -> None:
    assert upn_is_valid(number)
    assert not upn_is_temporary(number)


def temporary(body: str, last: str) -> str:
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    total = sum(int(c) * place for place, c in enumerate(body, 2)) + letters.index(last) * 13
    return letters[total % 23] + body + last


@pytest.mark.parametrize("last", ["A", "H", "J", "P", "T", "Z"])
def test_temporary_pupil_numbers_end_in_a_letter(last: str) -> None:
    number = temporary("80120000501", last)
    assert upn_is_valid(number)
    assert upn_is_temporary(number)
    assert not upn_is_valid(number[:-1] + ("B" if last == "A" else "A"))


@pytest.mark.parametrize(
    "number",
    [
        "",
        "A801200005001",
        "X80120000A001",
        "I801200005001",
        "B80120000500",
        "B8012000050011",
        "B80120000500O",
    ],
)
def test_pupil_numbers_that_are_not(number: str) -> None:
    assert not upn_is_valid(number)
    assert not upn_is_temporary(number)


def test_a_pupil_number_is_kept_in_capitals_without_spaces() -> None:
    assert clean_upn(" b801-2000 05001 ") == "B801200005001"


@pytest.mark.parametrize("prefix", ["TH", "ABC", "QXYZ"])
def test_a_reference_has_its_shape_and_reads_back_however_it_is_typed(prefix: str) -> None:
    reference = new_reference(prefix)
    head, left, right = reference.split("-")
    assert (head, len(left), len(right)) == (prefix, 4, 4)
    assert set(left + right) <= set(SIGNS)
    for typed in (
        reference,
        reference.lower(),
        reference.replace("-", ""),
        f"  {reference.replace('-', ' – ')} ",
    ):
        assert clean_reference(typed) == reference
        assert reference_is_valid(typed)


def test_signs_never_issued_are_read_as_the_ones_they_look_like() -> None:
    reference = next(r for r in iter(lambda: new_reference("TH"), None) if "8" in r and "2" in r)
    assert clean_reference(reference.replace("8", "B").replace("2", "z")) == reference


@pytest.mark.parametrize("prefix", ["", "T", "ABCDE", "th", "T1", "ÉÉ"])
def test_a_prefix_is_two_to_four_capital_letters(prefix: str) -> None:
    with pytest.raises(ValueError, match="two to four"):
        new_reference(prefix)


@pytest.mark.parametrize(
    "text", ["", "TH", "TH-7KQ2", "TH-7KQ2-M9X", "TH-0OIL-SU5N", "1H-7KQ2-M9XD", "🙂" * 12]
)
def test_what_is_not_a_reference_is_refused(text: str) -> None:
    assert not reference_is_valid(text)


def test_every_single_wrong_sign_and_every_swap_is_found() -> None:
    reference = new_reference("TH")
    places = [3, 4, 5, 6, 8, 9, 10, 11]
    for place in places:
        for sign in SIGNS:
            wrong = reference[:place] + sign + reference[place + 1 :]
            assert reference_is_valid(wrong) == (wrong == reference)
    for left in places:
        for right in places:
            swapped = list(reference)
            swapped[left], swapped[right] = swapped[right], swapped[left]
            wrong = "".join(swapped)
            assert reference_is_valid(wrong) == (wrong == reference)


def test_references_say_nothing_about_order_or_number() -> None:
    made = [new_reference("TH") for _ in range(4_000)]
    assert len(set(made)) == len(made)
    rises = sum(a < b for a, b in itertools.pairwise(made))
    assert 1_800 < rises < 2_200
    for place in (3, 4, 5, 6, 8, 9, 10, 11):
        assert set(SIGNS) == {reference[place] for reference in made}


@given(st.text(max_size=40))
def test_any_text_is_judged_without_harm(text: str) -> None:
    for judge in (nhs_number_is_valid, upn_is_valid, upn_is_temporary, reference_is_valid):
        assert judge(text) in {True, False}
