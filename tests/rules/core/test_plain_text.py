"""Text: kept as typed, refused with the place, and the small words of a page."""

import unicodedata
from datetime import date, time, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.text import (
    Unclean,
    age_in_words,
    clean,
    date_words,
    excerpt,
    initials,
    join_words,
    ordinal,
    plural,
    quoted_spans,
    single_line,
    time_words,
)


def test_line_ends_become_one_and_letters_are_composed() -> None:
    assert clean("a\r\nb\rc\u2028d\x85e\n") == "a\nb\nc\nd\ne"
    assert clean("Zoe\u0308 O\u0301 Su\u0301illeabha\u0301in") == "Zoë Ó Súilleabháin"
    assert clean("  \n a\tb  ") == "a\tb"


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x9f", "\ud800", "\ufffe", "\ufdd0"]
)
def test_controls_are_refused_with_their_place(sign: str) -> None:
    with pytest.raises(Unclean) as refused:
        clean(f"one\r\ntwo{sign}")
    assert (refused.value.reason, refused.value.position) == ("control", 8)
    assert (
        str(refused.value)
        == "Character 8 (line 2) is an invisible control character. Delete it and try again."
    )


@pytest.mark.parametrize("sign", ["\u202d", "\u202e"])
def test_what_turns_the_words_round_is_refused(sign: str) -> None:
    with pytest.raises(Unclean) as refused:
        clean(f"safe{sign}ton")
    assert (refused.value.reason, refused.value.position) == ("override", 5)
    assert str(refused.value).startswith(
        "Character 5 is invisible and makes the words after it read backwards"
    )


@pytest.mark.parametrize(
    "text", ["گھر پر", "הוא אמר", "\u2067שלום\u2069", "क्‍ष", "👩‍👧 fine", "Zoë’s — “yes”", "a\u200eb"]
)
def test_other_writing_and_pictures_are_kept(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_the_limit_is_in_characters_of_what_is_kept() -> None:
    assert clean("e\u0301" * 5, 5) == "é" * 5
    with pytest.raises(Unclean) as refused:
        clean("x" * 5_001, 5_000)
    assert str(refused.value) == "There are 5,001 characters. Shorten this to 5,000 or fewer."
    assert (refused.value.reason, refused.value.position) == ("too_long", 5_001)


def test_one_line() -> None:
    assert single_line(" Ama \t\n Mensah ") == "Ama Mensah"
    assert single_line("a  b", 3) == "a b"
    with pytest.raises(Unclean):
        single_line("abcd", 3)


@given(st.text())
def test_clean_is_settled_after_once(text: str) -> None:
    try:
        kept = clean(text)
    except Unclean as refused:
        found = (refused.reason, 1 <= refused.position <= len(text))
        assert found in {("control", True), ("override", True)}
    else:
        assert clean(kept) == kept
        kept.encode()
        assert "\x00" not in kept


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Maya Rose O'Connor", "MRO"),
        ("Anne-Marie  de Souza", "AMDS"),
        ("", ""),
        ("(Jo) élan", "JÉ"),
        ("- x", "X"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_small_words() -> None:
    assert [plural(n, "child", "children") for n in (0, 1, 2, 1_200)] == [
        "0 children",
        "1 child",
        "2 children",
        "1,200 children",
    ]
    assert plural(2, "hour") == "2 hours"
    assert [join_words(list("abc"[:n])) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert join_words(["a", "b"], last="or") == "a or b"
    numbers = (0, 1, 2, 3, 4, 10, 11, 12, 13, 20, 21, 22, 23, 30, 101, 111, 112)
    assert " ".join(ordinal(n) for n in numbers) == (
        "0th 1st 2nd 3rd 4th 10th 11th 12th 13th 20th 21st 22nd 23rd 30th 101st 111th 112th"
    )


def test_dates_and_times_in_words() -> None:
    day = date(2026, 11, 21)
    assert date_words(day) == "21 November 2026"
    assert date_words(day, weekday=True) == "Saturday 21 November 2026"
    assert date_words(day, weekday=True, with_ordinal=True) == "Saturday 21st November 2026"
    times = (time(0), time(0, 5), time(9), time(12), time(12, 30), time(15, 20), time(23, 59, 59))
    assert [time_words(at) for at in times] == [
        "midnight",
        "12:05am",
        "9am",
        "midday",
        "12:30pm",
        "3:20pm",
        "11:59pm",
    ]


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2026, 11, 22), "not yet born"),
        (date(2026, 11, 21), "born today"),
        (date(2026, 11, 20), "1 day"),
        (date(2026, 11, 8), "13 days"),
        (date(2026, 11, 7), "2 weeks"),
        (date(2026, 8, 22), "13 weeks"),
        (date(2026, 8, 21), "3 months"),
        (date(2026, 4, 21), "7 months"),
        (date(2024, 11, 22), "23 months"),
        (date(2024, 11, 21), "2 years"),
        (date(2022, 11, 22), "3 years"),
        (date(2022, 11, 21), "4 years"),
    ],
)
def test_ages(born: date, expected: str) -> None:
    assert age_in_words(born, date(2026, 11, 21)) == expected


