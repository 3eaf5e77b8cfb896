"""What is wrong with a settings document, in words for the person who wrote it, by path and line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from tessera.core.language import Phrases
from tessera.core.language import gettext as _
from tessera.partnership.rules.contradictions import Contradictions
from tessera.partnership.rules.document import Document
from tessera.partnership.rules.reading import Reading

MAX_PROBLEMS = 200


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to put right. `path` is dotted (`clocks.decision.limits.red`), `line` counts from 1."""

    path: str
    line: int
    words: str

    def __str__(self) -> str:
        said = _("Line {line}, {path}: {words}") if self.path else _("Line {line}: {words}")
        return said.format(line=self.line, path=self.path, words=self.words)


def problems_of(error: ValidationError, reading: Reading) -> list[Problem]:
    """Every problem of a refused document, in the order of its lines."""
    found = list(_problems(error, reading))[:MAX_PROBLEMS]
    return sorted(dict.fromkeys(found), key=lambda problem: (problem.line, problem.path))


def _problems(error: ValidationError, reading: Reading) -> Iterator[Problem]:
    for detail in error.errors(include_url=False, include_input=False):
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, Contradictions):
            for where, words in cause.found:
                path = tuple(str(step) for step in where)
                yield Problem(".".join(path), reading.line_of(path), words)
            continue
        path = tuple(str(step) for step in detail["loc"] if step != "[key]")
        if detail["type"] not in ("missing", "extra_forbidden"):
            path = _written(path, reading.value)
        yield Problem(".".join(path), reading.line_of(path), _words(detail, path))


def _written(path: tuple[str, ...], value: object) -> tuple[str, ...]:
    """As much of a path as the document itself holds: a label written as words has no parts of its own."""
    for depth, step in enumerate(path):
        if isinstance(value, Mapping) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, Mapping | list):
            return path
        else:
            return path[:depth]
    return path


# Pydantic's own kinds of error, said for someone who has never heard of it.
_PLAIN = Phrases(
    {
        "missing": "Add this: it is needed.",
        "string_type": "Write words here; put a number in quotes.",
        "string_unicode": "This holds characters that no file can hold. Type it again.",
        "string_too_long": "Shorten this to {max_length:,} characters or fewer.",
        "bool_type": "Write true or false.",
        "bool_parsing": "Write true or false.",
        "int_type": "Write a whole number.",
        "int_parsing": "Write a whole number.",
        "int_parsing_size": "Write a smaller number.",
        "greater_than_equal": "Write {ge} or more.",
        "less_than_equal": "Write {le} or less.",
        "tuple_type": "Write a list here, each item on its own line after a dash.",
        "list_type": "Write a list here, each item on its own line after a dash.",
        "dict_type": "Write a group here: names, each followed by a colon.",
        "model_type": "Write a group here: names, each followed by a colon.",
        "model_attributes_type": "Write a group here: names, each followed by a colon.",
        "date_from_datetime_parsing": "Write a date that is in the calendar, such as 2026-11-30.",
        "date_parsing": "Write a date that is in the calendar, such as 2026-11-30.",
        "time_parsing": 'Write a time as hours and minutes in quotes, such as "09:00".',
        "too_short": "Write at least {min_length} here.",
        "too_long": "Write at most {max_length} here.",
        "enum": "Write one of these: {expected}.",
        "literal_error": "Write one of these: {expected}.",
        "frozen_instance": "Settings cannot be changed once they are made.",
    }
)
_PATTERNS = Phrases(
    {
        r"^[a-z][a-z0-9_]{0,62}$": "Write a code: small letters, digits and _, beginning with a letter.",
        r"^#[0-9a-f]{6}$": "Write a colour in quotes, as # and six digits or letters from a to f, such as “#12343b”.",
        r"^[A-Z][A-Z0-9]{0,2}$": "Write a mark of one to three capitals or digits, beginning with a letter.",
    }
)


def _words(detail: Mapping[str, Any], path: tuple[str, ...]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        near = get_close_matches(path[-1], Document.model_fields, 1) if len(path) == 1 else []
        advice = (
            _("Did you mean ‘{near}’?").format(near=near[0])
            if near
            else _("Remove it or check its spelling.")
        )
        return _("This is not a setting. {advice}").format(advice=advice)
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(context.get("pattern", ""), _("This is not written as it should be."))
    if kind in _PLAIN:
        return _PLAIN[kind].format(**context)
    return (
        str(detail["msg"])
        if kind == "settings"
        else _("This cannot be used: {detail}.").format(detail=detail["msg"])
    )
