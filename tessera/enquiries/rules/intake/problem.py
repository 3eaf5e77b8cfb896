"""What is wrong with a line, by field, in words that carry none of its content."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str | int, ...]

WHOLE_LINE = "line"
"""The field of a problem with the line as a whole. No field of a referral has this name."""

MOST_PROBLEMS = 100
"""Problems listed for one line. A line with more is not a referral with mistakes in it."""

# A field name that a program would use. Any other is not repeated: a broken sender can put a person's name,
# or a sentence about them, where a field name belongs.
_PROGRAM_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One reason to refuse a line: where (`children[0].nhs_number`, or `line`), and what to do about it."""

    field: str
    words: str


def field_name(path: Path) -> str:
    """The path as people write it: `("children", 0, "upn")` is `children[0].upn`; the empty path is `line`.

    A name that no program would use is written `?`.
    """
    written = ""
    for step in path:
        if isinstance(step, int):
            written += f"[{step}]"
        else:
            written += ("." if written else "") + (step if _PROGRAM_NAME.fullmatch(step) else "?")
    return written or WHOLE_LINE


def in_order(found: Iterable[tuple[Path, str]]) -> tuple[Problem, ...]:
    """The problems in the order of their fields, each once, at most `MOST_PROBLEMS` and a word that there are
    more."""
    first = sorted(set(found), key=lambda one: tuple((isinstance(step, str), step) for step in one[0]))
    unique = tuple(dict.fromkeys(Problem(field_name(path), words) for path, words in first))
    if len(unique) <= MOST_PROBLEMS:
        return unique
    more = Problem(
        WHOLE_LINE, f"There are more problems than the {MOST_PROBLEMS} listed. Mend these and send it again."
    )
    return (*unique[:MOST_PROBLEMS], more)
