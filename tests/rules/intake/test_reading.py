"""Lines out of a stream: endings, marks, limits, and memory that does not grow with the line."""

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.enquiries.rules.intake import RawLine, RefusedLine, read_lines
from tests.hostile.payloads import Endless

MEBIBYTE = 1024 * 1024


def lines(content: bytes, limit: int = 10) -> list[tuple[int, bytes | None]]:
    """Number and content of each line; None for the content of a refused one."""
    return [
        (line.number, line.content if isinstance(line, RawLine) else None)
        for line in read_lines(io.BytesIO(content), limit)
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"\n\n", []),
        (b"a", [(1, b"a")]),
        (b"a\nb\n", [(1, b"a"), (2, b"b")]),
        (b"a\r\nb\r\n", [(1, b"a"), (2, b"b")]),
        (b"a\n \t \n\r\nb", [(1, b"a"), (4, b"b")]),
        (b"\xef\xbb\xbfa\nb", [(1, b"a"), (2, b"b")]),
        (b"\xef\xbb\xbf\na", [(2, b"a")]),
        (b"a\n\xef\xbb\xbfb", [(1, b"a"), (2, b"\xef\xbb\xbfb")]),
        (b"0123456789\na", [(1, b"0123456789"), (2, b"a")]),
        (b"0123456789\r\na", [(1, b"0123456789"), (2, b"a")]),
        (b"\xef\xbb\xbf0123456789\r\na", [(1, b"0123456789"), (2, b"a")]),
        (b"0123456789", [(1, b"0123456789")]),
        (b"0123456789a\nb", [(1, None), (2, b"b")]),
        (b"0123456789ab\nb", [(1, None), (2, b"b")]),
        (b"0123456789abc\nb", [(1, None), (2, b"b")]),
        (b"a\n" + b"x" * 200_000 + b"\nb", [(1, b"a"), (2, None), (3, b"b")]),
        (b"x" * 200_000, [(1, None)]),
    ],
)
def test_lines_are_told_apart(content: bytes, expected: list[tuple[int, bytes | None]]) -> None:
    assert lines(content) == expected


@given(st.lists(st.binary(max_size=30), max_size=20), st.integers(1, 20), st.sampled_from([b"\n", b"\r\n"]))
def test_every_line_within_the_limit_comes_out_and_every_other_is_refused(
    parts: list[bytes], limit: int, ending: bytes
) -> None:
    parts = [b"." + part.replace(b"\n", b"").replace(b"\r", b"") for part in parts]
    content = ending.join(parts)
    expected = [(place, part if len(part) <= limit else None) for place, part in enumerate(parts, 1)]
    assert lines(content, limit) == expected


def test_a_line_of_100_megabytes_is_refused_and_the_next_is_read_in_little_memory() -> None:
    stream = io.BufferedReader(Endless(100 * MEBIBYTE, before=b'{"a": "', after=b'"}\n{}\n'))
    tracemalloc.start()
    try:
        found = list(read_lines(stream))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    first, second = found
    assert isinstance(first, RefusedLine)
    assert "longer than 2,097,152 bytes" in first.problems[0].words
    assert second == RawLine(2, b"{}")
    # The piece that was read and the reader's own copy of it; the line is fifty times the limit.
    assert peak < 6 * MEBIBYTE, f"{peak:,} bytes"


def test_a_limit_of_nothing_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="limit_bytes"):
        next(read_lines(io.BytesIO(b"a"), 0))
