"""Smaller parts of the format: ties between people, marks and documents of a note, what a child was told."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tessera.people.rules.words import TieKind, TieState
from tessera.ui.body import PARTS

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Moment = Annotated[str, StringConstraints(pattern=r"^-(\d+d \d\d:\d\d|\d+h|\d+m)$")]
When = Annotated[str, StringConstraints(pattern=r"^-(\d+d( \d\d:\d\d)?|\d+h|\d+m)$")]
Told = bool | Literal["yes", "no"]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Step(Part):
    at: Moment
    by: str


class Age(Part):
    years: int = Field(ge=0, le=110)
    months: int = Field(default=0, ge=0, le=11)


class Reasoned(Part):
    text: Text
    reason: Text


class Somebody(Part):
    """Somebody of the family whom no referral names."""

    years: int = Field(ge=0, le=110)
    sex: Literal["F", "M", "U"]


class Tie(Step):
    """As an agency told it."""

    do: Literal["tie"]
    of: str
    to: str
    words: Text
    kind: TieKind
    told_by: str
    state: TieState | None = None
    new: Somebody | None = None
    responsible: bool | None = None
    together: bool | None = None
    died_years_ago: int | None = None


class Respond(Step):
    """You said, we did: to the child's words that begin with `to`."""

    do: Literal["respond"]
    to: Text
    done: Text
    told_back: Text | None = None


class BodyMark(Part):
    figure: Literal["child", "baby"] = "child"
    view: Literal["front", "back"] = "front"
    part: str
    size: str = ""
    colour: Literal["red", "blue", "purple", "green", "yellow", "brown", "other"] | None = None
    words: Text

    @model_validator(mode="after")
    def it_is_a_part_seen_from_there(self) -> BodyMark:
        if self.part not in PARTS[self.figure, self.view]:
            raise ValueError(f"the {self.view} of a {self.figure} has no {self.part}")
        return self


class Document(Part):
    name: Annotated[str, StringConstraints(pattern=r"^[a-z-]+\.txt$")]
    text: Text
