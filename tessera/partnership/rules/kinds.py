"""The small kinds of value a settings document is made of: codes, words, limits, labels, groups."""

import re
from collections.abc import Mapping
from datetime import date, time
from itertools import pairwise
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    RootModel,
    StringConstraints,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from tessera.core.language import gettext as _
from tessera.core.text import Unclean, clean, single_line
from tessera.core.working_time import Limit

K = TypeVar("K")
T = TypeVar("T")


class Part(BaseModel):
    """A part of the document: fixed once made, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _refuse(words: str) -> PydanticCustomError:
    # The words are ours, and may hold braces that are not placeholders.
    return PydanticCustomError("settings", "{words}", {"words": words})


def _one_line(text: str) -> str:
    try:
        return _not_blank(single_line(text))
    except Unclean as error:
        raise _refuse(str(error)) from None


def _cleaned(text: str) -> str:
    try:
        return _not_blank(clean(text))
    except Unclean as error:
        raise _refuse(str(error)) from None


def _not_blank(text: str) -> str:
    if not text:
        raise _refuse(_("Write the words: this is empty."))
    return text


def _telephone(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9][0-9 ]{5,18}", text, re.ASCII):
        raise _refuse(_("Write a telephone number with digits and spaces, such as 01632 960123."))
    return text


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text):
        raise _refuse(_("Write an email address such as hub@example.org."))
    return text


def _written_date(value: object) -> object:
    # Pydantic alone would take a whole number for seconds since 1970.
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
        return value
    raise _refuse(_("Write a date as year-month-day, such as 2026-11-30."))


def _written_time(value: object) -> object:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{2}:[0-9]{2}", value, re.ASCII):
        return value
    raise _refuse(_('Write a time as hours and minutes in quotes, such as "09:00".'))


def _limit(value: object) -> Limit:
    if isinstance(value, Limit):
        return value
    if isinstance(value, str):
        try:
            return Limit.parse(value)
        except ValueError as error:
            raise _refuse(str(error)) from None
    raise _refuse(_("Write a time limit such as 4h (hours), 4wh (working hours) or 1wd (working days)."))


def _limit_or_none(value: object) -> Limit | None:
    return None if value is None or value == "none" else _limit(value)


Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Line = Annotated[str, StringConstraints(max_length=300), AfterValidator(_one_line)]
Name = Annotated[Line, StringConstraints(max_length=200)]  # as long as the register keeps it
Words = Annotated[str, StringConstraints(max_length=4000), AfterValidator(_cleaned)]
Telephone = Annotated[Line, AfterValidator(_telephone)]
Email = Annotated[Line, AfterValidator(_email)]
Day = Annotated[date, BeforeValidator(_written_date)]
WallTime = Annotated[
    time, BeforeValidator(_written_time), PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str)
]
TimeLimit = Annotated[Limit, PlainValidator(_limit), PlainSerializer(str, return_type=str)]
TimeLimitOrNone = Annotated[
    Limit | None,
    PlainValidator(_limit_or_none),
    PlainSerializer(lambda limit: "none" if limit is None else str(limit), return_type=str),
]


class Coded(Part):
    """A part that is named by its key in the group it stands in; the key is its code."""

    code: str = Field(exclude=True)


def _with_codes(group: object) -> object:
    if not isinstance(group, Mapping):
        return group
    return {code: _with_code(code, entry) for code, entry in group.items()}


def _with_numbers(group: object) -> object:
    if not isinstance(group, Mapping):
        return group
    return {
        number: {**entry, "number": number} if isinstance(entry, Mapping) else entry
        for number, entry in group.items()
    }


def _with_code(code: object, entry: object) -> object:
    if not isinstance(entry, Mapping):
        return entry
    if entry.get("code", code) != code:
        raise _refuse(_("Leave out ‘code’ in ‘{code}’: its name is its code.").format(code=code))
    return {**entry, "code": str(code)}


# A group of parts by code, in the order in which they are written.
Group = Annotated[dict[Code, T], BeforeValidator(_with_codes)]
# The same, where the codes are fixed words.
FixedGroup = Annotated[dict[K, T], BeforeValidator(_with_codes)]
# Parts in an order of their own, counted from 1.
NumberedGroup = Annotated[dict[int, T], BeforeValidator(_with_numbers)]


class DatedWords(Part):
    """Words that are used from a date on. The first of a label's words have no date."""

    text: Line
    since: Day | None = None


class Label(RootModel[tuple[DatedWords, ...]]):
    """What something is called, which may change on a date: Early Help, from September Family Help.

    Written as plain words, or as a list of `text` and `since`. As a string it is the latest words.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, value: object) -> object:
        return [{"text": value}] if isinstance(value, str) else value

    @field_validator("root")
    @classmethod
    def _in_order(cls, words: tuple[DatedWords, ...]) -> tuple[DatedWords, ...]:
        if not words:
            raise _refuse(_("Write the words."))
        if words[0].since is not None:
            raise _refuse(_("Leave out ‘since’ in the first words: they hold until the next."))
        later = [word.since for word in words[1:] if word.since is not None]
        if len(later) != len(words) - 1 or any(a >= b for a, b in pairwise(later)):
            raise _refuse(_("Give each of the later words a ‘since’ date, in order."))
        return words

    @model_serializer(mode="plain")
    def _as_written(self) -> Any:
        if len(self.root) == 1:
            return self.root[0].text
        return [word.model_dump(mode="json", exclude_none=True) for word in self.root]

    def on(self, day: date | None = None) -> str:
        """The words used on a date; without one, the latest."""
        if day is None:
            return self.root[-1].text
        return next(word.text for word in reversed(self.root) if word.since is None or word.since <= day)

    def as_on(self, day: date | None = None) -> "Label":
        """The same label with only the words used on a date."""
        return Label((DatedWords(text=self.on(day)),))

    def __str__(self) -> str:
        return self.on()
