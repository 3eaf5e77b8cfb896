"""Splitting a stream into lines without ever holding more than one line's limit of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tessera.enquiries.rules.intake.problem import WHOLE_LINE, Problem

LIMIT_BYTES = 2 * 1024 * 1024
"""The longest line taken in. The longest referral of the 40 in the example file is under 3 KiB."""

_SKIP_BYTES = 64 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line within the limit, without its line ending. Numbers begin at 1 and count blank lines too."""

    number: int
    content: bytes


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that was not kept, and why."""

    number: int
    problems: tuple[Problem, ...]


def read_lines(stream: BinaryIO, limit_bytes: int = LIMIT_BYTES) -> Iterator[RawLine | RefusedLine]:
    """Each line of the stream that is not blank, in order.

    Lines end with a line feed, with or without a carriage return before it; the last may end with neither. A
    byte order mark at the very start is passed over. A line longer than `limit_bytes` is skipped to its end
    in small pieces and comes back refused. Raises only what the stream raises.
    """
    if limit_bytes < 1:
        raise ValueError("limit_bytes must be at least 1")
    number = 0
    # Room for the limit and for the two bytes that may end the line; a byte order mark is on top of that.
    while taken := stream.readline(limit_bytes + 2 + (len(_BYTE_ORDER_MARK) if number == 0 else 0)):
        number += 1
        if number == 1:
            taken = taken.removeprefix(_BYTE_ORDER_MARK)
        if not taken.endswith(b"\n"):
            _skip_to_line_end(
                stream
            )  # what was taken is beyond the limit already, or is the end of the stream
        content = taken.removesuffix(b"\n").removesuffix(b"\r")
        if len(content) > limit_bytes:
            yield RefusedLine(number, (_too_long(limit_bytes),))
        elif content.strip(_BLANK):
            yield RawLine(number, content)


def _skip_to_line_end(stream: BinaryIO) -> None:
    while (piece := stream.readline(_SKIP_BYTES)) and not piece.endswith(b"\n"):
        pass


def _too_long(limit_bytes: int) -> Problem:
    return Problem(
        WHOLE_LINE,
        f"This line is longer than {limit_bytes:,} bytes. Send one referral a line, with no files in it.",
    )
