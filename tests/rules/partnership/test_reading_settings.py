"""A settings document is read from hands that may be careless or hostile: nothing breaks."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.partnership.rules import Settings, SettingsRefused, check
from tessera.partnership.rules.reading import MAX_BYTES, MAX_VALUES, Unreadable, read, write

THORNMERE = Path(__file__).parents[3] / "demonstration" / "thornmere.yaml"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "‘a’ is here twice (first on line 1). Keep one."),
        ("a:\n  b: 1\n  c: 2\n  b: 3\n", 4, "‘b’ is here twice (first on line 2). Keep one."),
        ("a: &x [1]\nb: *x\n", 1, "& and *"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "Leave out tags"),
        ("a: !other 1\n", 1, "Leave out tags"),
        ("a: 1\n---\nb: 2\n", 2, "one document"),
        ("a: [1, 2\nb: 3\n", 2, "cannot be read as YAML"),
        ("? [a, b]\n: c\n", 1, "A name must be plain words"),
        ("a: \x00\n", 1, "cannot be read as YAML"),
        ("[" * 30, 1, "nested too deeply"),
        ("a: \ud800\n", 1, "no file can hold"),
        (b"a: 1\nb: \xff\n", 2, "not UTF-8"),
        ("a: " + "x" * MAX_BYTES, 1, "larger than 1 MiB"),
        ("é" * (MAX_BYTES - 1), 1, "larger than 1 MiB"),
        (b"x" * (MAX_BYTES + 1), 1, "larger than 1 MiB"),
        ("[" + "0," * (MAX_VALUES + 1) + "]", 1, "more than 50,000 values"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str | bytes, line: int, words: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text)
    assert refused.value.line == line
    assert words in str(refused.value)
    assert [problem.line for problem in check(text)] == [line]


def test_text_stays_text_where_other_readers_would_change_it() -> None:
    reading = read(
        "no: no\non: on\nat: 09:30\nday: 2026-11-30\nnumber: 1_000\nfloat: 1.5\nyes: ~\n1: 2\n'3': '4'\n"
    )
    assert reading.value == {
        "no": "no",
        "on": "on",
        "at": "09:30",
        "day": "2026-11-30",
        "number": "1_000",
        "float": "1.5",
        "yes": None,
        "1": 2,
        "3": "4",
    }


def test_every_path_has_its_line() -> None:
    reading = read("a:\n  b:\n    - x\n    - y\n\nc: 1\n")
    assert reading.lines == {
        (): 1,
        ("a",): 1,
        ("a", "b"): 2,
        ("a", "b", "0"): 3,
        ("a", "b", "1"): 4,
        ("c",): 6,
    }
    assert reading.line_of(("a", "b", "1", "z")) == 4
    assert reading.line_of(("nowhere",)) == 1


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**14), 10**14)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc: #-\n'é1", max_size=6), inner, max_size=4)
    ),
    max_leaves=15,
)


@settings(deadline=None)
@given(plain)
def test_what_is_written_is_read_back(value: object) -> None:
    assert read(write(value)).value == value


@settings(deadline=None)
@given(st.text() | st.text("a:-[]{}&*!|>'\"\n #%?,", max_size=60))
def test_check_never_raises_on_any_text(text: str) -> None:
    problems = check(text)
    assert problems
    assert all(problem.line >= 1 and problem.words for problem in problems)


@settings(deadline=None)
@given(st.binary())
def test_check_never_raises_on_any_bytes(text: bytes) -> None:
    assert check(text)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_document_is_refused_with_a_line_or_accepted_whole(data: st.DataObject) -> None:
    text = THORNMERE.read_text()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    damaged = text[:start] + data.draw(st.text(max_size=10)) + text[end:]
    problems = check(damaged)
    lines = len(damaged.splitlines()) + 1
    assert all(1 <= problem.line <= lines for problem in problems)
    if not problems:
        assert Settings.load(Settings.load(damaged).dump()) == Settings.load(damaged)


def test_a_refused_document_says_every_reason_at_once(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(
        THORNMERE.read_text()
        .replace("kind: police\n", "kind: polce\n")
        .replace("short: H2\n", "short: p\n")
        .replace("in_force_from: 2025-01-01", "in_force_from: 2025-02-31")
        .replace("hub_email: mash@thornmere.example.org", "hub_email: mash")
        + "\nwallbord: true\n"
    )
    with pytest.raises(SettingsRefused) as refused:
        Settings.load(file)
    found = {problem.path: problem for problem in refused.value.problems}
    assert set(found) == {
        "partnership.hub_email",
        "partnership.in_force_from",
        "agencies.police.kind",
        "agencies.hospital.short",
        "wallbord",
    }
    lines = file.read_text().splitlines()
    assert lines[found["agencies.police.kind"].line - 1].strip() == "kind: polce"
    assert lines[found["wallbord"].line - 1] == "wallbord: true"
    assert "Write one of these:" in found["agencies.police.kind"].words
    assert found["partnership.in_force_from"].words.startswith("Write a date that is in the calendar")
    assert [problem.line for problem in refused.value.problems] == sorted(p.line for p in found.values())
    assert f"Line {found['wallbord'].line}, wallbord:" in str(refused.value)
