"""The published schema, compiled once, and its refusals put in plain words.

The schema file is the contract with other systems; nothing of its rules is repeated here except what its
words leave to the reader (formats). https://json-schema.org/draft/2020-12
"""

import functools
import ipaddress
import json
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from tessera.enquiries.rules.intake.problem import MOST_PROBLEMS, Path
from tessera.enquiries.rules.intake.times import read_date, read_moment

SCHEMA_FILE = FilePath(__file__).parents[2] / "referral.schema.json"

# RFC 5321 section 4.1.2: a dot-string or a quoted string, then a domain or an address in brackets.
_LOCAL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r'|"([\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*+"'
)
_DOMAIN = re.compile(
    r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)

ONE_AGE = ("date_of_birth", "expected_date_of_birth", "age_years")
"""A child has exactly one of these: the only `oneOf` of the schema."""


def is_email(written: str) -> bool:
    """Whether this is an e-mail address by RFC 5321, in ASCII as JSON Schema's `email` asks."""
    local, at, domain = written.rpartition("@")
    if not at or len(local) > 64 or len(written) > 254 or _LOCAL.fullmatch(local) is None:
        return False
    if domain.startswith("[") and domain.endswith("]"):
        return _is_address(domain[1:-1].removeprefix("IPv6:"))
    return _DOMAIN.fullmatch(domain) is not None


def _is_address(written: str) -> bool:
    try:
        ipaddress.ip_address(written)
    except ValueError:
        return False
    return True


def _read_email(written: str) -> str:
    if not is_email(written):
        raise ValueError("not an e-mail address")
    return written


_READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "date": (read_date, "This is not a date. Write it as YYYY-MM-DD, and check that the month has that day."),
    "date-time": (
        read_moment,
        "This is not a date and time. Write it by RFC 3339 with its offset, like 2026-11-20T09:00:00+00:00.",
    ),
    "email": (_read_email, "This is not an e-mail address. Write it like name@example.org, or leave it out."),
}

_PATTERNS = {
    "nhs_number": "An NHS number is 10 digits, with no spaces. Check it, or leave it out.",
    "upn": "A UPN is a capital letter, 11 digits, then a digit or a letter. Check it, or leave it out.",
}

_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}


def problems_of_structure(value: Any) -> Iterator[tuple[Path, str]]:
    """Where the value differs from the schema, in words; stops soon after there are too many to list."""
    for error in islice(_validator().iter_errors(value), 2 * MOST_PROBLEMS):
        path: Path = tuple(error.absolute_path)
        if error.validator != "oneOf":
            yield path, _WORDS[error.validator](error)
        elif isinstance(error.instance, dict):
            yield _one_age(path, error.instance)


def _one_age(path: Path, child: dict[str, Any]) -> tuple[Path, str]:
    given = [name for name in ONE_AGE if name in child]
    if not given:
        words = (
            "Give a date of birth, or for an unborn child the expected date, or an age if no date is known."
        )
        return (*path, ONE_AGE[0]), words
    words = "Give only one of date_of_birth, expected_date_of_birth and age_years."
    return (*path, given[-1]), words


def _type_words(error: Any) -> str:
    allowed = error.validator_value
    names = [_TYPES[name] for name in ([allowed] if isinstance(allowed, str) else allowed)]
    if not error.absolute_path:
        return "This line must be one JSON object."
    return f"This must be {' or '.join(names)}."


def _pattern_words(error: Any) -> str:
    return _PATTERNS[str(error.absolute_path[-1])]


def _too_few(error: Any) -> str:
    return (
        "This list is empty. Give at least one." if error.validator_value == 1 else "This list is too short."
    )


# One entry for each keyword that the schema uses (a test compares them). None repeats what the line says.
_WORDS: dict[str, Callable[[Any], str]] = {
    "required": lambda _: "This is missing. Give it.",
    "additionalProperties": lambda _: (
        "We do not know this field. Check its name against the schema, or take it out."
    ),
    "type": _type_words,
    "enum": lambda error: f"This is not one of the values we take: {', '.join(error.validator_value)}.",
    "const": lambda error: f"This must be {error.validator_value}.",
    "format": lambda error: _READERS[error.validator_value][1],
    "pattern": _pattern_words,
    "minLength": lambda _: "This is empty. Give it, or leave the field out if the schema lets you.",
    "maxLength": lambda error: f"This is longer than {error.validator_value:,} characters. Shorten it.",
    "minItems": _too_few,
    "maxItems": lambda error: f"This list has more than {error.validator_value}. Shorten it.",
    "uniqueItems": lambda _: "This list gives the same value more than once. Give each once.",
    "minimum": lambda error: f"This must be {error.validator_value} or more.",
    "maximum": lambda error: f"This must be {error.validator_value} or less.",
}


@functools.cache
def _validator() -> Any:
    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    checker = FormatChecker(formats=())
    for name, (read, _) in _READERS.items():
        checker.checks(name, raises=ValueError)(_only_text(read))
    keywords = {"required": _required, "additionalProperties": _additional, "uniqueItems": _unique}
    make: Any = extend  # the library gives it no types
    made = make(Draft202012Validator, keywords)
    return made(_without_references(schema, schema["$defs"]), format_checker=checker)


def _without_references(schema: Any, definitions: dict[str, Any]) -> Any:
    """The schema with each `#/$defs/x` written out in its place: looking them up is half the time of a
    check."""
    if isinstance(schema, list):
        return [_without_references(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _without_references(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions)
    return {name: _without_references(part, definitions) for name, part in schema.items() if name != "$defs"}


def _only_text(read: Callable[[str], object]) -> Callable[[object], bool]:
    def checked(value: object) -> bool:
        if isinstance(value, str):
            read(value)
        return True

    return checked


# The library's own three keywords name the object, where people need the field; and its `uniqueItems`
# compares every pair when kinds are mixed, which a hostile line could make last for minutes.


def _required(_: Any, names: list[str], instance: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        yield from (ValidationError("missing", path=[name]) for name in names if name not in instance)


def _additional(_: Any, allowed: bool, instance: Any, schema: dict[str, Any]) -> Iterator[ValidationError]:
    if isinstance(instance, dict) and not allowed:
        known = schema["properties"]
        yield from (ValidationError("unknown", path=[name]) for name in instance if name not in known)


def _unique(_: Any, wanted: bool, instance: Any, __: Any) -> Iterator[ValidationError]:
    if wanted and isinstance(instance, list):
        words = [item for item in instance if isinstance(item, str)]
        if len(set(words)) != len(words):
            yield ValidationError("repeated")