def test_a_leap_day_birthday_comes_on_the_first_of_march() -> None:
    assert age_in_words(date(2016, 2, 29), date(2026, 2, 28)) == "9 years"
    assert age_in_words(date(2016, 2, 29), date(2026, 3, 1)) == "10 years"


@given(st.dates(), st.integers(0, 40_000))
def test_an_age_always_has_words(born: date, days: int) -> None:
    try:
        on = born + timedelta(days=days)
    except OverflowError:
        return
    words = age_in_words(born, on)
    assert words == "born today" or int(words.split()[0].replace(",", "")) >= 1


def test_excerpts_are_cut_between_words() -> None:
    assert excerpt("short\nenough", 12) == "short enough"
    assert excerpt("He said he was hungry, and tired", 23) == "He said he was hungry…"
    assert excerpt("He said he was hungry", 20) == "He said he was…"
    assert excerpt("unbreakable", 5) == "unbr…"


@given(st.text(), st.integers(1, 50))
def test_an_excerpt_is_never_longer_than_asked(text: str, limit: int) -> None:
    assert len(excerpt(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "I hate it" and left', ['"I hate it"']),
        ("She said “no” and “never”.", ["“no”", "“never”"]),
        ("She said 'no' then it's over", ["'no'"]),
        ("It's the boys' house, isn't it?", []),
        ("the boys’ and the girls’ rooms", []),
        ("‘the boys’ dad shouted’ she said", ["‘the boys’ dad shouted’"]),
        ("‘He hit us’ she said. The boys’ dad left.", ["‘He hit us’"]),
        ("“He said ‘go’ to me” she wrote", ["“He said ‘go’ to me”"]),
        ("\"He said 'go' to me\" she wrote", ["\"He said 'go' to me\""]),
        ("'He said \"go\"' she wrote", ["'He said \"go\"'"]),
        ("«Nie» and „tak” and ‚no’", ["«Nie»", "„tak”", "‚no’"]),
        ('("Yes," he said.)', ['"Yes,"']),
        ('He is 5\'6" tall and 5" wide. "Yes"', ['"Yes"']),
        ('"never closed and so on', []),
        ('"never closed and "closed" after', ['"closed"']),
        ("“never closed and “closed” after", ["“closed”"]),
        ('"never closed\n\nnext "yes" paragraph', ['"yes"']),
        ('"one\ntwo" three', ['"one\ntwo"']),
        ("“open ‘inner’ and no end", ["‘inner’"]),
        ("'Tis the '90s", []),
        ("'I don't know' and ‘I don’t’", ["'I don't know'", "‘I don’t’"]),
        ("“never closed\n\nand so” on", []),
        ('say "stop " now', ['"stop "']),
        ('"" nothing', ['""']),
        ("", []),
    ],
)
def test_where_a_text_quotes_someone(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end in quoted_spans(text)] == quoted


@given(st.text(alphabet="ab s.\n\"'‘’“”„«» -", max_size=60))
def test_quotations_lie_inside_in_order_and_apart(text: str) -> None:
    last = 0
    for start, end in quoted_spans(text):
        assert last <= start < end <= len(text)
        assert text[start] in "\"'‘“„«‚"
        last = end


@pytest.mark.parametrize("piece", ["“", '"a ', "'s ", "‘as’ b ", "“a‘", '" " ', "s' a"])
def test_finding_quotations_takes_time_in_step_with_length(piece: str) -> None:
    def seconds(text: str) -> float:
        taken = []
        for _ in range(5):
            begun = process_time()
            quoted_spans(text)
            taken.append(process_time() - begun)
        return min(taken)

    # Eight times the length: about 8 when linear, 64 when every mark looks at every other.
    assert seconds(piece * 32_000) < 24 * max(seconds(piece * 4_000), 1e-4)
