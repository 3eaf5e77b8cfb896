"""From the bytes of one line to a clean JSON value, with every reason that its text is not fit to keep.

The value is safe to walk: no deeper than `DEEPEST`, no list longer than `LONGEST_LIST`, every string within
Unicode and in its composed form (NFC), every number of a sensible size. What could not be read stands in it
as `UNREADABLE`.
"""

import json
import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tessera.enquiries.rules.intake.problem import Path

DEEPEST = 16
"""Levels of nesting taken in; a referral needs six. Python's reader goes a level deeper for each and would
break."""

LONGEST_LIST = 501
"""One more than the longest list the schema allows, so that a longer one is still refused for its length."""

LONGEST_TEXT = 20_000
LONGEST_NUMBER = 18
MOST_MARKS = 30
"""Accents on one letter: the Stream-Safe limit of Unicode Standard Annex 15, section 13. Reordering far more
of them takes time that grows with the square of their number, so this is checked before any text is
composed."""

_ESCAPED = re.compile(rb'"[^"]*+"?')
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class Unreadable:
    """Stands where a value could not be kept. It fails every rule; the reason has been given already."""

    def __repr__(self) -> str:
        return "unreadable"


UNREADABLE = Unreadable()


class _Number(Unreadable):
    """A number that could not be kept. Made while reading, when its place in the line is not yet known."""


_NUMBER = _Number()


@dataclass(slots=True)
class Parsed:
    """The value of a line, or None where it is not JSON at all; what is wrong; and where nothing could be
    read."""

    value: Any
    found: list[tuple[Path, str]] = field(default_factory=list)
    unreadable: set[Path] = field(default_factory=set)


@dataclass(slots=True)
class _Walk:
    repeated: dict[int, tuple[dict[str, Any], list[str]]]
    parsed: Parsed


def parse(line: bytes) -> Parsed:
    """Read one line. Never raises, whatever the bytes."""
    parsed = Parsed(None)
    text = _decode(line, parsed)
    if _too_deep(line):
        parsed.found.append(
            (
                (),
                f"Lists and objects are nested more than {DEEPEST} deep. Send it in the shape of the schema.",
            )
        )
        return parsed
    repeated: dict[int, tuple[dict[str, Any], list[str]]] = {}

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(found)
        if len(made) != len(found):
            times = Counter(name for name, _ in found)
            # The object is kept beside its number so that the number cannot be given to another.
            repeated[id(made)] = (made, [name for name, count in times.items() if count > 1])
        return made

    value = _read_json(text, pairs, parsed)
    if value is not None:
        parsed.value = _clean(value, (), _Walk(repeated, parsed))
    return parsed


def _decode(line: bytes, parsed: Parsed) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        words = f"Byte {error.start + 1} is not UTF-8. Save the file as UTF-8 and send it again."
        parsed.found.append(((), words))
        # Broken bytes come through as lone surrogates, so that the fields that hold them can be named.
        return line.decode("utf-8", "surrogateescape")


def _too_deep(line: bytes) -> bool:
    """Whether lists and objects nest beyond `DEEPEST`, told without recursion and in time that grows with
    length."""
    if line.count(b"[") + line.count(b"{") <= DEEPEST:
        return False
    outside = _ESCAPED.sub(b"", line.replace(b"\\\\", b"").replace(b'\\"', b""))
    depth = 0
    for bracket in outside.translate(None, _NOT_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > DEEPEST:
            return True
    return False


def _read_json(text: str, pairs: Any, parsed: Parsed) -> Any:
    """The JSON value, or None (with a reason) where there is none."""

    def whole(digits: str) -> Any:
        return int(digits) if len(digits) <= LONGEST_NUMBER else _NUMBER

    def part(digits: str) -> Any:
        number = float(digits) if len(digits) <= 2 * LONGEST_NUMBER else math.inf
        return number if math.isfinite(number) and abs(number) < 10**LONGEST_NUMBER else _NUMBER

    hooks: dict[str, Any] = {
        "object_pairs_hook": pairs,
        "parse_int": whole,
        "parse_float": part,
        "parse_constant": lambda _: _NUMBER,
    }
    try:
        value = json.loads(text, **hooks)
    except (ValueError, RecursionError) as error:
        position = getattr(error, "pos", 0) + 1
        if not str(error).startswith("Invalid control character"):
            parsed.found.append(((), _not_json(position)))
            return None
        words = (
            f"Character {position} is a control character, such as a tab or NUL, not written as an escape. "
            "Take it out or escape it."
        )
        parsed.found.append(((), words))
        return _read_loosely(text, hooks, parsed)
    if value is None:
        parsed.found.append(((), "This line must be one JSON object."))
    return value


def _read_loosely(text: str, hooks: dict[str, Any], parsed: Parsed) -> Any:
    """Read on past unescaped control characters, so that the other reasons can be given as well."""
    try:
        return json.loads(text, strict=False, **hooks)
    except (ValueError, RecursionError) as error:
        parsed.found.append(((), _not_json(getattr(error, "pos", 0) + 1)))
        return None


def _not_json(position: int) -> str:
    return f"This is not valid JSON: reading stopped at character {position}. Send one object on each line."


def _clean(value: Any, path: Path, walk: _Walk) -> Any:
    if isinstance(value, str):
        return _clean_text(value, path, walk.parsed)
    if isinstance(value, list):
        return [_clean(item, (*path, place), walk) for place, item in enumerate(value[:LONGEST_LIST])]
    if isinstance(value, dict):
        if id(value) in walk.repeated:
            _say_repeated(path, walk.repeated[id(value)][1], walk.parsed)
        return {name: _clean(item, (*path, name), walk) for name, item in value.items()}
    if isinstance(value, _Number):
        return _refuse(
            path, "This is not a number that can be kept. Give an ordinary whole number.", walk.parsed
        )
    return value


def _say_repeated(path: Path, names: list[str], parsed: Parsed) -> None:
    words = "This field is given more than once, so it is not clear which is meant. Give it once."
    parsed.found.extend(((*path, name), words) for name in names)


def _clean_text(text: str, path: Path, parsed: Parsed) -> Any:
    if text.isascii():
        if _CONTROL.search(text):
            return _refuse(path, _CONTROL_WORDS, parsed)
        return text
    if _SURROGATE.search(text):
        words = "This holds half a character, or bytes that are not UTF-8. Send the text as UTF-8."
        return _refuse(path, words, parsed)
    if _CONTROL.search(text):
        return _refuse(path, _CONTROL_WORDS, parsed)
    if len(text) > LONGEST_TEXT:
        return text  # too long for any field, and refused for that; composing it would only cost time
    if _piled_marks(text):
        words = f"This has more than {MOST_MARKS} accents on one letter. Take out the extra ones."
        return _refuse(path, words, parsed)
    return unicodedata.normalize("NFC", text)


_CONTROL_WORDS = "This holds a control character, such as NUL. Take it out."


def _piled_marks(text: str) -> bool:
    run = 0
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run > MOST_MARKS:
            return True
    return False


def _refuse(path: Path, words: str, parsed: Parsed) -> Unreadable:
    parsed.found.append((path, words))
    parsed.unreadable.add(path)
    return UNREADABLE
